"""Comparisons of what follows from measured values: how far one went up or down, and what it is divided by another.

Words that say so belong to the comparison, as its subject does.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from critparse.extract.mention import Mention
from critparse.interpret.classes import CONNECTORS, NAMED
from critparse.interpret.subject import Attached, Direction, Subject, named
from critparse.knowledge import MeasurementEntry

_DIRECTIONS: frozenset[Direction] = frozenset({"increase", "decrease", "change"})
_BESIDE = frozenset({"determiner", "filler_word", "of", "preposition", "specimen", "time_preposition", "to"})
"""What may stand between a change or a ratio and what it is of."""
_JOINTS = frozenset({"to", "slash", "dash", "and"})
"""What joins the two parts of a ratio."""


class WithDerived(NamedTuple):
    """Comparisons with what their subjects derive, and the mentions that say so."""

    attached: list[Attached]
    taken: frozenset[int]


class _Found(NamedTuple):
    subjects: tuple[Subject, ...]
    taken: frozenset[int]


def with_derived(attached: Sequence[Attached], mentions: Sequence[Mention]) -> WithDerived:
    """The comparisons, those of a change or a ratio with a subject that says so."""
    if not attached:
        return WithDerived([], frozenset())
    at_offset = {m.start: i for i, m in enumerate(mentions)}
    out: list[Attached] = []
    taken: set[int] = set()
    floor = 0
    for n, a in enumerate(attached):
        found = None
        if not a.comparison.window and a.comparison.against is None:
            shared = _shared(a, attached[n - 1], out[-1], mentions) if out else None
            found = shared or _changed(a, out[-1] if out else None, mentions, at_offset, floor)
            found = found or _divided(a, mentions, at_offset, floor)
        out.append(replace(a, subjects=found.subjects) if found else a)
        taken |= found.taken if found else set()
        floor = max(floor, a.comparison.stop)
    return WithDerived(out, frozenset(taken))


def _shared(a: Attached, before: Attached, derived: Attached, mentions: Sequence[Mention]) -> _Found | None:
    """ "Increase in FEV1 of ≥ 12 % and ≥ 200 mL": the second bound is on what the first is on."""
    between = mentions[derived.comparison.stop : a.comparison.first]
    if a.subjects != before.subjects or derived.subjects == before.subjects or not _only(between, CONNECTORS):
        return None
    return _Found(derived.subjects, frozenset())


def _changed(
    a: Attached, previous: Attached | None, mentions: Sequence[Mention], at_offset: dict[int, int], floor: int
) -> _Found | None:
    """The subjects of a bound on a change, which is said before them, between them and the bound, or behind it."""
    behind = _change_behind(a, mentions, at_offset)
    if behind:
        return behind
    first, stop = a.comparison.first, a.comparison.stop
    places = sorted(at_offset[s.start] for s in a.subjects if s.kind in NAMED and s.start in at_offset)
    if not places:
        return _change_again(a, previous, mentions)
    if places[0] < floor or places[-1] >= first:
        return None
    said = {i for i in range(places[-1] + 1, first) if mentions[i].token_class == "change"}
    opening = _back(mentions, places[0] - 1, floor)
    if opening is not None:
        said |= {i for i in range(opening, places[0]) if mentions[i].token_class == "change"}
    if stop < len(mentions) and mentions[stop].token_class == "change":
        said.add(stop)
    return _with_change(a.subjects, said, mentions)


def _change_behind(a: Attached, mentions: Sequence[Mention], at_offset: dict[int, int]) -> _Found | None:
    """ "≥ 20 % increase from baseline in creatinine": what went up or down stands behind the bound and the word."""
    stop = a.comparison.stop
    if stop >= len(mentions) or _direction(mentions[stop]) is None:
        return None
    i = stop + 1
    while i < len(mentions) and (mentions[i].token_class in _BESIDE or mentions[i].value == "baseline"):
        i += 1
    if i == len(mentions) or mentions[i].token_class not in NAMED:
        return None
    if any(s.kind in NAMED and at_offset.get(s.start, stop) < a.comparison.first for s in a.subjects):
        return None
    return _with_change((named(mentions[i]),), (j for j in range(stop, i) if mentions[j].token_class == "change"), mentions)


def _change_again(a: Attached, previous: Attached | None, mentions: Sequence[Mention]) -> _Found | None:
    """ "Creatinine > 2 mg/dL or an increase of > 0.5 mg/dL": the change is of what the bound before it is on."""
    if previous is None or not any(s.kind in NAMED for s in previous.subjects):
        return None
    start = previous.comparison.stop
    between = range(start, a.comparison.first)
    said = {i for i in between if mentions[i].token_class == "change"}
    if not _only((mentions[i] for i in between if i not in said), CONNECTORS | _BESIDE):
        return None
    if a.comparison.stop < len(mentions) and mentions[a.comparison.stop].token_class == "change":
        said.add(a.comparison.stop)
    return _with_change(tuple(replace(s, change=None) for s in previous.subjects), said, mentions)


def _with_change(subjects: tuple[Subject, ...], said: Iterable[int], mentions: Sequence[Mention]) -> _Found | None:
    """The subjects with the one direction that the words give; None where they give none or contradict each other."""
    said = frozenset(said)
    directions = {d for d in (_direction(mentions[i]) for i in said) if d}
    understood = all(mentions[i].value is not None for i in said)
    if len(directions) != 1 or not understood or any(s.kind not in NAMED for s in subjects):
        return None
    direction = directions.pop()
    return _Found(tuple(replace(s, change=direction) for s in subjects), said)


def _direction(m: Mention) -> Direction | None:
    is_one = m.token_class == "change" and m.value in _DIRECTIONS
    return m.value if is_one else None  # type: ignore[return-value]


def _back(mentions: Sequence[Mention], i: int, floor: int) -> int | None:
    """The change before a subject, with nothing but small words between."""
    while i >= floor and (mentions[i].token_class in _BESIDE or mentions[i].value == "baseline"):
        i -= 1
    return i if i >= floor and mentions[i].token_class == "change" else None


def _divided(a: Attached, mentions: Sequence[Mention], at_offset: dict[int, int], floor: int) -> _Found | None:
    """ "Ratio of CRP to albumin > 5", "LDH/albumin ratio ≥ 10", "urea to creatinine > 20"."""
    places = [at_offset[s.start] for s in a.subjects if s.kind == "measurement" and s.start in at_offset]
    if not places or max(places) >= a.comparison.first:
        return None
    under = max(places)
    joint = _skipped(mentions, under - 1, floor)
    over = _skipped(mentions, joint - 1, floor)
    if over < floor or mentions[joint].token_class not in _JOINTS or mentions[over].token_class != "measurement":
        return None
    opening = _skipped(mentions, over - 1, floor)
    if opening >= floor and mentions[opening].token_class == "ratio":
        start, end = opening, under
    elif under + 1 < a.comparison.first and mentions[under + 1].token_class == "ratio":
        start, end = over, under + 1
    elif not a.comparison.unit and _divides(mentions, joint, over, under):
        start, end = over, under
    else:
        return None
    if any(start > i for i in places):
        return None
    one = Subject(mentions[start].start, mentions[end].end, "measurement", mentions[over].entry, under=mentions[under].entry)
    return _Found((one,), frozenset(range(start, end + 1)))


def _divides(mentions: Sequence[Mention], joint: int, over: int, under: int) -> bool:
    """Whether two measurements make a ratio where no word says so: a bound without a unit cannot be on either."""
    if mentions[joint].token_class == "to":
        return True
    units = {m.entry.unit for m in (mentions[over], mentions[under]) if isinstance(m.entry, MeasurementEntry)}
    return mentions[joint].token_class == "slash" and len(units) > 1


def _skipped(mentions: Sequence[Mention], i: int, floor: int) -> int:
    """Back over small words."""
    while i >= floor and mentions[i].token_class in _BESIDE - {"to"}:
        i -= 1
    return i


def _only(mentions: Iterable[Mention], token_classes: frozenset[str]) -> bool:
    return all(m.token_class in token_classes for m in mentions)
