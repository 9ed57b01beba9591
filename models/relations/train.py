"""Train the weights of `critparse.interpret.relations` on Chia train: python models/relations/train.py CHIA_FOLDER.

Deterministic. Each ranker is a softmax over the candidates of one tail and "none", trained with an elastic net. Lists come
first and are features of all others; so that the others learn to live with lists as they are found, not as they are annotated,
they train on lists found by rankers that have not seen the document (five folds).
"""

from __future__ import annotations

import argparse
import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple, TypedDict

import numpy as np

from critparse.extract.entity import Entity
from critparse.interpret.relation_choice import Option, read_lists, read_rest
from critparse.interpret.relation_kinds import ATTACHMENTS, LINKS, OR
from critparse.interpret.relation_line import Line, lines
from critparse.interpret.relation_ranker import LEAST, NONE, SECOND, SHARED, choose
from critparse.interpret.relation_state import State


class Settings(TypedDict):
    """How a ranker is trained."""

    rarest: int
    """Features seen less often are left out."""
    sparse: float
    """Weight of the penalty on absolute weights."""
    small: float
    """Weight of the penalty on squared weights."""
    rounds: int


FOLDS = 4
SETTINGS: dict[str, Settings] = {
    SHARED: {"rarest": 2, "sparse": 0.5, "small": 3.0, "rounds": 120},
    OR: {"rarest": 3, "sparse": 0.5, "small": 1.0, "rounds": 120},
    LINKS: {"rarest": 3, "sparse": 0.5, "small": 4.0, "rounds": 120},
}
SMALLEST = 0.04
"""Weights below are not written."""
_ROOM = 12.0
"""Scale of the step: about how many features of an option say the same."""
SHARES = {
    OR: (0.5, 0.25),
    "Has_negation": (0.5, 1.0),
    "Has_multiplier": (0.5, 1.0),
    "Has_mood": (0.4, 1.0),
    "Has_temporal": (0.45, 0.4),
}
"""Share that "none" needs, and a second head, found on a fifth of the documents that the weights had not seen."""
_SHARES = (0.5, 0.35)
LEAST_SHARES = {"AND": 0.25, "Subsumes": 0.3, "Has_context": 0.35}
"""Share that a link of each kind needs, found in the same way in two folds of four."""


class Case(NamedTuple):
    """The options of a tail and which of them hold."""

    options: list[Option]
    right: list[int]


class Text(NamedTuple):
    """A document: its entities and the (kind, head, tail) that hold."""

    text: str
    entities: list[Entity]
    gold: frozenset[tuple[str, int, int]]


def read(path: Path) -> list[Text]:
    """The documents of a Chia file; entities with equal label and place are one."""
    found = []
    for raw in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(raw)
        places: dict[Entity, int] = {}
        index: dict[str, int] = {}
        for e in row["entities"]:
            entity = Entity(e["label"], tuple((a, b) for a, b in e["fragments"]))
            index[e["id"]] = places.setdefault(entity, len(places))
        entities = list(places)
        gold = {(r["type"], index[r["head"]], index[r["tail"]]) for r in row["relations"]}
        for group in row["groups"]:
            members = sorted({index[m] for m in group["members"]}, key=lambda i: entities[i].fragments)
            gold |= {(OR, a, b) for a, b in pairwise(members)}
        found.append(Text(row["text"], entities, frozenset(gold)))
    return found


def cases(document: Text, lists: Mapping[str, float] | None) -> Iterator[tuple[str, Case]]:
    """What each ranker is asked on a document. Decisions follow the gold, lists the weights; without these only lists are read."""
    for line in lines(document.text, document.entities):
        yield from _asked(line, document.gold, lists)


def _asked(line: Line, gold: frozenset[tuple[str, int, int]], lists: Mapping[str, float] | None) -> list[tuple[str, Case]]:
    found: list[tuple[str, Case]] = []

    def decide(name: str, t: int, options: Sequence[Option]) -> list[Option]:
        tail = line.placed[t].number
        right = [i for i, o in enumerate(options) if o.head >= 0 and (o.kind, line.placed[o.head].number, tail) in gold]
        found.append((name, Case(list(options), right or [0])))
        return choose(options, lists) if name == OR and lists is not None else [options[i] for i in right]

    state = State(line)
    list(read_lists(line, state, decide))
    if lists is not None:
        list(read_rest(line, state, decide))
    return found


