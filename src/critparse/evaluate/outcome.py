"""What a node may come to on a patient, and how the outcomes of parts combine.

An outcome is a set, as bits: what is known to hold is `YES`, what may or may not hold is `UNKNOWN`, which is yes or no.
Parts combine as if every choice from their sets were tried; the rules below give that result without trying.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

Outcome = int
"""A non-empty set of `YES`, `NO` and `NOT_ASKED`, as bits."""
YES: Outcome = 1
NO: Outcome = 2
NOT_ASKED: Outcome = 4
UNKNOWN: Outcome = YES | NO
_NAMES = {YES: "yes", NO: "no", NOT_ASKED: "not asked", UNKNOWN: "unknown"}


def named(outcome: Outcome) -> str:
    """The outcome in words; more than one possibility is unknown.

    >>> named(YES), named(YES | NO), named(NO | NOT_ASKED)
    ('yes', 'unknown', 'unknown')
    """
    return _NAMES.get(outcome, "unknown")


def is_settled(outcome: Outcome) -> bool:
    """Whether only one possibility is left."""
    return outcome in (YES, NO, NOT_ASKED)


def known(holds: bool) -> Outcome:  # noqa: FBT001
    """`YES` or `NO`."""
    return YES if holds else NO


def negated(of: Outcome) -> Outcome:
    """Yes for no and no for yes; what is not asked stays so."""
    return (of & NOT_ASKED) | ((of & YES) << 1) | ((of & NO) >> 1)


def all_of(parts: Iterable[Outcome]) -> Outcome:
    """Every part that is asked holds.

    >>> named(all_of([YES, UNKNOWN])), named(all_of([NO, UNKNOWN])), named(all_of([YES, NOT_ASKED]))
    ('unknown', 'no', 'yes')
    """
    outcome = none_asked = NOT_ASKED
    some_no, all_may, some_may = 0, True, False
    for part in parts:
        none_asked &= part
        some_no |= part & NO
        all_may = all_may and part != NO
        some_may = some_may or bool(part & YES)
    outcome = none_asked | some_no
    return outcome | YES if all_may and some_may else outcome


def any_of(parts: Iterable[Outcome]) -> Outcome:
    """At least one part that is asked holds.

    >>> named(any_of([NO, UNKNOWN])), named(any_of([YES, UNKNOWN])), named(any_of([NOT_ASKED]))
    ('unknown', 'yes', 'not asked')
    """
    return negated(all_of(map(negated, parts)))


def at_least(n: int, parts: Sequence[Outcome]) -> Outcome:
    """At least `n` of the parts that are asked hold; `n` is at least 1.

    >>> named(at_least(2, [YES, YES, UNKNOWN])), named(at_least(2, [YES, UNKNOWN])), named(at_least(2, [YES, NO]))
    ('yes', 'unknown', 'no')
    """
    outcome = NOT_ASKED if all(part & NOT_ASKED for part in parts) else 0
    surely = sum(part == YES for part in parts)
    maybe = sum(part & YES for part in parts)
    if maybe >= n:
        outcome |= YES
    some_asked = surely > 0 or any(part & NO for part in parts) or (n > 1 and maybe > 0)
    if surely < n and some_asked:
        outcome |= NO
    return outcome


def when(condition: Outcome, then: Outcome) -> Outcome:
    """What is asked where the condition holds."""
    return (then if condition & YES else 0) | (NOT_ASKED if condition & ~YES else 0)


def either(readings: Iterable[Outcome]) -> Outcome:
    """One of several readings, nobody knows which."""
    outcome = 0
    for reading in readings:
        outcome |= reading
    return outcome
