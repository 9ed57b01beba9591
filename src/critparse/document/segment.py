"""`SourceText` → `Document`: sections, then items nested by indent and by numbering style."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from critparse.document.headings import HeadingReader, Opening
from critparse.document.lines import Line, lines
from critparse.document.marks import Mark, as_letter, is_only_mark, mark_at
from critparse.document.model import Document, Heading, Item, Kind, Role
from critparse.document.wrapping import Wrapping
from critparse.knowledge import Knowledge
from critparse.source import SourceText, Span

_TERMINAL = ".;:!?"
_DEEPEST = 8
_LOOKAHEAD = 500
_PLAIN = "plain"


@dataclass(slots=True)
class _Begun:
    """A heading or an item while it is being built; it ends where the next begins."""

    start: int
    content_start: int
    content_end: int
    end: int = 0


@dataclass(slots=True)
class _Node(_Begun):
    """An item while it is being built."""

    indent: int = 0
    style: str = _PLAIN
    ordinal: int | None = None
    last_line: int = 0
    """Where the last of the item's lines begins."""
    children: list[_Node] = field(default_factory=list)

    def ends_with(self, text: str, sign: str) -> bool:
        at = self.content_end
        while at > self.last_line and text[at - 1].isspace():
            at -= 1
        return at > self.last_line and text[at - 1] == sign

    def opens_list(self, text: str) -> bool:
        return self.ends_with(text, ":")


@dataclass(slots=True)
class _Section:
    kind: Kind
    cohort: str | None
    nodes: list[_Node] = field(default_factory=list)


