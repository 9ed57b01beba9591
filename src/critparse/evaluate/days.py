"""Calendar arithmetic on days that are known exactly or only between a first and a last."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from decimal import Decimal
from math import ceil, floor
from typing import Final, NamedTuple

from critparse.evaluate.outcome import NO, UNKNOWN, YES, Outcome
from critparse.patient.model import Moment

_MONTHS: Final = {"a": 12, "mo": 1}
_DAYS: Final = {"wk": Decimal(7), "d": Decimal(1), "h": Decimal(1) / 24, "min": Decimal(1) / 1440, "s": Decimal(1) / 86400}
_MONTH_LENGTHS: Final = (Decimal(28), Decimal(31))
_FOREVER: Final = Decimal(4_000_000)
"""More days, and more months, than the calendar has."""


class Duration(NamedTuple):
    """A length of time; several units of the calendar do not convert into each other."""

    value: Decimal
    unit: str


def is_duration(unit: str) -> bool:
    """Whether the UCUM unit is one of the calendar.

    >>> is_duration("mo"), is_duration("mg")
    (True, False)
    """
    return unit in _MONTHS or unit in _DAYS


def moved(day: date, by: Duration, *, back: bool = False) -> Moment:
    """The day that lies a duration after another, or before it; a part of a day or month leaves it open by some days.

    Raises `KeyError` for a unit that is none of the calendar.

    >>> moved(date(2024, 2, 29), Duration(Decimal(1), "a"))
    Moment(first=datetime.date(2025, 2, 28), last=datetime.date(2025, 2, 28))
    >>> moved(date(2024, 8, 31), Duration(Decimal(6), "mo"), back=True).first.isoformat()
    '2024-02-29'
    """
    sign = -1 if back else 1
    if by.unit in _MONTHS:
        months = min(by.value, _FOREVER) * _MONTHS[by.unit]
        whole = floor(months)
        start = _by_months(day, sign * whole)
        rest = months - whole
        days = (floor(rest * _MONTH_LENGTHS[0]), ceil(rest * _MONTH_LENGTHS[1])) if rest else (0, 0)
        ends = [_by_days(start, sign * n) for n in days]
    else:
        exact = min(by.value, _FOREVER) * _DAYS[by.unit]
        ends = [_by_days(day, sign * n) for n in (floor(exact), ceil(exact))]
    return Moment(min(ends), max(ends))


def completed(unit: str, since: date, until: date) -> int:
    """How many whole units of the calendar have passed: a day counts once it has come round.

    Raises `KeyError` for a unit that is none of the calendar.

    >>> completed("a", date(2006, 3, 2), date(2024, 3, 1)), completed("mo", date(2024, 1, 31), date(2024, 2, 29))
    (17, 1)
    """
    if unit in _MONTHS:
        months = (until.year - since.year) * 12 + until.month - since.month
        if _by_months(since, months) > until:
            months -= 1
        return months // _MONTHS[unit]
    return floor((until - since).days / _DAYS[unit])


def not_before(moment: Moment, edge: Moment, *, inclusive: bool) -> Outcome:
    """Whether a moment lies after an edge, or on it where that counts.

    >>> not_before(Moment(date(2024, 1, 1), date(2024, 12, 31)), Moment(date(2024, 6, 1), date(2024, 6, 1)), inclusive=True)
    3
    """
    if moment.first > edge.last or (inclusive and moment.first == edge.last):
        return YES
    if moment.last < edge.first or (not inclusive and moment.last == edge.first):
        return NO
    return UNKNOWN


def not_after(moment: Moment, edge: Moment, *, inclusive: bool) -> Outcome:
    """Whether a moment lies before an edge, or on it where that counts."""
    return not_before(edge, moment, inclusive=inclusive)


def on(day: date) -> Moment:
    """A day that is known exactly."""
    return Moment(day, day)


def shown(moment: Moment | None) -> str:
    """A moment in ISO form, empty where there is none.

    >>> shown(on(date(2024, 5, 1))), shown(Moment(date(2024, 5, 1), date(2024, 5, 31)))
    ('2024-05-01', '2024-05-01/2024-05-31')
    """
    if moment is None:
        return ""
    first, last = moment
    return first.isoformat() if first == last else f"{first.isoformat()}/{last.isoformat()}"


def _by_months(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year < date.min.year:
        return date.min
    if year > date.max.year:
        return date.max
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _by_days(day: date, days: int) -> date:
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return date.min if days < 0 else date.max
