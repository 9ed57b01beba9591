"""Which records an occurrence is about: by its concept in the lexicon, else by its codes."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import chain

from critparse.evaluate.facts import Facts, Recorded
from critparse.evaluate.question import Question
from critparse.evaluate.recordable import is_recordable
from critparse.evaluate.tables import tables
from critparse.expression import Occurrence
from critparse.knowledge import Knowledge, icd10cm
from critparse.patient.allergies import allergies
from critparse.patient.model import Coding

_ICD = "ICD-10-CM"
_ALLERGY = "allergy"


def is_findable(node: Occurrence, question: Question) -> bool:
    """Whether records can be found at all: by a concept of the lexicon or by codes."""
    return bool(question.concept(node) or node.codes)


def absence_tells(node: Occurrence, question: Question) -> bool:
    """Whether something could be on record that shows an occurrence, so that nothing on record can count as absence."""
    concept = question.concept(node)
    return bool(node.codes) or not concept or is_recordable(concept, question.knowledge)


def records(node: Occurrence, facts: Facts) -> Iterator[Recorded]:
    """The records of an occurrence's concept and of all below it.

    A condition that is an allergy is looked for among the records of allergies too, and an allergy among conditions.
    """
    concept = facts.question.concept(node)
    if not concept:
        return (one for one in facts.all_events if _is_coded(node, one, facts) and _is_allergy(one) == (node.domain == _ALLERGY))
    known = allergies(facts.question.knowledge)
    if node.domain == _ALLERGY:
        as_conditions = (one for condition in known.just_to(concept) for one in facts.events(condition) if not _is_allergy(one))
        return chain(filter(_is_allergy, facts.events(concept)), as_conditions)
    if concept in known.to_anything:
        return chain(filter(_is_allergy, facts.all_events), (one for one in facts.events(concept) if not _is_allergy(one)))
    if node.domain == "condition":
        return iter(facts.events(concept))
    return (one for one in facts.events(concept) if not _is_allergy(one))


def _is_allergy(one: Recorded) -> bool:
    return one.event.domain == _ALLERGY


def coarser(node: Occurrence, facts: Facts) -> Iterator[Recorded]:
    """Records that say only what stands directly above the concept and may be of it: "diabetes" for type 2 diabetes."""
    knowledge = facts.question.knowledge
    entry = knowledge.concepts.get(facts.question.concept(node))
    if entry is None:
        return
    if entry.id in tables().manner:
        yield from (
            one for parent in ancestors(entry.id, knowledge) for one in facts.events(parent) if entry.id not in one.concepts
        )
    if node.domain != "condition":
        return
    for parent in entry.broader:
        for one in facts.events(parent):
            if entry.id not in one.concepts and _is_just(parent, tuple(one.concepts), knowledge):
                codes = [coding.code for coding in one.event.codings if coding.system == _ICD]
                if not (codes and entry.icd10cm) or any(icd10cm.covers(codes, own) for own in entry.icd10cm):
                    yield one


def is_of(node: Occurrence, one: Recorded, facts: Facts) -> bool:
    """Whether a record is of an occurrence's concept."""
    concept = facts.question.concept(node)
    return concept in one.concepts if concept else _is_coded(node, one, facts)


@lru_cache(maxsize=65536)
def _is_just(concept: str, concepts: tuple[str, ...], knowledge: Knowledge) -> bool:
    """Whether a record of several concepts says no more than one of them: all others stand above it."""
    above = ancestors(concept, knowledge)
    return all(other == concept or other in above for other in concepts)


@lru_cache(maxsize=65536)
def ancestors(concept: str, knowledge: Knowledge) -> frozenset[str]:
    """The ids of all concepts above one.

    >>> from critparse.knowledge import load
    >>> "diabetes_mellitus" in ancestors("type_2_diabetes", load())
    True
    """
    found: set[str] = set()
    waiting = [concept]
    while waiting:
        entry = knowledge.concepts.get(waiting.pop())
        fresh = set(entry.broader if entry else ()) - found
        found |= fresh
        waiting += fresh
    return frozenset(found)


def _is_coded(node: Occurrence, one: Recorded, facts: Facts) -> bool:
    """Whether a record has one of an occurrence's codes or one below it, is of a concept whose codes are, or has its name."""
    codes = tuple((code.system, code.code) for code in node.codes)
    if one.event.text.casefold() == node.concept.casefold():
        return True
    return _codes_cover(codes, one.event.codings) or any(
        _concept_is_covered(codes, concept, facts.question.knowledge) for concept in one.concepts
    )


@lru_cache(maxsize=65536)
def _codes_cover(codes: tuple[tuple[str, str], ...], codings: tuple[Coding, ...]) -> bool:
    icd = [code for system, code in codes if system == _ICD]
    return any(
        (coding.system, coding.code) in codes or (coding.system == _ICD and icd10cm.covers(icd, coding.code)) for coding in codings
    )


@lru_cache(maxsize=65536)
def _concept_is_covered(codes: tuple[tuple[str, str], ...], concept: str, knowledge: Knowledge) -> bool:
    entry = knowledge.concepts.get(concept)
    icd = [code for system, code in codes if system == _ICD]
    return bool(icd and entry and entry.icd10cm) and all(icd10cm.covers(icd, own) for own in (entry.icd10cm if entry else ()))