_CohortLine = tuple[str, int]
"""The list mark ("" for none) and the indent of a line that names a cohort."""


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
        self.headings: list[_Begun] = []
        self.sections: list[_Section] = [_Section("inclusion", None)]
        self.stack: list[_Node] = []
        self.begun: list[_Begun] = []
        self.outer_cohort: str | None = None
        self.cohort_line: _CohortLine | None = None
        self.last_opening: Opening | None = None
        self.kind_is_given = False
        self.lone_mark: tuple[int, Mark] | None = None

    def document(self) -> Document:
        for region in self.source.regions:
            self._region(region)
        return Document(tuple(self._headings()), tuple(self._items()), self.kind_is_given)

    def _region(self, region: Span) -> None:
        """Everything begun in a region ends where the next begins, the last at the end of the region."""
        self.region, self.begun, self.lone_mark = region, [], None
        self.wrapping = Wrapping(self.text, region.start, region.end)
        for line in lines(self.text, region.start, region.end, self.reader.inside):
            rest: Line | None = line
            while rest:
                rest = self._line(rest)
        if not self.begun:
            if self.text[region.start : region.end].isspace() or region.start >= region.end:
                return
            self._item(Line(region.start, region.end, blank_before=False), None, region.start)
        self.begun[0].start = region.start
        for one, following in zip(self.begun, self.begun[1:], strict=False):
            one.end = following.start
        self.begun[-1].end = region.end

    def _line(self, line: Line) -> Line | None:
        """Take in a line; what stands behind a heading on it comes back as a line of its own."""
        start, end = line.start, line.end
        mark = mark_at(self.text, start, end)
        if is_only_mark(self.text, start, end, mark):
            self.lone_mark = (start, mark) if mark else None
            return None
        content = mark.end if mark else start
        opening = self._opening(line, mark, content)
        if opening:
            self._open(opening, line, mark, content)
            rest = opening.end
            while rest < end and self.text[rest] == " ":
                rest += 1
            return Line(rest, end, blank_before=False, starts_line=False) if rest < end else None
        self.last_opening = None
        if mark is None and self.lone_mark:
            first, mark = self.lone_mark
            self._item(line._replace(start=first), mark, start)
        elif mark is None and self._continues(line):
            self.stack[-1].content_end, self.stack[-1].last_line = end, start
        else:
            self._item(line, mark, content)
        self.lone_mark = None
        return None

    def _opening(self, line: Line, mark: Mark | None, content: int) -> Opening | None:
        """What the line opens where it stands, or None."""
        opening = self.reader.opening(self.text, content, line.end)
        numbered = mark is None or mark.ordinal is not None
        if not opening:
            opening = self.reader.governs(self.text, content, line.end) if numbered else None
            governs = opening and (self._section_follows(line.end) or self._is_like_cohort_line(line, mark))
            return opening if governs else None
        if opening.kind:
            inside = opening.clause and mark and self.stack and opening.kind == self.sections[-1].kind
            return None if inside else opening
        if opening.cohort is None:
            return opening
        if opening.bare:
            return opening if mark is None and self._list_follows(opening.end) else None
        in_list = mark and self.stack and not self._is_like_cohort_line(line, mark)
        return None if in_list and not self._section_follows(line.end) else opening

    def _is_like_cohort_line(self, line: Line, mark: Mark | None) -> bool:
        """Whether the line is built as the line that named the current cohort: "for controls:", "for patients:"."""
        if self.cohort_line is None or self.cohort_line != _cohort_line(self.text, line, mark):
            return False
        return mark is not None or self._list_follows(line.end)

    def _open(self, opening: Opening, line: Line, mark: Mark | None, content: int) -> None:
        heading = _Begun(line.start, content, opening.end)
        self.headings.append(heading)
        self.begun.append(heading)
        self.stack, self.lone_mark = [], None
        if opening.kind:
            self.kind_is_given = True
            self.sections.append(_Section(opening.kind, opening.cohort or self.outer_cohort))
            self.cohort_line = None
        elif opening.cohort:
            inside = self.last_opening is not None or bool(self.sections[-1].nodes)
            self.sections.append(_Section(self.sections[-1].kind, opening.cohort))
            self.outer_cohort = opening.cohort if not inside or self._section_follows(line.end) else None
            self.cohort_line = None if opening.bare else _cohort_line(self.text, line, mark)
        self.last_opening = opening

    def _section_follows(self, at: int) -> bool:
        """Whether the next line is the heading of a list."""
        start, end = self._next_line(at)
        mark = mark_at(self.text, start, end)
        opening = self.reader.opening(self.text, mark.end if mark else start, end)
        return bool(opening and opening.kind)

    def _list_follows(self, at: int) -> bool:
        """Whether the next line is an item with a list mark, or the heading of a list."""
        return mark_at(self.text, *self._next_line(at)) is not None or self._section_follows(at)

    def _next_line(self, at: int) -> tuple[int, int]:
        """The next line that holds something, as far as it is near."""
        stop = min(self.region.end, at + _LOOKAHEAD)
        found = at
        while found < stop and self.text[found].isspace():
            found += 1
        start = max(at, self.text.rfind("\n", at, found) + 1)
        end = self.text.find("\n", found, stop)
        return start, stop if end < 0 else end

    def _continues(self, line: Line) -> bool:
        """Whether an unmarked line is the wrapped rest of the item before it."""
        if not self.stack or not line.starts_line:
            return False
        current = self.stack[-1]
        previous = self.text[current.last_line : current.content_end].strip()
        own = self.text[line.start : line.end].strip()
        last, first = previous[-1:], own[0]
        if line.blank_before:
            return first.islower() and last not in _TERMINAL
        if current.style == _PLAIN:
            if last in _TERMINAL:
                return False
            return first in "(,&" or (first.islower() and self.wrapping.goes_on(previous, own))
        if _indent(self.text, line.start, line.end) > current.indent:
            return True
        begins_anew = (first.isupper() and own[1:2] in ("", " ")) or (own[1:2].islower() and first.isupper())
        ended = last in ".;" or current.indent > 0
        return not own.endswith(":") and not (begins_anew and ended and last != ":" and not self.wrapping.fills(previous, own))

    def _item(self, line: Line, mark: Mark | None, content: int) -> None:
        indent = mark.indent if mark else _indent(self.text, line.start, line.end)
        if not line.starts_line and self.stack:
            indent = self.stack[-1].indent
        node = _Node(line.start, content, line.end, indent=indent, last_line=content)
        if mark:
            letter = as_letter(mark)
            if letter and any((n.style, n.ordinal) == (letter.style, (letter.ordinal or 0) - 1) for n in self.stack):
                mark = letter
            node.style, node.ordinal = mark.style, mark.ordinal
        self.begun.append(node)
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
            if (follows and (level or depth == 0 or node.ordinal != 1)) or (same_style and level and node.ordinal is None):
                del stack[depth:]
                return
        while stack and not self._is_parent(stack[-1], node):
            stack.pop()
        del stack[_DEEPEST:]

    def _is_parent(self, above: _Node, node: _Node) -> bool:
        if node.indent > above.indent + 1:
            if above.style in (node.style, _PLAIN) and self._is_complete(above):
                return False
            return above.style != node.style or above.opens_list(self.text) or node.ordinal == 1 or node.ordinal is None
        if node.indent < above.indent - 1 or node.style in (_PLAIN, above.style):
            return False
        begins = node.ordinal is None or node.ordinal == 1
        return above.opens_list(self.text) or (above.ordinal is not None and begins)

    def _is_complete(self, node: _Node) -> bool:
        """Whether an item is a sentence of its own, so that what is set deeper stands beside it and not under it."""
        ended = node.ends_with(self.text, ".") or node.ends_with(self.text, ";")
        return ended and not self.reader.announces(self.text, node.last_line, node.content_end)

    def _headings(self) -> Iterator[Heading]:
        for heading in self.headings:
            own = self.text[heading.content_start : heading.content_end]
            yield Heading(heading.start, heading.end, own.strip(" \n#*_"))

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
        role: Role = "note" if note else "header" if children else "item"
        return Item(item_id, section.kind, section.cohort, role, node.start, node.end, start, end, children)


def _cohort_line(text: str, line: Line, mark: Mark | None) -> _CohortLine:
    return (mark.style, mark.indent) if mark else ("", _indent(text, line.start, line.end))


def _indent(text: str, start: int, end: int) -> int:
    at = start
    while at < end and text[at] == " ":
        at += 1
    return at - start
