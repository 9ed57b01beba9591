"""A patient's facts as they stood on the as-of date, found by concept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from critparse.evaluate.days import not_after, on, shown
from critparse.evaluate.evidence import Datum
from critparse.evaluate.kinds import happens_at_once, is_coded_as_past
from critparse.evaluate.outcome import NO, UNKNOWN, YES, Outcome
from critparse.evaluate.question import Question
from critparse.evaluate.window import EVER
from critparse.knowledge import Knowledge
from critparse.patient import mapping
from critparse.patient.mapping import EventMapping
from critparse.patient.model import Amount, Event, Moment, Patient, Result

_MOST_DIGITS = 30
"""Before or after the point, of a recorded number that is reckoned with."""


class Measured(NamedTuple):
    """A result and how it was found to be of a measurement or scale."""

    result: Result
    mapping: str

    @property
    def when(self) -> Moment:
        """Its date; any day where the record gives none."""
        return self.result.when or EVER

    def datum(self) -> Datum:
        """It as evidence."""
        return Datum(self.result.id, shown(self.result.when), shown_value(self.result), self.mapping)


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event as it stood on the as-of date."""

    event: Event
    concepts: dict[str, EventMapping]
    """Concept id → how the record was found to be of it."""
    start: Moment
    end: Moment
    """When it ended; the as-of date for what goes on."""
    over: Outcome
    """Whether it had ended by the as-of date."""
    counts: Outcome
    """Whether it had begun by the as-of date, which a partial date may leave open."""

    def datum(self, concept: str = "") -> Datum:
        """It as evidence, with the mapping to a concept."""
        event = self.event
        value = event.text or next((c.display or c.code for c in event.codings), "")
        found = self.concepts.get(concept)
        how = found.how if found else next((f"{c.system} {c.code}".strip() for c in event.codings), "name")
        return Datum(event.id, _shown_span(event), value, how)


class Facts:
    """What is on a patient's record by the as-of date, found by concept."""

    def __init__(self, patient: Patient, question: Question) -> None:
        self.patient = patient
        self.question = question

    def results(self, entry_id: str) -> list[Measured]:
        """The results of a measurement or scale, in no order; those after the as-of date are left out."""
        return self._results.get(entry_id, [])

    def events(self, concept_id: str) -> list[Recorded]:
        """The events of a concept and of all below it."""
        return self._events_by_concept.get(concept_id, [])

    @cached_property
    def all_events(self) -> list[Recorded]:
        """Every event that had begun, or may have begun, by the as-of date; planned ones without regard to their date."""
        knowledge = self.question.knowledge
        as_of = self.question.as_of
        until = _answered_anew(self.patient)
        events = (_until(event, until.get(event.id)) for event in self.patient.events)
        return [r for event in events if (r := recorded(event, as_of, knowledge))]

    @cached_property
    def _results(self) -> dict[str, list[Measured]]:
        found: dict[str, list[Measured]] = {}
        as_of, knowledge = self.question.as_of, self.question.knowledge
        for result in self.patient.results:
            if result.when is None or result.when.first <= as_of:
                for concept_id, how in mapping.mapped_result(result, knowledge):
                    found.setdefault(concept_id, []).append(Measured(result, how))
        return found

    @cached_property
    def _events_by_concept(self) -> dict[str, list[Recorded]]:
        found: dict[str, list[Recorded]] = {}
        for one in self.all_events:
            for concept_id in one.concepts:
                found.setdefault(concept_id, []).append(one)
        return found


def recorded(event: Event, as_of: date, knowledge: Knowledge) -> Recorded | None:
    """An event as it stood on the as-of date, or None where it had not begun."""
    today = on(as_of)
    counts = not_after(event.onset, today, inclusive=True) if event.onset else YES
    if counts == NO and not event.planned:
        return None
    concepts = {m.concept_id: m for m in mapping.mapped_event(event, knowledge)}
    if is_coded_as_past(event) or any(m.past for m in concepts.values()):
        sometime = Moment(EVER.first, event.onset.last if event.onset else as_of)
        return Recorded(event, concepts, sometime, sometime, YES, counts)
    start = event.onset or Moment(EVER.first, event.abatement.last if event.abatement else as_of)
    if happens_at_once(event, frozenset(concepts), knowledge):
        return Recorded(event, concepts, start, start, YES if event.ended else NO, counts)
    over, end = NO, today
    if event.abatement:
        over = not_after(event.abatement, today, inclusive=True)
        end = Moment(min(event.abatement.first, as_of), min(event.abatement.last, as_of))
    elif event.ended:
        over, end = YES, Moment(min(start.first, as_of), as_of)
    return Recorded(event, concepts, start, end, over, counts)


def _answered_anew(patient: Patient) -> dict[str, Moment]:
    """Record of an answer → when its question was next answered: who was a smoker then may be none now."""
    answers: dict[object, list[Result]] = {}
    for result in patient.results:
        if result.answer and result.when:
            answers.setdefault(result.codings or result.text, []).append(result)
    found: dict[str, Moment] = {}
    for same in answers.values():
        days = sorted({result.when for result in same if result.when})
        for result in same:
            anew = next((day for day in days if result.when and result.when.last < day.first), None)
            if anew:
                found[result.id] = anew
    return found


def _until(event: Event, anew: Moment | None) -> Event:
    """An observation that holds until its question is answered anew."""
    return replace(event, abatement=anew, ended=True) if anew and event.domain == "observation" else event


def shown_value(result: Result) -> str:
    """A result's value as recorded."""
    if result.value is not None:
        return f"{result.comparator}{shown_amount(result.value)}"
    return "; ".join(coding.display or coding.code for coding in result.answer)


def shown_amount(amount: Amount) -> str:
    """An amount as recorded."""
    return f"{amount.value:f} {amount.unit}".rstrip() if is_reckonable(amount.value) else f"{amount.value} {amount.unit}".rstrip()


def is_reckonable(value: Decimal) -> bool:
    """Whether a recorded number is one that can be converted and written out.

    >>> is_reckonable(Decimal("37.5")), is_reckonable(Decimal("1e999")), is_reckonable(Decimal("NaN"))
    (True, False, False)
    """
    return value.is_finite() and abs(value.adjusted()) <= _MOST_DIGITS


def usable(found: list[Measured]) -> Iterator[Measured]:
    """The results that have a value or an answer and a date."""
    return (m for m in found if m.result.when is not None and (m.result.value is not None or m.result.answer))


def surely_counts(moment: Moment, as_of: date) -> Outcome:
    """Whether a moment lies on or before the as-of date."""
    return YES if moment.last <= as_of else UNKNOWN


def _shown_span(event: Event) -> str:
    if event.abatement and event.abatement != event.onset:
        return f"{shown(event.onset)} to {shown(event.abatement)}".strip()
    return shown(event.onset)
