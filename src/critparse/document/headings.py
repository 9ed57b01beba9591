"""Lines that open a section or a cohort."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from critparse.document.model import Kind
from critparse.knowledge import Knowledge

_DECORATION = " \t#*_=-:•.–>|"
_WORD = re.compile(r"[^\W_]+")
_DESIGNATOR = re.compile(r"\d{0,3}[a-z]?|[ivx]{1,4}|and|or|to")
_INSIDE = re.compile(
    r"(?:(?:key|main|major)[ ])?(?:non-?)?(?:inclusion|exclusion)(?P<criteria>[ ]criteri(?:a|on))?[ ]?:", re.IGNORECASE
)
_INSIDE_HINT = "clusion"
_RANKS = {"inclusion": 2, "exclusion": 2, "neutral": -1}
"""A name of a list says more than a clause, and a clause more than "criteria"."""
_Words = tuple[str, ...]
_LONGEST_HEADING = 200
_MOST_WORDS = 22
_MOST_PLAIN_WORDS = 8
_MOST_COHORT_WORDS = 10
_RUN_ON_WINDOW = 120
_RUN_ON_WORDS = {True: 3, False: 9}
"""The words that a line holds before a heading runs on in it, for bulleted lines and for others."""


class Opening(NamedTuple):
    """What a line opens: a kind of criteria, a cohort, or both; `end` is where its own text stops."""

    kind: Kind | None
    cohort: str | None
    end: int
    clause: bool = False
    bare: bool = False
    """No colon shows it: a cohort's name on a line of its own, to be believed only where a list follows."""


