"""The trained network read without thinc's layers: the same scores, much faster, because nothing is kept for training.

Each different value of a column is embedded once a batch, pieces of maxout lie side by side, and all towers share their rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from thinc.api import Model

from critparse.extract.entity_features import Rows

Scores = NDArray[np.float32]
_LEAST_VARIANCE = 1e-8


class _Layer(NamedTuple):
    """A maxout layer with its normalisation."""

    weights: Scores
    bias: Scores
    scale: Scores
    shift: Scores

    def __call__(self, inputs: Scores) -> Scores:
        pieces: Scores = inputs @ self.weights
        pieces += self.bias
        width = len(self.scale)
        best: Scores = np.maximum(pieces[:, :width], pieces[:, width : 2 * width])
        np.maximum(best, pieces[:, 2 * width :], out=best)
        best -= best.mean(axis=1, keepdims=True)
        variance = np.einsum("ij,ij->i", best, best) / width + _LEAST_VARIANCE
        best *= (1 / np.sqrt(variance))[:, None]
        best *= self.scale
        best += self.shift
        return best


class _Tower(NamedTuple):
    embeddings: list[Model[Any, Any]]
    """One a column."""
    mix: _Layer
    convolutions: list[_Layer]
    weights: Scores
    bias: Scores

    def scores(self, inputs: Scores) -> Scores:
        hidden = self.mix(inputs)
        width = hidden.shape[1]
        around = np.zeros((len(hidden), 3 * width), dtype=np.float32)
        for layer in self.convolutions:
            around[1:, :width] = hidden[:-1]
            around[:, width : 2 * width] = hidden
            around[:-1, 2 * width :] = hidden[1:]
            hidden += layer(around)
        result: Scores = hidden @ self.weights
        result += self.bias
        return result


class Network:
    """The weights of a trained model, for prediction only."""

    def __init__(self, model: Model[Any, Any], towers: int) -> None:
        self._towers = [_tower(tower) for tower in (model.layers if towers > 1 else [model])]
        self._pad = len(self._towers[0].convolutions)

    def scores(self, texts: Sequence[Rows]) -> Scores:
        """For each token of the texts the score of each tag, the mean of the towers."""
        gap = np.zeros((self._pad, texts[0].shape[1]), dtype=np.uint64)
        rows = np.concatenate([piece for text in texts for piece in (gap, text)] + [gap])
        counts = [len(text) for text in texts]
        inside = np.arange(sum(counts)) + np.repeat(self._pad * np.arange(1, len(texts) + 1), counts)
        values = [np.unique(column, return_inverse=True) for column in rows.T]
        total = np.zeros((len(inside), len(self._towers[0].bias)), dtype=np.float32)
        for tower in self._towers:
            embedded = np.concatenate([e.predict(v)[at] for e, (v, at) in zip(tower.embeddings, values, strict=True)], axis=1)
            total += tower.scores(embedded)[inside]
        total /= len(self._towers)
        return total


def _tower(model: Model[Any, Any]) -> _Tower:
    nodes = list(model.walk(order="dfs_pre"))
    embeddings = [node for node in nodes if node.name == "hashembed"]
    maxouts = [node for node in nodes if node.name == "maxout"]
    norms = [node for node in nodes if node.name == "layernorm"]
    mix, *convolutions = (_layer(*both) for both in zip(maxouts, norms, strict=True))
    (last,) = (node for node in nodes if node.name == "linear")
    return _Tower(embeddings, mix, convolutions, np.ascontiguousarray(_array(last, "W").T), _array(last, "b"))


def _layer(maxout: Model[Any, Any], norm: Model[Any, Any]) -> _Layer:
    weights, bias = _array(maxout, "W"), _array(maxout, "b")
    side_by_side = weights.transpose(1, 0, 2).reshape(-1, weights.shape[2])
    return _Layer(np.ascontiguousarray(side_by_side.T), bias.T.reshape(-1), _array(norm, "G"), _array(norm, "b"))


def _array(node: Model[Any, Any], name: str) -> Scores:
    values: Any = node.get_param(name)
    return np.array(values, dtype=np.float32)
