"""`Occurrence`: whether some record is what is asked, and the days from which a timing is counted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from heapq import nlargest
from typing import NamedTuple

from critparse.evaluate import qualifiers
from critparse.evaluate.amounts import Reading
from critparse.evaluate.evidence import Answer, Needed
from critparse.evaluate.facts import Facts, Recorded
from critparse.evaluate.leaf import Ask, always_unknown, answered
from critparse.evaluate.match import absence_tells, coarser, is_findable, is_of, records
from critparse.evaluate.outcome import NO, UNKNOWN, YES, Outcome, all_of, any_of, either, negated
from critparse.evaluate.qualifiers import Fit, Said, sorted_out
from critparse.evaluate.question import Question
from critparse.evaluate.window import HalfLife, Window, anchored, any_holds, any_meets, half_life, lies_ahead, lookback, windows
from critparse.expression import Extreme, Occurrence, Quantity, Timing, write
from critparse.patient.model import Moment

_SHOWN = 3
"""Records that are named as evidence, at most."""
_HALF_LIVES = "{half_life}"
_OF_THE_RECORD = ("experiencer", "modality")
"""Kinds of qualifiers that say what kind of record is meant, also where something is taken out."""
_NO_CONCEPT = "neither the lexicon nor a code system has this concept"
_NEVER_ON_RECORD = "nothing on a record could show it"
_NO_ANCHOR = "the day from which time is counted is not known"


class Place(NamedTuple):
    """The days in which something must lie, as one anchor gives them."""

    anchor: Outcome
    """Whether the anchor is what is asked for."""
    windows: tuple[Window, ...]


class Match(NamedTuple):
    """How a record fits an occurrence."""

    record: Recorded
    outcome: Outcome
    reason: str = ""
    needs: Needed = "data"
    """What would decide it, where it is not known."""


@dataclass(frozen=True, eq=False)
class Prepared:
    """An occurrence made ready to be asked of many patients."""

    node: Occurrence
    question: Question

    @cached_property
    def said(self) -> Said:
        """Its qualifiers by what a record can show."""
        return sorted_out(self.node.qualifiers)

    @cached_property
    def exceptions(self) -> tuple[Prepared, ...]:
        """What is taken out of it."""
        whose = tuple(q for q in self.node.qualifiers if q.kind in _OF_THE_RECORD)
        taken_out = (one.model_copy(update={"qualifiers": (*one.qualifiers, *whose)}) for one in self.node.except_)
        return tuple(Prepared(one, self.question) for one in taken_out)

    @cached_property
    def concept(self) -> str:
        """The lexicon's concept."""
        return self.question.concept(self.node)

    @cached_property
    def absence_tells(self) -> bool:
        """Whether nothing on record can count as absence."""
        return absence_tells(self.node, self.question)

    @cached_property
    def placement(self) -> Placement | None:
        """Its timing made ready."""
        return Placement(self.node.timing, self.question) if self.node.timing else None


