"""The trained recogniser's entities laid over the mentions that the rules found."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence

from critparse.extract.entity import Entity
from critparse.extract.mention import Mention

_PRECEDENCE = (
    "Negation", "Condition", "Drug", "Procedure", "Device", "Measurement", "Observation", "Temporal", "Value", "Qualifier",
    "Multiplier", "Mood", "Person", "Visit", "Reference_point", "Judgement",
)  # fmt: skip
"""Of entities that overlap, a mention takes the label that stands first here; within one label the longest."""
_RANK = {label: n for n, label in enumerate(_PRECEDENCE)}


def labelled(mentions: Sequence[Mention], entities: Iterable[Entity]) -> list[Mention]:
    """The mentions with the labels of the entities in one piece that hold them whole."""
    whole = [e for e in entities if len(e.fragments) == 1 and e.label in _RANK]
    whole.sort(key=lambda e: (-_RANK[e.label], e.fragments[0][1] - e.fragments[0][0]))
    out = list(mentions)
    starts = [m.start for m in mentions]
    for n, entity in enumerate(whole):
        start, end = entity.fragments[0]
        for i in range(bisect_left(starts, start), bisect_left(starts, end)):
            if mentions[i].end <= end:
                out[i] = out[i]._replace(label=entity.label, entity=n)
    return out


def in_pieces(entities: Iterable[Entity]) -> tuple[Entity, ...]:
    """The entities that have several fragments: "pleural ... effusion"."""
    return tuple(e for e in entities if len(e.fragments) > 1)
