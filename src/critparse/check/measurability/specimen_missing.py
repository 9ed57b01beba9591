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
    for comparison in criterion.comparisons:
        for subject in comparison.subjects:
            for needs, says, asked in _NEEDS:
                if subject.name.lower() not in listed(page.knowledge, needs):
                    continue
                if not words(page.knowledge, says).search(criterion.text) and comparison.unit_text:
                    yield Finding(subject.span, f"{subject.name}: say how it is taken ({asked})")


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
