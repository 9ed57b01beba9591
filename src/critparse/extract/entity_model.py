"""The network of the recogniser: rows of feature hashes → scores of tags. A few towers of different seed vote."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from thinc.api import HashEmbed, Linear, Maxout, Model, chain, clone, concatenate, expand_window, residual, with_array

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


def gradient(scores: Scores, truth: NDArray[np.intp], groups: Sequence[Group], towers: int) -> tuple[Scores, float]:
    """The gradient of each tower's cross-entropy, and the loss; `truth` holds a tag a group for each token."""
    size = groups[-1].offset + groups[-1].size
    cube = scores.reshape(len(scores), towers, size)
    result = np.empty_like(cube)
    loss = 0.0
    for place, group in enumerate(groups):
        part = slice(group.offset, group.offset + group.size)
        target = np.zeros((len(scores), group.size), dtype=np.float32)
        target[np.arange(len(scores)), truth[:, place]] = 1
        guessed = _softmax(cube[:, :, part])
        result[:, :, part] = guessed - target[:, None, :]
        loss -= float((target[:, None, :] * np.log(guessed + 1e-8)).sum())
    return result.reshape(scores.shape), loss


def _softmax(scores: Scores) -> Scores:
    exponents = np.exp(scores - scores.max(axis=-1, keepdims=True))
    normal: Scores = exponents / exponents.sum(axis=-1, keepdims=True)
    return normal
