"""The network of the recogniser: rows of feature hashes → scores of tags. A few towers of different seed vote."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from thinc.api import HashEmbed, Linear, Maxout, Model, chain, clone, concatenate, expand_window, residual, with_array

from critparse.extract.entity_lattice import Lattice
from critparse.extract.entity_tags import Group

Scores = NDArray[np.float32]
_NO_DROPOUT_YET = 0.0
"""Layers need a rate to be given one later: training sets it."""


def build_model(
    *, rows: Sequence[int], embedding: int, width: int, depth: int, towers: int, seed: int, size: int
) -> Model[Any, Any]:
    """`towers` networks side by side, each giving `size` scores a token.

    A tower embeds the columns of features by hashing (`rows` buckets each), mixes them, and reads the context with `depth`
    convolutions over three tokens. Small towers that vote learn more from little text than a large one of the same cost.
    """
    built = [_tower(rows, embedding, width, depth, seed + n * len(rows), size) for n in range(towers)]
    return built[0] if towers == 1 else concatenate(*built)


def _tower(rows: Sequence[int], embedding: int, width: int, depth: int, seed: int, size: int) -> Model[Any, Any]:
    columns: list[Model[Any, Any]] = [
        HashEmbed(embedding, count, column=column, seed=seed + column, dropout=_NO_DROPOUT_YET) for column, count in enumerate(rows)
    ]
    embed: Model[Any, Any] = chain(concatenate(*columns), _maxout(width, len(rows) * embedding))
    convolution = residual(chain(expand_window(1), _maxout(width, 3 * width)))
    return with_array(chain(embed, clone(convolution, depth), Linear(size, width)), pad=depth)


def _maxout(width: int, inputs: int) -> Model[Any, Any]:
    return Maxout(width, inputs, nP=3, normalize=True, dropout=_NO_DROPOUT_YET)


def gradient(
    scores: Scores, truth: NDArray[np.intp], lengths: Sequence[int], groups: Sequence[Group], towers: int
) -> tuple[Scores, float]:
    """The gradient of the loss of each tower, and the loss: how unlikely the true reading of each text is among all readings.

    `truth` holds a tag a group for each token of the texts.
    """
    size = groups[-1].offset + groups[-1].size
    apart = scores.reshape(len(scores), towers, size).transpose(1, 0, 2).reshape(-1, size)
    result = np.empty_like(apart)
    loss = 0.0
    for place, group in enumerate(groups):
        lattice = Lattice(apart, [*lengths] * towers, group)
        true = np.arange(len(apart)), group.offset + np.tile(truth[:, place], towers)
        result[:, group.offset : group.offset + group.size] = lattice.tags()
        result[true] -= 1
        loss += lattice.log_weight - float(apart[true].sum())
    return result.reshape(towers, len(scores), size).transpose(1, 0, 2).reshape(scores.shape), loss
