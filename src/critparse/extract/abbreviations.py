"""Abbreviations that a document defines itself: "modified Rodnan skin score (mRSS)"."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from critparse.extract.trie import Trie
from critparse.knowledge import Entry

_DEFINITION = re.compile(r"\(\s?([A-Za-z][A-Za-z0-9/-]{1,9})\s?\)")
_WORDS_BEFORE = re.compile(r"[^\s(),;:.]+")
_LONGEST = 120


@dataclass(frozen=True)
class Abbreviations:
    """Short form → long form, and those whose long form is in the lexicon."""

    definitions: dict[str, str] = field(default_factory=dict)
    known: Trie[Entry] | None = None


def definitions(text: str) -> dict[str, str]:
    """Short forms in brackets whose letters begin the words before them, in order; the first definition stands.

    >>> definitions("treated with mesenchymal stem cell transplantation (MSCT) for systemic sclerosis(SSc)")
    {'MSCT': 'mesenchymal stem cell transplantation', 'SSc': 'systemic sclerosis'}
    """
    found: dict[str, str] = {}
    for m in _DEFINITION.finditer(text):
        short = m[1]
        if short in found or not any(c.isupper() for c in short):
            continue
        long = _long_form(short, text[max(0, m.start() - _LONGEST) : m.start()])
        if long:
            found[short] = long
    return found


def _long_form(short: str, before: str) -> str | None:
    """The shortest run of words before the bracket in which the letters of the short form appear in order.

    The method of Schwartz and Hearst (2003): match letters from the right; the first must begin a word.
    """
    line = before.rsplit("\n", 1)[-1].rstrip()
    letters = [c for c in short.lower() if c.isalnum()]
    at = len(line) - 1
    for i in range(len(letters) - 1, -1, -1):
        while at >= 0 and (line[at].lower() != letters[i] or (i == 0 and at > 0 and line[at - 1].isalnum())):
            at -= 1
        if at < 0:
            return None
        at -= 1
    long = line[at + 1 :]
    words = _WORDS_BEFORE.findall(long)
    sensible = len(words) <= min(len(letters) + 5, len(letters) * 2) and len(long) > len(short)
    return long if sensible and short.lower() not in long.lower().split() else None
