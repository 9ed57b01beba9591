"""What the recogniser sees of each token: its word, the beginning and end of it, its shape, and what the lexicon says."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from spacy.strings import hash_string  # type: ignore[attr-defined]  # its stub lacks it

from critparse.extract.entity_lexicon import LexiconTagger
from critparse.extract.tokens import Token

COLUMNS = ("word", "prefix", "suffix", "ending", "shape", "kind", "place", "lexicon")
_REMEMBERED = 100_000
_LONGEST_RUN = 4
_OPENING, _CLOSING = frozenset("(["), frozenset(")]")

Rows = NDArray[np.uint64]


class Featurizer:
    """Tokens → one row of hashes each, in the order of `COLUMNS`."""

    def __init__(self, lexicon: LexiconTagger) -> None:
        self._lexicon = lexicon
        self._words: dict[str, tuple[int, ...]] = {}
        self._marks: dict[str, int] = {}

    def marks(self, tokens: Sequence[Token]) -> list[str]:
        """What the lexicon says of a text's tokens."""
        return self._lexicon.tags(tokens)

    def rows(self, tokens: Sequence[Token], known: Sequence[str] | None = None) -> Rows:
        """The features of a text's tokens; `known` are their marks, where they were asked for before."""
        marks = self.marks(tokens) if known is None else known
        places = _places(tokens)
        table = [
            (*self._word(token.text), place, self._mark(mark)) for token, place, mark in zip(tokens, places, marks, strict=True)
        ]
        return np.array(table, dtype=np.uint64).reshape(len(tokens), len(COLUMNS))

    def _word(self, text: str) -> tuple[int, ...]:
        known = self._words.get(text)
        if known is None:
            lower = text.lower()
            kind = self._lexicon.kind(lower)
            known = tuple(hash_string(s) for s in (lower, lower[:3], lower[-3:], lower[-5:], shape(text), kind))
            if len(self._words) < _REMEMBERED:
                self._words[text] = known
        return known

    def _mark(self, mark: str) -> int:
        if mark not in self._marks:
            self._marks[mark] = hash_string(mark) if mark else 1
        return self._marks[mark]


def _places(tokens: Sequence[Token]) -> list[int]:
    """For each token whether it touches the one before, stands in brackets, and is the first or last of the text."""
    places: list[int] = []
    depth, end = 0, -1
    for token in tokens:
        depth += token.text in _OPENING
        places.append(1 + (token.start == end) + 2 * (depth > 0))
        depth = max(0, depth - (token.text in _CLOSING))
        end = token.end
    if places:
        places[0] += 4
        places[-1] += 8
    return places


def shape(text: str) -> str:
    """The form of a word, long runs cut short.

    >>> shape("HbA1c"), shape("platelets"), shape("150")
    ('XxXdx', 'xxxx', 'ddd')
    """
    signs: list[str] = []
    for char in text:
        sign = "d" if char.isdigit() else char if not char.isalpha() else "X" if char.isupper() else "x"
        if signs[-_LONGEST_RUN:] != [sign] * _LONGEST_RUN:
            signs.append(sign)
    return "".join(signs)
