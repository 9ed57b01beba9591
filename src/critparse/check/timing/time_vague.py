"""T002: "recent", and no time."""

from __future__ import annotations

from collections.abc import Iterator

from critparse.check.page import Page, matches
from critparse.check.rule import Finding, Rule
from critparse.check.timing.durations import has_time
from critparse.check.words import words
from critparse.interpret import Criterion


def _check(criterion: Criterion, page: Page) -> Iterator[Finding]:
    if has_time(criterion.comparisons) or any(has_time(c.comparisons) for c in criterion.children):
        return
    for m, span in matches(words(page.knowledge, "check_vague_time"), criterion):
        yield Finding(span, f'"{" ".join(m[0].split())}" says no time: give a number of days, weeks or months')


RULE = Rule(
    code="T002",
    severity="note",
    summary="A time is named vaguely.",
    why="What is recent is two weeks to one reader and a year to another.",
    example="Exclusion criteria:\n- Recent myocardial infarction",
    instead="Exclusion criteria:\n- Myocardial infarction within 6 months before screening",
    limits="Nothing is said where the criterion gives a span of time. The words stand under `check_vague_time` in `check.toml`.",
    trigger="check_vague_time",
    criterion=_check,
)
