"""Spans of tokens ↔ tags: begin, inside, end and single for each label of a group, or outside; and the best path."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from critparse.extract.entity_parts import Tagged

Scores = NDArray[np.float32]
BEGIN, INSIDE, END, SINGLE = range(4)
"""The tags of a label, in their order."""


class Group(NamedTuple):
    """Labels of which a token has at most one; the tags of the groups stand side by side from `offset`."""

    labels: tuple[str, ...]
    offset: int

    @property
    def size(self) -> int:
        """How many tags it has: outside, and four a label."""
        return 1 + 4 * len(self.labels)


def groups(labels: Sequence[Sequence[str]]) -> tuple[Group, ...]:
    """The groups with their places in a row of scores."""
    found: list[Group] = []
    offset = 0
    for group in labels:
        found.append(Group(tuple(group), offset))
        offset += found[-1].size
    return tuple(found)


def tags(spans: Sequence[Tagged], group: Group, length: int) -> NDArray[np.intp]:
    """The tag of each token; where spans of the group overlap, the longest is kept.

    >>> tags([Tagged("Drug", 1, 3)], Group(("Condition", "Drug"), 0), 4).tolist()
    [0, 5, 7, 0]
    """
    row = np.zeros(length, dtype=np.intp)
    for label, start, end in sorted((s for s in spans if s.label in group.labels), key=lambda s: (s.start - s.end, s.start)):
        if row[start:end].any():
            continue
        first = 1 + 4 * group.labels.index(label)
        row[start:end] = first + INSIDE
        row[start], row[end - 1] = first + BEGIN, first + END
        if end - start == 1:
            row[start] = first + SINGLE
    return row


def raise_spans(scores: Scores, group: Group, by: float) -> None:
    """Make each span of a group that much likelier, whatever its length: its last tag is raised."""
    first, stop = group.offset + 1, group.offset + group.size
    scores[:, first + END : stop : 4] += by
    scores[:, first + SINGLE : stop : 4] += by


def best_spans(scores: Sequence[Scores], group: Group) -> list[list[Tagged]]:
    """For each text the spans of the best allowed path through its log-probabilities (one row a token)."""
    own = [rows[:, group.offset : group.offset + group.size] for rows in scores]
    busy = [i for i, rows in enumerate(own) if rows.argmax(axis=1).any()]
    found: list[list[Tagged]] = [[] for _ in scores]
    for i, spans in zip(busy, _best_paths([own[i] for i in busy], group), strict=True):
        found[i] = spans
    return found


def _best_paths(scores: Sequence[Scores], group: Group) -> list[list[Tagged]]:
    if not scores:
        return []
    lengths = [len(rows) for rows in scores]
    order = sorted(range(len(scores)), key=lambda i: -lengths[i])
    count, longest, size = len(scores), max(lengths), len(group.labels)
    padded = np.zeros((longest, count, group.size), dtype=np.float32)
    for place, i in enumerate(order):
        padded[: lengths[i], place] = scores[i]
    alive = np.searchsorted(-np.array([lengths[i] for i in order]), -np.arange(longest), side="left")
    outside = padded[:, :, 0]
    inner = padded[:, :, 1:].reshape(longest, count, size, 4)
    closed = np.zeros(count, dtype=np.float32)
    opened = np.full((count, size), -1e9, dtype=np.float32)
    began = np.zeros((longest, count, size), dtype=bool)
    chosen = np.zeros((longest, count), dtype=np.intp)
    for t in range(longest):
        n = alive[t]
        now = inner[t, :n]
        options = np.concatenate(
            (outside[t, :n, None] + closed[:n, None], now[:, :, END] + opened[:n], now[:, :, SINGLE] + closed[:n, None]), axis=1
        )
        begin, inside = now[:, :, BEGIN] + closed[:n, None], now[:, :, INSIDE] + opened[:n]
        began[t, :n] = begin >= inside
        opened[:n] = np.maximum(begin, inside)
        chosen[t, :n] = options.argmax(axis=1)
        closed[:n] = options.max(axis=1)
    found: list[list[Tagged]] = [[] for _ in scores]
    for place, i in enumerate(order):
        found[i] = _trace(chosen[: lengths[i], place].tolist(), began[: lengths[i], place], group)
    return found


def _trace(chosen: list[int], began: NDArray[np.bool_], group: Group) -> list[Tagged]:
    size = len(group.labels)
    spans: list[Tagged] = []
    t = len(chosen) - 1
    while t >= 0:
        choice = chosen[t]
        if choice == 0:
            t -= 1
        elif choice > size:
            spans.append(Tagged(group.labels[choice - size - 1], t, t + 1))
            t -= 1
        else:
            label, end = choice - 1, t + 1
            t -= 1
            while not began[t, label]:
                t -= 1
            spans.append(Tagged(group.labels[label], t, end))
            t -= 1
    return spans[::-1]
