"""Times and counts said in words → `Timing`, durations, ages at onset, occasions and counts."""

from __future__ import annotations

from critparse.expression import Expression
from critparse.interpret.reading import Reading


def typed_times(reading: Reading, expression: Expression) -> Expression:
    """The expression with every time and count that is understood wholly as a type of its own."""
    return expression
