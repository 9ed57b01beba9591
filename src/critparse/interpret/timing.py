"""Times said in words → `Timing`, durations, ages at onset and occasions; what is not wholly understood stays in words."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise
from typing import Literal, NamedTuple

from critparse.expression import (
    Any,
    End,
    Expression,
    Interval,
    Measurement,
    Not,
    Occurrence,
    Qualifier,
    Quantity,
    Relation,
    Timing,
    children,
    with_children,
)
from critparse.interpret.classes import SENTENCE_ENDS
from critparse.interpret.counts import with_counts
from critparse.interpret.productions import TIME_UNITS
from critparse.interpret.reading import Reading
from critparse.interpret.things import Thing, occurrence
from critparse.interpret.time_phrases import OWN_ANCHORS, Place, Time, Times, read_times
from critparse.interpret.time_words import time_words
from critparse.source import Span

_Timed = Occurrence | Measurement | Relation
_LONGEST = 40
"""Mentions that a time is looked for in."""
_AROUND = frozenset({"comma", "open_bracket", "close_bracket", "sign", "aside", "dash"})
"""What may stand at the ends of a time's words and says nothing of it."""
_FIELDS = ("duration", "onset_age", "occasions", "apart")
"""What a time says beside its place, by the fields of the nodes that have room for it."""
_OPENING = frozenset(
    {"within", "time_preposition", "time_relation", "preposition", "past", "determiner", "of", "specimen", "occasion", "anchor"}
    | {"quantity"}
)
"""What may begin a time."""
_BY_VALUE = frozenset({"preposition", "specimen", "determiner"})
"""What does so only where `grammars/phrases/` says what it means."""
_NOUNS = frozenset({"word", "concept", "light_noun", "measurement", "scale", "person", "age_group"})
"""What makes another thing of an anchor or event right before it: "the study eye"."""


def typed_times(reading: Reading, expression: Expression, *, negated: bool = False) -> Expression:
    """The expression with every time and count that is understood wholly as a type of its own.

    What is said in words is dropped from the qualifiers then. `negated` is whether the expression stands under a `Not`.
    """
    match expression:
        case Occurrence():
            return _typed(reading, _with_exceptions(reading, with_counts(reading, expression)), negated=negated)
        case Measurement() | Relation():
            return _typed(reading, expression, negated=negated)
        case _:
            below = negated != isinstance(expression, Not)
            return with_children(expression, [typed_times(reading, part, negated=below) for part in children(expression)])


def _with_exceptions(reading: Reading, node: Occurrence) -> Occurrence:
    """The node with the times of what is taken out of it; alternative times have no place there."""
    typed = [typed_times(reading, taken_out) for taken_out in node.except_]
    kept = [new if isinstance(new, Occurrence) else old for new, old in zip(typed, node.except_, strict=True)]
    return node.model_copy(update={"except_": tuple(kept)}) if kept else node


def find_times(reading: Reading) -> dict[int, tuple[Times, int]]:
    """First mention → the times that begin there and the mention after them: those that are understood wholly.

    None begins inside another.
    """
    found: dict[int, tuple[Times, int]] = {}
    at = 0
    while at < len(reading.mentions):
        times = times_at(reading, at) if _may_begin(reading, at) else None
        if times is not None:
            found[at] = times
        at = times[1] if times else at + 1
    return found


def _may_begin(reading: Reading, at: int) -> bool:
    """Whether a time may begin at a mention; an amount in the middle of a bound begins none."""
    m = reading.mentions[at]
    if m.token_class == "past" and at and reading.mentions[at - 1].token_class == "determiner":
        return False  # "the following: ..."
    if reading.owner[at] >= 0:
        c = reading.attached[reading.owner[at]].comparison
        return at == c.first and (c.window or c.unit in TIME_UNITS)
    return m.token_class in _OPENING and (m.token_class not in _BY_VALUE or m.value is not None)


def times_at(reading: Reading, at: int) -> tuple[Times, int] | None:
    """The times that begin at a mention, and the mention after them; None where none does, or it is not understood wholly."""
    words = time_words(reading.mentions, reading.attached, reading.owner, at, min(len(reading.mentions), at + _LONGEST))
    opens = len(words) > 1 and words[0].kind == "anchor" and words[0].value in OWN_ANCHORS
    found = read_times(words, 1 if opens else 0, alone=_alone(reading, at))
    if found is None:
        return None
    last = words[found.stop - 1]
    if last.kind in ("anchor", "event", "number") and last.stop < len(reading.mentions):
        following = reading.mentions[last.stop]
        if following.token_class in _NOUNS or following.concept is not None:
            return None
    return found, last.stop


def _alone(reading: Reading, at: int) -> bool:
    """Whether a time opens its clause: no thing stands before it that it could be said of."""
    for i in range(at - 1, max(-1, at - _LONGEST), -1):
        m = reading.mentions[i]
        if m.token_class in SENTENCE_ENDS:
            return True
        if m.concept is not None or m.entry is not None or m.label:
            return False
    return True


class _Said(NamedTuple):
    """A time qualifier and what it says."""

    qualifier: Qualifier
    times: Times
    first: int
    stop: int
    which: Literal["any", "first", "last"]
    """Which record it says that it is the time of: "onset within 24 hours", "last dose ≥ 7 days before surgery"."""


