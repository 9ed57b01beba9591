"""A stretch without connectors: its comparisons, what stands in its brackets, and what else it says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import NamedTuple

from critparse.expression import Age, Expression, Measurement, walk
from critparse.interpret.brackets import closing, is_list_of_kinds, opens_with_example, says_nothing_new
from critparse.interpret.carrying import is_said_by_bound, takes, with_said
from critparse.interpret.classes import ADJUNCTS, COMPOUNDING, FOREIGN, LEADS, LISTING, SILENT, STRAY, WORDS
from critparse.interpret.conditions import alternative, things, with_definitions
from critparse.interpret.connectors import exclude_each_other
from critparse.interpret.extent import is_window
from critparse.interpret.phrases import Carried, PhraseRead, Said, read_phrase
from critparse.interpret.pieces import STAGING, is_qualifier, names_cohort
from critparse.interpret.places import PartReader
from critparse.interpret.qualifiers import sex
from critparse.interpret.reading import Operator, Reading, joined, mark_understood, runs, unparsed
from critparse.interpret.subject import Attached


@dataclass(slots=True)
class _Found:
    """What is found in a segment before its phrases are read."""

    parts: list[Expression] = field(default_factory=list)
    bracketed: list[Expression] = field(default_factory=list)
    """Those of the parts that stand in brackets."""
    loose: list[int] = field(default_factory=list)
    """The mentions that are left."""


class SegmentRead(NamedTuple):
    """What a segment says, what of it holds for the rest of its list, and what it says of nothing in it."""

    node: Expression | None
    carried: Carried
    unsaid: list[Said]


def segment(reading: Reading, start: int, end: int, carried: Carried, unsaid: list[Said], sequence: PartReader) -> SegmentRead:
    """What a segment says; `sequence` reads what stands in its brackets."""
    found = _leaves(reading, start, end, sequence)
    parts, loose = found.parts, found.loose
    if any(exclude_each_other(a, b) for a, b in pairwise(parts)):
        return SegmentRead(unparsed(reading, start, end, "bounds that exclude each other"), Carried(), [])
    if parts and (reason := _bound_on_something_else(reading, [i for i in loose if i not in reading.timed])):
        return SegmentRead(unparsed(reading, start, end, reason), Carried(), [])
    if parts and all(isinstance(p, Age) for p in parts):
        loose = _described_with_age(reading, parts, loose)
    if loose:
        read, carried, unsaid = _phrases(reading, start, end, sorted(loose), carried, unsaid)
        if any(isinstance(leaf, Measurement) for p in parts for leaf in walk(p)):
            unsaid = [said for said in unsaid if not is_said_by_bound(reading, said)]
        if unsaid and not read and len(parts) == 1 and takes(parts[0], unsaid):
            parts[0], unsaid = with_said(reading, parts[0], unsaid), []
        parts += read
        if unsaid and not read and parts and all(any(p is b for b in found.bracketed) for p in parts):
            for said in unsaid:  # "adequate liver function (ALT < 3 x ULN)"
                mark_understood(reading, said.first, said.stop)
            unsaid = []
    parts = with_definitions(reading, sorted(parts, key=begins) if len(parts) > 1 else parts, found.bracketed)
    return SegmentRead(joined(reading, _with_alternatives(parts), "all"), carried, unsaid)


def _with_alternatives(parts: Sequence[Expression]) -> list[Expression]:
    """ "≤ 2.5 x ULN (≤ 5 x ULN if liver metastases)": a bound and the one in brackets that stands in its place as one part."""
    out: list[Expression] = []
    for node in parts:
        together = alternative(out[-1], node) if out else None
        out[-1:] = [together] if together is not None else [*out[-1:], node]
    return out


def _leaves(reading: Reading, start: int, end: int, sequence: PartReader) -> _Found:
    """The comparisons of a segment, what its brackets say, and the mentions that are left."""
    found = _Found()
    at = start
    while at < end:
        m = reading.mentions[at]
        if at in reading.clauses:
            at = reading.clauses[at].stop
        elif at in reading.times:
            found.loose += range(at, min(end, reading.times[at][1]))
            at = reading.times[at][1]
        elif reading.owner[at] >= 0:
            at = _comparison(reading, at, end, found)
        elif m.token_class == "open_bracket":
            close = closing(reading, at, end)
            inner = _bracket(reading, at, close, sequence, opens=at == start)
            if inner is not None:
                found.parts.append(inner)
                found.bracketed.append(inner)
            else:
                found.loose += [i for i in range(at, min(close + 1, end)) if not reading.understood[i]]
            at = close + 1
        else:
            if not reading.understood[at]:
                found.loose.append(at)
            at += 1
    found.loose = [
        i for i in found.loose
        if reading.mentions[i].token_class not in SILENT or i in reading.times or _matters(reading, i)
    ]  # fmt: skip
    return found


def _comparison(reading: Reading, at: int, end: int, found: _Found) -> int:
    """Take the leaf of a comparison, or its mentions as loose ones; where it ends."""
    owned = reading.owner[at]
    stop = at
    while stop < end and reading.owner[stop] == owned:
        stop += 1
    together = reading.made_by[reading.attached[owned].comparison.first]
    nodes = [reading.node(a) for a in together]
    known = [n for n in nodes if n is not None]
    if len(known) < len(nodes):
        found.loose += range(at, stop)
    else:
        _understand(reading, at, stop, together, found.loose)
        group = joined(reading, known, _together(reading, together))
        found.parts.append(group or known[0])
    return stop


def _bracket(reading: Reading, at: int, close: int, sequence: PartReader, *, opens: bool) -> Expression | None:
    """What a bracket says, where it says something of its own; what only names again what stands before it is understood."""
    if says_nothing_new(reading, at, close):
        mark_understood(reading, at, min(close + 1, len(reading.mentions)))
        return None
    if is_list_of_kinds(reading, at, close):
        inner = sequence(replace(reading, kind="exclusion"), at + 1, close)
        return inner if inner is not None and things(inner) else None
    alone = opens and any(reading.mentions[i].token_class in LISTING for i in range(at, close))
    bounds = any(reading.owner[i] >= 0 for i in range(at, close)) and not _holds_amount(reading, at, close)
    return sequence(reading, at + 1, close) if (alone or bounds) and not opens_with_example(reading, at, close) else None


def _holds_amount(reading: Reading, at: int, close: int) -> bool:
    """Whether a bracket holds an amount of what stands before it and nothing else: "corticosteroids (> 15 mg/day)"."""
    if not at or reading.mentions[at - 1].concept is None:
        return False
    inner = range(at + 1, close)
    subjects = [s for i in inner if reading.owner[i] >= 0 for s in reading.attached[reading.owner[i]].subjects]
    return all(s.kind == "phrase" for s in subjects) and not any(reading.mentions[i].concept for i in inner)


def _matters(reading: Reading, i: int) -> bool:
    """Whether a word that is silent by its class says something of a thing, or belongs to a thing's name."""
    m = reading.mentions[i]
    if i and names_cohort(reading.mentions, i - 1, i + 1):
        return True
    return is_qualifier(m) or bool(m.label) or m.value in STAGING or m.token_class in COMPOUNDING


