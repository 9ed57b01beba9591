"""Stretches of an item that no record answers: consent, willingness, what happens later, remarks. Chia annotates nothing inside.

A linear classifier over the words of each sentence, trained beside the recogniser; the tagger does not see so far.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from math import fsum, log, log2

from critparse.extract.tokens import Token

BIAS = ""
"""The feature that every sentence has."""
Stretch = tuple[int, int]
_LONGEST = 8
"""Lengths are told apart up to two to the power of half of this."""
_SHARES = 5
_NEAR = 100
"""Tokens before and after a sentence that are looked at: long lines are read in linear time."""
_AFTER_SPACE = frozenset(".:?!")


def sentences(tokens: Sequence[Token]) -> list[Stretch]:
    """Cut after a semicolon, and after a full stop or colon that a space follows, a full stop only before a capital.

    >>> from critparse.extract.tokens import tokenize
    >>> sentences(tokenize("HbA1c 7.5 vs. 8; consent. No asthma"))
    [(0, 6), (6, 8), (8, 10)]
    """
    cuts = [0]
    for i, (token, following) in enumerate(pairwise(tokens), start=1):
        sign = token.text
        apart = following.start > token.end and (sign != "." or following.text[0].isupper())
        if sign == ";" or (sign in _AFTER_SPACE and apart):
            cuts.append(i)
    return list(pairwise([*cuts, len(tokens)])) if tokens else []


def features(tokens: Sequence[Token], marks: Sequence[str], sentence: Stretch) -> set[str]:
    """What a sentence is judged by: its words, pairs, threes, length, what of it the lexicon knows, and the words around it."""
    start, stop = sentence
    before, inside, after = (_words(tokens[a:b]) for a, b in ((max(0, start - _NEAR), start), sentence, (stop, stop + _NEAR)))
    own = ["<", *inside, ">"]
    found = {BIAS, *own[1:-1]}
    found.update(f"{a} {b}" for a, b in pairwise(own))
    found.update(f"{a} {b} {c}" for a, b, c in zip(own, own[1:], own[2:], strict=False))
    found.update(f"knows/{mark}" for mark in marks[start:stop])
    share = sum(mark != "" for mark in marks[start:stop]) / (stop - start)
    found |= {f"known/{int(share * _SHARES)}", f"length/{min(_LONGEST, int(2 * log2(stop - start)))}"}
    if before or after:
        found.update(f"near/{word}" for word in (*before, *after))
        found.add("near/later" if before else "near/first")
    return found


def _words(tokens: Sequence[Token]) -> list[str]:
    return ["0" if token.kind == "number" else token.key for token in tokens]


class Unanswerable:
    """Finds the sentences that no record answers."""

    def __init__(self, weights: Mapping[str, float], threshold: float) -> None:
        """`threshold` is the least probability, above 0 and below 1."""
        self._weights = weights
        self._least = log(threshold / (1 - threshold))

    def stretches(self, tokens: Sequence[Token], marks: Sequence[str]) -> list[Stretch]:
        """Those sentences, over tokens; `marks` are the lexicon's."""
        return [s for s in sentences(tokens) if self._score(features(tokens, marks, s)) > self._least]

    def _score(self, found: set[str]) -> float:
        """The logarithm of the odds. The sum is exact, because the order of a set's members differs from run to run."""
        return fsum(self._weights[name] for name in found & self._weights.keys())
