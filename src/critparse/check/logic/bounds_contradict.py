"""L010: two bounds that everybody must meet, and nobody can."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from critparse.check.logic.asks import Ask, bounds, disjoint, required
from critparse.check.page import Page
from critparse.check.rule import Finding, Rule


def _check(page: Page) -> Iterator[Finding]:
    by_subject: dict[str, list[Ask]] = {}
    for ask in bounds(page, required(page)):
        by_subject.setdefault(ask.about, []).append(ask)
    for asks in by_subject.values():
        for one, other in combinations(asks[:20], 2):
            if disjoint(one, other):
                yield Finding(other.span, f'nobody meets both "{other.shown}" and "{one.shown}" ({one.criterion.id})')


RULE = Rule(
    code="L010",
    severity="error",
    summary="Two inclusion criteria ask for values that exclude each other.",
    why="Nobody can be included. Mostly a sign is turned round, or the two are alternatives and a heading is missing.",
    example="Inclusion criteria:\n- Hemoglobin ≥ 9 g/dL\n- Hemoglobin ≤ 8 g/dL",
    instead="Inclusion criteria:\n- Hemoglobin ≥ 8 g/dL\n- Hemoglobin ≤ 9 g/dL",
    limits="Only bounds that every patient must meet, outside of cohorts.",
    protocol=_check,
)