def _phrases(reading: Reading, start: int, end: int, loose: list[int], carried: Carried, unsaid: list[Said]) -> PhraseRead:
    """What the words say that no comparison takes."""
    last = loose[-1]
    while last + 1 < end and reading.owner[last + 1] < 0 and reading.mentions[last + 1].token_class in ADJUNCTS:
        last += 1
        loose.append(last)
    found: list[Expression] = []
    for first, stop in runs(reading, loose):
        lead = first
        while lead > start and _leads(reading, lead):
            lead -= 1
        read, carried, unsaid = read_phrase(reading, lead, stop + 1, carried, unsaid)
        if unsaid and not read and found and takes(found[-1], unsaid):  # behind a clause: "(except nicotine) within a year"
            found[-1], unsaid = with_said(reading, found[-1], unsaid), []
        found += read
    return PhraseRead(found, carried, unsaid)


def _leads(reading: Reading, first: int) -> bool:
    """Whether a small word right before a phrase belongs to it: "in the" of "in the 3 months before screening"."""
    before = reading.owner[first - 1]
    is_free = before < 0 or (before == reading.owner[first] and is_window(reading, first))
    return is_free and reading.mentions[first - 1].token_class in LEADS


def begins(part: Expression) -> int:
    """Where a part begins in the text."""
    return min((s.start for node in walk(part) for s in node.spans), default=0)


def _bound_on_something_else(reading: Reading, loose: Sequence[int]) -> str:
    """Why the bounds of a segment are not on the subjects found for them; empty where they are."""
    classes = {reading.mentions[i].token_class for i in loose}
    if classes & FOREIGN:
        return "a change, or the value of somebody else"
    if any(reading.owner[i] < 0 and reading.mentions[i].token_class in STRAY for i in loose):
        return "a sign that belongs to nothing"
    before_values = [i for i in loose if reading.owner[i + 1 : i + 2] > [-1] and not is_window(reading, i)]
    if any(reading.mentions[i].token_class == "past" for i in before_values):
        return "a value of the past"
    between = any(reading.owner[i] >= 0 and reading.mentions[i].token_class in WORDS for i in loose)
    return "words between a subject and its bound" if between else ""


def _described_with_age(reading: Reading, parts: list[Expression], loose: list[int]) -> list[int]:
    """ "Men aged 50 to 70", "children under 12": the sex is a constraint too, the age group is said by the age."""
    kept = []
    for i in loose:
        m = reading.mentions[i]
        if m.token_class == "sex":
            parts.insert(0, sex(reading, m))
        if m.token_class in ("sex", "age_group"):
            reading.understood[i] = True
        else:
            kept.append(i)
    return kept


def _together(reading: Reading, made: Sequence[Attached]) -> Operator:
    """How comparisons made by one rule go together: both limbs of an upper bound, either side of "outside"."""
    c = made[0].comparison
    if c.position is not None:
        start, end = (min(s.start for a in made for s in a.subjects), c.start) if made[0].subjects else (c.start, c.start)
        return "any" if any(m.token_class in ("or", "and_or") for m in reading.mentions if start <= m.start < end) else "all"
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
