"""All readings of texts in one group of labels, weighed by the scores of tags: how likely each tag is, and the best spans.

A reading is a path through two kinds of states: between spans (closed), or inside a span of a label (open).
Training on whole readings, rather than on each tag alone, makes both ends of a span agree.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from critparse.extract.entity_parts import Tagged
from critparse.extract.entity_tags import BEGIN, END, INSIDE, SINGLE, Group, best_spans, raise_spans

Scores = NDArray[np.float32]
_Weights = NDArray[np.float64]
_LEAST = 1e-8


class Lattice:
    """The readings of texts that stand one after another in the rows of `scores`.

    Each text is read forwards and backwards, in columns side by side: what begins a span forwards ends it backwards.
    """

    def __init__(self, scores: Scores, lengths: Sequence[int], group: Group) -> None:
        counts = np.array(lengths)
        order = np.argsort(-counts, kind="stable")
        self._row = np.arange(len(scores)) - np.repeat(np.cumsum(counts) - counts, counts)
        self._back = np.repeat(counts, counts) - 1 - self._row
        self._column = 2 * np.repeat(np.argsort(order), counts)
        own = scores[:, group.offset : group.offset + group.size].astype(np.float64)
        highest = own.max(axis=1, keepdims=True)
        self._weights = np.exp(own - highest)
        begin, inside, end, single = (self._weights[:, 1 + tag :: 4] for tag in (BEGIN, INSIDE, END, SINGLE))
        stay = (self._weights[:, 0] + single.sum(axis=1))[:, None]
        self._alive = 2 * (counts[:, None] > np.arange(counts.max())).sum(axis=0)
        scale = self._read(
            self._both(stay, stay)[..., 0], self._both(begin, end), self._both(inside, inside), self._both(end, begin)
        )
        ends = self._closed[counts[order], 2 * np.arange(len(counts))]
        self.log_weight = float(highest.sum() + np.log(scale[:, ::2]).sum() + np.log(ends).sum())
        """The logarithm of the weight of all readings, over all texts."""

    def tags(self) -> Scores:
        """The probability of each tag of each token."""
        before, after = (self._row, self._column), (self._back, self._column + 1)
        closed, closes = self._closed[before][:, None], self._closed[after][:, None]
        opened, opens = self._opened[before], self._opened[after]
        result = self._weights.copy()
        result[:, :1] *= closed * closes
        result[:, 1 + SINGLE :: 4] *= closed * closes
        result[:, 1 + BEGIN :: 4] *= closed * opens
        result[:, 1 + INSIDE :: 4] *= opened * opens
        result[:, 1 + END :: 4] *= opened * closes
        found: Scores = (result / result.sum(axis=1, keepdims=True)).astype(np.float32)
        return found

    def _both(self, forwards: _Weights, backwards: _Weights) -> _Weights:
        """Weights by place in the text, text and direction, and label."""
        table = np.zeros((len(self._alive), self._alive[0], forwards.shape[1]))
        table[self._row, self._column] = forwards
        table[self._back, self._column + 1] = backwards
        return table

    def _read(self, stay: _Weights, begin: _Weights, inside: _Weights, end: _Weights) -> _Weights:
        """Weigh the beginnings of readings, so scaled that those of each length add up to one; the scales are returned."""
        longest, count, labels = begin.shape
        self._closed = np.zeros((longest + 1, count))
        self._opened = np.zeros((longest + 1, count, labels))
        self._closed[0] = 1
        scales = np.ones((longest, count))
        for t, n in enumerate(self._alive.tolist()):
            closed, opened = self._closed[t, :n], self._opened[t, :n]
            stays = closed * stay[t, :n] + np.einsum("ij,ij->i", opened, end[t, :n])
            opens = closed[:, None] * begin[t, :n] + opened * inside[t, :n]
            scale = stays + opens.sum(axis=1)
            scales[t, :n] = scale
            self._closed[t + 1, :n] = stays / scale
            self._opened[t + 1, :n] = opens / scale[:, None]
        return scales


def likely_spans(scores: Sequence[Scores], group: Group, eagerness: float) -> list[list[Tagged]]:
    """For each text the spans of its best reading, where tags count by their probability over all readings.

    Each span is raised by `eagerness`. Texts whose tokens are all likeliest outside have none.
    """
    own = [rows[:, group.offset : group.offset + group.size] for rows in scores]
    busy = [i for i, rows in enumerate(own) if rows.argmax(axis=1).any()]
    found: list[list[Tagged]] = [[] for _ in scores]
    if busy:
        alone = Group(group.labels, 0)
        lengths = [len(own[i]) for i in busy]
        likely = np.log(Lattice(np.concatenate([own[i] for i in busy]), lengths, alone).tags() + _LEAST)
        raise_spans(likely, alone, eagerness)
        for i, spans in zip(busy, best_spans(np.split(likely, np.cumsum(lengths)[:-1]), alone), strict=True):
            found[i] = spans
    return found
