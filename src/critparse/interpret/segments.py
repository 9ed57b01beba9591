"""A stretch of a sentence → one expression: segments between connectors, what each says, folded by precedence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from critparse.expression import Age, Expression, Measurement, Occurrence, Unparsed, When, walk
from critparse.interpret.brackets import closing, is_list_of_kinds, opens_with_example, says_nothing_new
from critparse.interpret.carrying import (
    as_before,
    is_said_by_bound,
    is_plan,
    may_follow,
    may_precede,
    opened,
    planned,
    takes,
    with_carried,
    with_said,
    with_shared_adjectives,
    with_shared_time,
)
from critparse.interpret.classes import (
    ADJUNCTS,
    COMPOUNDING,
    CONNECTING,
    FOREIGN,
    LEADS,
    LISTING,
    PEOPLE,
    SILENT,
    STRAY,
    TIME_STARTS,
    WORDS,
)
from critparse.interpret.conditions import alternative, folded, things, with_definitions
from critparse.interpret.connectors import Connector, adjunct, connector, exclude_each_other, resolved, without_contradiction
from critparse.interpret.ellipsis import completed
from critparse.interpret.phrases import Carried, PhraseRead, Said, read_phrase
from critparse.interpret.pieces import STAGING, is_qualifier, names_cohort
from critparse.interpret.qualifiers import sex, with_qualifiers
from critparse.interpret.reading import Clause, Operator, Reading, joined, mark_understood, runs, unparsed
from critparse.interpret.subject import Attached
from critparse.interpret.tails import goes_on, with_longer_tail

_NOTHING = Carried()


def sequence(reading: Reading, start: int, end: int) -> Expression | None:
    """Segments between connectors outside brackets, folded by precedence."""
    bounds = _bounds(reading, start, end)
    whole, shared = completed(reading, bounds)
    nodes: list[Expression] = []
    connectors: list[Connector] = []
    clauses: list[list[Clause]] = []
    pending: list[int] = []
    carried = _NOTHING
    unsaid: list[Said] = []
    for n, (at, stop) in enumerate(bounds):
        if n:
            pending.append(at - 1)
            if reading.mentions[at - 1].token_class not in LISTING:
                carried = _NOTHING
        if n in whole:
            node: Expression | None = with_carried(whole[n], carried)
            carried = opened(reading, at, stop, carried)
            if not whole[n].qualifiers and nodes and isinstance(nodes[-1], Occurrence):
                node = as_before(whole[n], nodes[-1])
        else:
            node, carried, unsaid = _segment(reading, at, stop, carried, unsaid)
        if nodes and goes_on(reading, nodes[-1], at, stop, node):
            nodes[-1] = with_longer_tail(reading, nodes[-1], stop)
            unsaid, pending = [], []
            continue
        if node is None and nodes and is_plan(unsaid) and isinstance(nodes[-1], Occurrence):
            node = planned(reading, nodes[-1], unsaid)
            unsaid = []
        if unsaid and node is None and nodes and may_follow(reading, pending, unsaid) and takes(nodes[-1], unsaid):
            nodes[-1] = with_said(reading, nodes[-1], unsaid)
            unsaid = []
        elif unsaid and (node is not None or n + 1 == len(bounds) or not may_precede(reading, stop)):
            reading.unsaid += [s.qualifier for s in unsaid]
            lost = [unparsed(reading, s.first, s.stop, "said of nothing") for s in unsaid]
            node = joined(reading, sorted([*lost, *([node] if node else [])], key=_begins), "all")
            unsaid = []
        said = _clauses(reading, at, stop)
        if node is None:
            if clauses:
                clauses[-1] += said
            continue
        if n in shared and isinstance(node, Occurrence):
            node = node.model_copy(update={"qualifiers": with_qualifiers(shared[n], node.qualifiers)})
        if nodes:
            joint = connector(reading, pending)
            opening = reading.mentions[at].token_class if at < stop else ""
            joint = joint._replace(opens=opening == "both", people=opening in PEOPLE)
            connectors.append(adjunct(joint) if _opens_with_preposition(reading, at, node) else joint)
            if otherwise := _otherwise(reading, pending, clauses[-1]):
                node = When(condition=otherwise, then=node)
        nodes.append(node)
        clauses.append(said)
        pending = []
    if not nodes:
        reading.unsaid += carried.qualifiers
        return None
    nodes = with_shared_adjectives(reading, with_shared_time(nodes, connectors), connectors)
    return folded(reading, nodes, without_contradiction(reading, nodes, resolved(reading, connectors)), clauses)


def _clauses(reading: Reading, start: int, end: int) -> list[Clause]:
    """The clauses of a segment; those in brackets belong to what the brackets say."""
    found: list[Clause] = []
    at = start
    while at < end:
        if at in reading.clauses:
            found.append(reading.clauses[at])
            at = reading.clauses[at].stop
        else:
            at = closing(reading, at, end) + 1 if reading.mentions[at].token_class == "open_bracket" else at + 1
    return found


def _otherwise(reading: Reading, pending: Sequence[int], clauses: Sequence[Clause]) -> Expression | None:
    """When what follows "then" holds: "≤ 1.5 x ULN unless Gilbert's syndrome, then ≤ 3 x ULN"."""
    if not any(reading.mentions[i].value == "then" for i in pending):
        return None
    return next((c.says for c in clauses if c.kind == "unless"), None)


def segment_end(reading: Reading, at: int, end: int) -> int:
    """Where the segment that begins at a mention ends: at the next connector outside brackets."""
    depth = 0
    i = at - 1
    while (i := i + 1) < end:
        m = reading.mentions[i]
        if i in reading.clauses:
            i = reading.clauses[i].stop - 1
            if i + 1 < end and depth == 0 and reading.mentions[i + 1].value == "duty":
                return i + 1
        elif m.token_class == "open_bracket":
            depth += 1
        elif m.token_class == "close_bracket":
            depth = max(0, depth - 1)
        elif depth == 0 and m.token_class in CONNECTING and reading.owner[i] < 0 and not _joins_within(reading, i, end):
            return i
        elif depth == 0 and m.token_class == "example" and reading.owner[i] < 0:
            return end
    return end


def _joins_within(reading: Reading, i: int, end: int) -> bool:
    """Whether a connector stands inside one time or one stage: "prior to or during the study", "stage III or IV"."""
    if reading.mentions[i].token_class not in ("or", "and", "and_or") or i + 1 >= end or not i:
        return False
    before, after = reading.mentions[i - 1], reading.mentions[i + 1]
    if before.token_class == "level" and after.token_class == "level":
        return True
    return (before.token_class == "time_relation" or _is_window(reading, i - 1)) and (
        after.token_class in ("time_relation", "within", "time_preposition") or _is_window(reading, i + 1)
    )


def _is_window(reading: Reading, i: int) -> bool:
    return reading.owner[i] >= 0 and reading.attached[reading.owner[i]].comparison.window


def _bounds(reading: Reading, start: int, end: int) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    at = start
    while at <= end:
        stop = segment_end(reading, at, end)
        found.append((at, stop))
        at = stop + 1
    return found


def _opens_with_preposition(reading: Reading, at: int, node: Expression) -> bool:
    """Whether a segment only places the one before it: ", at the baseline visit"."""
    opening = reading.mentions[at].token_class if at < len(reading.mentions) else ""
    return isinstance(node, Unparsed) and opening in TIME_STARTS | {"within"}


class _SegmentRead(NamedTuple):
    node: Expression | None
    carried: Carried
    unsaid: list[Said]


def _segment(reading: Reading, start: int, end: int, carried: Carried, unsaid: list[Said]) -> _SegmentRead:
    """A stretch without connectors: its comparisons, what stands in its brackets, and what else it says."""
    parts: list[Expression] = []
    bracketed: list[Expression] = []
    loose = _leaves(reading, start, end, parts, bracketed)
    if any(exclude_each_other(a, b) for a, b in pairwise(parts)):
        return _SegmentRead(unparsed(reading, start, end, "bounds that exclude each other"), _NOTHING, [])
    if parts and (reason := _bound_on_something_else(reading, loose)):
        return _SegmentRead(unparsed(reading, start, end, reason), _NOTHING, [])
    if parts and all(isinstance(p, Age) for p in parts):
        loose = _described_with_age(reading, parts, loose)
    if loose:
        read, carried, unsaid = _phrases(reading, start, end, sorted(loose), carried, unsaid)
        if any(isinstance(leaf, Measurement) for p in parts for leaf in walk(p)):
            unsaid = [said for said in unsaid if not is_said_by_bound(reading, said)]
        if unsaid and not read and len(parts) == 1 and takes(parts[0], unsaid):
            parts[0], unsaid = with_said(reading, parts[0], unsaid), []
        parts += read
        if unsaid and not read and parts and all(any(p is b for b in bracketed) for p in parts):
            for said in unsaid:  # "adequate liver function (ALT < 3 x ULN)"
                mark_understood(reading, said.first, said.stop)
            unsaid = []
    parts = with_definitions(reading, sorted(parts, key=_begins), bracketed)
    return _SegmentRead(joined(reading, _with_alternatives(parts), "all"), carried, unsaid)


def _with_alternatives(parts: Sequence[Expression]) -> list[Expression]:
    """ "≤ 2.5 x ULN (≤ 5 x ULN if liver metastases)": a bound and the one in brackets that stands in its place as one part."""
    out: list[Expression] = []
    for node in parts:
        together = alternative(out[-1], node) if out else None
        out[-1:] = [together] if together is not None else [*out[-1:], node]
    return out


def _leaves(reading: Reading, start: int, end: int, parts: list[Expression], bracketed: list[Expression]) -> list[int]:
    """Put the comparisons of a segment and what its brackets say into `parts`; the mentions that are left."""
    loose: list[int] = []
    at = start
    while at < end:
        m = reading.mentions[at]
        if at in reading.clauses:
            at = reading.clauses[at].stop
        elif reading.owner[at] >= 0:
            at = _comparison(reading, at, end, parts, loose)
        elif m.token_class == "open_bracket":
            alone = at == start and any(reading.mentions[i].token_class in LISTING for i in range(at, closing(reading, at, end)))
            at = _bracket(reading, at, end, parts, bracketed, loose, alone=alone)
        else:
            if not reading.understood[at]:
                loose.append(at)
            at += 1
    return [i for i in loose if reading.mentions[i].token_class not in SILENT or _matters(reading, i)]


def _comparison(reading: Reading, at: int, end: int, parts: list[Expression], loose: list[int]) -> int:
    """The leaf of a comparison, or its mentions as loose ones; where it ends."""
    owned = reading.owner[at]
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
        group = joined(reading, known, _together(reading, together))
        parts.append(group or known[0])
    return stop


def _bracket(
    reading: Reading, at: int, end: int, parts: list[Expression], bracketed: list[Expression], loose: list[int], *, alone: bool
) -> int:
    """What a bracket says, where it says something of its own; the mention after it."""
    close = closing(reading, at, end)
    if says_nothing_new(reading, at, close):
        mark_understood(reading, at, min(close + 1, end))
    elif is_list_of_kinds(reading, at, close):
        inner = sequence(replace(reading, kind="exclusion"), at + 1, close)
        if inner is not None and things(inner):
            parts.append(inner)
            bracketed.append(inner)
        else:
            loose += range(at, min(close + 1, end))
    elif (alone or any(reading.owner[i] >= 0 for i in range(at, close))) and not opens_with_example(reading, at, close):
        inner = sequence(reading, at + 1, close)
        if inner is not None:
            parts.append(inner)
            bracketed.append(inner)
    else:
        loose += range(at, min(close + 1, end))
    return close + 1


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
        while first > start and _leads(reading, first):
            first -= 1
        read, carried, unsaid = read_phrase(reading, first, stop + 1, carried, unsaid)
        if unsaid and not read and found and takes(found[-1], unsaid):  # behind a clause: "drug use (except nicotine) within a year"
            found[-1], unsaid = with_said(reading, found[-1], unsaid), []
        found += read
    return PhraseRead(found, carried, unsaid)


def _leads(reading: Reading, first: int) -> bool:
    """Whether a small word right before a phrase belongs to it: "in the" of "in the 3 months before screening"."""
    before = reading.owner[first - 1]
    is_free = before < 0 or (before == reading.owner[first] and _is_window(reading, first))
    return is_free and reading.mentions[first - 1].token_class in LEADS


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
    before_values = [i for i in loose if reading.owner[i + 1 : i + 2] > [-1] and not _is_window(reading, i)]
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
