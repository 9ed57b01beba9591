"""The trained ranker: a weight a feature, a softmax over the candidates of a tail. Weights are read from `models/relations`."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from math import exp

from critparse.interpret.relation_choice import Option
from critparse.interpret.relation_kinds import ATTACHMENTS, LINKS

Weights = Mapping[str, Mapping[str, float]]
"""Name of the ranker → feature → weight."""
SHARED = "_shared"
"""The "ranker" whose weights all attachments share: what a bracket or the end of a sentence does to one, it does to all."""
SECOND = "_second"
"""The "feature" that holds the share which a second head needs."""
NONE = "_none"
"""The "feature" that holds the share which "none" needs."""
LEAST = "_least"
"""The "feature" that holds the share which a link of a kind needs."""


@cache
def weights() -> Weights:
    """The shipped weights, read once."""
    raw = (files("critparse") / "models" / "relations" / "weights.json").read_text(encoding="utf-8")
    loaded: dict[str, dict[str, float]] = json.loads(raw)
    return combined(loaded)


def combined(stored: Weights) -> Weights:
    """The weights of each ranker, where those that all attachments share are stored apart.

    >>> combined({"_shared": {"<k0": 1.0}, "Has_value": {"<k0": 0.5}, "OR": {"=": 2.0}})["Has_value"]
    {'<k0': 1.5}
    """
    shared = stored.get(SHARED, {})
    kinds = {attachment.kind for attachment in ATTACHMENTS}
    return {
        name: {**shared, **{f: w + shared.get(f, 0.0) for f, w in own.items()}} if name in kinds else own
        for name, own in stored.items()
        if name != SHARED
    }


def shares(options: Sequence[Option], known: Mapping[str, float]) -> list[float]:
    """The probability of each option."""
    return _softmax([sum([known[f] for f in o.features if f in known]) for o in options])


def choose(options: Sequence[Option], known: Mapping[str, float]) -> list[Option]:
    """The best option, and others that come close to it where the best is a head ("AST and ALT > 3 x ULN")."""
    found = shares(options, known)
    heads = [i for i, o in enumerate(options) if o.head >= 0]
    best = max(heads, key=found.__getitem__)
    none = 1 - sum([found[i] for i in heads])
    if none >= known.get(NONE, 0.5):
        return []
    enough = known.get(SECOND, 1.0)
    return [options[i] for i in heads if i == best or found[i] >= enough]


def choose_links(options: Sequence[Option], known: Weights) -> list[Option]:
    """Every option with the share that its kind needs: how freely "AND" is annotated says nothing of how freely "Subsumes" is."""
    scores = []
    for o in options:
        own = known.get(o.kind or LINKS, {})
        scores.append(sum([own[f] for f in o.features if f in own]))
    found = zip(options, _softmax(scores), strict=True)
    return [o for o, share in found if o.head >= 0 and share >= known.get(o.kind, {}).get(LEAST, 0.5)]


def _softmax(scores: Sequence[float]) -> list[float]:
    top = max(scores)
    raised = [exp(s - top) for s in scores]
    total = sum(raised)
    return [r / total for r in raised]
