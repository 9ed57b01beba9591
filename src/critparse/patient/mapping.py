"""Records → our concepts: by code, else by name; how each was mapped is kept for the evidence."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from critparse.extract import extractor
from critparse.knowledge import Knowledge
from critparse.patient.allergies import allergies
from critparse.patient.by_name import DOMAINS, Meant, by_name, by_wider_name, names_of
from critparse.patient.code_index import code_index
from critparse.patient.model import Coding, Event, EventDomain, Patient, Result
from critparse.patient.record_names import record_names

_REMEMBERED = 100_000
"""Kinds of records of which it is remembered what they mean: records repeat themselves."""


class Mapping(NamedTuple):
    """A measurement or scale that a result is a value of, and how that was found."""

    concept_id: str
    how: str
    """For evidence: "LOINC 718-7", 'name "Hemoglobin"'."""


class EventMapping(NamedTuple):
    """A concept that an event is, and how that was found."""

    concept_id: str
    how: str
    """For evidence: "SNOMED CT 59621000", 'name "Essential hypertension"'."""
    sure: bool = True
    """False where the record may be of this concept and may be of another: C61 of castration-resistant prostate cancer, a
    steroid by an unknown route of systemic ones, "Suspected lung cancer". What is asked of it is then unknown."""
    past: bool = False
    """The record's name says that it is over: "History of myocardial infarction"."""


def mapped_result(result: Result, knowledge: Knowledge) -> tuple[Mapping, ...]:
    """The ids of the measurements and scales that a result is a value of, by its codes, else by its name.

    >>> from critparse.knowledge import load
    >>> mapped_result(Result("Observation/1", (Coding("LOINC", "718-7"),), "", None), load())
    (Mapping(concept_id='hemoglobin', how='LOINC 718-7'),)
    """
    return _mapped_result(result.codings, result.text, knowledge)


def mapped_event(event: Event, knowledge: Knowledge) -> tuple[EventMapping, ...]:
    """The ids of the concepts that an event is, by its codes, else by its name; with all that stands above them.

    >>> from critparse.knowledge import load
    >>> essential = Event("Condition/1", "condition", (Coding("ICD-10-CM", "I10"),), "")
    >>> sorted(m.concept_id for m in mapped_event(essential, load()))
    ['cardiovascular_disease', 'hypertension']
    """
    return _mapped_event(event.domain, event.codings, event.text, knowledge)


def unmapped(patient: Patient, knowledge: Knowledge) -> Iterator[Coding]:
    """The codes of a patient's records that no concept claims; a name without a code is a coding without one.

    A question whose answer is claimed ("Never smoker") is claimed with it.
    """
    questions = {result.id for result in patient.results}
    claimed = {event.id for event in patient.events if mapped_event(event, knowledge)}
    for result in patient.results:
        if result.id not in claimed and not mapped_result(result, knowledge):
            yield from result.codings or (Coding("", "", result.text),)
    for event in patient.events:
        if event.id not in claimed and event.id not in questions:
            yield from event.codings or (Coding("", "", event.text),)


@lru_cache(maxsize=_REMEMBERED)
def _mapped_result(codings: tuple[Coding, ...], text: str, knowledge: Knowledge) -> tuple[Mapping, ...]:
    values = code_index(knowledge).values
    by_code = {i: f"{c.system} {c.code}" for c in codings for i in values.get((c.system, c.code), ())}
    if by_code:
        return tuple(Mapping(entry_id, how) for entry_id, how in by_code.items())
    for name in names_of(codings, text):
        entry_id = _measured(name, knowledge) or _measured(record_names().component(name), knowledge)
        if entry_id:
            return (Mapping(entry_id, f'name "{name}"'),)
    return ()


def _measured(name: str, knowledge: Knowledge) -> str:
    """The measurement or scale that a whole name means, empty if it means none."""
    mentions = extractor(knowledge).mentions(name)
    return mentions[0].entry.id if len(mentions) == 1 and mentions[0].entry else ""


@lru_cache(maxsize=_REMEMBERED)
def _mapped_event(domain: EventDomain, codings: tuple[Coding, ...], text: str, knowledge: Knowledge) -> tuple[EventMapping, ...]:
    names = names_of(codings, text)
    route = next(filter(None, map(record_names().route, names)), "") if domain == "drug" else ""
    meant = list(_by_code(domain, codings, route, knowledge))
    named = [m for name in names for m in by_name(domain, name, codings, knowledge)]
    if meant:  # a name adds to codes only what stands below them (HFpEF to I50.9), and to what an allergy is what it is to
        coded = {m.concept_id for m in meant}
        meant += (m for m in named if domain == "allergy" or not coded.isdisjoint(code_index(knowledge).above(m.concept_id)))
    else:
        meant = named
        if not named and domain in ("condition", "procedure"):
            meant = [m for name in names for m in by_wider_name(domain, name, knowledge)]
    found = _with_above(meant, knowledge)
    return found if domain != "allergy" else _with_conditions(found, knowledge)


def _with_conditions(found: tuple[EventMapping, ...], knowledge: Knowledge) -> tuple[EventMapping, ...]:
    """What an allergy is to, and the conditions that an allergy to it is."""
    things = {mapped.concept_id for mapped in found}
    first = {c: m for m in reversed(found) for c in allergies(knowledge).to((m.concept_id,)) if c not in things}
    return (*found, *(mapped._replace(concept_id=condition) for condition, mapped in first.items()))


def _by_code(domain: EventDomain, codings: tuple[Coding, ...], route: str, knowledge: Knowledge) -> Iterator[Meant]:
    for coding in codings:
        for concept_id, sure in code_index(knowledge).claims(coding.system, coding.code):
            if _may_be(domain, concept_id, knowledge):
                yield Meant(concept_id, f"{coding.system} {coding.code}", sure, route=route)


def _may_be(domain: EventDomain, concept_id: str, knowledge: Knowledge) -> bool:
    return knowledge.concepts[concept_id].domain in DOMAINS[domain]


def _with_above(meant: list[Meant], knowledge: Knowledge) -> tuple[EventMapping, ...]:
    """What is meant, and all that stands above it; sure where one way to it is."""
    index, names = code_index(knowledge), record_names()
    found: dict[str, EventMapping] = {}
    for first in sorted(meant, key=lambda m: (not m.sure, m.past)):
        waiting = [(first.concept_id, first.sure)]
        while waiting:
            concept_id, sure = waiting.pop(0)
            if concept_id != first.concept_id:
                routes = names.routes_of.get(concept_id)
                if routes and first.route and first.route not in routes:
                    continue
                sure = sure and not names.is_of_some(concept_id) and bool(first.route or not routes)
            known = found.get(concept_id)
            if known and (known.sure or not sure):
                continue
            found[concept_id] = EventMapping(concept_id, first.how, sure, first.past)
            waiting += ((higher, sure) for higher in index.directly_above(concept_id))
    return tuple(found.values())
