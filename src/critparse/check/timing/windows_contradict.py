"""T004: two windows that leave no time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from critparse.check.page import Page
from critparse.check.rule import Finding, Rule
from critparse.check.timing.durations import days
from critparse.interpret import Criterion
from critparse.source import Span

_JOINED = re.compile(r"\s*,?\s*(?:ago\s+|prior\s+|earlier\s+)?(?:and|but)\s+(?:also\s+)?")
_AT_MOST = ("<", "<=")
_AT_LEAST = (">", ">=")


def _check(criterion: Criterion, page: Page) -> Iterator[Finding]:
    text = page.source.text
    for first, second in pairwise(criterion.comparisons):
        if any(s.name == "age" for s in (*first.subjects, *second.subjects)):
            continue
        one, other = days(first), days(second)
        if one is None or other is None or _JOINED.fullmatch(text, first.span.end, second.span.start) is None:
            continue
        empty = (first.operator in _AT_MOST and second.operator in _AT_LEAST and one < other) or (
            first.operator in _AT_LEAST and second.operator in _AT_MOST and one > other
        )
        if empty:
            span = Span(first.span.start, second.span.end)
            yield Finding(span, f'no time is both "{first.span.of(text)}" and "{second.span.of(text)}"')


RULE = Rule(
    code="T004",
    severity="error",
    summary="Two windows of one criterion leave no time.",
    why="Nobody can have had it both within 3 months and more than 6 months ago; one of the numbers or comparisons is wrong.",
    example="Exclusion criteria:\n- Surgery within the last 3 months but more than 6 months ago",
    instead="Exclusion criteria:\n- Surgery within the last 6 months but more than 3 months ago",
    limits='Only windows joined by "and" or "but", and no ages.',
    criterion=_check,
)
