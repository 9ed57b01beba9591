"""One sentence → expression: clauses, permissions, judgements and negations bound what the rest may say."""

from __future__ import annotations

from dataclasses import replace

from critparse.expression import Expression, When
from critparse.interpret.clauses import clauses, leading_group, opens_group
from critparse.interpret.conditions import applied
from critparse.interpret.judgement import judged, judgement_cue
from critparse.interpret.negation import negated_part
from critparse.interpret.permission import permission, permission_cue
from critparse.interpret.pieces import opens_relative
from critparse.interpret.places import segment_start
from critparse.interpret.reading import Clause, Reading, mark_understood, unparsed
from critparse.interpret.sequence import sequence


def sentence(reading: Reading, start: int, end: int) -> Expression | None:
    """What mentions `start` to `end` say."""
    found = clauses(reading, start, end)
    if found is None:
        return unparsed(reading, start, end, "a condition or an exception")
    read = {c.first: c._replace(says=_says(reading, c)) for c in found}
    if read or reading.clauses:
        reading = replace(reading, clauses=read)
    group = leading_group(reading, start, end)
    if group is not None and not any(group[0] <= at < group[1] for at in read):
        return _of_group(reading, group, end)
    if group is None and opens_group(reading, start, end):
        return unparsed(reading, start, end, "for whom this is asked cannot be told")
    opening = read.get(start)
    if opening is not None and opening.kind in ("if", "unless") and opening.stop < end:
        rest = part(reading, _past_comma(reading, opening.stop, end), end)
        return applied(reading, rest, opening) if rest is not None else None
    return part(reading, start, end)


def part(reading: Reading, start: int, end: int) -> Expression | None:
    """What a part of a sentence says, the clauses of which are known."""
    free = _free(reading, start, end)
    allowed = permission_cue(reading, free)
    if allowed is not None:
        return permission(reading, start, end, allowed, part)
    cue = judgement_cue(reading, start, end, free)
    if cue is not None:
        return judged(reading, start, end, cue, part)
    negation = next((i for i in free if _negates(reading, start, i, end)), None)
    if negation is None:
        return sequence(reading, start, end)
    return negated_part(reading, start, end, negation, part)


def _negates(reading: Reading, start: int, at: int, end: int) -> bool:
    """Whether a negation is one of the sentence, and not of a word ("non-removable") or a clause of a thing's own."""
    m = reading.mentions[at]
    if m.token_class != "negation" or m.value == "non":
        return False
    first = segment_start(reading, start, at)
    return not any(opens_relative(reading, i, end) for i in range(first, at))


def _free(reading: Reading, start: int, end: int) -> list[int]:
    """The mentions that neither a bound nor a clause has taken."""
    free: list[int] = []
    i = start
    while i < end:
        if i in reading.clauses:
            i = reading.clauses[i].stop
            continue
        if reading.owner[i] < 0:
            free.append(i)
        i += 1
    return free


def _says(reading: Reading, clause: Clause) -> Expression | None:
    """What the words of a clause say by themselves, whatever the section they stand in."""
    kind = reading.kind if clause.kind == "aside" else "inclusion"
    stop = clause.stop
    while stop > clause.inner and reading.mentions[stop - 1].token_class == "close_bracket":
        stop -= 1
    return sentence(replace(reading, kind=kind, clauses={}), clause.inner, stop) if clause.inner < stop else None


def _of_group(reading: Reading, group: tuple[int, int, int], end: int) -> Expression | None:
    """ "For women: ...", "Women of childbearing potential must ...": the rest is asked of the group only."""
    first, stop, after = group
    named = [m._replace(label="") if m.label == "Judgement" else m for m in reading.mentions]  # who is asked is no judgement
    condition = part(replace(reading, kind="inclusion", mentions=named), first, stop)
    mark_understood(reading, stop, after)
    rest = part(reading, after, end) if after < end and not _introduces(reading, after, end) else None
    if rest is None:
        reading.groups += [condition] if condition is not None else []
        return condition
    return rest if condition is None else When(condition=condition, then=rest)


def _introduces(reading: Reading, start: int, end: int) -> bool:
    """Whether words only say how many of the items under them are asked for: "must meet one of the following:"."""
    words = reading.mentions[start:end]
    return words[-1].text == ":" and reading.recognition.joins(" ".join(m.text for m in words)) is not None


def _past_comma(reading: Reading, at: int, end: int) -> int:
    while at < end - 1 and reading.mentions[at].token_class == "comma":
        at += 1
    return at