class HeadingReader:
    """Recognises headings by the phrases of `grammars/phrases/sections.toml`."""

    def __init__(self, knowledge: Knowledge) -> None:
        sections = [e for e in knowledge.phrases.values() if e.token_class == "section"]
        lists = [(_words(p), str(e.value)) for e in sections for p in e.phrases]
        self._running = frozenset(p[0] for p, value in lists if value == "running-text")
        self._title = frozenset(p[0] for p, value in lists if value == "title-word")
        self._announces = frozenset(p[0] for p, value in lists if value == "announces")
        self._sections = _by_first_word([p for p in lists if p[1] not in ("running-text", "title-word", "announces")])
        self._cohorts = _by_first_word([(_words(p), "cohort") for p in knowledge.phrases["cohort"].phrases])
        self._first_words = frozenset((*self._sections, *self._cohorts))
        self._notes = tuple(f"{n}{colon}" for n in knowledge.phrases["note"].phrases for colon in (":", " :"))

    def opening(self, text: str, start: int, end: int) -> Opening | None:
        """What the line opens, or None when it is no heading."""
        colon = text.find(":", start, min(end, start + _LONGEST_HEADING))
        stop = colon + 1 if colon >= 0 else end
        if stop - start > _LONGEST_HEADING:
            return None
        line = text[start:stop].strip(_DECORATION)
        words = _words(line)
        if not words or len(words) > _MOST_WORDS or self._first_words.isdisjoint(words):
            return None
        closed = colon >= 0 and _is_empty(text, stop, end)
        found = list(_found(self._sections, words))
        if found:
            return self._section(line, words, found, stop, colon=colon >= 0, closed=closed, ends=stop == end or closed)
        return self._cohort(line, words, stop, closed=closed, ends=stop == end)

    def governs(self, text: str, start: int, end: int) -> Opening | None:
        """A line that ends in a colon, as a cohort; only what follows can tell that it is one."""
        if end - start > _LONGEST_HEADING or not text[start:end].rstrip().endswith(":"):
            return None
        line = text[start:end].strip(_DECORATION)
        return Opening(None, _cohort_name(line), end) if 0 < len(_words(line)) <= _MOST_WORDS else None

    def announces(self, text: str, start: int, end: int) -> bool:
        """Whether a sentence says that a list follows."""
        return not self._announces.isdisjoint(_words(text[max(start, end - _LONGEST_HEADING) : end]))

    def is_note(self, text: str, start: int, end: int) -> bool:
        """Whether the item is a note to the reader."""
        return text[start : min(end, start + 20)].lower().lstrip(" *(").startswith(self._notes)

    def inside(self, text: str, start: int, end: int) -> list[int]:
        """Where headings begin inside a line: after the end of a sentence, or where the text before them runs on."""
        if text.find(_INSIDE_HINT, start, end) < 0 and text.find(_INSIDE_HINT.upper(), start, end) < 0:
            return []
        return [m.start() for m in _INSIDE.finditer(text, start, end) if m.start() > start and self._cuts(text, start, m)]

    def _cuts(self, text: str, start: int, m: re.Match[str]) -> bool:
        at = m.start()
        before = text[max(start, at - _RUN_ON_WINDOW) : at]
        if before.endswith(("  ", ".", ";")) or before.rstrip()[-1:] in (".", ";", ":", "!", "?"):
            return True
        if not (m["criteria"] and m[0][0].isupper() and before.endswith(" ") and before[-2:-1].isalnum()):
            return False
        words = _words(before)
        needed = _RUN_ON_WORDS[text[start : start + 20].lstrip()[:1] in ("-", "•", "*")]
        return len(words) >= needed and words[-1] not in self._running and next(_found(self._cohorts, words[-3:]), None) is None

    def _section(
        self, line: str, words: _Words, found: list[_Found], stop: int, *, colon: bool, closed: bool, ends: bool
    ) -> Opening | None:
        value, at, size = max(found, key=lambda f: (_RANKS.get(f[0], 0), f[2], -f[1]))
        kinds = {f[0] for f in found}
        if value == "neutral" or {"inclusion", "exclusion"} <= kinds:
            named = {at + n for _, at, size in found for n in range(size)}
            beside = {w for n, w in enumerate(words) if n not in named}
            return Opening(None, None, stop) if ends and beside <= {"and", "or", *self._title} else None
        cohort = next(_found(self._cohorts, words[:at] + words[at + size :]), None) is not None
        clause = value.endswith("-clause")
        if clause:
            given = closed or (at + size == len(words) and (colon or at == 0 or words[-1] in ("if", "following")))
        else:
            given = self._is_title(words, at, size, cohort=cohort, colon=colon) or (closed and size > 1)
        if not given:
            return None
        kind: Kind = "exclusion" if value.startswith("exclusion") else "inclusion"
        name = _cohort_name(_without(line, at, size)) if cohort else ""
        return Opening(kind, name or None, stop, clause)

    def _is_title(self, words: _Words, at: int, size: int, *, cohort: bool, colon: bool) -> bool:
        """Whether what stands beside the name of a list is no running text."""
        before, after = words[:at], words[at + size :]
        if len(words) > _MOST_PLAIN_WORDS or (before and after and not cohort):
            return False
        if not before and after[:1] == ("for",):
            return True
        beside = before + after
        if not beside or cohort:
            return not self._running.intersection(beside)
        if size == 1:
            return not after and (colon or self._title.issuperset(before)) and not self._running.intersection(before)
        return not any(w in self._running or w.isdigit() for w in beside)

    def _cohort(self, line: str, words: _Words, stop: int, *, closed: bool, ends: bool) -> Opening | None:
        found = next(_found(self._cohorts, words), None)
        if not found or len(words) > _MOST_COHORT_WORDS:
            return None
        if closed:
            return Opening(None, _cohort_name(line), stop)
        _, at, size = found
        named = at == 0 and line[:1].isupper() and all(_DESIGNATOR.fullmatch(w) for w in words[size:])
        return Opening(None, _cohort_name(line), stop, bare=True) if named and ends else None


_Found = tuple[str, int, int]


def _by_first_word(phrases: list[tuple[_Words, str]]) -> dict[str, list[tuple[_Words, str]]]:
    index: dict[str, list[tuple[_Words, str]]] = {}
    for phrase, value in sorted(phrases, key=lambda p: -len(p[0])):
        index.setdefault(phrase[0], []).append((phrase, value))
    return index


def _found(index: dict[str, list[tuple[_Words, str]]], words: _Words) -> Iterator[_Found]:
    """Value, place and length of the phrases, longest first, none inside another."""
    at = 0
    while at < len(words):
        for phrase, value in index.get(words[at], ()):
            if words[at : at + len(phrase)] == phrase:
                yield value, at, len(phrase)
                at += len(phrase) - 1
                break
        at += 1


def _words(text: str) -> _Words:
    return tuple(_WORD.findall(text.lower()))


def _without(line: str, at: int, size: int) -> str:
    """A line without `size` of its words."""
    spans = [m.span() for m in _WORD.finditer(line)]
    return f"{line[: spans[at][0]].strip(_DECORATION)} {line[spans[at + size - 1][1] :].strip(_DECORATION)}"


def _cohort_name(line: str) -> str:
    name = line.strip(" :-–,")
    if name.startswith("(") and name.endswith(")"):
        name = name[1:-1].strip()
    return name[4:] if name.lower().startswith("for ") else name


def _is_empty(text: str, start: int, end: int) -> bool:
    while start < end and text[start] in _DECORATION:
        start += 1
    return start == end
