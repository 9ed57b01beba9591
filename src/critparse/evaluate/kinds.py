"""Which records happen on a day, which last, and which say that they are over."""

from __future__ import annotations

from functools import lru_cache

from critparse.evaluate.tables import tables
from critparse.knowledge import Knowledge, icd10cm
from critparse.patient.model import Event

_ICD = "ICD-10-CM"


def happens_at_once(event: Event, concepts: frozenset[str], knowledge: Knowledge) -> bool:
    """Whether an event counts by its onset alone: procedures, and the conditions of `grammars/codes/screening.tsv`.

    >>> from critparse.knowledge import load
    >>> happens_at_once(Event("1", "condition", (), ""), frozenset({"myocardial_infarction"}), load())
    True
    """
    if event.domain == "procedure":
        return True
    if event.domain != "condition":
        return False
    coded = any(_is_of_a_day(coding.code) for coding in event.codings if coding.system == _ICD)
    return coded or any(_is_event(concept, knowledge) for concept in concepts)


def is_coded_as_past(event: Event) -> bool:
    """Whether a code of an event says that it is over: "old myocardial infarction".

    >>> from critparse.patient.model import Coding
    >>> is_coded_as_past(Event("1", "condition", (Coding("ICD-10-CM", "I25.2"),), ""))
    True
    """
    return any(_is_past(coding.code) for coding in event.codings if coding.system == _ICD)


@lru_cache(maxsize=65536)
def _is_event(concept_id: str, knowledge: Knowledge) -> bool:
    """Whether all codes of a concept are of what happens at once or is past."""
    entry = knowledge.concepts.get(concept_id)
    codes = entry.icd10cm if entry else ()
    return bool(codes) and all(map(_is_of_a_day, codes))


def _is_of_a_day(code: str) -> bool:
    return _happens(code) or _is_past(code)


@lru_cache(maxsize=65536)
def _happens(code: str) -> bool:
    return icd10cm.covers(tables().once, code)


@lru_cache(maxsize=65536)
def _is_past(code: str) -> bool:
    return icd10cm.covers(tables().past, code)
