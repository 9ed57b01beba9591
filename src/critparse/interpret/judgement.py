"""What only a person can answer: where a phrase or the recogniser says so, how far it reaches, and what stands beside it."""

from __future__ import annotations

from critparse.expression import Age, Expression, Judgement, Measurement, Occurrence, Sex, walk
from critparse.extract.mention import Mention
from critparse.interpret.classes import CONNECTING
from critparse.interpret.extent import segment_end
from critparse.interpret.places import PartReader, is_leaf, operator_of, segment_start
from critparse.interpret.reading import Reading, joined


def judgement_cue(reading: Reading, start: int, end: int, free: list[int]) -> int | None:
    """Where a phrase says that a person must answer; the recogniser may say so only where no code and no bound stands."""
    mentions = reading.mentions
    phrase = next((i for i in free if mentions[i].token_class == "judgement"), None)
    if phrase is not None or any(_is_coded(mentions[i]) for i in free):
        return phrase
    if any(reading.owner[i] >= 0 and is_leaf(reading, i) for i in range(start, end)):
        return None
    return next((i for i in free if mentions[i].label == "Judgement"), None)


def _is_coded(m: Mention) -> bool:
    return m.concept is not None and bool(m.concept.codes)


def judged(reading: Reading, start: int, end: int, cue: int, read: PartReader) -> Expression | None:
    """What only a person can answer, beside what stands before it."""
    mentions = reading.mentions
    at = segment_start(reading, start, cue)
    opinion = mentions[cue].value == "opinion"
    before = read(reading, start, cue if opinion else at) if cue > start else None
    if not opinion and at == start < cue and _tells_apart(reading, start, cue):
        before, at = read(reading, start, cue), cue  # "patients aged 18 to 65 years who agree to participate"
    stop = _answered_apart(reading, segment_end(reading, cue, end) + 1, end)
    if before is None or not _holds_something(before):
        before, at = None, start
    judgement = _judgement(reading, cue if opinion and before is not None else at, stop)
    parts = [e for e in (before, judgement, read(reading, stop, end) if stop < end else None) if e is not None]
    tail = [i for i in range(max(start, at - 2), at) if mentions[i].token_class in CONNECTING]
    return joined(reading, parts, operator_of(reading, tail) if tail and not opinion else "all")


def _tells_apart(reading: Reading, start: int, cue: int) -> bool:
    """Whether a bound or a group of patients stands before a judgement, which a record can answer."""
    return any(
        (reading.owner[i] >= 0 and is_leaf(reading, i))
        or (reading.mentions[i].token_class == "age_group" and reading.mentions[i].value)
        for i in range(start, cue)
    )


def _holds_something(expression: Expression) -> bool:
    return any(
        isinstance(node, Measurement | Age | Sex) or (isinstance(node, Occurrence) and node.codes) for node in walk(expression)
    )


def _answered_apart(reading: Reading, at: int, end: int) -> int:
    """Where a bound begins that a computer can answer, after a judgement; `end` where none does."""
    while at < end:
        stop = segment_end(reading, at, end)
        if any(reading.owner[i] >= 0 and is_leaf(reading, i) for i in range(at, stop)):
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
