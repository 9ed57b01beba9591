"""What intervals say together, where their ends can be ordered without a conversion or a patient."""

from __future__ import annotations

from decimal import Decimal

from critparse.expression.bounds import End, Extreme, Interval, Level, Quantity, TimesReference

_Cut = tuple[Decimal, int]
"""Where an interval begins or ends: right before a number (0) or right behind it (1)."""


def intersection(one: Interval, other: Interval) -> Interval | None:
    """What lies in both; None where nothing does, or where the order of the ends is not known.

    >>> from critparse.expression import read, write
    >>> both = intersection(read("age >= 18 a").bound, read("age in [12, 65) a").bound)
    >>> write(read("age > 1 a").model_copy(update={"bound": both}))
    'age in [18, 65) a'
    """
    if not _have_an_order(one, other):
        return None
    both = Interval(low=max(one, other, key=_beginning).low, high=min(one, other, key=_ending).high)
    return both if _beginning(both) < _ending(both) else None


def union(one: Interval, other: Interval) -> Interval | None:
    """What lies in either; None where that is no interval or everything, or where the order of the ends is not known.

    >>> from critparse.expression import read
    >>> union(read("age < 18 a").bound, read("age > 65 a").bound) is None
    True
    """
    if not _have_an_order(one, other) or max(_beginning(one), _beginning(other)) > min(_ending(one), _ending(other)):
        return None
    low, high = min(one, other, key=_beginning).low, max(one, other, key=_ending).high
    return Interval(low=low, high=high) if low or high else None


def complement(interval: Interval) -> Interval | None:
    """What lies outside; None of an interval with two ends, outside of which lie two.

    >>> from critparse.expression import read
    >>> complement(read("age >= 18 a").bound) == read("age < 18 a").bound
    True
    """
    match interval.low, interval.high:
        case End() as low, None:
            return Interval(high=End(value=low.value, inclusive=not low.inclusive))
        case None, End() as high:
            return Interval(low=End(value=high.value, inclusive=not high.inclusive))
        case _:
            return None


def _have_an_order(one: Interval, other: Interval) -> bool:
    scales = {_scale(end.value) for interval in (one, other) for end in (interval.low, interval.high) if end}
    return len(scales) == 1 and None not in scales


def _scale(value: Quantity | TimesReference | Extreme | Level) -> tuple[str, str] | None:
    """What numbers must share to be ordered. A baseline can be negative, where twice of it is less; a limit is positive."""
    match value:
        case Quantity():
            return value.kind, value.unit
        case TimesReference(reference="ULN" | "LLN"):
            return value.kind, value.reference
        case _:
            return None


def _beginning(interval: Interval) -> _Cut:
    low = interval.low
    return (_number(low), 0 if low.inclusive else 1) if low else (Decimal("-Infinity"), 0)


def _ending(interval: Interval) -> _Cut:
    high = interval.high
    return (_number(high), 1 if high.inclusive else 0) if high else (Decimal("Infinity"), 0)


def _number(end: End) -> Decimal:
    value = end.value
    assert isinstance(value, Quantity | TimesReference)
    return value.value if isinstance(value, Quantity) else value.factor
