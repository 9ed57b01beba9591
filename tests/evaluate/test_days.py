"""Calendar arithmetic and windows."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from critparse.evaluate.ages import age_within
from critparse.evaluate.days import Duration, completed, moved, not_after, not_before, on
from critparse.evaluate.outcome import NO, UNKNOWN, YES
from critparse.evaluate.window import half_life, windows
from critparse.expression import Age, Occurrence, read
from critparse.patient.model import Moment

DAYS = st.dates(date(1900, 1, 1), date(2100, 1, 1))
UNITS = st.sampled_from(["a", "mo", "wk", "d"])


@pytest.mark.parametrize(
    ("day", "value", "unit", "before", "after"),
    [
        ("2024-05-01", "6", "mo", "2023-11-01", "2024-11-01"),
        ("2024-08-31", "6", "mo", "2024-02-29", "2025-02-28"),
        ("2024-02-29", "1", "a", "2023-02-28", "2025-02-28"),
        ("2024-03-01", "4", "wk", "2024-02-02", "2024-03-29"),
        ("2024-03-01", "72", "h", "2024-02-27", "2024-03-04"),
        ("2024-03-01", "1.5", "a", "2022-09-01", "2025-09-01"),
    ],
)
def test_moved_by_whole_units(day: str, value: str, unit: str, before: str, after: str) -> None:
    start, by = date.fromisoformat(day), Duration(Decimal(value), unit)
    assert moved(start, by, back=True) == on(date.fromisoformat(before))
    assert moved(start, by) == on(date.fromisoformat(after))


def test_part_of_a_day_or_month_leaves_the_edge_open() -> None:
    assert moved(date(2024, 3, 1), Duration(Decimal(36), "h")) == Moment(date(2024, 3, 2), date(2024, 3, 3))
    half = moved(date(2024, 3, 1), Duration(Decimal("0.5"), "mo"))
    assert half.first < date(2024, 3, 16) <= half.last


def test_calendar_has_ends() -> None:
    assert moved(date(2024, 1, 1), Duration(Decimal(10) ** 30, "a")).last == date.max
    assert moved(date(2024, 1, 1), Duration(Decimal(10) ** 30, "d"), back=True).first == date.min


def test_other_units_are_refused() -> None:
    with pytest.raises(KeyError):
        moved(date(2024, 1, 1), Duration(Decimal(1), "mg"))


@settings(deadline=None)
@given(DAYS, st.integers(min_value=0, max_value=60), UNITS)
def test_what_is_moved_has_completed_as_many_units(day: date, n: int, unit: str) -> None:
    later = moved(day, Duration(Decimal(n), unit)).first
    assert completed(unit, day, later) == n
    assert completed(unit, day, later - timedelta(days=1)) < max(n, 1)


@settings(deadline=None)
@given(DAYS, DAYS, st.integers(min_value=0, max_value=90), UNITS, st.sampled_from(["<", "<=", ">", ">=", "="]))
def test_age_is_compared_in_completed_units(born: date, day: date, n: int, unit: str, comparator: str) -> None:
    if born <= day:
        node = read(f"age {comparator} {n} {unit}")
        assert isinstance(node, Age)
        age = completed(unit, born, day)
        holds = {"<": age < n, "<=": age <= n, ">": age > n, ">=": age >= n, "=": age == n}[comparator]
        assert age_within(node.bound, on(born), on(day)) == (YES if holds else NO)


@settings(deadline=None)
@given(DAYS, DAYS, DAYS, st.booleans())
def test_partial_dates_are_unknown_only_where_they_are_cut(one: date, other: date, edge: date, inclusive: bool) -> None:
    moment = Moment(min(one, other), max(one, other))
    ends = {not_before(on(day), on(edge), inclusive=inclusive) for day in moment}
    assert not_before(moment, on(edge), inclusive=inclusive) == (ends.pop() if len(ends) == 1 else UNKNOWN)
    assert not_after(on(edge), moment, inclusive=inclusive) == not_before(moment, on(edge), inclusive=inclusive)


@pytest.mark.parametrize(
    ("timing", "days"),
    [
        ("within [1, 6] mo before now", {"2023-11-01": YES, "2024-04-01": YES, "2024-04-02": NO, "2023-10-31": NO}),
        ("within (1, 6) mo before now", {"2023-11-01": NO, "2024-04-01": NO, "2024-03-31": YES}),
        ("within >= 3 mo before now", {"2024-02-01": YES, "2024-02-02": NO, "1950-01-01": YES}),
        ("within < 3 mo before now", {"2024-02-01": NO, "2024-02-02": YES, "2024-05-01": YES, "2024-05-02": NO}),
        ("before now", {"2024-05-01": YES, "2024-05-02": NO}),
        ("after now", {"2024-05-01": YES, "2024-04-30": NO}),
        ("within [0, 7] d after now", {"2024-05-08": YES, "2024-05-09": NO}),
        ("within <= 7 d around now", {"2024-04-24": YES, "2024-05-08": YES, "2024-04-23": NO, "2024-05-09": NO}),
        ("at now", {"2024-05-01": YES, "2024-04-30": NO}),
        ("within <= shortest(2 wk, 30 d) before now", {"2024-04-17": YES, "2024-04-16": NO}),
        ("within <= longest(2 wk, 30 d) before now", {"2024-04-01": YES, "2024-03-31": NO}),
        ("within <= longest(5 {half_life}, 30 d) before now", {"2024-04-01": YES, "2024-03-31": UNKNOWN}),
        ("within <= shortest(5 {half_life}, 30 d) before now", {"2024-03-31": NO, "2024-04-02": UNKNOWN}),
    ],
)
def test_windows(timing: str, days: dict[str, int]) -> None:
    node = read(f'condition "stroke" {timing}')
    assert isinstance(node, Occurrence)
    assert node.timing
    today = on(date(2024, 5, 1))
    found = windows(node.timing, today, today)
    assert found is not None
    for day, wanted in days.items():
        outcomes = {window.holds(on(date.fromisoformat(day))) for window in found}
        got = YES if YES in outcomes else UNKNOWN if UNKNOWN in outcomes else NO
        assert got == wanted, day


@pytest.mark.parametrize("text", ["3.5 h", "36-44 h", "14 d"])
def test_half_lives_are_read(text: str) -> None:
    assert half_life(text)


@pytest.mark.parametrize("text", [None, "", "long", "3 h to 4 h", "about 5 h", "h"])
def test_other_half_lives_are_not(text: str | None) -> None:
    assert half_life(text) is None


def test_every_half_life_of_the_lexicon_is_read_or_unknown() -> None:
    from critparse.knowledge import load

    given = [entry.half_life for entry in load().concepts.values() if entry.half_life]
    assert sum(half_life(text) is not None for text in given) > 0.9 * len(given)
