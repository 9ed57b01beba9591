"""The phrases that extraction looks up, in order of preference."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from critparse.knowledge import Entry, Knowledge

_NOT_IN_ITEMS = frozenset({"times", "multiple_filler", "multiplier", "section", "cohort", "note", "header", "header_introduction"})
_WORD_AND_NUMBER = re.compile(r"([A-Za-z]+)[- ](\d+)")


class Term(NamedTuple):
    """A phrase's token class, its value, and the entry of the lexicon that it names."""

    token_class: str
    value: str | Decimal | None
    entry: Entry | None


def terms(knowledge: Knowledge) -> Iterator[tuple[str, bool, Term]]:
    """All phrases in order of preference: those in exact capitals, ages, the lexicon, then the other phrases."""
    phrases = [p for p in knowledge.phrases.values() if p.token_class not in _NOT_IN_ITEMS]
    entries: list[Entry] = [*knowledge.measurements.values(), *knowledge.scales.values()]
    for phrase in phrases:
        for spelling in phrase.exact:
            yield spelling, True, Term(phrase.token_class, phrase.value, None)
    for entry in entries:
        for spelling in entry.exact:
            yield spelling, True, Term(entry.kind, None, entry)
    for phrase in phrases:
        if phrase.token_class.startswith("age"):
            for spelling in phrase.phrases:
                yield spelling, False, Term(phrase.token_class, phrase.value, None)
    for entry in entries:
        for spelling in (*entry.aliases, *(() if entry.name in entry.exact else (entry.name,))):
            for form in (*_with_plural(spelling), *_joined(spelling)):
                yield form, False, Term(entry.kind, None, entry)
    for phrase in phrases:
        for spelling in phrase.phrases:
            yield spelling, False, Term(phrase.token_class, phrase.value, None)
            if phrase.token_class in ("person", "level_noun"):
                yield spelling + "s", False, Term(phrase.token_class, phrase.value, None)
        for spelling, value in phrase.values.items():
            yield spelling, False, Term("number", value, None)


def _joined(spelling: str) -> tuple[str, ...]:
    """ "CA125" beside "CA-125": a number that may touch its word."""
    m = _WORD_AND_NUMBER.fullmatch(spelling)
    return (m[1] + m[2],) if m else ()


def _with_plural(spelling: str) -> tuple[str, ...]:
    last = spelling[-1]
    if last in "sS" or not last.isalpha() or len(spelling) < 3:
        return (spelling,)
    return (spelling, spelling[:-1] + "ies") if last == "y" else (spelling, spelling + "s")
