"""Which comparisons are ages."""

from __future__ import annotations

from collections.abc import Sequence

from critparse.extract.mention import Mention
from critparse.interpret.classes import AFTER_LONE_AGE, AGES, BESIDE_PEOPLE, CONNECTORS, NAMED, NOUN, PEOPLE, STOPS, WORDS
from critparse.interpret.comparison import Comparison
from critparse.interpret.productions import TIME_UNITS
from critparse.interpret.subject import Attached, Subject, for_another_group, only_connectors

_AGE_REACH = 6
_ADULT = (18, 99)
"""A number without a unit beside the patients is an age only within these years."""


def age_subject(c: Comparison, mentions: Sequence[Mention], floor: int, ceiling: int, previous: Attached | None) -> Subject | None:
    """Years with "old" or "of age", numbers after "age" or "aged", and "adults over 18"."""
    if (c.unit and c.unit not in TIME_UNITS) or c.window or c.levels:
        return None
    inside = next((m for m in mentions[c.first : c.stop] if m.token_class in AGES), None)
    if inside:
        return Subject(inside.start, inside.end, "age")
    for m in mentions[c.stop : min(ceiling, c.stop + 3)]:
        if m.token_class == "comparator_after_of_age" and c.unit:
            return Subject(m.start, m.end, "age")
        if m.token_class in ("age", "age_after") and (c.unit or m.token_class == "age_after"):
            return Subject(m.start, m.end, "age")
        if m.token_class not in (
            "time_preposition",
            "of",
            "dash",
            "open_bracket",
            "inclusive",
            "comparator_after",
        ):
            break
    reach = max(floor, c.first - _AGE_REACH)
    for m in reversed(mentions[reach : c.first]):
        if m.token_class == "age":
            return Subject(m.start, m.end, "age")
        if m.token_class in NAMED | STOPS | {"comparator", "within"}:
            break
    if _since_event(c, mentions):
        return None
    if previous and previous.subjects and previous.subjects[0].kind == "age":
        between = mentions[previous.comparison.stop : c.first]
        joined = only_connectors(mentions, previous.comparison.stop, c.first) or _only_age_words(between)
        if joined or for_another_group(previous, c, mentions):
            return previous.subjects[0]
    years = c.unit == "a" or (not c.unit and _ADULT[0] <= max(c.values) <= _ADULT[1])
    if years and not c.bare and _of_people(c, mentions, floor, ceiling):
        return Subject(*(c.unit_span if c.unit else c.number_span), "age")
    return None


def _only_age_words(between: Sequence[Mention]) -> bool:
    return (
        len(between) <= 6
        and all(m.token_class in CONNECTORS | {"age", "age_after", "inclusive", "filler_word", "determiner"} for m in between)
        and any(m.token_class in CONNECTORS for m in between)
    )


def _of_people(c: Comparison, mentions: Sequence[Mention], floor: int, ceiling: int) -> bool:
    """Whether the bound stands alone or right beside the patients: "over 18 years", "adults ≥ 18"."""
    passed = BESIDE_PEOPLE if c.unit else BESIDE_PEOPLE - {"of"}
    before = [m for m in mentions[floor : c.first] if m.token_class not in passed]
    after = mentions[c.stop : ceiling]
    if before and before[-1].token_class in PEOPLE:
        return bool(c.unit) or not after or after[0].token_class not in NOUN | {"past"}
    if not c.unit:
        return False
    if floor == 0 and not before:
        return not after or after[0].token_class in AFTER_LONE_AGE
    return bool(after) and after[0].token_class in PEOPLE


def _since_event(c: Comparison, mentions: Sequence[Mention]) -> bool:
    """Whether years run since or after something, or are those of a disease: "> 20 years after transplantation"."""
    after = [m.token_class for m in mentions[c.stop : c.stop + 2]]
    return (
        after[:1] in (["time_relation"], ["past"], ["concept"])
        or after == ["time_preposition", "time_relation"]
        or (after[:1] == ["of"] and not WORDS.isdisjoint(after[1:]))
    )


def ages_from_right(attached: list[Attached], mentions: Sequence[Mention]) -> list[Attached]:
    """ "at least 6 months and less than 5 years of age": both bounds are ages."""
    for i in range(len(attached) - 2, -1, -1):
        here, following = attached[i], attached[i + 1]
        c, after = here.comparison, following.comparison
        is_age = bool(following.subjects) and following.subjects[0].kind == "age"
        named = any(s.kind != "phrase" for s in here.subjects)
        if not is_age or named or c.window or c.bare or c.unit not in TIME_UNITS | {""}:
            continue
        if (
            c.stop == after.first
            or (c.rule == after.rule and c.stop > after.first)
            or only_connectors(mentions, c.stop, after.first)
        ):
            at = c.unit_span if c.unit else c.number_span
            attached[i] = Attached(c, (Subject(*at, "age"),))
    return attached
