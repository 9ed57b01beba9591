"""Which records happen on a day, which last, and which say that they are over."""

from __future__ import annotations

from functools import cache, lru_cache
from importlib.resources import files

from critparse.knowledge import Knowledge, icd10cm
from critparse.patient.model import Event

_ICD = "ICD-10-CM"
_ONCE, _PAST = "once", "past"


def happens_at_once(event: Event, concepts: frozenset[str], knowledge: Knowledge) -> bool:
    """Whether an event counts by its onset alone: procedures, and the conditions of `events_icd10cm.txt`.

    >>> from critparse.knowledge import load
    >>> happens_at_once(Event("1", "condition", (), ""), frozenset({"myocardial_infarction"}), load())
    True
    """
    if event.domain == "procedure":
        return True
    if event.domain != "condition":
        return False
    coded = any(_is_listed(coding.code, (_ONCE, _PAST)) for coding in event.codings if coding.system == _ICD)
    return coded or any(_is_event(concept, knowledge) for concept in concepts)


def is_coded_as_past(event: Event) -> bool:
    """Whether a code of an event says that it is over: "old myocardial infarction".

    >>> from critparse.patient.model import Coding
    >>> is_coded_as_past(Event("1", "condition", (Coding("ICD-10-CM", "I25.2"),), ""))
    True
    """
    return any(_is_listed(coding.code, (_PAST,)) for coding in event.codings if coding.system == _ICD)


@lru_cache(maxsize=65536)
def _is_event(concept_id: str, knowledge: Knowledge) -> bool:
    """Whether all codes of a concept are of what happens at once or is past."""
    entry = knowledge.concepts.get(concept_id)
    codes = entry.icd10cm if entry else ()
    return bool(codes) and all(_is_listed(code, (_ONCE, _PAST)) for code in codes)


@lru_cache(maxsize=65536)
def _is_listed(code: str, kinds: tuple[str, ...]) -> bool:
    return any(icd10cm.covers(_listed()[kind], code) for kind in kinds)


@cache
def _listed() -> dict[str, list[str]]:
    """Kind → the codes of `events_icd10cm.txt`."""
    found: dict[str, list[str]] = {_ONCE: [], _PAST: []}
    for line in (files("critparse") / "evaluate" / "events_icd10cm.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            code, kind = line.split()
            found[kind].append(code)
    return found
