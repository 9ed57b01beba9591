"""L005: a bound that changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from critparse.check.logic.asks import Ask, bounds, contains, disjoint, excluding, required
from critparse.check.page import Page
from critparse.check.rule import Finding, Rule


def _check(page: Page) -> Iterator[Finding]:
    by_subject: dict[str, list[Ask]] = {}
    for ask in bounds(page, required(page)):
        by_subject.setdefault(ask.about, []).append(ask)
    for asks in by_subject.values():
        for one, other in combinations(asks[:20], 2):
            if contains(one, other) or contains(other, one):
                wide, narrow = (one, other) if contains(one, other) else (other, one)
                yield Finding(wide.span, f'changes nothing beside "{narrow.shown}" ({narrow.criterion.id})')
    for out in bounds(page, excluding(page)):
        for ask in by_subject.get(out.about, [])[:20]:
            if disjoint(out, ask) and not _touch(out, ask):
                yield Finding(out.span, f'excludes nobody: "{ask.shown}" ({ask.criterion.id}) has left them out already')
                break


def _touch(out: Ask, ask: Ask) -> bool:
    """Whether both leave one value between them, which another rule reports."""
    pairs = ((out.high, ask.low), (ask.high, out.low))
    return any(a and b and a.value == b.value and not a.inclusive and not b.inclusive for a, b in pairs)


RULE = Rule(
    code="L005",
    severity="note",
    summary="A bound changes nothing beside another one.",
    why="When one of the two is amended and the other is not, they contradict each other.",
    example="Inclusion criteria:\n- Age ≥ 18 years\nExclusion criteria:\n- Age < 18 years",
    instead="Inclusion criteria:\n- Age ≥ 18 years",
    limits="Only bounds that every patient must meet, or that exclude alone, outside of cohorts.",
    protocol=_check,
)
