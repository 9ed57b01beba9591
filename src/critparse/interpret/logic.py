"""Comparisons and the words between them → one expression for an item, sentence by sentence.

What is not understood becomes `Unparsed` beside what is. Where an exception or a condition ("unless", "if") could
reach further than can be told, its whole sentence is `Unparsed`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from critparse.expression import Expression, Occurrence, Unparsed
from critparse.extract.mention import Mention
from critparse.interpret.brackets import DEEPER
from critparse.interpret.classes import CONNECTORS, LABEL_BREAKERS, PEOPLE
from critparse.interpret.inline import each_sentence, inline_list
from critparse.interpret.permission import with_permissions
from critparse.interpret.qualifiers import with_qualifiers
from critparse.interpret.reading import Kind, Read, Reading, Recognition, coverage, joined, unparsed
from critparse.interpret.subject import Attached
from critparse.interpret.timing import find_times, typed_times
from critparse.source import SourceText, Span

_LABEL_REACH = 8
_DEEPEST_BRACKET = 8


def combine(
    source: SourceText, mentions: Sequence[Mention], attached: Sequence[Attached], kind: Kind,
    node: Callable[[Attached], Expression | None], recognition: Recognition,
) -> Read:  # fmt: skip
    """The expression of one item. `node` makes the leaf of a comparison or declines."""
    text, original = source.text, source.normalised.original
    mentions = _with_relatives(_with_both_sexes(_without_deep_brackets(mentions)))
    owner = _owners(mentions, attached)
    made_by: dict[int, list[Attached]] = {}
    for a in attached:
        made_by.setdefault(a.comparison.first, []).append(a)
    starts = source.normalised.original_starts([m.start for m in mentions])
    reading = Reading(text, mentions, attached, kind, node, original, owner, [False] * len(mentions), made_by, starts, recognition)
    _find_times(reading)
    _mark_label(reading)
    inline = inline_list(reading)
    whole = inline if inline is not None else sentences(reading, 0, len(mentions))
    if whole is None or isinstance(whole, Unparsed):
        reason = whole.reason if whole else "nothing was found that can be computed"
        whole = unparsed(reading, 0, len(mentions), reason)
    whole = typed_times(reading, whole)
    group = reading.groups[0] if len(reading.groups) == 1 else None
    return Read(whole, coverage(reading), tuple(reading.diagnostics), _said(reading), group)


def _said(reading: Reading) -> Occurrence | None:
    """What is said of nothing in the item itself."""
    if not reading.unsaid:
        return None
    nameless = Occurrence(domain="condition", concept="", qualifiers=with_qualifiers((), reading.unsaid))
    return typed_times(reading, nameless)  # type: ignore[return-value]


def _find_times(reading: Reading) -> None:
    """Find the times; their amounts are no comparisons any more."""
    reading.times = find_times(reading)
    reading.timed = frozenset(i for first, (_, stop) in reading.times.items() for i in range(first, stop))
    placed = {reading.owner[i] for i in reading.timed}
    reading.owner[:] = [-1 if n in placed else n for n in reading.owner]


def sentences(reading: Reading, start: int, end: int) -> Expression | None:
    """What the sentences among mentions `start` to `end` say together."""
    parts = with_permissions(each_sentence(reading, start, end))
    return joined(reading, parts, "all" if reading.kind == "inclusion" else "any")


def unread(text: str, span: Span) -> Read:
    """An item in which nothing can be computed."""
    nothing = Unparsed(text=span.of(text), reason="nothing was found that can be computed", spans=(span,))
    return Read(nothing, 0.0, ())


def _without_deep_brackets(mentions: Sequence[Mention]) -> Sequence[Mention]:
    """The mentions with brackets nested beyond sense read as dashes, so that depth is bounded."""
    if not any("bracket" in m.token_class for m in mentions):
        return mentions
    depth = 0
    out: list[Mention] | None = None
    for i, m in enumerate(mentions):
        depth += DEEPER.get(m.token_class, 0)
        closing = m.token_class == "close_bracket"
        if "bracket" in m.token_class and (depth + closing > _DEEPEST_BRACKET or depth < 0):
            out = out or list(mentions)
            out[i] = m._replace(token_class="dash")
        depth = max(0, depth)
    return out or mentions


def _with_both_sexes(mentions: Sequence[Mention]) -> Sequence[Mention]:
    """The mentions with "male and females" read as everyone."""
    if not any(m.token_class == "sex" for m in mentions):
        return mentions
    out: list[Mention] | None = None
    for i in range(len(mentions) - 2):
        left, between, right = mentions[i : i + 3]
        both = left.token_class == right.token_class == "sex" and left.value != right.value
        if both and between.token_class in CONNECTORS:
            out = out or list(mentions)
            out[i : i + 3] = [m._replace(token_class="everyone") for m in (left, between, right)]
    return out or mentions


def _with_relatives(mentions: Sequence[Mention]) -> Sequence[Mention]:
    """The mentions with "who" behind the patients read as "with": "women who are pregnant or breastfeeding"."""
    out: list[Mention] | None = None
    for i in range(1, len(mentions)):
        if mentions[i].value == "relative" and mentions[i - 1].token_class in PEOPLE:
            out = out or list(mentions)
            out[i] = mentions[i]._replace(token_class="with")
    return out or mentions


def _owners(mentions: Sequence[Mention], attached: Sequence[Attached]) -> list[int]:
    """Which comparison each mention belongs to: the bound, its subjects, and what lies between them."""
    owner = [-1] * len(mentions)
    if not attached:
        return owner
    at_offset = {m.start: i for i, m in enumerate(mentions)}
    floor = 0
    for n, a in enumerate(attached):
        if n and attached[n - 1].comparison.first == a.comparison.first:
            continue  # the second limb of "160/100", the upper side of "outside 0.4-4.5"
        first, stop = a.comparison.first, a.comparison.stop
        for s in a.subjects:
            i = at_offset.get(s.start)
            if i is not None and i >= floor and s.kind != "phrase":
                first, stop = min(first, i), max(stop, i + 1)
        for i in range(max(first, floor), stop):
            owner[i] = n
        for i in range(stop, len(mentions)):  # the "per week" of "5 training sessions per week"
            if mentions[i].start >= a.comparison.unit_span[1]:
                break
            if mentions[i].start >= a.comparison.unit_span[0]:
                owner[i] = n
        floor = max(floor, stop)
    return owner


def _mark_label(reading: Reading) -> None:
    """ "Lung involvement: with VC below 70 %": what stands before the colon names the criterion and is defined by it."""
    for i, m in enumerate(reading.mentions[: min(_LABEL_REACH, len(reading.mentions) - 1)]):
        if reading.owner[i] >= 0 or m.token_class in LABEL_BREAKERS:
            return
        if m.text == ":" and reading.mentions[i + 1].token_class == "with":
            for j in range(i + 1):
                reading.understood[j] = True
            return
