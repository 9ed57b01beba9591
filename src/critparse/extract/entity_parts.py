"""Entities with gaps: "pleural or pericardial effusion" is two, "between the ages of 18 and 55" is one without "the ages of".

The tagger tells three kinds of stretches beside the entities themselves: a part that belongs to one of several
entities ("pleural", "pericardial"), what is shared by them all ("effusion"), and a gap that belongs to none
("the ages of"). Both directions of that reading are here, over token indices, so that training and prediction agree.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

PART, SHARED, GAP = "Part", "Shared", "Gap"
PARTS = (PART, SHARED, GAP)

Stretch = tuple[int, int]
Pieces = tuple[Stretch, ...]


class Tagged(NamedTuple):
    """A labelled stretch of tokens."""

    label: str
    start: int
    end: int


class Discontinuous(NamedTuple):
    """A labelled entity over tokens, in one piece or several."""

    label: str
    pieces: Pieces


def combine(spans: Sequence[Tagged], parts: Sequence[Tagged]) -> list[Discontinuous]:
    """Entities from tagged spans and tagged parts; spans that no part touches are entities as they are.

    >>> effusion = [Tagged("Condition", 2, 4)]
    >>> combine(effusion, [Tagged("Part", 0, 1), Tagged("Part", 2, 3), Tagged("Shared", 3, 4)])
    [Discontinuous(label='Condition', pieces=((0, 1), (3, 4))), Discontinuous(label='Condition', pieces=((2, 4),))]
    """
    found: list[Discontinuous] = []
    replaced: set[Tagged] = set()
    for run in _runs(parts):
        structure = _completed(run, spans)
        hosts = [span for span in spans if any(span.start < part.end and part.start < span.end for part in structure)]
        host = _host(hosts, structure)
        if host is None:
            continue
        replaced.update(span for span in hosts if span.label == host.label)
        found.extend(Discontinuous(host.label, pieces) for pieces in _alternatives(structure))
    gaps = [part for part in parts if part.label == GAP]
    for span in spans:
        if span not in replaced:
            inside = [gap for gap in gaps if span.start < gap.start and gap.end < span.end]
            found.append(Discontinuous(span.label, _without((span.start, span.end), inside)))
    return sorted(set(found), key=lambda e: (e.pieces, e.label))


_FARTHEST = 3
"""Tokens between two parts of one coordination: ", and/or"."""


def _runs(parts: Sequence[Tagged]) -> Iterator[list[Tagged]]:
    """Parts and shared stretches that follow each other and so may make up one coordination."""
    run: list[Tagged] = []
    for part in sorted((p for p in parts if p.label != GAP), key=lambda p: p.start):
        if run and _closes(run, part):
            yield run
            run = []
        run.append(part)
    if run:
        yield run


def _closes(run: Sequence[Tagged], part: Tagged) -> bool:
    if part.start - run[-1].end > _FARTHEST:
        return True
    labels = [p.label for p in run]
    return part.label == PART and SHARED in labels and labels[0] != SHARED and labels[-1] == SHARED


def _completed(run: Sequence[Tagged], spans: Sequence[Tagged]) -> list[Tagged]:
    """A run as a coordination, at least two parts and something shared; empty where it is none.

    What is shared is tagged less surely than the parts are; where it is not, the entity at one end of the run tells it: in
    "cutaneous or [visceral metastasis]" and "[hepatitis B] or C" what is no part of it, in "runny, blocked or [itchy nose]",
    where the last part is not tagged either, the last word.
    """
    labels = [p.label for p in run]
    if SHARED in labels:
        return list(run) if labels.count(PART) > 1 else []
    first, last = run[0], run[-1]
    for span in spans:
        if len(run) > 1 and span.start == last.start and span.end > last.end:
            return [*run, Tagged(SHARED, last.end, span.end)]
        if len(run) > 1 and span.end == first.end and span.start < first.start:
            return [Tagged(SHARED, span.start, first.start), *run]
        if last.end < span.start <= last.end + _FARTHEST and span.end - span.start > 1 and not _is_whole(last, spans):
            return [*run, Tagged(PART, span.start, span.end - 1), Tagged(SHARED, span.end - 1, span.end)]
    return []


def _is_whole(part: Tagged, spans: Sequence[Tagged]) -> bool:
    """Whether a part is an entity of its own, as "fever" is in "fever or bleeding diathesis"."""
    return any(span.start <= part.start and part.end <= span.end for span in spans)


def _host(hosts: Sequence[Tagged], structure: Sequence[Tagged]) -> Tagged | None:
    """The span that gives the label: the one that covers most of the structure."""
    if not structure:
        return None
    start, end = structure[0].start, structure[-1].end
    return max(hosts, key=lambda s: (min(s.end, end) - max(s.start, start), -s.start), default=None)


def _alternatives(structure: Sequence[Tagged]) -> Iterator[Pieces]:
    shared = [(p.start, p.end) for p in structure if p.label == SHARED]
    for part in structure:
        if part.label == PART:
            yield joined([*shared, (part.start, part.end)])


def joined(stretches: Iterable[Stretch]) -> Pieces:
    """Stretches in order, those that touch made one."""
    pieces: list[Stretch] = []
    for start, end in sorted(stretches):
        if pieces and start <= pieces[-1][1]:
            pieces[-1] = (pieces[-1][0], max(end, pieces[-1][1]))
        else:
            pieces.append((start, end))
    return tuple(pieces)


def _without(span: Stretch, gaps: Sequence[Tagged]) -> Pieces:
    pieces: list[Stretch] = []
    at = span[0]
    for gap in sorted(gaps, key=lambda g: g.start):
        pieces.append((at, gap.start))
        at = gap.end
    return (*pieces, (at, span[1]))


def separate(entities: Sequence[Discontinuous]) -> tuple[list[Tagged], list[Tagged]]:
    """Spans and parts from entities: what `combine` would be given. It is exact for coordinations and lone gaps.

    >>> separate([Discontinuous("Condition", ((0, 1), (3, 4))), Discontinuous("Condition", ((2, 4),))])[1]
    [Tagged(label='Part', start=0, end=1), Tagged(label='Part', start=2, end=3), Tagged(label='Shared', start=3, end=4)]
    """
    spans: list[Tagged] = []
    parts: list[Tagged] = []
    for cluster in _clusters(entities):
        label = cluster[0].label
        whole = [e for e in cluster if len(e.pieces) == 1]
        spans.extend(Tagged(label, *e.pieces[0]) for e in whole)
        if len(whole) == len(cluster):
            continue
        if not whole:
            spans.append(Tagged(label, min(e.pieces[0][0] for e in cluster), max(e.pieces[-1][1] for e in cluster)))
        if len(cluster) == 1:
            pieces = cluster[0].pieces
            parts.extend(Tagged(GAP, a[1], b[0]) for a, b in pairwise(pieces))
        else:
            parts.extend(_coordination(cluster))
    return spans, sorted(parts, key=lambda p: p.start)


def _clusters(entities: Sequence[Discontinuous]) -> Iterator[list[Discontinuous]]:
    """A discontinuous entity with those of its label that share tokens with it; all others alone."""
    clusters: list[list[Discontinuous]] = []
    for entity in sorted(entities, key=lambda e: (len(e.pieces) == 1, e.pieces)):
        near = [c for c in clusters if any(_overlap(entity, other) for other in c)]
        merged = [entity, *(other for cluster in near for other in cluster)]
        clusters = [c for c in clusters if c not in near] + [merged]
    yield from clusters


def _overlap(one: Discontinuous, other: Discontinuous) -> bool:
    """Whether two entities of a label share a token, and one of them at least is discontinuous."""
    if one.label != other.label or (len(one.pieces) == 1 and len(other.pieces) == 1):
        return False
    return any(a < d and c < b for a, b in one.pieces for c, d in other.pieces)


def _coordination(cluster: Sequence[Discontinuous]) -> Iterator[Tagged]:
    count: dict[int, int] = {}
    owner: dict[int, int] = {}
    for n, entity in enumerate(cluster):
        for start, end in entity.pieces:
            for token in range(start, end):
                count[token] = count.get(token, 0) + 1
                owner[token] = n
    run: tuple[str, int, int, int] | None = None
    for token in sorted(count):
        label, own = (SHARED, -1) if count[token] > 1 else (PART, owner[token])
        if run and run[0] == label and run[3] == own and run[2] == token:
            run = (label, run[1], token + 1, own)
            continue
        if run:
            yield Tagged(*run[:3])
        run = (label, token, token + 1, own)
    if run:
        yield Tagged(*run[:3])
