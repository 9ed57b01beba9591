"""L001: a range whose higher bound stands first."""

from __future__ import annotations

from critparse.check.rule import Rule

RULE = Rule(
    code="L001",
    severity="warning",
    summary="A range is empty as written: its higher bound stands first.",
    why="`Between 35 and 18` holds for nobody. Either the bounds changed places, or one of them is mistyped.",
    example="Inclusion criteria:\n- BMI between 35 and 18 kg/m2",
    instead="Inclusion criteria:\n- BMI between 18 and 35 kg/m2",
    limits="The parser reads the range the other way round, and says so.",
)
