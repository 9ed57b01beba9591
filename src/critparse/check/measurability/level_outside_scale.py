"""M002: a level that its scale does not have."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from critparse.check.page import Page
from critparse.check.rule import Finding, Rule
from critparse.check.words import words
from critparse.interpret import Criterion
from critparse.knowledge import ScaleEntry
from critparse.source import Span

_NEAR = 20
_WINDOW = 40


def _check(criterion: Criterion, page: Page) -> Iterator[Finding]:
    text = page.source.text
    for comparison in criterion.comparisons:
        if len(comparison.subjects) != 1 or comparison.unit not in ("", "1", "{score}") or comparison.restates:
            continue
        (subject,) = comparison.subjects
        entry = page.knowledge.named(subject.name)
        distance = max(comparison.span.start - subject.span.end, subject.span.start - comparison.span.end)
        if not isinstance(entry, ScaleEntry) or distance > _NEAR or _is_bracketed(subject.span, page):
            continue
        low, high, shown = _extent(entry)
        outside = next((v for v in comparison.values if not low <= v <= high), None)
        if outside is not None and not words(page.knowledge, "check_part_of_scale").search(text, *_around(comparison.span)):
            yield Finding(comparison.span, f"{entry.name} has no {outside}: it goes from {shown}")


def _around(span: Span) -> tuple[int, int]:
    """Where near a value it is said that it is of a part of a scale."""
    return max(0, span.start - _WINDOW), span.end + _WINDOW


def _is_bracketed(span: Span, page: Page) -> bool:
    """Whether a short form stands in brackets, so that the words before it say which scale it is."""
    return page.source.text[max(0, span.start - 1) : span.start] == "("


def _extent(entry: ScaleEntry) -> tuple[Decimal, Decimal, str]:
    """Lowest and highest rank, and both as they are written."""
    if entry.range is not None:
        return (*entry.range, f"{entry.range[0]} to {entry.range[1]}")
    ranks = [rank for rank, _ in entry.ranks.values()]
    return min(ranks), max(ranks), f"{entry.levels[0]} to {entry.levels[-1]}"


RULE = Rule(
    code="M002",
    severity="error",
    summary="A level or score lies outside its scale.",
    why="No patient can have it: as written, the criterion includes everybody or nobody.",
    example="Inclusion criteria:\n- ECOG 6",
    instead="Inclusion criteria:\n- ECOG 2",
    limits="""Nothing is said where an item or a part of a scale is spoken of. Levels and ranges stand in the scales'
entries in `grammars/lexicon/scales/`.""",
    criterion=_check,
)