@dataclass(frozen=True, eq=False)
class Placement:
    """A timing made ready to be placed on the calendar of many patients."""

    timing: Timing
    question: Question

    @cached_property
    def event(self) -> Prepared | None:
        """What stands in place of a study anchor."""
        return Prepared(self.timing.event, self.question) if self.timing.event else None

    @cached_property
    def counts_half_lives(self) -> bool:
        """Whether its days depend on a drug's half-life."""
        within = self.timing.within
        ends = [end.value for end in (within.low, within.high) if end] if within else []
        amounts = [one for value in ends for one in (value.of if isinstance(value, Extreme) else (value,))]
        return any(isinstance(one, Quantity) and one.unit == _HALF_LIVES for one in amounts)

    @cached_property
    def at_study_anchor(self) -> tuple[Place, ...] | None:
        """Its days where they are the same for all patients; None where they cannot be placed."""
        found = anchored(self.timing, self.question)
        return (Place(YES, found),) if found else None

    def places(self, facts: Facts, drug: HalfLife | None = None) -> tuple[Place, ...] | None:
        """Its days for a patient, one place an anchor; None where they cannot be placed."""
        if self.event is None:
            if self.at_study_anchor and not self.counts_half_lives:
                return self.at_study_anchor
            found = anchored(self.timing, self.question, facts.patient.birth, drug)
            return (Place(YES, found),) if found else None
        if not is_findable(self.event.node, self.question):
            return None
        placed = []
        for match in matches(self.event, facts, as_anchor=True):
            end = match.record.end if self.timing.relation == "during" else match.record.start
            found = windows(self.timing, match.record.start, end, drug)
            if found is None:
                return None
            placed.append(Place(match.outcome, found))
        return tuple(placed) if placed or self.event.absence_tells else None

    def windows(self, facts: Facts) -> tuple[Window, ...] | None:
        """Its days for a patient, or None where they are not known."""
        places = self.places(facts)
        if not places or any(place.anchor != YES for place in places):
            return None
        return tuple(window for place in places for window in place.windows)

    def value_windows(self, facts: Facts) -> tuple[Window, ...] | None:
        """Its days for values, which hold on until they are measured again: "at screening" is the newest until then.

        None where the days are not known for the patient.
        """
        found = self.windows(facts)
        if found and self.event is None and self.timing.within is None and self.timing.relation in ("at", "during"):
            days = [window.low or window.high for window in found]
            if all(day and self.question.day_of(self.timing.anchor) == day.first for day in days):
                return lookback(self.question, days[0])
        return found

    @cached_property
    def lies_ahead(self) -> bool:
        """Whether its time is not over by the as-of date, so that no record can show that nothing happened in it."""
        places = self.at_study_anchor if self.event is None and self.timing.relation in ("after", "during") else None
        return bool(places) and any(lies_ahead(place.windows, self.question.as_of) for place in places or ())


def occurrence(node: Occurrence, question: Question) -> Ask:
    """Whether some record of a patient is what an occurrence asks for."""
    leaf = write(node)
    prepared = Prepared(node, question)
    if not is_findable(node, question):
        return always_unknown(leaf, needs="parser", reason=_NO_CONCEPT)
    if prepared.said.beyond_records:
        return always_unknown(leaf, needs="person", reason=f"no record shows it: {prepared.said.beyond_records}")
    answer: Callable[[Prepared, str, Facts], Answer] = _some
    if node.count:
        answer = _counted
    elif node.timing and node.timing.which != "any":
        answer = _first_or_last
    return lambda facts: answer(prepared, leaf, facts)


def matches(prepared: Prepared, facts: Facts, *, as_anchor: bool = False, untimed: bool = False) -> Iterator[Match]:
    """The records that are or may be what is asked; `as_anchor` takes what is over, too."""
    for one in records(prepared.node, facts):
        found = _match(prepared, one, facts, ever=as_anchor, untimed=untimed)
        if found.outcome != NO:
            yield found


def _some(prepared: Prepared, leaf: str, facts: Facts) -> Answer:
    """Some record is what is asked."""
    open_matches = []
    for match in matches(prepared, facts):
        if match.outcome == YES:
            return answered(leaf, YES, data=(match.record.datum(prepared.concept),))
        open_matches.append(match)
    open_matches = open_matches or _less_precise(prepared, facts)
    return _unknown(prepared, leaf, open_matches) if open_matches else _absent(prepared, leaf, facts)


def _less_precise(prepared: Prepared, facts: Facts, *, untimed: bool = False) -> list[Match]:
    """The records that say less than is asked and would fit otherwise."""
    found = (_match(prepared, one, facts, ever=untimed, untimed=untimed) for one in coarser(prepared.node, facts))
    return [Match(m.record, UNKNOWN, "the record is less precise than the criterion") for m in found if m.outcome != NO]


