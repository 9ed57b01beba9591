"""What is said of an occurrence beside its concept, against one record."""

from __future__ import annotations

from typing import Final, NamedTuple

from critparse.evaluate.ages import age_within
from critparse.evaluate.amounts import plain_compare
from critparse.evaluate.evidence import Needed
from critparse.evaluate.facts import Facts, Recorded
from critparse.evaluate.leaf import NOT_NARROWING
from critparse.evaluate.outcome import NO, UNKNOWN, YES, Outcome, known, negated
from critparse.evaluate.window import windows
from critparse.expression import Interval, Occurrence, Qualifier, Timing

_TIMES: Final = frozenset({"time", "count"})
_SEVERITIES: Final = ("mild", "moderate", "severe")
_CERTAIN: Final = frozenset({"known", "confirmed", "documented"})
"""What every record is that is not marked as suspected."""
_OVER_TOO: Final = frozenset({"recent", "discontinued", "inactive", "first", "recurrent", "relapsed", "reversible", "intermittent"})
"""Courses that what is over may have had."""
_SUSPECTED: Final = frozenset({"suspected", "known or suspected"})


class Said(NamedTuple):
    """The qualifiers of an occurrence, sorted by what a record can show."""

    of_family: bool
    planned: bool
    history: bool
    """Resolved and active alike."""
    current: bool
    resolved: bool
    suspected: bool
    confirmed_too: bool
    """With `suspected`: a confirmed record counts as well."""
    severities: frozenset[str]
    """Allowed severities; empty for any."""
    unread_time: bool
    """Words of time or number were not read, so that what is over may count."""
    not_shown: tuple[str, ...]
    """What no record can show, in words."""
    beyond_records: str
    """What is no matter of the concept being on record at all, in words: "contraindicated"."""


def sorted_out(qualifiers: tuple[Qualifier, ...]) -> Said:
    """The qualifiers of an occurrence by what a record can show.

    >>> sorted_out((Qualifier(kind="treatment", value="uncontrolled"),)).not_shown
    ('treatment = uncontrolled',)
    """
    of_family = planned = history = current = resolved = suspected = confirmed_too = False
    severities: frozenset[str] = frozenset()
    unread_time = any(q.kind in _TIMES for q in qualifiers)
    not_shown: list[str] = []
    beyond = ""
    for q in qualifiers:
        match q.kind, q.value:
            case kind, _ if kind in NOT_NARROWING:
                pass
            case "experiencer", "family":
                of_family = True
            case "modality", "planned":
                planned = True
            case "experiencer" | "modality", _:
                beyond = f"{q.kind} = {q.value}"
            case "course", "history":
                history = True
            case "course", value if value in _OVER_TOO:
                history = True
                not_shown.append(f"{q.kind} = {q.value}")
            case "course", "current":
                current = True
            case "course", "resolved":
                resolved = True
            case "certainty", value if value in _CERTAIN:
                pass
            case "certainty", value if value in _SUSPECTED:
                suspected, confirmed_too = True, value != "suspected"
            case "severity", value if set(value.split(" to ")) <= set(_SEVERITIES):
                ends = [_SEVERITIES.index(word) for word in value.split(" to ")]
                severities = frozenset(_SEVERITIES[min(ends) : max(ends) + 1])
            case _:
                not_shown.append(f"{q.kind} = {q.value}")
    return Said(
        of_family, planned, history, current, resolved, suspected, confirmed_too, severities, unread_time, tuple(not_shown), beyond
    )  # fmt: skip


class Fit(NamedTuple):
    """How a record fits one thing that is said, and why that is not known."""

    outcome: Outcome
    reason: str = ""
    needs: Needed = "data"
    """What would decide it, where it is not known."""


def certainty(said: Said, one: Recorded) -> Fit:
    """Whether a record is as certain as is asked."""
    confirmed = one.event.confirmed
    if said.suspected:
        if not confirmed or said.confirmed_too:
            return Fit(YES)
        return Fit(UNKNOWN, "asked is a suspicion, and the record is confirmed")
    return Fit(YES) if confirmed else Fit(UNKNOWN, "the record is not confirmed")


def mapped(concept: str, one: Recorded) -> Fit:
    """Whether a record is of a concept without doubt."""
    found = one.concepts.get(concept)
    return Fit(UNKNOWN, "the record may be of it and may be of something else") if found and not found.sure else Fit(YES)


def presence(node: Occurrence, said: Said, one: Recorded) -> Fit:
    """Whether what is on record is so now: what is over does not count, procedures aside."""
    if said.resolved:
        return Fit(one.over, "when it ended is not known exactly")
    if "procedure" in (node.domain, one.event.domain) and not said.current:
        return Fit(YES)
    is_one_day = one.event.abatement is not None and one.end.first <= one.start.last
    if one.event.domain == "drug" and one.over == YES and is_one_day and not said.current:
        return Fit(UNKNOWN, "it was given on one day, and whether that counts now is not said")
    return Fit(negated(one.over), "whether it has ended is not known exactly")


def severity(said: Said, one: Recorded) -> Fit:
    """Whether a record is as severe as is asked."""
    if not said.severities:
        return Fit(YES)
    if not one.event.severity:
        return Fit(UNKNOWN, "the record gives no severity")
    return Fit(known(one.event.severity in said.severities))


def dose(node: Occurrence, one: Recorded, facts: Facts) -> Fit:
    """Whether a record's dose lies within the bound."""
    if node.dose is None:
        return Fit(YES)
    if one.event.dose is None:
        return Fit(UNKNOWN, "the record gives no dose")
    compared = plain_compare(one.event.dose, node.dose, facts.question)
    return Fit(compared.outcome, compared.reason)


def duration(bound: Interval | None, one: Recorded) -> Fit:
    """Whether what is on record lasted, or has lasted so far, as long as is asked."""
    if bound is None:
        return Fit(YES)
    if one.event.onset is None or one.event.domain == "procedure":
        return Fit(UNKNOWN, "how long it lasted is not on record")
    found = windows(Timing(relation="after", within=bound), one.start, one.start)
    if not found:
        return Fit(UNKNOWN, "the duration cannot be placed on the calendar")
    return Fit(found[0].holds(one.end), "how long it lasted is not known exactly")


def onset_age(bound: Interval | None, one: Recorded, facts: Facts) -> Fit:
    """Whether the patient was as old at the onset as is asked."""
    if bound is None:
        return Fit(YES)
    birth = facts.patient.birth
    if birth is None or one.event.onset is None:
        return Fit(UNKNOWN, "the age at the onset is not on record")
    return Fit(age_within(bound, birth, one.event.onset), "the age at the onset is not known exactly")


def whose(said: Said, one: Recorded) -> Fit:
    """Whether a record is of the patient, or of the family where that is asked."""
    return Fit(known(bool(one.event.relative) == said.of_family))


def standing(said: Said, one: Recorded) -> Fit:
    """Whether a record has begun, or is planned where that is asked."""
    if said.planned != one.event.planned:
        return Fit(NO)
    if said.planned and one.counts == NO:
        return Fit(UNKNOWN, "the plan is dated after the as-of date")
    return Fit(one.counts, "the record's date leaves open whether it lies before the as-of date")
