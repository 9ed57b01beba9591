"""U002: a unit that is in no table."""

from __future__ import annotations

from critparse.check.rule import Rule

RULE = Rule(
    code="U002",
    severity="warning",
    summary="A unit is not known.",
    why="A mistyped unit (`mg/bL`) leaves the value without a meaning; no program can compare a patient's value with it.",
    example="Inclusion criteria:\n- Creatinine < 1.5 mg/bL",
    instead="Inclusion criteria:\n- Creatinine < 1.5 mg/dL",
    limits="Unit spellings stand in `grammars/units/spellings.toml`; a house spelling is added there, or in a folder of your own.",
)
