"""What a negation negates: its scope, what stands before it, and what follows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from critparse.expression import All, Ambiguous, Any, Expression, Measurement, Not, Occurrence, Relation, Unparsed, walk
from critparse.extract.mention import Mention
from critparse.interpret.classes import CONNECTING, GOVERNING, SILENT
from critparse.interpret.extent import segment_end
from critparse.interpret.pieces import CUES
from critparse.interpret.places import PartReader, is_leaf, operator_of, segment_start
from critparse.interpret.qualifiers import with_qualifiers, worded
from critparse.interpret.reading import Reading, joined, mark_understood, unparsed
from critparse.interpret.sequence import sequence


def negated_part(reading: Reading, start: int, end: int, negation: int, read: PartReader) -> Expression | None:
    """What stands before a negation, what it negates, and what comes after its scope."""
    mentions = reading.mentions
    at = segment_start(reading, start, negation)
    if reading.owner[at] >= 0:
        at = negation
    tail = [i for i in range(max(start, at - 2), at) if mentions[i].token_class in CONNECTING]
    if at > start and not tail:
        return unparsed(reading, start, end, "a negation")
    before = sequence(reading, start, at) if at > start else None
    lead = sequence(reading, at, negation) if at < negation and _means_something(reading, at, negation) else None
    if lead is None and mentions[negation].value != "non" and _is_negation(reading, negation + 1, end):
        for i in (negation, negation + 1):  # "not free of pain"
            reading.understood[i] = True
        rest = read(reading, negation + 2, end) if negation + 2 < end else None
        parts = [e for e in (before, rest) if e is not None]
        return joined(reading, parts, operator_of(reading, tail))
    first = negation + 1 + (negation + 1 < end and mentions[negation + 1].token_class == "with")  # "but not with insulin"
    stop = _scope_end(reading, first, end, listed=lead is None)
    inner = sequence(replace(reading, kind="negated"), first, stop) if first < stop else None
    may_be = inner is not None and _may_be_negated(reading, inner, negation, lead)
    if not may_be and isinstance(lead, Occurrence) and mentions[negation].value == "not" and negation + 1 < stop:
        return _with_rest(reading, [before, _described(reading, lead, negation, stop)], tail, stop, end, read)
    if inner is None or not may_be:
        rest = unparsed(reading, at, end, "a negation")
        return rest if before is None else joined(reading, [before, rest], operator_of(reading, tail))
    reading.understood[negation] = True
    node: Expression = Not(of=inner, spans=(reading.original(mentions[negation].start, mentions[stop - 1].end),))
    negated = node
    if lead is not None:
        node = All(of=(lead, node))
    if before is not None and lead is not None and _is_open(reading, before, lead, tail):
        other = All(of=(Any(of=(before, lead)), negated))
        node = Ambiguous(readings=(Any(of=(before, node)), other))
    elif before is not None:
        joint = joined(reading, [before, node], operator_of(reading, tail))
        assert joint is not None
        node = joint
    return _with_rest(reading, [node], tail, stop, end, read)


def _described(reading: Reading, lead: Occurrence, negation: int, stop: int) -> Occurrence:
    """A thing with what is denied of it: "retinal disorder not associated with glaucoma"."""
    mark_understood(reading, negation, stop)
    said = worded(reading, "text", negation, stop)
    return lead.model_copy(update={"qualifiers": with_qualifiers(lead.qualifiers, (said,))})


def _with_rest(
    reading: Reading, parts: Sequence[Expression | None], tail: list[int], stop: int, end: int, read: PartReader
) -> Expression | None:
    """Parts that a connector joins, and what follows them."""
    node = joined(reading, [part for part in parts if part is not None], operator_of(reading, tail))
    after = read(reading, stop + 1, end) if stop < end else None
    if node is None or after is None:
        return node or after
    return joined(reading, [node, after], operator_of(reading, [stop]))


def _is_open(reading: Reading, before: Expression, lead: Expression, tail: Sequence[int]) -> bool:
    """Whether a negation behind two alternatives may be of both: "hypertension or diabetes without kidney disease"."""
    only_or = [reading.mentions[i].token_class for i in tail] == ["or"]
    return only_or and isinstance(before, Occurrence) and isinstance(lead, Occurrence) and before.domain == lead.domain


def _is_negation(reading: Reading, at: int, end: int) -> bool:
    return at < end and reading.owner[at] < 0 and reading.mentions[at].token_class == "negation"


def _may_be_negated(reading: Reading, inner: Expression, negation: int, lead: Expression | None) -> bool:
    """Whether a negation stands right before what it negates: "no stroke", not "stroke that did not cause a deficit"."""
    leaves = [node for node in walk(inner) if isinstance(node, Occurrence | Measurement | Relation | Unparsed)]
    bounds = [bound for node in leaves if (bound := _bound(node)) is not None]
    if not leaves or reading.mentions[negation].value == "non":
        return False
    if bounds:  # "no ALT or AST > 3 x ULN"; whether "no A > 1 or B > 2" negates B cannot be told
        return len(bounds) == len(leaves) and all(bound == bounds[0] for bound in bounds) and lead is None
    first = min(leaves, key=lambda node: node.spans[0].start if node.spans else 0)
    if not isinstance(first, Occurrence):
        return False
    m = reading.mentions[negation]
    following = reading.mentions[negation + 1]
    return lead is None or m.value != "not" or following.value in CUES


def _bound(node: Expression) -> object:
    """What a value or a change is compared with; None for what is not compared."""
    match node:
        case Measurement():
            return node.bound
        case Relation():
            return node.operator, node.right
        case _:
            return None


def _means_something(reading: Reading, start: int, end: int) -> bool:
    return any(
        reading.owner[i] >= 0 or (reading.mentions[i].token_class not in SILENT and reading.mentions[i].value not in CUES)
        for i in range(start, end)
    )


def _scope_end(reading: Reading, at: int, end: int, *, listed: bool) -> int:
    """Where the scope of a negation ends: with its list, before a bound, another negation or another sentence."""
    stop = segment_end(reading, at, end)
    while stop < end:
        m = reading.mentions[stop]
        if not listed and m.token_class not in ("or", "and_or", "slash"):
            return stop
        after = segment_end(reading, stop + 1, end)
        inside = range(stop + 1, after)
        own = any(
            reading.mentions[i].token_class in ("negation", "anyone")
            or (reading.owner[i] >= 0 and not reading.attached[reading.owner[i]].comparison.window and is_leaf(reading, i))
            for i in inside
        )
        beside_or = own and m.token_class in ("or", "and_or")  # "no A or B > 3": whether B is negated cannot be told
        apart = stop + 1 < end and _opens_clause(reading.mentions[stop + 1 : after])
        apart = apart and (m.token_class == "comma" or reading.mentions[at - 1].value == "absence")
        if m.token_class not in ("comma", "or", "and", "and_or", "slash") or (own and not beside_or) or apart:
            return stop
        stop = after
    return stop


def _opens_clause(segment: Sequence[Mention]) -> bool:
    """Whether a segment says something of its own: "not intubated, who require ventilation", "no stroke, planned surgery"."""
    opening = next((m for m in segment if m.token_class != "determiner"), None)
    if opening is not None and opening.value == "exists":
        return True
    return opening is not None and (opening.token_class in GOVERNING | {"preposition"} or str(opening.value).startswith("modality"))
