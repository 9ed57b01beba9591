"""For each tail, the candidates among which the ranker chooses, and the order in which it does."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from critparse.interpret.relation_features import none_features, pair_features
from critparse.interpret.relation_kinds import (
    ATTACHMENTS,
    GROUP_REACH,
    GROUPED,
    LINK_HEADS,
    LINK_KINDS,
    LINK_REACH,
    LINK_TAILS,
    LINKS,
    MIXED,
    OR,
    Attachment,
)
from critparse.interpret.relation_line import Line
from critparse.interpret.relation_link_features import link_features, no_link_features
from critparse.interpret.relation_list_features import connective_ahead, list_features
from critparse.interpret.relation_state import State


class Option(NamedTuple):
    """A candidate head, the kind of relation it would be, and how it looks; head -1 is "none"."""

    head: int
    kind: str
    features: list[str]


Found = tuple[str, int, int]
"""(kind, head, tail), as numbers of the sequence of entities that was handed in."""
Decide = Callable[[str, int, Sequence[Option]], Sequence[Option]]
"""(name of the ranker, tail, options) → those that hold."""


def read_line(line: Line, decide: Decide) -> Iterator[Found]:
    """Ask for each tail of a line: first for lists, then for all else."""
    state = State(line)
    yield from read_lists(line, state, decide)
    yield from read_rest(line, state, decide)


def read_lists(line: Line, state: State, decide: Decide) -> Iterator[Found]:
    """The lists of a line, each member joined to the one before it."""
    for t, p in enumerate(line.placed):
        if p.label in GROUPED and t:
            for option in _chosen(decide, OR, t, _list_options(line, state, t)):
                state.join(t, option.head)
                yield OR, line.placed[option.head].number, p.number


def read_rest(line: Line, state: State, decide: Decide) -> Iterator[Found]:
    """What is said of each entity, then how things hang together."""
    for attachment in ATTACHMENTS:
        state.taken = [0] * len(line.placed)
        for t, p in enumerate(line.placed):
            if p.label in attachment.tails:
                for option in _chosen(decide, attachment.kind, t, _attachment_options(line, state, t, attachment)):
                    state.say(attachment.kind, t, option.head)
                    yield attachment.kind, line.placed[option.head].number, p.number
    state.taken = [0] * len(line.placed)
    for t, p in enumerate(line.placed):
        if p.label in LINK_TAILS:
            for option in _chosen(decide, LINKS, t, _link_options(line, state, t)):
                state.taken[option.head] += 1
                state.said_of[t] = option.kind[0] + "<>"[option.head > t]
                yield option.kind, line.placed[option.head].number, p.number


def _chosen(decide: Decide, name: str, t: int, options: list[Option]) -> list[Option]:
    if len(options) < 2:
        return []
    return [o for o in decide(name, t, options) if o.head >= 0]


def _list_options(line: Line, state: State, t: int) -> list[Option]:
    label = line.placed[t].label
    ahead = connective_ahead(line, t)
    none = none_features(line, state, t, "")
    found = [Option(-1, "", [*none[:3], f"a:{ahead}", *none[5:]])]
    rank = 0
    for h in range(t - 1, -1, -1):
        other = line.placed[h].label
        if other != label and not (other in MIXED and label in MIXED):
            continue
        found.append(Option(h, OR, list_features(line, state, t, h, rank, ahead)))
        rank += 1
        if rank >= GROUP_REACH:
            break
    return found


def _attachment_options(line: Line, state: State, t: int, attachment: Attachment) -> list[Option]:
    near = list(_near(line, t, attachment.heads, attachment.reach))
    others = _shape(near)
    found = [Option(-1, "", none_features(line, state, t, others))]
    found += [Option(h, attachment.kind, pair_features(line, state, t, h, rank, others)) for h, rank in near]
    return found


def _link_options(line: Line, state: State, t: int) -> list[Option]:
    near = list(_near(line, t, LINK_HEADS, LINK_REACH))
    others = _shape(near)
    found = [Option(-1, "", none_features(line, state, t, others) + no_link_features(line, state, t))]
    for h, rank in near:
        features = pair_features(line, state, t, h, rank, others) + link_features(line, state, t, h)
        if state.group[h] >= 0 and state.group[h] == state.group[t]:
            features.append("samelist")
        kinds = LINK_KINDS if line.placed[t].label in MIXED else LINK_KINDS[1:2]
        found += [Option(h, kind, features) for kind in kinds]
    return found


def _near(line: Line, t: int, labels: frozenset[str], reach: int) -> Iterator[tuple[int, int]]:
    """The nearest candidates on either side, with their rank."""
    rank = 0
    for h in range(t - 1, -1, -1):
        if line.placed[h].label in labels:
            yield h, rank
            rank += 1
            if rank >= reach:
                break
    rank = 0
    for h in range(t + 1, len(line.placed)):
        if line.placed[h].label in labels:
            yield h, rank
            rank += 1
            if rank >= reach:
                break


def _shape(near: Sequence[tuple[int, int]]) -> str:
    """How many candidates there are: "1" is the only one."""
    return str(min(len(near), 4))
