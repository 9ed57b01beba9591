"""A measurement compared with another one: "AST > ALT", "ALT at least 2 times AST"."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from critparse.extract.mention import Mention
from critparse.interpret.comparison import Comparison, Operator
from critparse.knowledge import MeasurementEntry

_COMPARATORS = frozenset({"comparator", "comparator_of_age"})
_OPERATORS = frozenset({"<", "<=", ">", ">=", "="})
_TIMES = frozenset({"x", "×", "*"})


def against(parts: Sequence[Mention], first: int, rule: str) -> list[Comparison] | None:
    """The bound that another measurement sets; declined where that has a bound of its own, or another unit."""
    left, right = parts[0].entry, parts[-1].entry
    if not isinstance(left, MeasurementEntry) or not isinstance(right, MeasurementEntry):
        return None
    at = next(i for i, m in enumerate(parts) if m.token_class in _COMPARATORS)
    operator, factor = str(parts[at].value), _factor(parts[at + 1 : -1])
    if left.id == right.id or left.unit != right.unit or operator not in _OPERATORS or factor is None:
        return None
    op: Operator = operator  # type: ignore[assignment]
    start, (name_start, name_end) = parts[at].start, (parts[-1].start, parts[-1].end)
    return [
        Comparison(
            operator=op,
            values=(factor,),
            unit="",
            start=start,
            end=name_end,
            number_span=(name_start, name_start),
            unit_span=(name_start, name_end),
            first=first + at,
            stop=first + len(parts),
            rule=rule,
            low=factor if op in (">", ">=", "=") else None,
            low_inclusive=op in (">=", "="),
            high=factor if op in ("<", "<=", "=") else None,
            high_inclusive=op in ("<=", "="),
            against=right,
        )
    ]


def _factor(between: Sequence[Mention]) -> Decimal | None:
    """How many times the other value: by a number of times or a percentage; None where other words stand there."""
    words = {m.text for m in between if m.token_class == "word"}
    number = next((m.quantity for m in between if m.quantity), None)
    if number is None:
        return None if words else Decimal(1)
    if number.unit == "%" and not words:
        return (number.value / 100).normalize()
    is_times = number.unit == "{times}" and not words
    return number.value if is_times or (not number.unit and words and words <= _TIMES) else None
