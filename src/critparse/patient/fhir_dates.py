"""FHIR's dates, periods and ages → `Moment`s."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from critparse.patient.fhir_json import Json, Misshapen, child, number, text_of
from critparse.patient.model import Moment

_DAY = 10
"""Characters of a whole date."""
_MONTHS_OF = {"a": 12, "mo": 1}
_DAYS_OF = {"wk": 7, "d": 1}
_OLDEST = 150 * 366
"""Days that nobody lives."""


def moment_of(owner: Json, key: str) -> Moment | None:
    """The days of a date or dateTime, as it was written where it was written: the time zone does not move the day.

    Raises `Misshapen` for what is no date.
    """
    written = text_of(owner, key)
    if not written:
        return None
    found = _days(written[:_DAY])
    if found is None or (len(written) > _DAY and written[_DAY] != "T"):
        raise Misshapen(f"{key} is not a date")
    return found


@lru_cache(maxsize=16_384)
def _days(written: str) -> Moment | None:
    """The days of "2019", "2019-04" or "2019-04-01"."""
    try:
        year, month, day = (*map(_digits, written.split("-")), None, None)[:3]
        if year is None or len(written) not in (4, 7, _DAY):
            return None
        if month is None:
            return Moment(date(year, 1, 1), date(year, 12, 31))
        if day is None:
            return Moment(date(year, month, 1), date(year, month, monthrange(year, month)[1]))
        return Moment(date(year, month, day), date(year, month, day))
    except ValueError:
        return None


def _digits(part: str) -> int:
    if not (part.isascii() and part.isdigit()):
        raise ValueError
    return int(part)


def period_of(owner: Json, key: str) -> tuple[Moment | None, Moment | None]:
    """The start and the end of a Period."""
    period = child(owner, key)
    return (moment_of(period, "start"), moment_of(period, "end")) if period else (None, None)


def within(start: Moment | None, end: Moment | None) -> Moment | None:
    """Some day of a period, of which one end may be open."""
    if start is None and end is None:
        return None
    return Moment(start.first if start else date.min, end.last if end else date.max)


def up_to(last: Moment | None, birth: Moment | None) -> Moment | None:
    """Some day in a life up to one that is known, as of a condition that is only known to have been recorded then."""
    if last is None:
        return None
    first = birth.first if birth else date.min
    return Moment(min(first, last.last), last.last)


def at_age(birth: Moment | None, low: Any, high: Any) -> Moment | None:
    """The days on which a patient was as old as two ages (Quantities) and what lies between them.

    An age is a completed one: 45 years last up to the day before the 46th birthday.
    """
    first, last = _span_of(birth, low, after=False), _span_of(birth, high, after=True)
    if birth is None or (first is None and last is None):
        return None
    return Moment(first or birth.first, last or date.max)


def _span_of(birth: Moment | None, age: Any, *, after: bool) -> date | None:
    """The first day of an age or, after it, the last."""
    if birth is None or not age:
        return None
    count, unit = number(age, "value"), text_of(age, "code") or text_of(age, "unit")
    if count is None:
        return None
    months, days = _MONTHS_OF.get(unit), _DAYS_OF.get(unit)
    if not 0 <= count * (months * 30 if months else days or 0) <= _OLDEST:
        raise Misshapen("an age is out of range")
    steps = int(count) + after
    start = birth.last if after else birth.first
    try:
        if months:
            day = _plus_months(start, steps * months)
        elif days:
            day = start + timedelta(days=steps * days)
        else:
            return None
    except (ValueError, OverflowError):
        raise Misshapen("an age is out of range") from None
    return day - timedelta(days=1) if after else day


def _plus_months(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
