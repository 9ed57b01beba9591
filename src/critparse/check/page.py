"""One document as the rules see it: its text, its criteria, and what is known."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import NamedTuple

from critparse.check.words import lowered, words
from critparse.document import segment
from critparse.document.headings import HeadingReader
from critparse.document.model import Kind
from critparse.interpret import Criterion, FoundComparison, Protocol
from critparse.knowledge import Knowledge
from critparse.source import SourceText, Span
from critparse.source.html import looks_like_html
from critparse.units import UnitConverter

_LINE = re.compile(r"[A-Za-z][^\n]{4,199}")


class Opened(NamedTuple):
    """A heading, and what its list does."""

    span: Span
    kind: Kind


@dataclass(frozen=True, eq=False)
class Page:
    """A document and the protocol that was read from it."""

    source: SourceText
    protocol: Protocol
    knowledge: Knowledge

    @cached_property
    def criteria(self) -> tuple[Criterion, ...]:
        """Every criterion in order of text, notes to the reader left out."""
        return tuple(c for c in self.protocol.walk() if c.role != "note")

    @cached_property
    def _starts(self) -> list[int]:
        return [c.span.start for c in self.criteria]

    def criterion_at(self, offset: int) -> Criterion | None:
        """The criterion in whose own text an original offset lies."""
        at = bisect_right(self._starts, offset) - 1
        return self.criteria[at] if at >= 0 and offset < self.criteria[at].span.end else None

    @cached_property
    def _lowered(self) -> str:
        return self.source.text.lower()

    def with_trigger(self, trigger: re.Pattern[str] | str | None) -> Sequence[Criterion]:
        """The criteria in whose own text a pattern occurs, or a phrase of an entry of `check.toml`; without one all."""
        if trigger is None:
            return self.criteria
        if isinstance(trigger, str):
            if not any(phrase in self._lowered for phrase in lowered(self.knowledge, trigger)):
                return ()
            trigger = words(self.knowledge, trigger)
        found: dict[int, None] = {}
        for m in trigger.finditer(self.source.text):
            at = bisect_right(self._starts, m.start()) - 1
            if at >= 0 and m.start() < self.criteria[at].span.end:
                found[at] = None
        return [self.criteria[at] for at in found]

    @cached_property
    def lists(self) -> tuple[Opened, ...]:
        """The headings that open a list of inclusion or exclusion criteria, in order."""
        reader = _reader(self.knowledge)
        return tuple(
            Opened(span, opening.kind)
            for span in self._headings()
            if (opening := reader.opening(line := span.of(self.source.text), 0, len(line))) and opening.kind
        )

    def _headings(self) -> Iterator[Span]:
        """Lines, or parts of lines, with letters outside all criteria; in HTML the headings themselves."""
        normalised, text = self.source.normalised, self.source.text
        if self.is_html:
            yield from (normalised.original(h.start, h.end) for h in segment(self.source, self.knowledge).headings)
            return
        taken = sorted(c.span for c in self.protocol.walk())
        for region in self.source.regions:
            at, stop = normalised.original(*region)
            for start, end in (*taken, (stop, stop)):
                if at <= start <= stop:
                    for m in _LINE.finditer(text, at, start):
                        yield Span(m.start(), m.end())
                    at = max(at, end)

    def list_number(self, criterion: Criterion) -> int:
        """Which list the criterion is in, counted from 1; 0 before the first heading."""
        return bisect_right([opened.span.start for opened in self.lists], criterion.span.start)

    @cached_property
    def _parents(self) -> dict[str, Criterion]:
        return {child.id: c for c in self.protocol.walk() for child in c.children}

    def headers(self, criterion: Criterion) -> tuple[str, ...]:
        """The texts of the criteria that it stands under, the nearest first."""
        found: list[str] = []
        above = self._parents.get(criterion.id)
        while above is not None:
            found.append(above.text)
            above = self._parents.get(above.id)
        return tuple(found)

    @cached_property
    def is_html(self) -> bool:
        """Whether the text is marked up, so that escaped signs are as they should be."""
        return looks_like_html(self.source.text)

    @property
    def units(self) -> UnitConverter:
        """Converts units."""
        return converter(self.knowledge)


@cache
def _reader(knowledge: Knowledge) -> HeadingReader:
    return HeadingReader(knowledge)


@cache
def converter(knowledge: Knowledge) -> UnitConverter:
    """The unit converter of these grammars."""
    return UnitConverter(knowledge.incommensurable)


def matches(pattern: re.Pattern[str], criterion: Criterion) -> Iterator[tuple[re.Match[str], Span]]:
    """Where the pattern occurs in the criterion's own text, and the original span of it."""
    start = criterion.span.start
    for m in pattern.finditer(criterion.text):
        yield m, Span(start + m.start(), start + m.end())


def group_span(criterion: Criterion, m: re.Match[str], group: str | int) -> Span:
    """The original span of a group of a match in the criterion's own text."""
    return Span(criterion.span.start + m.start(group), criterion.span.start + m.end(group))


def unit_span(comparison: FoundComparison, text: str) -> Span:
    """Where a comparison's unit stands in the text; the whole comparison where it is shared with another.

    >>> from critparse import parse
    >>> text = "ALT < 40 U/L"
    >>> unit_span(parse(text, model=None).criteria[0].comparisons[0], text).of(text)
    'U/L'
    """
    at = text.rfind(comparison.unit_text, *comparison.span) if comparison.unit_text else -1
    return comparison.span if at < 0 else Span(at, at + len(comparison.unit_text))
