"""Chia's documents as the program sees text: items of one line, normalised, without list marks; and entities mapped both ways."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from critparse.document.marks import mark_at
from critparse.extract.entity import Entity
from critparse.source import Normalised, normalise


class Line(NamedTuple):
    """One item: its normalised text, and the way back to the document."""

    text: str
    line: Normalised
    begin: int
    """Where the line begins in the document."""
    cut: int
    """How much of the normalised line stands before the item."""

    def original(self, entity: Entity) -> Entity:
        """An entity of the item, with offsets in the document."""
        spans = [self.line.original(start + self.cut, end + self.cut) for start, end in entity.fragments]
        return Entity(entity.label, tuple((s.start + self.begin, s.end + self.begin) for s in spans))

    def own(self, entities: Iterable[Entity]) -> list[Entity]:
        """Those entities of the document that lie within the item, with offsets in the item."""
        spans = [self.line.original(self.cut + i, self.cut + i + 1) for i in range(len(self.text))]
        starts = {span.start + self.begin: i for i, span in enumerate(spans)}
        ends = {span.end + self.begin: i + 1 for i, span in enumerate(spans)}
        within = [e for e in entities if all(start in starts and end in ends for start, end in e.fragments)]
        return [Entity(e.label, tuple((starts[start], ends[end]) for start, end in e.fragments)) for e in within]


def lines(text: str) -> Iterator[Line]:
    """The items of a document."""
    begin = 0
    for raw in text.split("\n"):
        line = normalise(raw)
        mark = mark_at(line.text, 0, len(line.text))
        rest = line.text[mark.end :] if mark else line.text
        item = rest.strip()
        if item:
            cut = (mark.end if mark else 0) + len(rest) - len(rest.lstrip())
            yield Line(item, line, begin, cut)
        begin += len(raw) + 1
