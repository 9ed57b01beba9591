"""Relations found between gold entities, against gold.

The entities are given, so that the figures say how well they are joined and nothing else. A relation is right when its kind, its
head and its tail are; an entity that was annotated twice is one entity. Partial, discontinuous and nested entities need no rule of
their own: entities are compared by identity. All gold relations of a kind count, also those that no rule could find.
"OR" is scored in pairs: every two members of a list count once, whatever the order, so that a list of four counts six. On the
predicted side a list is all that is joined by "OR", directly or through others.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from critparse.interpret.relations import Relation
from critparse.score.chia import ChiaDocument
from critparse.score.comparisons import Fault
from critparse.score.tally import Tally, context

RELATION_KINDS = (
    "Has_value", "Has_negation", "Has_qualifier", "Has_temporal", "Has_multiplier", "Has_mood", "Has_index", "Subsumes", "AND",
    "Has_context", "OR",
)  # fmt: skip
"""The kinds that are scored."""
RELATION_OUTCOMES = ("wrong head", "missed", "surplus")
"""The kinds of error, in the order in which they are listed: tail joined to another head, tail joined to none, found besides."""


@dataclass
class RelationScore:
    """Counts and errors."""

    kinds: dict[str, Tally] = field(default_factory=lambda: {kind: Tally() for kind in RELATION_KINDS})
    faults: list[Fault] = field(default_factory=list)


def score_relations(pairs: Iterable[tuple[ChiaDocument, Sequence[Relation]]]) -> RelationScore:
    """Score the relations found between the entities of each document."""
    score = RelationScore()
    for document, predicted in pairs:
        listed = [relation for relation in document.relations if relation.kind != "OR"]
        gold = set(listed) | {pair for group in document.groups for pair in _pairs(group)}
        found = {relation for relation in predicted if relation.kind != "OR"}
        found |= {pair for group in _lists(predicted) for pair in _pairs(group)}
        for kind, tally in score.kinds.items():
            ours, theirs = ({r for r in side if r.kind == kind} for side in (found, gold))
            tally.add(len(theirs), len(ours), len(ours & theirs))
            _list_faults(score, document, theirs - ours, ours - theirs)
    return score


def _list_faults(score: RelationScore, document: ChiaDocument, missing: set[Relation], surplus: set[Relation]) -> None:
    heads = {r.tail: r.head for r in sorted(surplus) if r.kind != "OR"}
    told: set[Relation] = set()
    for relation in sorted(missing):
        head = heads.get(relation.tail)
        if head is None:
            score.faults.append(Fault("missed", document.name, _shown(document, relation)))
        else:
            told.add(relation._replace(head=head))
            shown = f"{_shown(document, relation)} | found {_text(document, head)}"
            score.faults.append(Fault("wrong head", document.name, shown))
    for relation in sorted(surplus - told):
        score.faults.append(Fault("surplus", document.name, _shown(document, relation)))


def _pairs(members: Iterable[int]) -> list[Relation]:
    return [Relation("OR", a, b) for a, b in combinations(sorted(set(members)), 2)]


def _lists(relations: Iterable[Relation]) -> list[list[int]]:
    """The lists that "OR" makes of what it joins."""
    first: dict[int, int] = {}
    lists: dict[int, list[int]] = {}
    for relation in relations:
        if relation.kind != "OR":
            continue
        a, b = (first.setdefault(i, i) for i in (relation.head, relation.tail))
        for i in (a, b):
            lists.setdefault(i, [i])
        if a != b:
            moved = lists.pop(b)
            lists[a] += moved
            first.update(dict.fromkeys(moved, a))
    return list(lists.values())


def _shown(document: ChiaDocument, relation: Relation) -> str:
    places = [p for i in (relation.head, relation.tail) for p in document.entities[i].fragments]
    where = context(document.text, min(start for start, _ in places), max(end for _, end in places))
    return f"{relation.kind} {_text(document, relation.head)} -> {_text(document, relation.tail)} | {where}"


def _text(document: ChiaDocument, index: int) -> str:
    return " … ".join(document.text[start:end] for start, end in document.entities[index].fragments)
