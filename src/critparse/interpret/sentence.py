"""One sentence → expression: conditions, negations and a person's judgement bound what the rest may say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from critparse.expression import Age, All, Expression, Judgement, Measurement, Not, Occurrence, Sex, Unparsed, transform, walk
from critparse.extract.mention import Mention
from critparse.interpret.classes import CONNECTING, GOVERNING, GROUPS, SILENT
from critparse.interpret.connectors import connector
from critparse.interpret.pieces import CUES
from critparse.interpret.qualifiers import worded
from critparse.interpret.reading import Operator, Reading, joined, unparsed
from critparse.interpret.segments import segment_end, sequence
from critparse.interpret.things import concept_codes
from critparse.source import Span


def sentence(reading: Reading, start: int, end: int) -> Expression | None:
    """What mentions `start` to `end` say."""
    mentions, owner = reading.mentions, reading.owner
    free = [i for i in range(start, end) if owner[i] < 0]
    exception = next((i for i in free if mentions[i].token_class == "condition"), None)
    if exception is not None:
        return _excepted(reading, start, end, exception) or unparsed(reading, start, end, "a condition or an exception")
    if any(_is_group(mentions, i) and _measured_before(reading, start, i) for i in free):
        return unparsed(reading, start, end, "a bound for some of the patients only")
    if _asked_of_some(reading, free):
        return unparsed(reading, start, end, "asked of some of the patients only")
    judged = _judgement_cue(reading, free)
    if judged is not None:
        return _judged(reading, start, end, judged)
    negation = next((i for i in free if mentions[i].token_class == "negation"), None)
    if negation is None:
        return sequence(reading, start, end)
    return _negated(reading, start, end, negation)


def _excepted(reading: Reading, start: int, end: int, at: int) -> Expression | None:
    """Things with what is excepted from them, in the words of the text: "malignancy other than basal cell carcinoma"."""
    free = range(at, end)
    if any(reading.mentions[i].token_class == "condition" and reading.mentions[i].value != "exception" for i in free):
        return None
    if any(reading.owner[i] >= 0 and _is_leaf(reading, i) for i in range(start, end)):
        return None
    before = sentence(reading, start, at)
    things = [node for node in walk(before) if isinstance(node, Occurrence)] if before is not None else []
    if before is None or not things or isinstance(before, Not) or any(isinstance(node, Unparsed) for node in walk(before)):
        return None
    said = worded(reading, "except", at, _without_stop(reading, end))
    for i in free:
        reading.understood[i] = True

    def with_exception(node: Expression) -> Expression:
        if not isinstance(node, Occurrence):
            return node
        return node.model_copy(update={"qualifiers": (*node.qualifiers, said)})

    return transform(before, with_exception)


def _without_stop(reading: Reading, end: int) -> int:
    while reading.mentions[end - 1].token_class in CONNECTING:
        end -= 1
    return end


def _judgement_cue(reading: Reading, free: list[int]) -> int | None:
    """Where a phrase says that a person must answer; the recogniser may say so only of what holds no coded concept."""
    mentions = reading.mentions
    phrase = next((i for i in free if mentions[i].token_class == "judgement"), None)
    if phrase is not None or any(_is_coded(mentions[i]) for i in free):
        return phrase
    return next((i for i in free if mentions[i].label == "Judgement"), None)


def _is_coded(m: Mention) -> bool:
    return m.concept is not None and bool(concept_codes(m.concept))


def _judged(reading: Reading, start: int, end: int, cue: int) -> Expression | None:
    """What only a person can answer, beside what stands before it."""
    mentions = reading.mentions
    at = _segment_start(reading, start, cue)
    opinion = mentions[cue].value == "opinion"
    before = sentence(reading, start, cue if opinion else at) if cue > start else None
    stop = _answered_apart(reading, segment_end(reading, cue, end) + 1, end)
    if before is None or not _holds_something(before):
        before, at = None, start
    judgement = _judgement(reading, cue if opinion and before is not None else at, stop)
    parts = [e for e in (before, judgement, sentence(reading, stop, end) if stop < end else None) if e is not None]
    tail = [i for i in range(max(start, at - 2), at) if mentions[i].token_class in CONNECTING]
    return joined(reading, parts, _operator(reading, tail) if tail and not opinion else "all")


def _holds_something(expression: Expression) -> bool:
    return any(
        isinstance(node, Measurement | Age | Sex) or (isinstance(node, Occurrence) and node.codes) for node in walk(expression)
    )


def _answered_apart(reading: Reading, at: int, end: int) -> int:
    """Where a bound begins that a computer can answer, after a judgement; `end` where none does."""
    while at < end:
        stop = segment_end(reading, at, end)
        if any(reading.owner[i] >= 0 and _is_leaf(reading, i) for i in range(at, stop)):
            return at
        at = stop + 1
    return end


def _judgement(reading: Reading, start: int, end: int) -> Judgement:
    mentions = reading.mentions
    while end - 1 > start and mentions[end - 1].token_class in CONNECTING:
        end -= 1
    for i in range(start, end):
        reading.understood[i] = True
    span = reading.original(mentions[start].start, mentions[end - 1].end)
    return Judgement(text=span.of(reading.text), spans=(span,))


def _negated(reading: Reading, start: int, end: int, negation: int) -> Expression | None:
    """What stands before a negation, what it negates, and what comes after its scope."""
    mentions = reading.mentions
    at = _segment_start(reading, start, negation)
    if reading.owner[at] >= 0:
        at = negation
    tail = [i for i in range(max(start, at - 2), at) if mentions[i].token_class in CONNECTING]
    if at > start and not tail:
        return unparsed(reading, start, end, "a negation")
    before = sequence(reading, start, at) if at > start else None
    lead = sequence(reading, at, negation) if at < negation and _means_something(reading, at, negation) else None
    stop = _scope_end(reading, negation + 1, end, listed=lead is None)
    inner = sequence(replace(reading, kind="negated"), negation + 1, stop) if negation + 1 < stop else None
    if inner is None or not _may_be_negated(reading, inner, negation, lead):
        rest = unparsed(reading, at, end, "a negation")
        return rest if before is None else joined(reading, [before, rest], _operator(reading, tail))
    reading.understood[negation] = True
    node: Expression = Not(of=inner, spans=(_whole(reading, negation, stop),))
    if lead is not None:
        node = All(of=(lead, node))
    if before is not None:
        joint = joined(reading, [before, node], _operator(reading, tail))
        assert joint is not None
        node = joint
    if stop >= end:
        return node
    after = sentence(reading, stop + 1, end)
    return node if after is None else joined(reading, [node, after], _operator(reading, [stop]))


def _may_be_negated(reading: Reading, inner: Expression, negation: int, lead: Expression | None) -> bool:
    """Whether a negation stands right before what it negates: "no stroke", not "stroke that did not cause a deficit"."""
    leaves = [node for node in walk(inner) if isinstance(node, Occurrence | Measurement | Unparsed)]
    if any(isinstance(node, Measurement) for node in leaves) or not leaves or reading.mentions[negation].value == "non":
        return False
    first = min(leaves, key=lambda node: node.spans[0].start if node.spans else 0)
    if not isinstance(first, Occurrence):
        return False
    m = reading.mentions[negation]
    following = reading.mentions[negation + 1]
    return lead is None or m.value != "not" or following.value in CUES


def _means_something(reading: Reading, start: int, end: int) -> bool:
    return any(
        reading.owner[i] >= 0 or (reading.mentions[i].token_class not in SILENT and reading.mentions[i].value not in CUES)
        for i in range(start, end)
    )


def _scope_end(reading: Reading, at: int, end: int, *, listed: bool) -> int:
    """Where the scope of a negation ends: with its list, before a bound, another negation or another sentence."""
    stop = segment_end(reading, at, end)
    while listed and stop < end:
        m = reading.mentions[stop]
        after = segment_end(reading, stop + 1, end)
        inside = range(stop + 1, after)
        own = any(
            reading.mentions[i].token_class in ("negation", "anyone")
            or (reading.owner[i] >= 0 and not reading.attached[reading.owner[i]].comparison.window and _is_leaf(reading, i))
            for i in inside
        )
        beside_or = own and m.token_class in ("or", "and_or")  # "no A or B > 3": whether B is negated cannot be told
        apart = m.token_class == "comma" and stop + 1 < end and _opens_clause(reading.mentions[stop + 1 : after])
        if m.token_class not in ("comma", "or", "and", "and_or", "slash") or (own and not beside_or) or apart:
            return stop
        stop = after
    return stop


def _opens_clause(segment: Sequence[Mention]) -> bool:
    """Whether a segment says something of its own: "not intubated, who require ventilation", "no stroke, planned surgery"."""
    opening = next((m for m in segment if m.token_class != "determiner"), None)
    return opening is not None and (opening.token_class in GOVERNING | {"preposition"} or str(opening.value).startswith("modality"))


def _is_leaf(reading: Reading, i: int) -> bool:
    return any(s.kind != "phrase" for s in reading.attached[reading.owner[i]].subjects)


def _segment_start(reading: Reading, start: int, at: int) -> int:
    while at > start and reading.mentions[at - 1].token_class not in CONNECTING:
        at -= 1
    return at


def _operator(reading: Reading, pending: list[int]) -> Operator:
    joint = connector(reading, pending) if pending else None
    if joint is not None and joint.listed and reading.kind == "exclusion":
        return "any"  # ", and" ends a list of exclusions
    if joint is not None and joint.operator is not None:
        return joint.operator
    return "any" if reading.kind == "exclusion" else "all"


def _whole(reading: Reading, start: int, stop: int) -> Span:
    return reading.original(reading.mentions[start].start, reading.mentions[stop - 1].end)


def _is_group(mentions: Sequence[Mention], i: int) -> bool:
    """Whether some of the patients are meant: "men", "children", "patients with liver metastases"."""
    if mentions[i].value == "group":
        return i + 1 < len(mentions) and mentions[i + 1].concept is not None
    if mentions[i].token_class in ("anyone", "everyone"):
        return i + 1 < len(mentions) and mentions[i + 1].token_class in ("with", "negation")
    return mentions[i].token_class in GROUPS


def _measured_before(reading: Reading, start: int, at: int) -> bool:
    """Whether a measurement stands before a group of patients: "≥ 13 g/dL in men" asks it of them only."""
    owners = {reading.owner[i] for i in range(start, at)} - {-1}
    return any(s.kind != "age" for n in owners for s in reading.attached[n].subjects)


def _asked_of_some(reading: Reading, free: list[int]) -> bool:
    """Whether something is asked of some of the patients: "women must use contraception" asks nothing of men."""
    group = next((i for i in free if reading.mentions[i].concept or _is_group(reading.mentions, i)), None)
    return group is not None and any(i > group and reading.mentions[i].value == "duty" for i in free)
