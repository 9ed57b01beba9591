"""`SourceText` → `Document`: sections, then items nested by indent and by numbering style."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from critparse.document.headings import HeadingReader, Opening
from critparse.document.lines import Line, lines
from critparse.document.marks import Mark, mark_at
from critparse.document.model import Document, Heading, Item, Kind
from critparse.knowledge import Knowledge
from critparse.source import SourceText

_TERMINAL = ".;:!?"
_LONG_LINE = 50
_DEEPEST = 8
_PLAIN = "plain"


@dataclass(slots=True)
class _Node:
    """An item while it is being built."""

    start: int
    content_start: int
    content_end: int
    indent: int
    style: str
    ordinal: int | None
    end: int = 0
    children: list[_Node] = field(default_factory=list)

    def opens_list(self, text: str) -> bool:
        return text[self.content_start : self.content_end].rstrip().endswith(":")


@dataclass(slots=True)
class _Section:
    kind: Kind
    cohort: str | None
    nodes: list[_Node] = field(default_factory=list)


def segment(source: SourceText, knowledge: Knowledge) -> Document:
    """Divide the criteria text into headings and a tree of items.

    >>> from critparse.knowledge import load
    >>> document = segment(SourceText.of("Exclusion: \\n1. HIV\\n2. Any of:\\n  - stroke\\n  - TIA"), load())
    >>> [item.id for top in document.items for item in top.walk()]
    ['E1', 'E2', 'E2.1', 'E2.2']
    """
    return _Segmenter(source, _reader(knowledge)).document()


@cache
def _reader(knowledge: Knowledge) -> HeadingReader:
    return HeadingReader(knowledge)


class _Segmenter:
    """Walks the lines once, with the list items that are still open on a stack."""

    def __init__(self, source: SourceText, reader: HeadingReader) -> None:
        self.source, self.reader = source, reader
        self.text = source.normalised.text
        self.headings: list[tuple[int, int]] = []
        self.sections: list[_Section] = [_Section("inclusion", None)]
        self.stack: list[_Node] = []
        self.boundaries: list[int] = []
        self.outer_cohort: str | None = None
        self.last_opening: Opening | None = None
        self.kind_is_given = False

    def document(self) -> Document:
        for region in self.source.regions:
            first = len(self.boundaries)
            for line in lines(self.text, region.start, region.end):
                self._line(line)
            if len(self.boundaries) > first:
                self.boundaries[first] = region.start
                self._close(first, region.end)
        return Document(tuple(self._headings()), tuple(self._items()), self.kind_is_given)

    def _close(self, first: int, end: int) -> None:
        """Everything begun in a region ends where the next begins, the last at the end of the region."""
        starts = self.boundaries[first:]
        ends = dict(zip(starts, [*starts[1:], end], strict=True))
        for i, (start, stop) in enumerate(self.headings):
            if stop < 0:
                self.headings[i] = (start, ends[_nearest(starts, start)])
        for node in _all_nodes(self.sections):
            if not node.end:
                key = _nearest(starts, node.start)
                node.start, node.end = key, ends[key]

    def _line(self, line: Line) -> None:
        start, end = line.start, line.end
        mark = mark_at(self.text, start, end)
        content = mark.end if mark else start
        opening = self.reader.opening(self.text, content, end)
        if opening and not self._is_list_header(opening, mark):
            self._open(opening, line, content)
            rest = opening.end
            while rest < end and self.text[rest] in " \t":
                rest += 1
            if rest < end:
                self._line(Line(rest, end, blank_before=False, starts_line=False))
            return
        self.last_opening = None
        if mark is None and self._continues(line):
            self.stack[-1].content_end = end
            return
        self._item(line, mark, content)

    def _is_list_header(self, opening: Opening, mark: Mark | None) -> bool:
        """A numbered or indented cohort line inside a list governs the items under it and is an item itself."""
        return opening.kind is None and not opening.neutral and mark is not None and bool(self.stack)

    def _open(self, opening: Opening, line: Line, content: int) -> None:
        self.headings.append((line.start, -1))
        self.boundaries.append(line.start)
        self.stack = []
        if opening.kind:
            self.kind_is_given = True
            self.sections.append(_Section(opening.kind, opening.cohort or self.outer_cohort))
        elif opening.cohort:
            inside = self.last_opening is None and bool(self.sections[-1].nodes) or self.last_opening is not None
            self.sections.append(_Section(self.sections[-1].kind, opening.cohort))
            follows = self._next_is_section(line.end)
            self.outer_cohort = opening.cohort if follows or not inside else None
        self.last_opening = opening

    def _next_is_section(self, at: int) -> bool:
        for following in lines(self.text, at, min(len(self.text), at + 500)):
            mark = mark_at(self.text, following.start, following.end)
            opening = self.reader.opening(self.text, mark.end if mark else following.start, following.end)
            return bool(opening and opening.kind)
        return False

    def _continues(self, line: Line) -> bool:
        """Whether an unmarked line is the wrapped rest of the item before it."""
        if not self.stack or not line.starts_line:
            return False
        current = self.stack[-1]
        previous = self.text[current.content_start : current.content_end].rstrip()
        first = self.text[line.start : line.end].lstrip()[:1]
        if line.blank_before:
            return first.islower() and previous[-1:] not in _TERMINAL
        if current.style != _PLAIN:
            own_indent = _indent(self.text, line.start, line.end)
            return not self.text[line.start : line.end].rstrip().endswith(":") or own_indent > current.indent
        longest = max(len(p) for p in previous.splitlines() or [""])
        return previous[-1:] not in _TERMINAL and (first.islower() or first in "(,&") and longest > _LONG_LINE

    def _item(self, line: Line, mark: Mark | None, content: int) -> None:
        indent = mark.indent if mark else _indent(self.text, line.start, line.end)
        node = _Node(
            line.start, content, line.end, indent if line.starts_line or not self.stack else self.stack[-1].indent,
            mark.style if mark else _PLAIN, mark.ordinal if mark else None,
        )  # fmt: skip
        self.boundaries.append(line.start)
        self._place(node)
        (self.stack[-1].children if self.stack else self.sections[-1].nodes).append(node)
        self.stack.append(node)

    def _place(self, node: _Node) -> None:
        """Pop the stack until its top is the parent of `node`."""
        stack = self.stack
        for depth in range(len(stack) - 1, -1, -1):
            sibling = stack[depth]
            same_style = sibling.style == node.style
            follows = same_style and node.ordinal is not None and node.ordinal == (sibling.ordinal or 0) + 1
            level = abs(sibling.indent - node.indent) <= 1
            if follows and (level or depth == 0 or node.ordinal != 1) or (same_style and level and node.ordinal is None):
                del stack[depth:]
                return
        while stack and not self._is_parent(stack[-1], node):
            stack.pop()
        del stack[_DEEPEST:]

    def _is_parent(self, above: _Node, node: _Node) -> bool:
        if node.indent > above.indent + 1:
            return above.style != node.style or above.opens_list(self.text) or node.ordinal == 1 or node.ordinal is None
        if node.indent < above.indent - 1:
            return False
        if node.style == _PLAIN:
            return False
        return above.opens_list(self.text) and above.style != node.style

    def _headings(self) -> Iterator[Heading]:
        for start, end in self.headings:
            yield Heading(start, end, self.text[start:end].strip(" \n#*_"))

    def _items(self) -> Iterator[Item]:
        counts: dict[Kind, int] = {"inclusion": 0, "exclusion": 0}
        for section in self.sections:
            for node in section.nodes:
                counts[section.kind] += 1
                prefix = "I" if section.kind == "inclusion" else "E"
                yield self._frozen(node, section, f"{prefix}{counts[section.kind]}")

    def _frozen(self, node: _Node, section: _Section, item_id: str) -> Item:
        children = tuple(self._frozen(c, section, f"{item_id}.{n}") for n, c in enumerate(node.children, start=1))
        start, end = node.content_start, node.content_end
        while end > start and self.text[end - 1].isspace():
            end -= 1
        while start < end and self.text[start].isspace():
            start += 1
        note = self.reader.is_note(self.text, start, end)
        role = "note" if note else "header" if children else "item"
        return Item(item_id, section.kind, section.cohort, role, node.start, node.end, start, end, children)


def _all_nodes(sections: list[_Section]) -> Iterator[_Node]:
    stack = [n for s in sections for n in s.nodes]
    while stack:
        node = stack.pop()
        yield node
        stack += node.children


def _nearest(starts: list[int], at: int) -> int:
    """The boundary that begins at `at`, or the region's first, which reaches back over leading white space."""
    return starts[max(0, bisect_right(starts, at) - 1)]


def _indent(text: str, start: int, end: int) -> int:
    at = start
    while at < end and text[at] == " ":
        at += 1
    return at - start