def train_softmax(material: Sequence[Case], *, rarest: int, sparse: float, small: float, rounds: int) -> dict[str, float]:
    """Weights that make the right options likely: proximal gradient with momentum, scaled by how often a feature occurs."""
    count = Counter(f for case in material for o in case.options for f in set(o.features))
    names = sorted(f for f, n in count.items() if n >= rarest)
    number = {f: i for i, f in enumerate(names)}
    column: list[int] = []
    row: list[int] = []
    target: list[float] = []
    start: list[int] = []
    for case in material:
        start.append(len(target))
        for i, option in enumerate(case.options):
            known = [number[f] for f in option.features if f in number]
            column += known
            row += [len(target)] * len(known)
            target.append(1 / len(case.right) if i in case.right else 0.0)
    cols, rows, want, starts = np.array(column), np.array(row), np.array(target), np.array(start)
    sizes = np.diff(np.append(starts, len(want)))
    scale = _ROOM * np.bincount(cols, minlength=len(names)) / 2 + 1.0
    weight = np.zeros(len(names))
    ahead, pace = weight.copy(), 1.0
    for _ in range(rounds):
        score = np.bincount(rows, ahead[cols], minlength=len(want))
        raised = np.exp(score - np.repeat(np.maximum.reduceat(score, starts), sizes))
        likely = raised / np.repeat(np.add.reduceat(raised, starts), sizes)
        slope = np.bincount(cols, (likely - want)[rows], minlength=len(names)) + small * ahead
        moved = ahead - slope / (scale + small)
        following = np.sign(moved) * np.maximum(np.abs(moved) - sparse / (scale + small), 0.0)
        if float(np.dot(ahead - following, following - weight)) > 0:
            pace = 1.0
        quicker = (1 + (1 + 4 * pace * pace) ** 0.5) / 2
        ahead = following + (pace - 1) / quicker * (following - weight)
        weight, pace = following, quicker
    return {f: round(float(w), 2) for f, w in zip(names, weight, strict=True) if abs(w) >= 0.005}


def train(name: str, material: Sequence[Case]) -> dict[str, float]:
    """The weights of one ranker."""
    return {**train_softmax(material, **SETTINGS[name]), **_shares(name)}


def train_together(material: Mapping[str, Sequence[Case]]) -> dict[str, dict[str, float]]:
    """The weights of all attachments: every feature has a weight that they share, and one of each kind on top of it.

    There are few negations and moods; they learn from the others what lists, brackets and distance do.
    """
    pooled = [
        Case([o._replace(features=[*o.features, *(f"{kind}|{f}" for f in o.features)]) for o in case.options], case.right)
        for kind, found in material.items()
        for case in found
    ]
    weights: dict[str, dict[str, float]] = {SHARED: {}, **{kind: _shares(kind) for kind in material}}
    for name, weight in train_softmax(pooled, **SETTINGS[SHARED]).items():
        kind, bar, feature = name.partition("|")
        if bar and kind in material:
            weights[kind][feature] = weight
        else:
            weights[SHARED][name] = weight
    return weights


def train_links(material: Sequence[Case]) -> dict[str, dict[str, float]]:
    """The weights of "none" and of each kind of link."""
    marked = [
        Case([o._replace(features=[f"{o.kind}|{f}" for f in o.features]) for o in case.options], case.right) for case in material
    ]
    weights: dict[str, dict[str, float]] = {LINKS: {}, **{kind: {LEAST: share} for kind, share in LEAST_SHARES.items()}}
    for name, weight in train_softmax(marked, **SETTINGS[LINKS]).items():
        kind, _, feature = name.partition("|")
        weights[kind or LINKS][feature] = weight
    return weights


def _shares(name: str) -> dict[str, float]:
    none, second = SHARES.get(name, _SHARES)
    return {NONE: none, SECOND: second}


def fit(documents: Sequence[Text]) -> dict[str, dict[str, float]]:
    """The weights of every ranker."""
    folds = [documents[i::FOLDS] for i in range(FOLDS)]
    lists = [list(_lists(fold)) for fold in folds]
    material: dict[str, list[Case]] = defaultdict(list)
    material[OR] = [case for fold in lists for case in fold]
    for i, fold in enumerate(folds):
        unseen = train(OR, [case for j, other in enumerate(lists) if j != i for case in other])
        for document in fold:
            for name, case in cases(document, unseen):
                if name != OR:
                    material[name].append(case)
    kinds = {attachment.kind for attachment in ATTACHMENTS}
    together = train_together({name: found for name, found in material.items() if name in kinds})
    return {**together, OR: train(OR, material[OR]), **train_links(material[LINKS])}


def _lists(documents: Sequence[Text]) -> Iterator[Case]:
    for document in documents:
        yield from (case for _, case in cases(document, None))


def _pruned(weights: Mapping[str, float]) -> dict[str, float]:
    return {f: w for f, w in weights.items() if abs(w) >= SMALLEST}


def main() -> None:
    """Read, train, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("chia", type=Path, help="folder with train.jsonl")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "weights.json")
    given = parser.parse_args()
    weights = {name: _pruned(found) for name, found in fit(read(given.chia / "train.jsonl")).items()}
    given.out.write_text(json.dumps(weights, indent=0, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