def _typed(reading: Reading, node: _Timed, *, negated: bool) -> Expression:
    said = [s for q in node.qualifiers if q.kind == "time" and (s := _said(reading, node, q)) is not None]
    several = sum(q.kind == "time" for q in node.qualifiers) > 1
    if several:
        return _typed_several(reading, node, said, negated=negated)
    for s in said:
        alternatives = [_with(reading, node, s, time, negated=negated) for time in s.times.alternatives]
        known = [a for a in alternatives if a is not None]
        if len(known) == len(alternatives):
            return known[0] if len(known) == 1 else Any(of=tuple(known), spans=node.spans)
    return node


def _typed_several(reading: Reading, node: _Timed, said: Sequence[_Said], *, negated: bool) -> Expression:
    """Times joined by "or" are alternatives; others are said together, as far as they do not say the same kind of thing."""
    spans = sorted(q.span for q in node.qualifiers if q.kind == "time" and q.span is not None)
    places = [_mentions(reading, span) for span in spans]
    joined = [_alternative(reading, a[1], b[0]) for a, b in pairwise(places)]
    if not any(joined):
        for s in said:
            alone = s.times.alternatives[0] if len(s.times.alternatives) == 1 else None
            node = (_with(reading, node, s, alone, negated=negated) if alone else None) or node
        return node
    if len(said) < len(spans) or not all(joined):
        return node
    alternatives: list[Expression] = []
    others = tuple(q for q in node.qualifiers if q.kind != "time")
    for s in said:
        for time in s.times.alternatives:
            found = _with(reading, node.model_copy(update={"qualifiers": others}), s, time, negated=negated)
            if found is None:
                return node
            alternatives.append(found)
    return Any(of=tuple(alternatives), spans=node.spans)


def _alternative(reading: Reading, first: int, stop: int) -> bool:
    return any(reading.mentions[i].token_class in ("or", "and_or", "slash") for i in range(first, stop))


def _said(reading: Reading, node: _Timed, qualifier: Qualifier) -> _Said | None:
    """What a time qualifier says, where its words are understood from the first to the last."""
    if qualifier.span is None:
        return None
    first, stop = _mentions(reading, qualifier.span)
    while first < stop and reading.mentions[first].token_class in _AROUND:
        first += 1
    if first >= stop:
        return None
    found = reading.times.get(first)
    if found is None:
        return None
    times, end = found
    while stop > end and reading.mentions[stop - 1].token_class in _AROUND:
        stop -= 1
    if end != stop:
        return None
    follows = not node.spans or node.spans[0].start >= qualifier.span.end
    if any(time.of_next for time in times.alternatives) and not follows:
        return None
    return _Said(qualifier, times, first, stop, _which(reading, node, first))


def _mentions(reading: Reading, span: Span) -> tuple[int, int]:
    return bisect_left(reading.starts, span.start), bisect_left(reading.starts, span.end)


def _with(reading: Reading, node: _Timed, said: _Said, time: Time, *, negated: bool) -> _Timed | None:
    """The node with one time in place of its words; None where it has no place for it."""
    if time.held and negated:
        inverted = _none_so_long(time)
        if inverted is None:
            return None
        time = inverted
    said_here = {name: getattr(time, name) for name in _FIELDS if getattr(time, name) is not None}
    if time.place is not None:
        said_here["timing"] = _timing(reading, node, time.place, said)
    if any(getattr(node, name, said) is not None for name in said_here):
        return None  # it has no such field, or something stands there
    qualifiers = tuple(q for q in node.qualifiers if q is not said.qualifier)
    return node.model_copy(update={"qualifiers": qualifiers, **said_here})


def _none_so_long(time: Time) -> Time | None:
    """ "No seizures for at least 3 months": none within that time, which is more than that none lasted so long."""
    low = time.duration.low if time.duration is not None else None
    if low is None or not low.inclusive or not isinstance(low.value, Quantity):
        return None
    zero = End(value=Quantity(value=low.value.value * 0, unit=low.value.unit), inclusive=True)
    place = time.place or Place("before")
    return Time(place._replace(within=Interval(low=zero, high=low)))


def _timing(reading: Reading, node: _Timed, place: Place, said: _Said) -> Timing:
    event = None
    if place.event >= 0:
        concept = reading.mentions[place.event].concept
        assert concept is not None
        event = occurrence(reading, Thing(place.event, place.event + 1, place.event, place.event + 1, concept.domain, concept))
    is_condition = isinstance(node, Occurrence) and node.domain == "condition"
    if is_condition and said.times.alternatives[0].since:
        return Timing(relation="before", within=place.within, which="first", span=said.qualifier.span)
    which = place.which if said.which == "any" else said.which
    span = said.qualifier.span
    if place.relation == "before" and place.anchor == "now" and place.within and _is_planned(node):
        return Timing(relation="after", within=place.within, which=which, span=span)  # "planned surgery within 2 weeks"
    return Timing(relation=place.relation, within=place.within, anchor=place.anchor, event=event, which=which, span=span)


def _is_planned(node: _Timed) -> bool:
    return isinstance(node, Occurrence) and any(q.kind == "modality" and q.value == "planned" for q in node.qualifiers)


def _which(reading: Reading, node: _Timed, first: int) -> Literal["any", "first", "last"]:
    """Which record a time is that of: of a condition that is diagnosed then, the first."""
    own = OWN_ANCHORS.get(str(reading.mentions[first].value))
    if own is not None:
        return own
    before = reading.mentions[first - 1] if first else None
    diagnosed = before is not None and before.token_class == "verb" and str(before.value).startswith("certainty")
    return "first" if diagnosed and isinstance(node, Occurrence) and node.domain == "condition" else "any"
