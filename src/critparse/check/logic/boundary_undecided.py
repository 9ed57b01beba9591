"""L006: the one value between inclusion and exclusion."""

from __future__ import annotations

from collections.abc import Iterator

from critparse.check.logic.asks import Ask, Edge, bounds, excluding, required
from critparse.check.page import Page
from critparse.check.rule import Finding, Rule


def _check(page: Page) -> Iterator[Finding]:
    asked: dict[str, list[Ask]] = {}
    for ask in bounds(page, required(page)):
        asked.setdefault(ask.about, []).append(ask)
    for out in bounds(page, excluding(page)):
        for ask in asked.get(out.about, [])[:20]:
            for one, other in ((out.high, ask.low), (out.low, ask.high)):
                said = _said(one, other)
                if said:
                    yield Finding(
                        out.span, f'{out.name} of exactly {_plain(one)} is {said} by this and "{ask.shown}" ({ask.criterion.id})'
                    )


def _said(out: Edge | None, ask: Edge | None) -> str:
    if out is None or ask is None or out.value != ask.value or out.inclusive != ask.inclusive:
        return ""
    return "both included and excluded" if out.inclusive else "neither included nor excluded"


def _plain(edge: Edge | None) -> str:
    return f"{edge.value:f}" if edge else ""


RULE = Rule(
    code="L006",
    severity="warning",
    summary="The value at the boundary is decided by neither or by both of an inclusion and an exclusion.",
    why="Include `> 18`, exclude `< 18`: a patient of 18 is in neither list, and one site takes him and another does not.",
    example="Inclusion criteria:\n- Hemoglobin > 9 g/dL\nExclusion criteria:\n- Hemoglobin < 9 g/dL",
    instead="Inclusion criteria:\n- Hemoglobin ≥ 9 g/dL\nExclusion criteria:\n- Hemoglobin < 9 g/dL",
    limits="Only bounds at the very same value, outside of cohorts.",
    protocol=_check,
)
