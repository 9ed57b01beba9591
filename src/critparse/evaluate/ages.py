"""Ages in completed units of the calendar."""

from __future__ import annotations

from decimal import Decimal

from critparse.evaluate.days import Duration, is_duration, moved, not_before
from critparse.evaluate.outcome import UNKNOWN, Outcome, all_of, negated
from critparse.expression import End, Interval, Quantity
from critparse.patient.model import Moment


def age_within(bound: Interval, birth: Moment, day: Moment) -> Outcome:
    """Whether the age on a day lies within a bound; what cannot be read as a time is unknown.

    The age is counted in completed units: on the day before the 18th birthday it is 17 years, and "over 18" begins at 19.

    >>> from datetime import date
    >>> from critparse.expression import read
    >>> born, today = Moment(date(2005, 1, 1), date(2005, 1, 1)), Moment(date(2024, 1, 1), date(2024, 1, 1))
    >>> age_within(read("age > 18 a").bound, born, today), age_within(read("age > 19 a").bound, born, today)
    (1, 2)
    """
    parts = []
    if bound.low:
        parts.append(_reached(bound.low, birth, day, past=not bound.low.inclusive))
    if bound.high:
        parts.append(negated(_reached(bound.high, birth, day, past=bound.high.inclusive)))
    return all_of(parts)


def _reached(end: End, birth: Moment, day: Moment, *, past: bool) -> Outcome:
    """Whether an age has been reached by a day, or (`past`) the next whole unit after it."""
    quantity = end.value
    if not isinstance(quantity, Quantity) or not is_duration(quantity.unit):
        return UNKNOWN
    is_whole = quantity.value == quantity.value.to_integral_value()
    age = Duration(quantity.value + Decimal(past and is_whole), quantity.unit)
    edge = Moment(moved(birth.first, age).first, moved(birth.last, age).last)
    return not_before(day, edge, inclusive=is_whole or not past)
