"""Whether the absence of a concept from the record says anything: only of what would be recorded by its name or a code."""

from __future__ import annotations

from collections import defaultdict
from functools import cache, lru_cache

from critparse.evaluate.tables import tables
from critparse.knowledge import Knowledge

_NAMED = frozenset(("drug", "procedure", "device", "substance"))
"""Domains whose records are found by their names; of conditions and observations, only what has a code is recorded as such."""


@lru_cache(maxsize=65536)
def is_recordable(concept_id: str, knowledge: Knowledge) -> bool:
    """Whether some record could show a concept of the lexicon, or one below it.

    >>> from critparse.knowledge import load
    >>> is_recordable("hypertension", load()), is_recordable("illness", load()), is_recordable("concomitant_medication", load())
    (True, False, False)
    """
    return _is_recordable(concept_id, knowledge, frozenset())


def _is_recordable(concept_id: str, knowledge: Knowledge, above: frozenset[str]) -> bool:
    entry = knowledge.concepts.get(concept_id)
    if entry is None or concept_id in tables().unnamed or concept_id in above:
        return False
    if entry.codes if entry.domain not in _NAMED else not entry.members:
        return True
    here = above | {concept_id}
    return any(_is_recordable(below, knowledge, here) for below in (*entry.members, *_narrower(knowledge)[concept_id]))


@cache
def _narrower(knowledge: Knowledge) -> defaultdict[str, list[str]]:
    """Concept → those directly below it."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for entry in knowledge.concepts.values():
        for broader in entry.broader:
            found[broader].append(entry.id)
    return found