def _counted(prepared: Prepared, leaf: str, facts: Facts) -> Answer:
    """As many records as are asked, each on a day of its own."""
    bound = prepared.node.count
    found = list(matches(prepared, facts))
    data = tuple(match.record.datum(prepared.concept) for match in found[:_SHOWN])
    if bound is None or any(isinstance(e.value, Quantity) and e.value.unit for e in (bound.low, bound.high) if e):
        return answered(leaf, UNKNOWN, data=data, reason="a rate cannot be counted on the record")
    if found and prepared.node.domain == "drug":
        return answered(leaf, UNKNOWN, data=data, reason="records of a drug are not courses of treatment")
    exact = {(m.record.start, m.record.event.codings, m.record.event.text) for m in found if _is_exact(m)}
    sure = {m.record.start for m in found if m.outcome == YES and _is_exact(m)}
    fewest = len(sure) or int(any(m.outcome == YES for m in found))
    reading = Reading(Decimal(fewest), Decimal(len(exact) + sum(not _is_exact(m) for m in found)))
    numbers = [end.value.value if end and isinstance(end.value, Quantity) else None for end in (bound.low, bound.high)]
    outcome = reading.within(numbers[0], numbers[1], bound)
    placement = prepared.placement
    is_unplaced = placement is not None and (placement.lies_ahead or placement.places(facts) is None)
    is_open = facts.question.absent_is_unknown or is_unplaced or not prepared.absence_tells
    if is_open and outcome != UNKNOWN:
        outcome = either((outcome, reading._replace(high=None).within(numbers[0], numbers[1], bound)))
    reason = "how many there were is not known exactly" if outcome == UNKNOWN else f"{fewest} on record"
    return answered(leaf, outcome, data=data, reason=reason)


def _is_exact(match: Match) -> bool:
    return match.record.start.first == match.record.start.last


def _first_or_last(prepared: Prepared, leaf: str, facts: Facts) -> Answer:
    """The first or the last record that is what is asked lies in the window."""
    placement = prepared.placement
    found = list(matches(prepared, facts, as_anchor=True, untimed=True))
    if placement is None or not found:
        coarse = _less_precise(prepared, facts, untimed=True)
        return _unknown(prepared, leaf, coarse) if coarse else _absent(prepared, leaf, facts)
    is_last = placement.timing.which == "last"
    moments = [_moment(match, is_last=is_last) for match in found]
    sure = [moment for moment, match in zip(moments, found, strict=True) if match.outcome == YES]
    if is_last:
        cutoff = max((moment.first for moment in sure), default=date.min)
        standing = [(match, at) for match, at in zip(found, moments, strict=True) if at.last >= cutoff]
    else:
        cutoff = min((moment.last for moment in sure), default=date.max)
        standing = [(match, at) for match, at in zip(found, moments, strict=True) if at.first <= cutoff]
    outcome = 0
    for match, moment in standing:
        places = placement.places(facts, _half_life(match.record, prepared))
        if places is None:
            return answered(leaf, UNKNOWN, reason=_NO_ANCHOR)
        timed = any_of([NO, *(all_of((place.anchor, any_holds(place.windows, moment))) for place in places)])
        outcome |= all_of((match.outcome, timed))
    data = tuple(match.record.datum(prepared.concept) for match, _ in standing[:_SHOWN])
    reason = "which record is the one, or its date, is not known exactly" if outcome == UNKNOWN else ""
    return answered(leaf, outcome, data=data, reason=reason)


def _moment(match: Match, *, is_last: bool) -> Moment:
    """When a record was first or last so: a drug's last day is that on which its course ends."""
    return match.record.end if is_last and match.record.event.domain == "drug" else match.record.start


def _absent(prepared: Prepared, leaf: str, facts: Facts) -> Answer:
    """No record is what is asked."""
    on_record = [one for one in records(prepared.node, facts) if not one.event.relative or prepared.said.of_family]
    newest = nlargest(_SHOWN, on_record, key=lambda one: one.start.last)
    data = tuple(one.datum(prepared.concept) for one in newest)
    if prepared.said.planned:
        return answered(leaf, UNKNOWN, data=data, reason="no plan is on record, which does not show that there is none")
    placement = prepared.placement
    if placement and placement.lies_ahead:
        return answered(leaf, UNKNOWN, data=data, reason="the time that is asked about is not over on the as-of date")
    if placement and placement.places(facts) is None:
        is_read = placement.event is not None and is_findable(placement.event.node, facts.question)
        return answered(leaf, UNKNOWN, data=data, needs="person" if is_read else "parser", reason=_NO_ANCHOR)
    if placement or not on_record:
        if not prepared.absence_tells:
            return answered(leaf, UNKNOWN, needs="person", data=data, reason=_NEVER_ON_RECORD)
        if facts.question.absent_is_unknown:
            return answered(leaf, UNKNOWN, data=data, reason="not on record")
    return answered(leaf, NO, data=data, reason="what is on record is not what is asked" if data else "not on record")


