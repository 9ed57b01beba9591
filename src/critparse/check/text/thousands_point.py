"""C004: a point between thousands in an English text."""

from __future__ import annotations

from critparse.check.rule import Rule

RULE = Rule(
    code="C004",
    severity="warning",
    summary="A point parts thousands, where English reads a decimal point.",
    why="`100.000/mm3` is a hundred thousand to one reader and a hundred to another.",
    example="Inclusion criteria:\n- Platelets > 100.000/mm3",
    instead="Inclusion criteria:\n- Platelets > 100,000/mm3",
    limits="Reported only where the value as a decimal number makes no sense for what is measured.",
)
