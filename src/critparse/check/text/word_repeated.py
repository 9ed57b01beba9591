"""C013: a small word written twice."""

from __future__ import annotations

import re
from collections.abc import Iterator

from critparse.check.page import Page, matches
from critparse.check.rule import Finding, Rule
from critparse.interpret import Criterion
from critparse.source import Fix

_TWICE = re.compile(r"\b(the|of|and|or|to|with|in|for|than|at|by|from|is|are|an|any|not|within) \1\b(?!-)", re.IGNORECASE)


def _check(criterion: Criterion, _: Page) -> Iterator[Finding]:
    for m, span in matches(_TWICE, criterion):
        yield Finding(span, f'"{m[1].lower()}" is written twice', Fix(span=span, replacement=m[1], safe=m[1].lower() != "not"))


RULE = Rule(
    code="C013",
    severity="warning",
    summary="A small word is written twice in a row.",
    why="Mostly a slip; at times another word is meant (`or or` for `or of`), and the criterion says something else.",
    example="Exclusion criteria:\n- Infection with the the hepatitis B virus",
    instead="Exclusion criteria:\n- Infection with the hepatitis B virus",
    fix='Safe, except for "not": writes the word once.',
    trigger=_TWICE,
    criterion=_check,
)
