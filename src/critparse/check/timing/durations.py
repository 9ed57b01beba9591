"""Spans of time among the comparisons of a criterion."""

from __future__ import annotations

from decimal import Decimal

from critparse.interpret import FoundComparison

_DAYS = {"a": Decimal("365.25"), "mo": Decimal("30.4375"), "wk": Decimal(7), "d": Decimal(1), "h": Decimal(1) / 24}


def days(comparison: FoundComparison) -> Decimal | None:
    """The first value of a comparison in days; None where it is no span of time.

    >>> from critparse import parse
    >>> days(parse("stroke within 2 weeks", model=None).criteria[0].comparisons[0])
    Decimal('14')
    """
    size = _DAYS.get(comparison.unit)
    return None if size is None else comparison.values[0] * size


def has_time(comparisons: tuple[FoundComparison, ...]) -> bool:
    """Whether some comparison is of a span of time."""
    return any(c.unit in _DAYS for c in comparisons)
