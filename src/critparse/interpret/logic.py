"""Comparisons and the words between them → one expression, by connectors, brackets and list structure.

What is not understood becomes `Unparsed` beside what is. Where an exception or a condition ("unless", "if") could
reach further than can be told, its whole sentence is `Unparsed`; from a negation on, the rest of the sentence is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import NamedTuple

from critparse.expression import Age, Expression, Sex, Unparsed, walk
from critparse.extract.mention import Mention
from critparse.interpret.classes import (
    ADJUNCTS,
    CONNECTING,
    CONNECTORS,
    FOREIGN,
    GROUPS,
    LABEL_BREAKERS,
    LEADS,
    SENTENCE_ENDS,
    SILENT,
    STRAY,
)
from critparse.interpret.comparison import Comparison
from critparse.interpret.connectors import Connector, adjunct, connector, exclude_each_other, fold, resolved, without_contradiction
from critparse.interpret.reading import Kind, Operator, Reading, coverage, joined, runs, unparsed
from critparse.interpret.subject import Attached
from critparse.source import Diagnostic, Span

_LABEL_REACH = 8
_DEEPEST_BRACKET = 8


class Read(NamedTuple):
    """The expression of an item, its coverage, and what there is to say about it."""

    expression: Expression
    coverage: float
    diagnostics: tuple[Diagnostic, ...]


def combine(
    text: str, mentions: Sequence[Mention], attached: Sequence[Attached], kind: Kind,
    node: Callable[[Attached], Expression | None], original: Callable[[int, int], Span],
) -> Read:  # fmt: skip
    """The expression of one item. `node` makes the leaf of a comparison or declines; `original` maps offsets back."""
    if not attached:
        only = [m for m in mentions if m.token_class not in SILENT]
        if len(only) == 1 and only[0].token_class == "sex":
            return Read(_sex(only[0], original), 1.0, ())
        return unread(text, original(mentions[0].start, mentions[-1].end))
    mentions = _with_both_sexes(_without_deep_brackets(mentions))
    owner = _owners(mentions, attached)
    made_by: dict[int, list[Attached]] = {}
    for a in attached:
        made_by.setdefault(a.comparison.first, []).append(a)
    starts = [original(m.start, m.end).start for m in mentions]
    reading = Reading(text, mentions, attached, kind, node, original, owner, [False] * len(mentions), made_by, starts)
    _mark_label(reading)
    parts: list[Expression] = []
    start = 0
    for end in [*_sentence_ends(mentions, owner), len(mentions)]:
        expression = _sentence(reading, start, end)
        if expression is not None:
            parts.append(expression)
        start = end
    whole = joined(reading, parts, "all" if kind == "inclusion" else "any")
    if whole is None or isinstance(whole, Unparsed):
        reason = whole.reason if whole and attached else "nothing was found that can be computed"
        whole = unparsed(reading, 0, len(mentions), reason)
    return Read(whole, coverage(reading), tuple(reading.diagnostics))


def unread(text: str, span: Span) -> Read:
    """An item in which nothing can be computed."""
    nothing = Unparsed(text=span.of(text), reason="nothing was found that can be computed", spans=(span,))
    return Read(nothing, 0.0, ())


def _without_deep_brackets(mentions: Sequence[Mention]) -> Sequence[Mention]:
    """The mentions with brackets nested beyond sense read as dashes, so that depth is bounded."""
    depth = 0
    out: list[Mention] | None = None
    for i, m in enumerate(mentions):
        depth += {"open_bracket": 1, "close_bracket": -1}.get(m.token_class, 0)
        closing = m.token_class == "close_bracket"
        if "bracket" in m.token_class and (depth + closing > _DEEPEST_BRACKET or depth < 0):
            out = out or list(mentions)
            out[i] = m._replace(token_class="dash")
        depth = max(0, depth)
    return out or mentions


def _with_both_sexes(mentions: Sequence[Mention]) -> Sequence[Mention]:
    """The mentions with "male and females" read as everyone."""
    out: list[Mention] | None = None
    for i in range(len(mentions) - 2):
        left, between, right = mentions[i : i + 3]
        both = left.token_class == right.token_class == "sex" and left.value != right.value
        if both and between.token_class in CONNECTORS:
            out = out or list(mentions)
            out[i : i + 3] = [m._replace(token_class="everyone") for m in (left, between, right)]
    return out or mentions


def _owners(mentions: Sequence[Mention], attached: Sequence[Attached]) -> list[int]:
    """Which comparison each mention belongs to: the bound, its subjects, and what lies between them."""
    owner = [-1] * len(mentions)
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


def _sentence_ends(mentions: Sequence[Mention], owner: Sequence[int]) -> list[int]:
    return [i + 1 for i, m in enumerate(mentions) if m.token_class in SENTENCE_ENDS and owner[i] < 0 and i + 1 < len(mentions)]


def _mark_label(reading: Reading) -> None:
    """ "Lung involvement: with VC below 70 %": what stands before the colon names the criterion and is defined by it."""
    for i, m in enumerate(reading.mentions[: min(_LABEL_REACH, len(reading.mentions) - 1)]):
        if reading.owner[i] >= 0 or m.token_class in LABEL_BREAKERS:
            return
        if m.text == ":" and reading.mentions[i + 1].token_class == "with":
            for j in range(i + 1):
                reading.understood[j] = True
            return


def _sentence(reading: Reading, start: int, end: int) -> Expression | None:
    mentions, owner = reading.mentions, reading.owner
    free = [i for i in range(start, end) if owner[i] < 0]
    if any(mentions[i].token_class == "condition" for i in free) and any(owner[i] >= 0 for i in range(start, end)):
        return unparsed(reading, start, end, "a condition or an exception")
    if any(_is_group(mentions, i) and _measured_before(reading, start, i) for i in free):
        return unparsed(reading, start, end, "a bound for some of the patients only")
    negation = next((i for i in free if mentions[i].token_class == "negation"), None)
    if negation is None:
        return _sequence(reading, start, end)
    at = negation
    while at > start and mentions[at - 1].token_class not in CONNECTING:
        at -= 1
    if owner[at] >= 0:
        at = negation
    tail = [m.token_class for m in mentions[max(start, at - 2) : at] if m.token_class in CONNECTING]
    if not tail:
        return unparsed(reading, start, end, "a negation")
    before = _sequence(reading, start, at)
    rest = unparsed(reading, at, end, "a negation")
    if before is None:
        return rest
    operator: Operator = "any" if "or" in tail or reading.kind == "exclusion" else "all"
    return joined(reading, [before, rest], operator)


def _is_group(mentions: Sequence[Mention], i: int) -> bool:
    """Whether some of the patients are meant: "men", "children", "patients with liver metastases"."""
    if mentions[i].token_class in ("anyone", "everyone"):
        return i + 1 < len(mentions) and mentions[i + 1].token_class in ("with", "negation")
    return mentions[i].token_class in GROUPS


def _measured_before(reading: Reading, start: int, at: int) -> bool:
    """Whether a measurement stands before a group of patients: "≥ 13 g/dL in men" asks it of them only."""
    owners = {reading.owner[i] for i in range(start, at)} - {-1}
    return any(s.kind != "age" for n in owners for s in reading.attached[n].subjects)


def _sequence(reading: Reading, start: int, end: int) -> Expression | None:
    """Segments between connectors outside brackets, folded by precedence."""
    nodes: list[Expression] = []
    connectors: list[Connector] = []
    pending: list[int] = []
    at = start
    while at <= end:
        stop = _segment_end(reading, at, end)
        node = _segment(reading, at, stop)
        if node is not None:
            if nodes:
                joint = connector(reading, pending)
                connectors.append(adjunct(joint) if _opens_with_preposition(reading, at, node) else joint)
            nodes.append(node)
            pending = []
        if stop < end:
            pending.append(stop)
        at = stop + 1
    return fold(reading, nodes, without_contradiction(reading, nodes, resolved(reading, connectors))) if nodes else None


def _opens_with_preposition(reading: Reading, at: int, node: Expression) -> bool:
    """Whether a segment only places the one before it: ", at the baseline visit"."""
    return isinstance(node, Unparsed) and reading.mentions[at].token_class in ("time_preposition", "within")


def _segment_end(reading: Reading, at: int, end: int) -> int:
    depth = 0
    for i in range(at, end):
        m = reading.mentions[i]
        if m.token_class == "open_bracket":
            depth += 1
        elif m.token_class == "close_bracket":
            depth = max(0, depth - 1)
        elif depth == 0 and m.token_class in CONNECTING and reading.owner[i] < 0:
            return i
    return end


def _segment(reading: Reading, start: int, end: int) -> Expression | None:
    """A stretch without connectors: its comparisons, what stands in its brackets, and what else it says."""
    parts: list[Expression] = []
    at = start
    loose: list[int] = []
    while at < end:
        owned = reading.owner[at]
        if owned >= 0:
            stop = at
            while stop < end and reading.owner[stop] == owned:
                stop += 1
            together = reading.made_by[reading.attached[owned].comparison.first]
            nodes = [reading.node(a) for a in together]
            known = [n for n in nodes if n is not None]
            if len(known) < len(nodes):
                loose += range(at, stop)
            else:
                _understand(reading, at, stop, together, loose)
                group = joined(reading, known, _together(together[0].comparison))
                parts.append(group or known[0])
            at = stop
            continue
        m = reading.mentions[at]
        if m.token_class == "open_bracket":
            close = _closing(reading, at, end)
            if any(reading.owner[i] >= 0 for i in range(at, close)):
                inner = _sequence(reading, at + 1, close)
                if inner is not None:
                    parts.append(inner)
                at = close + 1
                continue
        if m.token_class not in SILENT and not reading.understood[at]:
            loose.append(at)
        at += 1
    if any(exclude_each_other(a, b) for a, b in pairwise(parts)):
        return unparsed(reading, start, end, "bounds that exclude each other")
    if parts and (reason := _bound_on_something_else(reading, loose)):
        return unparsed(reading, start, end, reason)
    if parts and all(isinstance(p, Age) for p in parts):
        loose = _described_with_age(reading, parts, loose)
    if loose:
        loose.sort()
        while loose[0] > start and reading.owner[loose[0] - 1] < 0 and reading.mentions[loose[0] - 1].token_class in LEADS:
            loose.insert(0, loose[0] - 1)
        last = loose[-1]
        while last + 1 < end and reading.owner[last + 1] < 0 and reading.mentions[last + 1].token_class in ADJUNCTS:
            last += 1
            loose.append(last)
        parts += [unparsed(reading, first, last + 1, "not understood") for first, last in runs(reading, loose)]
    return joined(reading, sorted(parts, key=_begins), "all")


def _begins(part: Expression) -> int:
    """Where a part begins in the text."""
    return min((s.start for node in walk(part) for s in node.spans), default=0)


def _bound_on_something_else(reading: Reading, loose: Sequence[int]) -> str:
    """Why the bounds of a segment are not on the subjects found for them; empty where they are."""
    classes = {reading.mentions[i].token_class for i in loose}
    if classes & FOREIGN:
        return "a change, or the value of somebody else"
    if any(reading.owner[i] < 0 and reading.mentions[i].token_class in STRAY for i in loose):
        return "a sign that belongs to nothing"
    if any(reading.mentions[i].token_class == "past" and reading.owner[i + 1 : i + 2] > [-1] for i in loose):
        return "a value of the past"
    between = any(reading.owner[i] >= 0 and reading.mentions[i].token_class == "word" for i in loose)
    return "words between a subject and its bound" if between else ""


def _described_with_age(reading: Reading, parts: list[Expression], loose: list[int]) -> list[int]:
    """ "Men aged 50 to 70", "children under 12": the sex is a constraint too, the age group is said by the age."""
    kept = []
    for i in loose:
        m = reading.mentions[i]
        if m.token_class == "sex":
            parts.insert(0, _sex(m, reading.original))
        if m.token_class in ("sex", "age_group"):
            reading.understood[i] = True
        else:
            kept.append(i)
    return kept


def _sex(m: Mention, original: Callable[[int, int], Span]) -> Sex:
    return Sex(value="male" if m.value == "male" else "female", spans=(original(m.start, m.end),))


def _together(c: Comparison) -> Operator:
    """How comparisons made by one rule go together: both limbs of an upper bound, either side of "outside"."""
    if c.rule == "range_outside" or (c.half and c.operator in (">", ">=")):
        return "any"
    return "all"


def _understand(reading: Reading, start: int, stop: int, together: Sequence[Attached], loose: list[int]) -> None:
    """Mark what leaves cover; words between subject and bound that they do not cover are left over."""
    c = together[0].comparison
    subjects = {(s.start, s.end) for a in together for s in a.subjects}
    entries = {s.entry.id for a in together for s in a.subjects if s.entry}
    for i in range(start, stop):
        m = reading.mentions[i]
        covered = (
            c.first <= i < c.stop
            or c.unit_span[0] <= m.start < c.unit_span[1]
            or (m.start, m.end) in subjects
            or m.token_class in SILENT
            or (m.entry is not None and (m.entry.id in entries or _bracketed(reading, i)))
        )
        if covered:
            reading.understood[i] = True
        else:
            loose.append(i)


def _bracketed(reading: Reading, i: int) -> bool:
    """Whether a mention stands alone in brackets, as the abbreviation of what stands before them."""
    around = (
        reading.mentions[i - 1].token_class if i else "",
        reading.mentions[i + 1].token_class if i + 1 < len(reading.mentions) else "",
    )
    return around == ("open_bracket", "close_bracket")


def _closing(reading: Reading, at: int, end: int) -> int:
    depth = 0
    for i in range(at, end):
        depth += {"open_bracket": 1, "close_bracket": -1}.get(reading.mentions[i].token_class, 0)
        if depth == 0:
            return i
    return end
