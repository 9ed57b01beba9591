"""Lines that open a section or a cohort."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from critparse.document.model import Kind
from critparse.knowledge import Knowledge

_DECORATION = " \t#*_=-:•.–>|"
_WORD = re.compile(r"[^\W_]+")
_Words = tuple[str, ...]
_LONGEST_HEADING = 200
_MOST_WORDS = 22
_MOST_PLAIN_WORDS = 8


class Opening(NamedTuple):
    """What a line opens: a kind of criteria, a cohort, or both; `end` is where its own text stops."""

    kind: Kind | None
    cohort: str | None
    neutral: bool
    end: int


class HeadingReader:
    """Recognises headings by the phrases of `grammars/phrases/sections.toml`."""

    def __init__(self, knowledge: Knowledge) -> None:
        sections: list[tuple[_Words, str]] = []
        for entry in knowledge.phrases.values():
            if entry.token_class == "section":
                sections += [(_words(p), str(entry.value)) for p in entry.phrases]
        self._sections = _by_first_word(sections)
        self._cohorts = _by_first_word([(_words(p), "cohort") for p in knowledge.phrases["cohort"].phrases])
        self._notes = tuple(knowledge.phrases["note"].phrases)

    def opening(self, text: str, start: int, end: int) -> Opening | None:
        """What the line opens, or None when it is no heading."""
        colon = _colon(text, start, end)
        head_end = colon + 1 if colon >= 0 else end
        line = text[start:head_end].strip(_DECORATION)
        if not line or len(line) > _LONGEST_HEADING:
            return None
        words = _words(line)
        if not words or len(words) > _MOST_WORDS:
            return None
        found = self._section(words)
        rest = text[head_end:end].strip(_DECORATION)
        cohort = self._cohort(line, words)
        if found:
            value, at, size = found
            plain = len(words) <= _MOST_PLAIN_WORDS and (at == 0 or at + size == len(words)) and _is_title(words, at, size)
            if plain and colon < 0 and at == 0 and size == 1 and len(words) > 1:
                plain = False
            if not plain and not (colon >= 0 and not rest):
                return None
            if value == "neutral":
                return Opening(None, None, True, head_end) if not rest else None
            remains = " ".join(words[:at] + words[at + size :])
            return Opening("exclusion" if value == "exclusion" else "inclusion", cohort if remains else None, False, head_end)
        if cohort and not rest and (colon >= 0 or (len(words) <= 4 and line[0].isupper())) and len(words) <= 10:
            return Opening(None, cohort, False, head_end)
        return None

    def is_note(self, text: str, start: int, end: int) -> bool:
        """Whether the item is a note to the reader."""
        head = text[start : min(end, start + 20)].lower().lstrip(" *(")
        return any(head.startswith((f"{n}:", f"{n} :")) for n in self._notes)

    def _section(self, words: _Words) -> tuple[str, int, int] | None:
        """Value, place and length of the longest section phrase; a neutral one only where there is no other."""
        found = list(_found(self._sections, words))
        return max(found, key=lambda f: (f[0] != "neutral", f[2], -f[1])) if found else None

    def _cohort(self, line: str, words: _Words) -> str | None:
        return line.strip(" :-()") if next(_found(self._cohorts, words), None) else None


def _by_first_word(phrases: list[tuple[_Words, str]]) -> dict[str, list[tuple[_Words, str]]]:
    index: dict[str, list[tuple[_Words, str]]] = {}
    for phrase, value in sorted(phrases, key=lambda p: -len(p[0])):
        index.setdefault(phrase[0], []).append((phrase, value))
    return index


def _found(index: dict[str, list[tuple[_Words, str]]], words: _Words) -> Iterator[tuple[str, int, int]]:
    """Value, place and length of the longest phrase at each word that begins one."""
    for at, word in enumerate(words):
        for phrase, value in index.get(word, ()):
            if words[at : at + len(phrase)] == phrase:
                yield value, at, len(phrase)
                break


def _words(text: str) -> _Words:
    return tuple(_WORD.findall(text.lower()))


def _colon(text: str, start: int, end: int) -> int:
    """The colon that closes a heading: the first of the line."""
    return text.find(":", start, min(end, start + _LONGEST_HEADING))


def _is_title(words: _Words, at: int, size: int) -> bool:
    """A bare "inclusion" in a sentence is no heading: what stands beside the phrase must not be running text."""
    rest = words[:at] + words[at + size :]
    return not any(w in ("of", "by", "the", "at", "was", "to", "before", "after", "prior", "during", "with", "within", "not", "from", "no", "any") or w.isdigit() for w in rest) or (at == 0 and "for" in rest[:1])  # fmt: skip
