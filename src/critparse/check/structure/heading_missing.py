"""S001: criteria without a heading."""

from __future__ import annotations

from critparse.check.rule import Rule

RULE = Rule(
    code="S001",
    severity="note",
    summary="No heading says which criteria include and which exclude.",
    why="A list of conditions reads the same under either heading; without one all are read as inclusion criteria.",
    example="- Age ≥ 18 years\n- Pregnancy",
    instead="Inclusion criteria:\n- Age ≥ 18 years\nExclusion criteria:\n- Pregnancy",
)
