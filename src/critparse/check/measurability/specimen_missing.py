"""M005: a value whose meaning depends on how it was taken, which is not said."""

from __future__ import annotations

from collections.abc import Iterator

from critparse.check.page import Page
from critparse.check.rule import Finding, Rule
from critparse.check.words import listed, words
from critparse.interpret import Criterion

_NEEDS = (
    ("check_needs_meal", "check_meal", "fasting, random or after a load"),
    ("check_needs_collection", "check_collection", "in 24-h urine, in spot urine or per creatinine"),
)
"""Entries of `check.toml`: what needs it, the words that say it, and what is asked for."""


def _check(criterion: Criterion, page: Page) -> Iterator[Finding]:
    for needs, says, asked in _NEEDS:
        needing = listed(page.knowledge, needs)
        subjects = [s for c in criterion.comparisons if c.unit_text for s in c.subjects if s.name.lower() in needing]
        if subjects and not words(page.knowledge, says).search(criterion.text):
            yield from (Finding(s.span, f"{s.name}: say how it is taken ({asked})") for s in subjects)


RULE = Rule(
    code="M005",
    severity="note",
    summary="A value depends on how the specimen was taken, and that is not said.",
    why="""A glucose of 130 mg/dL is diabetes fasting and normal after a meal; protein in urine is counted per day or
per creatinine.""",
    example="Exclusion criteria:\n- Glucose > 126 mg/dL",
    instead="Exclusion criteria:\n- Fasting glucose > 126 mg/dL",
    limits="What needs it stands in `grammars/phrases/check.toml` under `check_needs_meal` and `check_needs_collection`.",
    criterion=_check,
)