def _unknown(prepared: Prepared, leaf: str, found: list[Match]) -> Answer:
    reasons = "; ".join(dict.fromkeys(match.reason for match in found if match.reason))
    data = tuple(match.record.datum(prepared.concept) for match in found[:_SHOWN])
    needs: Needed = "data" if any(match.needs == "data" for match in found) else "person"
    return answered(leaf, UNKNOWN, needs=needs, data=data, reason=reasons)


def _match(prepared: Prepared, one: Recorded, facts: Facts, *, ever: bool = False, untimed: bool = False) -> Match:
    """How a record of the concept fits all that is said; it ends at the first thing that does not fit."""
    outcome, reasons = YES, []
    needs: Needed = "person"
    for fit in _fits(prepared, one, facts, ever=ever, untimed=untimed):
        if fit.outcome == NO:
            return Match(one, NO)
        if fit.outcome != YES:
            outcome = UNKNOWN
            reasons.append(fit.reason)
            needs = "data" if "data" in (needs, fit.needs) else needs
    return Match(one, outcome, "; ".join(filter(None, reasons)), needs)


def _fits(prepared: Prepared, one: Recorded, facts: Facts, *, ever: bool, untimed: bool) -> Iterator[Fit]:
    node, said = prepared.node, prepared.said
    yield qualifiers.whose(said, one)
    yield qualifiers.standing(said, one)
    timed = prepared.placement is not None and not untimed
    any_time = ever or timed or said.history or said.of_family or said.planned or said.unread_time or node.count is not None
    if said.current or said.resolved or not any_time:
        yield qualifiers.presence(node, said, one)
    if timed:
        yield _timed(prepared, one, facts)
    yield qualifiers.certainty(said, one)
    yield qualifiers.mapped(prepared.concept, one)
    yield qualifiers.severity(said, one)
    yield qualifiers.dose(node, one, facts)
    yield qualifiers.duration(node.duration, one)
    yield qualifiers.onset_age(node.onset_age, one, facts)
    if said.not_shown:
        yield Fit(UNKNOWN, f"the record cannot show: {'; '.join(said.not_shown)}", "person")
    for taken_out in prepared.exceptions:
        yield _not_taken_out(taken_out, one, facts)


def _timed(prepared: Prepared, one: Recorded, facts: Facts) -> Fit:
    """Whether a record lies in the window: by its onset where it happens at once, else by any of its days."""
    placement = prepared.placement
    places = placement.places(facts, _half_life(one, prepared)) if placement else ()
    if places is None:
        return Fit(UNKNOWN, _NO_ANCHOR)
    outcome = any_of([NO, *(all_of((place.anchor, any_meets(place.windows, one.start, one.end))) for place in places)])
    return Fit(outcome, "the record's dates leave open whether it lies in the time that is asked about")


def _not_taken_out(taken_out: Prepared, one: Recorded, facts: Facts) -> Fit:
    if not is_findable(taken_out.node, facts.question):
        return Fit(UNKNOWN, f"whether it is {taken_out.node.concept!r} is not known: {_NO_CONCEPT}")
    if not is_of(taken_out.node, one, facts):
        return (
            Fit(YES)
            if taken_out.absence_tells
            else Fit(UNKNOWN, f"whether it is {taken_out.node.concept!r} is not on record", "person")
        )
    inner = _match(taken_out, one, facts, ever=True)
    return Fit(negated(inner.outcome), inner.reason, inner.needs)


def _half_life(one: Recorded, prepared: Prepared) -> HalfLife | None:
    """The half-life of the drug on record, or of the drug that is asked for."""
    placement = prepared.placement
    if placement is None or not placement.counts_half_lives:
        return None
    concepts = prepared.question.knowledge.concepts
    for concept in (*one.concepts, prepared.concept):
        entry = concepts.get(concept)
        found = half_life(entry.half_life if entry else None)
        if found:
            return found
    return None
