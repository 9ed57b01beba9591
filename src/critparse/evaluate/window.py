"""A timing on the calendar: the days between which something must lie, seen from its anchor."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from critparse.evaluate.days import Duration, is_duration, moved, not_after, not_before, on
from critparse.evaluate.outcome import YES, Outcome, all_of, any_of
from critparse.evaluate.question import Question
from critparse.expression import End, Extreme, Interval, Quantity, Timing
from critparse.patient.model import Moment

_ISO = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_HALF_LIVES = "{half_life}"
_NOW, _EVER, _BIRTH = "now", "ever", "birth"
HalfLife = tuple[Duration, Duration]
"""The shortest and the longest half-life of a drug."""
EVER = Moment(date.min, date.max)
_NO_TIME = End(value=Quantity(value=Decimal(0), unit="d"), inclusive=True)


class Window(NamedTuple):
    """A stretch of days; an end that is None is open."""

    low: Moment | None
    high: Moment | None
    low_inclusive: bool = True
    high_inclusive: bool = True

    def holds(self, moment: Moment) -> Outcome:
        """Whether a moment lies in it."""
        return self.meets(moment, moment)

    def meets(self, start: Moment, end: Moment) -> Outcome:
        """Whether what lasts from `start` to `end` reaches into it."""
        after = not_before(end, self.low, inclusive=self.low_inclusive) if self.low else YES
        before = not_after(start, self.high, inclusive=self.high_inclusive) if self.high else YES
        return all_of((after, before))


def anchored(
    timing: Timing, question: Question, birth: Moment | None = None, half_life: HalfLife | None = None
) -> tuple[Window, ...] | None:
    """The windows of a timing whose anchor is no event, or None where the anchor has no day or the durations no place.

    What is "during" a step of the study begins with it and is not over; what is "in 2019" is in any part of that year.
    """
    if timing.anchor == _EVER:
        return (Window(None, None),)
    named = question.as_of if timing.anchor == _NOW else question.day_of(timing.anchor)
    day = on(named) if named else birth if timing.anchor == _BIRTH else _iso(timing.anchor)
    if day is None:
        return None
    if timing.within is None and timing.relation in ("during", "at"):
        if timing.relation == "during" and named and timing.anchor != _NOW:
            return (Window(day, None),)
        return (Window(on(day.first), on(day.last)),)
    return windows(timing, day, day, half_life)


def windows(timing: Timing, start: Moment, end: Moment, half_life: HalfLife | None = None) -> tuple[Window, ...] | None:
    """The stretches of days in one of which something must lie, or None where the durations cannot be placed.

    `start` to `end` is the anchor; they differ only where it lasts.
    """
    within = timing.within
    match timing.relation:
        case "before":
            found = [_before(within, start, half_life)]
        case "after":
            found = [_after(within, start, half_life)]
        case "during" if within is None:
            found = [Window(start, end)]
        case "at" if within is None:
            found = [Window(start, start)]
        case "around" | "at" | "during":
            near = within or Interval(high=_NO_TIME)
            found = [_before(near, start, half_life), _after(near, end, half_life)]
    placed = tuple(window for window in found if window)
    return placed if len(placed) == len(found) else None


def lookback(question: Question, until: Moment | None = None) -> tuple[Window, ...]:
    """How far back from a day, or from the as-of date, measured values count where the criterion does not say."""
    day = until or on(question.as_of)
    low = _moved(day, question.lookback, back=True, half_life=None) if question.lookback else None
    return (Window(low, day),)


def any_holds(found: tuple[Window, ...], moment: Moment) -> Outcome:
    """Whether a moment lies in one of the windows."""
    return any_of(window.holds(moment) for window in found) if found else YES


def any_meets(found: tuple[Window, ...], start: Moment, end: Moment) -> Outcome:
    """Whether what lasts from `start` to `end` reaches into one of the windows."""
    return any_of(window.meets(start, end) for window in found) if found else YES


def lies_ahead(found: tuple[Window, ...], as_of: date) -> bool:
    """Whether some window ends after the as-of date, or begins on it and does not end, so that its time is not over."""
    return any(window.high.last > as_of if window.high else window.low is not None and window.low.last >= as_of for window in found)


def half_life(text: str | None) -> HalfLife | None:
    """The half-life that a drug's entry gives: a number or a range with a unit; None where it cannot be read.

    >>> half_life("36-44 h")
    (Duration(value=Decimal('36'), unit='h'), Duration(value=Decimal('44'), unit='h'))
    """
    amount, _, unit = (text or "").strip().rpartition(" ")
    shortest, dash, longest = amount.partition("-")
    if not is_duration(unit):
        return None
    try:
        return Duration(Decimal(shortest), unit), Duration(Decimal(longest if dash else shortest), unit)
    except InvalidOperation:
        return None


def _before(within: Interval | None, anchor: Moment, drug: HalfLife | None) -> Window | None:
    return _side(within, anchor, drug, back=True)


def _after(within: Interval | None, anchor: Moment, drug: HalfLife | None) -> Window | None:
    return _side(within, anchor, drug, back=False)


def _side(within: Interval | None, anchor: Moment, drug: HalfLife | None, *, back: bool) -> Window | None:
    near = within.low if within else None
    far = within.high if within else None
    nearest = _moved(anchor, near.value, back=back, half_life=drug) if near else anchor
    farthest = _moved(anchor, far.value, back=back, half_life=drug) if far else None
    if nearest is None or (far and farthest is None):
        return None
    nearest_inclusive = near.inclusive if near else True
    farthest_inclusive = far.inclusive if far else True
    if back:
        return Window(farthest, nearest, farthest_inclusive, nearest_inclusive)
    return Window(nearest, farthest, nearest_inclusive, farthest_inclusive)


def _moved(anchor: Moment, by: object, *, back: bool, half_life: HalfLife | None) -> Moment | None:
    """The anchor moved by a duration of an expression, or None where it is no duration."""
    if isinstance(by, Extreme):
        ends = [_moved(anchor, one, back=back, half_life=half_life) for one in by.of]
        known = [end for end in ends if end]
        if len(known) < len(ends):
            return None
        farther = min if back == (by.which == "longest") else max
        return Moment(farther(end.first for end in known), farther(end.last for end in known))
    if not isinstance(by, Quantity):
        return None
    if by.unit == _HALF_LIVES:
        if half_life is None:
            return Moment(date.min, anchor.last) if back else Moment(anchor.first, date.max)
        lengths = [Duration(by.value * one.value, one.unit) for one in half_life]
    elif is_duration(by.unit):
        lengths = [Duration(by.value, by.unit)]
    else:
        return None
    days = [moved(day, length, back=back) for day in anchor for length in lengths]
    return Moment(min(day.first for day in days), max(day.last for day in days))


def _iso(text: str) -> Moment | None:
    """The days of an ISO date, which may lack its day or month."""
    found = _ISO.fullmatch(text)
    if not found:
        return None
    year, month, day = (int(part) if part else None for part in found.groups())
    try:
        first = date(year or 0, month or 1, day or 1)
    except ValueError:
        return None
    if day:
        return on(first)
    next_start = moved(first, Duration(Decimal(1), "mo" if month else "a")).first
    return Moment(first, moved(next_start, Duration(Decimal(1), "d"), back=True).first)
