"""The rules by which outcomes combine, against trying every choice."""

from collections.abc import Callable, Sequence
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from critparse.evaluate.outcome import NO, NOT_ASKED, UNKNOWN, YES, all_of, any_of, at_least, either, named, negated, when

SETS = st.integers(min_value=1, max_value=7)
LISTS = st.lists(SETS, min_size=1, max_size=5)
SINGLE = (YES, NO, NOT_ASKED)


def choices(parts: Sequence[int]) -> list[tuple[int, ...]]:
    return list(product(*([one for one in SINGLE if part & one] for part in parts)))


def tried(parts: Sequence[int], rule: Callable[[list[bool]], bool]) -> int:
    """What the rule gives over every choice; parts that are not asked are left out."""
    found = 0
    for choice in choices(parts):
        asked = [one == YES for one in choice if one != NOT_ASKED]
        found |= NOT_ASKED if not asked else YES if rule(asked) else NO
    return found


@settings(deadline=None)
@given(LISTS)
def test_all_of_is_what_every_choice_gives(parts: list[int]) -> None:
    assert all_of(parts) == tried(parts, all)


@settings(deadline=None)
@given(LISTS)
def test_any_of_is_what_every_choice_gives(parts: list[int]) -> None:
    assert any_of(parts) == tried(parts, any)


@settings(deadline=None)
@given(st.integers(min_value=1, max_value=6), LISTS)
def test_at_least_is_what_every_choice_gives(n: int, parts: list[int]) -> None:
    assert at_least(n, parts) == tried(parts, lambda asked: sum(asked) >= n)


@settings(deadline=None)
@given(SETS, SETS)
def test_when_is_what_every_choice_gives(condition: int, then: int) -> None:
    found = 0
    for one, other in choices([condition, then]):
        found |= other if one == YES else NOT_ASKED
    assert when(condition, then) == found


@settings(deadline=None)
@given(LISTS)
def test_de_morgan(parts: list[int]) -> None:
    assert negated(all_of(parts)) == any_of(map(negated, parts))
    assert negated(negated(parts[0])) == parts[0]


@settings(deadline=None)
@given(LISTS)
def test_at_least_one_is_any_and_at_least_all_is_all(parts: list[int]) -> None:
    assert at_least(1, parts) == any_of(parts)
    if not any(part & NOT_ASKED for part in parts):
        assert at_least(len(parts), parts) == all_of(parts)


@settings(deadline=None)
@given(LISTS, st.integers(min_value=0, max_value=4), SETS)
def test_knowing_more_never_widens(parts: list[int], at: int, more: int) -> None:
    at %= len(parts)
    narrower = [part & more or part if n == at else part for n, part in enumerate(parts)]
    for rule in (all_of, any_of, either, lambda p: at_least(2, p)):
        assert rule(narrower) & ~rule(parts) == 0


@pytest.mark.parametrize(
    ("left", "right", "both", "one"),
    [(YES, UNKNOWN, UNKNOWN, YES), (NO, UNKNOWN, NO, UNKNOWN), (UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN), (YES, NO, NO, YES)],
)
def test_kleene(left: int, right: int, both: int, one: int) -> None:
    assert (all_of([left, right]), any_of([left, right])) == (both, one)


def test_names() -> None:
    assert [named(outcome) for outcome in (YES, NO, NOT_ASKED, UNKNOWN, YES | NOT_ASKED, 7)] == [
        "yes",
        "no",
        "not asked",
        *["unknown"] * 3,
    ]
