"""S005: several criteria in one item."""

from __future__ import annotations

import re
from collections.abc import Iterator

from critparse.check.page import Page
from critparse.check.rule import Finding, Rule
from critparse.interpret import Criterion

_BREAK = re.compile(r"[.;]\s+(?=[A-Z(≥≤<>])|;\s+(?!and\b|or\b)(?=\w)")
_ABBREVIATED = re.compile(r"\b(?:e\.g|i\.e|etc|vs|approx|no|Dr|incl|resp)$", re.IGNORECASE)
_FEWEST_PARTS = 4
_FEWEST_WORDS = 2


def _check(criterion: Criterion, _: Page) -> Iterator[Finding]:
    if criterion.children or criterion.text.count(".") + criterion.text.count(";") < _FEWEST_PARTS - 1:
        return
    parts, at = 0, 0
    for m in _BREAK.finditer(criterion.text):
        if _ABBREVIATED.search(criterion.text, max(0, m.start() - 8), m.start()):
            continue
        parts += len(criterion.text[at : m.start()].split()) >= _FEWEST_WORDS
        at = m.end()
    parts += len(criterion.text[at:].split()) >= _FEWEST_WORDS
    if parts >= _FEWEST_PARTS:
        yield Finding(criterion.span, f"holds {parts} statements: give each its own item")


RULE = Rule(
    code="S005",
    severity="note",
    summary="One item holds several criteria.",
    why="Sites answer one yes or no for an item; which of its parts failed is lost, and so is how they are joined.",
    example="""Exclusion criteria:
- Uncontrolled hypertension. Active hepatitis B infection. Known HIV infection. Pregnancy or breast feeding.""",
    instead="""Exclusion criteria:
- Uncontrolled hypertension
- Active hepatitis B infection
- Known HIV infection
- Pregnancy or breast feeding""",
    limits="Items of four sentences and more, or parts between semicolons.",
    criterion=_check,
)
