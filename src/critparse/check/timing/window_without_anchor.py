"""T001: a window that is measured from nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from critparse.check.page import Page
from critparse.check.rule import Finding, Rule
from critparse.check.timing.durations import days
from critparse.check.words import words
from critparse.interpret import Criterion

_WITHIN = re.compile(r"(?:with ?in|w/in)\s+(?:the\s+|a\s+)?(?:at\s+least\s+|approximately\s+|about\s+)?\(?\d", re.IGNORECASE)
_END = re.compile(r"\s*(?:$|[.;,)](?!\d))")


def _check(criterion: Criterion, page: Page) -> Iterator[Finding]:
    text, end = page.source.text, criterion.span.end
    open_ended = [
        c
        for c in criterion.comparisons
        if days(c) is not None and _WITHIN.match(text, *c.span) and _END.match(text, c.span.end, end)
    ]
    if not open_ended or words(page.knowledge, "check_anchors").search(_context(criterion, page)):
        return
    for comparison in open_ended:
        shown = comparison.span.of(text)
        yield Finding(comparison.span, f'"{shown}" is measured from nothing: say of what (screening, first dose …)')


def _context(criterion: Criterion, page: Page) -> str:
    """The criterion with the headers that it stands under."""
    return "\n".join((*page.headers(criterion), criterion.text))


RULE = Rule(
    code="T001",
    severity="note",
    summary="A window of time has no anchor.",
    why="`Within 30 days` counts from consent at one site, and from the first dose three weeks later at another.",
    example="Exclusion criteria:\n- Stroke within 6 months",
    instead="Exclusion criteria:\n- Stroke within 6 months before screening",
    limits="Nothing is said where the criterion or its header names an anchor anywhere.",
    trigger=_WITHIN,
    criterion=_check,
)
