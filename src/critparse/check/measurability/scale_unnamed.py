"""M001: a score or class of a scale that is not named."""

from __future__ import annotations

import re
from collections.abc import Iterator

from critparse.check.page import Page, matches
from critparse.check.rule import Finding, Rule
from critparse.check.words import words
from critparse.interpret import Criterion

_LINKS = r"(?:(?:score|grade|level|of|is|must|be|should|a|status)\s{1,2}){0,3}"
_COMPARATORS = (
    r"(?:[<>≤≥=]{1,2}|at least|at most|less than|more than|no more than|not more than|greater than|better than|worse than"
    r"|up to|between|from)?"
)
_VALUE = re.compile(rf"[\s:(]{{0,3}}{_LINKS}{_COMPARATORS}\s{{0,2}}(?:\d|I{{1,3}}\b|IV\b|V\b)")


def _check(criterion: Criterion, page: Page) -> Iterator[Finding]:
    found = [(m, span) for m, span in matches(words(page.knowledge, "check_unnamed_scales"), criterion)]
    if not found or words(page.knowledge, "check_scale_names").search(criterion.text):
        return
    named = {at for c in criterion.comparisons for s in c.subjects if s.name for at in range(*s.span)}
    for m, span in found:
        value = _VALUE.match(criterion.text, m.end())
        if value and span.start not in named:
            yield Finding(span, f'"{m[0]}" is of no scale: name it (ECOG, Karnofsky, NYHA …)')


RULE = Rule(
    code="M001",
    severity="warning",
    summary="A score or class is asked for, and its scale is not named.",
    why="A performance status below 2 is good on ECOG's scale and impossible on Karnofsky's.",
    example="Inclusion criteria:\n- Performance status < 2",
    instead="Inclusion criteria:\n- ECOG performance status < 2",
    limits="What counts as a score without a name stands in `grammars/phrases/check.toml` under `check_unnamed_scales`.",
    trigger="check_unnamed_scales",
    criterion=_check,
)
