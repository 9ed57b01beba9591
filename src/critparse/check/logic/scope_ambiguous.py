"""L003: what belongs together is not said: "A and B or C"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from critparse.check.page import Page
from critparse.check.rule import Finding, Rule
from critparse.interpret import Criterion, FoundComparison
from critparse.source import Span

_CONNECTOR = re.compile(r"\b(?:and|or)\b", re.IGNORECASE)
_SEPARATOR = re.compile(r"[,;:.()\[\]\n]|\b(?:and/or|either|both)\b", re.IGNORECASE)


def _check(criterion: Criterion, _: Page) -> Iterator[Finding]:
    found = criterion.comparisons
    for first, second, third in zip(found, found[1:], found[2:], strict=False):
        left, right = _connector(criterion, first, second), _connector(criterion, second, third)
        if {left, right} == {"and", "or"} and not _is_range(first, second) and not _is_range(second, third):
            a, b, c = (_said(criterion, comparison) for comparison in (first, second, third))
            readings = f"({a} {left} {b}) {right} {c}, or {a} {left} ({b} {right} {c})"
            yield Finding(Span(_start(first), third.span.end), f'"{left}" and "{right}" without brackets: {readings}?')


def _connector(criterion: Criterion, one: FoundComparison, other: FoundComparison) -> str:
    """The one "and" or "or" between two comparisons; nothing where there is another sign or word that joins or parts them."""
    between = criterion.text[one.span.end - criterion.span.start : other.span.start - criterion.span.start]
    words = _CONNECTOR.findall(between)
    return words[0].lower() if len(words) == 1 and not _SEPARATOR.search(between) else ""


def _is_range(one: FoundComparison, other: FoundComparison) -> bool:
    """Whether two bounds are of the same thing, so that "and" or "or" between them parts nothing else: "≥ 8 and < 11"."""
    return {s.name or s.text for s in one.subjects} == {s.name or s.text for s in other.subjects}


def _said(criterion: Criterion, comparison: FoundComparison) -> str:
    return criterion.text[_start(comparison) - criterion.span.start : comparison.span.end - criterion.span.start]


def _start(comparison: FoundComparison) -> int:
    """Where the comparison begins with its subject, if that stands before it."""
    return min((comparison.span.start, *(s.span.start for s in comparison.subjects[:1])))


RULE = Rule(
    code="L003",
    severity="warning",
    summary="What belongs together is not said.",
    why="""`A and B or C` depends on brackets that are not there, and a condition behind a list can be of all of it or of its
last part. Two sites read two criteria.""",
    example="Inclusion criteria:\n- ALT > 40 U/L and AST > 40 U/L or bilirubin > 2 mg/dL",
    instead="Inclusion criteria:\n- ALT > 40 U/L and AST > 40 U/L, or bilirubin > 2 mg/dL",
    limits="""Reported between values, with both readings, and by the parser where it keeps both.""",
    criterion=_check,
)
