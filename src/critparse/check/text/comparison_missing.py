"""C011: a value without any comparison."""

from __future__ import annotations

from collections.abc import Iterator

from critparse.check.page import Page
from critparse.check.rule import Finding, Rule
from critparse.check.units.value_implausible import plausible
from critparse.check.words import listed, words
from critparse.interpret import Criterion
from critparse.knowledge import MeasurementEntry

_BARE = "bare"


def _check(criterion: Criterion, page: Page) -> Iterator[Finding]:
    text = page.source.text
    for comparison in criterion.comparisons:
        if comparison.rule != _BARE or comparison.restates or not comparison.unit or len(comparison.subjects) != 1:
            continue
        (subject,) = comparison.subjects
        entry = page.knowledge.named(subject.name)
        between = text[subject.span.end : comparison.span.start]
        if text[max(0, subject.span.start - 1) : subject.span.start] == "(" or entry is None or entry.name == "age":
            continue
        if comparison.span.start < subject.span.end or not isinstance(entry, MeasurementEntry):
            continue
        if between.strip(" :").lower() not in ("", *listed(page.knowledge, "filler")):
            continue
        if plausible(comparison.values[0], comparison.unit, entry, page.units) is None:
            continue
        if words(page.knowledge, "check_dosing").search(text, comparison.span.end, comparison.span.end + 20):
            continue
        shown = comparison.span.of(text)
        yield Finding(comparison.span, f'"{shown}" is compared with nothing: a sign such as < or ≥ is missing before it')


RULE = Rule(
    code="C011",
    severity="warning",
    summary="A value stands beside a measurement without a comparison sign.",
    why="""No patient has exactly 3.5 g/dL of albumin. The sign was lost, mostly in copying, and with it whether the
value is a lower or an upper bound.""",
    example="Inclusion criteria:\n- Albumin 3.5 g/dL",
    instead="Inclusion criteria:\n- Albumin ≥ 3.5 g/dL",
    limits="Only values with a unit, right after a measurement's name, outside of brackets; no ages.",
    criterion=_check,
)
