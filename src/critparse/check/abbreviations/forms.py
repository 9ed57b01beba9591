"""Short forms in a text, and what the text says that they stand for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from critparse.check.words import listed
from critparse.knowledge import ConceptEntry, Entry, Knowledge

SHORT_FORM = re.compile(r"(?<![\w./-])[A-Z][A-Za-z0-9]{0,9}[A-Z](?:s\b)?(?![\w/-])")
_BRACKETED = re.compile(r"\((?P<short>[A-Z][A-Za-z0-9-]{0,9}[A-Z])s?\)")
_WORD = re.compile(r"[A-Za-z0-9]+")
_ROMAN = re.compile(r"[IVXL]+")
_FARTHEST = 120


class Definition(NamedTuple):
    """A short form in brackets behind its long form; offsets are of the short form."""

    short: str
    long: tuple[str, ...]
    start: int
    end: int


def definitions(text: str) -> Iterator[Definition]:
    """Every definition of the shape "long form (SHORT)", in order; the long form as words in lower case.

    >>> [(d.short, d.long) for d in definitions("a history of myocardial infarction (MI)")]
    [('MI', ('myocardial', 'infarction'))]
    """
    for m in _BRACKETED.finditer(text):
        line = text[max(0, m.start() - _FARTHEST) : m.start()].rpartition("\n")[2]
        words = _WORD.findall(line)
        long = _long_form(m["short"], words)
        if long:
            yield Definition(m["short"], tuple(w.lower() for w in long), m.start("short"), m.end("short"))


def _long_form(short: str, words: list[str]) -> list[str]:
    """The words whose initials are the letters of a short form, from its last letter backwards; nothing where they are not."""
    letters = [c.lower() for c in short if c.isalnum()]
    at = len(words)
    for letter in reversed(letters):
        at -= 1
        while at >= 0 and len(words) - at <= 2 * len(letters) and words[at][0].lower() != letter:
            at -= 1
        if at < 0 or words[at][0].lower() != letter:
            return []
    return words[at:]


@cache
def known(knowledge: Knowledge) -> frozenset[str]:
    """Short forms that need no definition: the common ones, those of the lexicon, and units."""
    found: set[str] = set(listed(knowledge, "check_common_abbreviations"))
    entries: tuple[Entry | ConceptEntry, ...] = (
        *knowledge.measurements.values(), *knowledge.scales.values(), *knowledge.concepts.values(),
    )  # fmt: skip
    for entry in entries:
        for spelling in (entry.name, *entry.aliases, *entry.exact):
            found.update(_WORD.findall(spelling))
    for unit in knowledge.units.values():
        found.update(unit.exact)
        found.update(unit.any)
    for phrase in knowledge.phrases.values():
        for spelling in (*phrase.phrases, *phrase.exact):
            found.update(w for w in _WORD.findall(spelling) if not w.islower())
    return frozenset(found)


def is_numeral(short: str) -> bool:
    """Whether a short form is a Roman numeral."""
    return _ROMAN.fullmatch(short) is not None
