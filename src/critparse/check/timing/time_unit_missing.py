"""T005: a window without a unit."""

from __future__ import annotations

import re
from collections.abc import Iterator

from critparse.check.page import Page, group_span
from critparse.check.rule import Finding, Rule
from critparse.interpret import Criterion

_POINT = r"(?:study|enrol|random|screen|entry|first|the\s+(?:study|first|start|screen))"
_NO_UNIT = re.compile(
    rf"\b(?:with ?in|during|in)\s+(?:(?:the|a)\s+)?(?:(?:last|past|previous|preceding)\s+)?(?P<number>\d{{1,3}})"
    rf"(?=\s+(?:prior\s+to\b|before\b|after\b|of\s+{_POINT}))"
    r"|\bwith ?in\s+(?:the\s+)?(?:(?:last|past|previous)\s+)?(?P<alone>\d{1,3})(?=\s*(?:$|[;,)]|\.(?!\d)))"
    rf"|\b(?:at least|more than|less than|for)\s+(?P<least>\d{{1,3}})(?=\s+(?:prior\s+to|before)\s+{_POINT})",
    re.IGNORECASE,
)


def _check(criterion: Criterion, _: Page) -> Iterator[Finding]:
    for m in _NO_UNIT.finditer(criterion.text):
        span = group_span(criterion, m, m.lastgroup or 0)
        yield Finding(span, f'"{" ".join(m[0].split())}": days, weeks, months or years?')


RULE = Rule(
    code="T005",
    severity="error",
    summary="A window of time has no unit.",
    why="`Within 6 of randomisation` can be 6 days or 6 months; no reader can tell.",
    example="Exclusion criteria:\n- Stroke within 6 of randomisation",
    instead="Exclusion criteria:\n- Stroke within 6 months of randomisation",
    criterion=_check,
)
