"""One line of text with its entities, laid out so that every question about a pair of them takes little time."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from critparse.extract.entity import Entity
from critparse.extract.tokens import Token, tokenize
from critparse.interpret.relation_kinds import RELATED

EDGE = "^"
"""Stands for what is not there: a word before the first, a label around none."""
_LONGEST = 4000
"""Characters of one line that are looked at together; a longer line is cut where a token ends."""
_OPEN, _CLOSE = frozenset("(["), frozenset(")]")
_KEY_WORDS = 3
_NESTED = 4
"""An entity around another stands so many places from it at most."""


_NEAR = (0, 1, 2, 3, 5, 8, 12)


def bucket(n: int) -> int:
    """A number of tokens, coarser the larger it is."""
    return bisect_left(_NEAR, n)


class Placed(NamedTuple):
    """An entity on its line. Token numbers are those of the line; `last` is the last token that belongs to it."""

    number: int
    """Its place in the sequence of entities that was handed in."""
    label: str
    first: int
    last: int
    pieces: tuple[tuple[int, int], ...]
    """(first, last) token of each fragment."""
    words: tuple[str, ...]
    """Its own tokens in lower case, numbers as "0"."""
    key: str
    """The words that tell it apart, numbers as "0"."""

    @property
    def opening(self) -> str:
        """Its first word."""
        return self.words[0] if self.words else EDGE

    @property
    def closing(self) -> str:
        """Its last word."""
        return self.words[-1] if self.words else EDGE


class Line:
    """The entities of a line from left to right, and the tokens around them."""

    def __init__(self, text: str, start: int, end: int, entities: Sequence[tuple[int, Entity]]) -> None:
        tokens = tokenize(text, start, end)
        self.words = [_word(t) for t in tokens]
        placed = [_place(i, e, tokens, self.words) for i, e in entities] if tokens else []
        self.placed = sorted(placed, key=lambda p: (p.first, p.last, p.number))
        self.owner: list[int] = [-1] * len(tokens)
        for n, p in enumerate(self.placed):
            for a, b in p.pieces:
                for i in range(a, b + 1):
                    if self.owner[i] < 0:
                        self.owner[i] = n
        self.depth, self.sentence = _layout(text, tokens)
        self.bracket = _brackets(tokens, self.placed)
        self.before = [self.word(p.first - 1) for p in self.placed]
        self.after = [self.word(p.last + 1) for p in self.placed]
        self.outer = [_outer(self.placed, n) for n in range(len(self.placed))]

    def between(self, left: Placed, right: Placed) -> tuple[int, int] | None:
        """The tokens [a, b) of the narrowest gap between fragments of two entities; None where they share a token."""
        if left.last < right.first and len(left.pieces) == len(right.pieces) == 1:
            return left.last + 1, right.first
        best: tuple[int, int] | None = None
        for a in left.pieces:
            for b in right.pieces:
                if a[0] <= b[1] and b[0] <= a[1]:
                    return None
                gap = (a[1] + 1, b[0]) if a[1] < b[0] else (b[1] + 1, a[0])
                if best is None or gap[1] - gap[0] < best[1] - best[0]:
                    best = gap
        return best

    def word(self, at: int) -> str:
        """A token, or the label of the entity that it belongs to; `EDGE` outside the line."""
        if 0 <= at < len(self.words):
            n = self.owner[at]
            return self.words[at] if n < 0 else self.placed[n].label
        return EDGE

    def leads(self, n: int) -> bool:
        """Whether an entity is the first of its sentence."""
        return n == 0 or self.sentence[self.placed[n].first] != self.sentence[self.placed[n - 1].first]

    def steps(self, gap: tuple[int, int]) -> tuple[int, int]:
        """How many more brackets are open after a gap than before it, at most two either way; and how many sentences end in it."""
        last = len(self.depth) - 1
        before, after = max(min(gap[0], last) - 1, 0), min(gap[1], last)
        opened = self.depth[after] - self.depth[before]
        return max(-2, min(2, opened)), min(self.sentence[after] - self.sentence[before], 2)

    def path(self, first: int, stop: int) -> list[str]:
        """The tokens between two places, entities as their labels: what stands between "fever" and "cough" in a list."""
        found: list[str] = []
        owner = -1
        for i in range(first, stop):
            n = self.owner[i]
            if n < 0:
                found.append(self.words[i])
            elif n != owner:
                found.append(self.placed[n].label)
            owner = n
        return found


def lines(text: str, entities: Sequence[Entity]) -> Iterator[Line]:
    """The lines of text that hold two entities or more; an entity is on the line of its first character."""
    starts = [0]
    at = text.find("\n")
    while at >= 0:
        starts.append(at + 1)
        at = text.find("\n", at + 1)
    by_line: dict[tuple[int, int], list[tuple[int, Entity]]] = {}
    for i, e in enumerate(entities):
        if e.label not in RELATED or not e.fragments or e.fragments[-1][1] > len(text) or e.fragments[0][0] < 0:
            continue
        n = bisect_right(starts, e.fragments[0][0]) - 1
        part = (e.fragments[0][0] - starts[n]) // _LONGEST
        by_line.setdefault((n, part), []).append((i, e))
    for (n, part), members in sorted(by_line.items()):
        if len(members) > 1:
            start = starts[n] + part * _LONGEST
            end = max(starts[n + 1] - 1 if n + 1 < len(starts) else len(text), start)
            end = min(end, start + _LONGEST)
            yield Line(text, start, max(end, *(e.fragments[-1][1] for _, e in members)), members)


def _place(index: int, entity: Entity, tokens: Sequence[Token], words: Sequence[str]) -> Placed:
    pieces: list[tuple[int, int]] = []
    for start, end in entity.fragments:
        first = bisect_right(tokens, start, key=lambda t: t.end)
        last = bisect_left(tokens, end, key=lambda t: t.start) - 1
        first = min(first, len(tokens) - 1)
        pieces.append((max(first, 0), max(first, last, 0)))
    own = tuple(words[i] for a, b in pieces for i in range(a, min(b + 1, len(words))))
    return Placed(index, entity.label, pieces[0][0], max(b for _, b in pieces), tuple(pieces), own, " ".join(own[:_KEY_WORDS]))


def _outer(placed: Sequence[Placed], n: int) -> str:
    """The label of a larger entity around one, empty without: "surgically" in "surgically resectable"."""
    own = placed[n]
    for m in range(max(0, n - _NESTED), min(len(placed), n + _NESTED)):
        p = placed[m]
        if p.first <= own.first and p.last >= own.last and p.last - p.first > own.last - own.first and len(p.pieces) == 1:
            return p.label
    return ""


def _word(token: Token) -> str:
    return "0" if token.kind in ("number", "date") else token.key


def _layout(text: str, tokens: Sequence[Token]) -> tuple[list[int], list[int]]:
    """For each token, how many brackets are open before it, and the number of its sentence."""
    depth: list[int] = []
    sentence: list[int] = []
    level = number = 0
    for i, t in enumerate(tokens):
        level -= t.text in _CLOSE and level > 0
        depth.append(level)
        level += t.text in _OPEN
        sentence.append(number)
        if t.text == ";" or (
            t.text == "." and i + 1 < len(tokens) and tokens[i + 1].start > t.end and text[tokens[i + 1].start].isupper()
        ):
            number += 1
    return depth, sentence


def _brackets(tokens: Sequence[Token], placed: Sequence[Placed]) -> list[int]:
    """For each entity, the token that opens the innermost bracket around its start; -1 outside of brackets."""
    around: list[int] = []
    opened: list[int] = []
    for i, t in enumerate(tokens):
        if t.text in _CLOSE and opened:
            opened.pop()
        around.append(opened[-1] if opened else -1)
        if t.text in _OPEN:
            opened.append(i)
    return [around[p.first] for p in placed]
