"""Entities found against gold: how much is found, and with the right label and extent.

What is counted: entities of the eleven main labels, over whole documents; all others are left out on both sides. An entity counts
once, however often it was annotated or found. A nested or overlapping entity is an entity like any other.
- Strict: the same label and exactly the same fragments, character by character. Of a discontinuous entity every fragment must be
  right: half of it is wrong, and so is the stretch from its first character to its last.
- Relaxed: the same label and at least one character in common. Partners are one to one, as many as possible (maximum matching), so
  that a prediction over a whole list does not count for each member. A partial match counts as much as an exact one.
- Micro: counts are added over all documents and labels before the figures are computed.
"Contiguous" and "discontinuous" compare gold and predictions of one and of several fragments, each with its like.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from critparse.extract.entity import Entity
from critparse.score.chia import ChiaDocument
from critparse.score.comparisons import Fault
from critparse.score.tally import Tally, context

Fragments = tuple[tuple[int, int], ...]

ENTITY_LABELS = (
    "Condition", "Drug", "Procedure", "Measurement", "Value", "Temporal", "Qualifier", "Negation", "Person", "Observation",
    "Device",
)  # fmt: skip
"""The labels that are scored."""
ENTITY_OUTCOMES = ("missed", "wrong boundary", "wrong label", "surplus")
"""The kinds of error, in the order in which they are listed: gold that nothing overlaps, that only the same label overlaps, that
only another label overlaps, and what was found besides."""
SHAPES = ("contiguous", "discontinuous")


@dataclass
class EntityScore:
    """Counts and errors."""

    strict: dict[str, Tally] = field(default_factory=lambda: {label: Tally() for label in ENTITY_LABELS})
    relaxed: dict[str, Tally] = field(default_factory=lambda: {label: Tally() for label in ENTITY_LABELS})
    shapes: dict[str, Tally] = field(default_factory=lambda: {shape: Tally() for shape in SHAPES})
    """Strict, by the number of fragments."""
    faults: list[Fault] = field(default_factory=list)

    def micro(self, *, strict: bool) -> Tally:
        """All labels together."""
        total = Tally()
        for tally in (self.strict if strict else self.relaxed).values():
            total.add(tally.gold, tally.predicted, tally.right)
        return total


def score_entities(pairs: Iterable[tuple[ChiaDocument, Sequence[tuple[str, Fragments]]]]) -> EntityScore:
    """Score the entities found, as (label, fragments) with offsets of the document's text."""
    score = EntityScore()
    for document, predicted in pairs:
        gold = {(e.label, e.fragments) for e in document.entities if e.label in score.strict}
        found = {(label, _ordered(fragments)) for label, fragments in predicted if label in score.strict and fragments}
        _score_document(score, document, gold, found)
    return score


def _score_document(
    score: EntityScore, document: ChiaDocument, gold: set[tuple[str, Fragments]], found: set[tuple[str, Fragments]]
) -> None:
    missing: list[Entity] = []
    free: list[Entity] = []
    for label in ENTITY_LABELS:
        ours, theirs = (sorted(f for own, f in side if own == label) for side in (found, gold))
        exact = set(ours) & set(theirs)
        partners = _matching(theirs, ours)
        score.strict[label].add(len(theirs), len(ours), len(exact))
        score.relaxed[label].add(len(theirs), len(ours), len(partners))
        for i, fragments in enumerate(theirs):
            if fragments in exact:
                continue
            if i in partners:
                shown = f"{label} {context(document.text, *_hull(fragments))} | found {_text(document.text, ours[partners[i]])}"
                score.faults.append(Fault("wrong boundary", document.name, shown))
            else:
                missing.append(Entity(label, fragments))
        used = set(partners.values())
        free += [Entity(label, f) for j, f in enumerate(ours) if j not in used]
    for shape in SHAPES:
        several = shape == "discontinuous"
        alike, wanted = ({pair for pair in side if (len(pair[1]) > 1) == several} for side in (found, gold))
        score.shapes[shape].add(len(wanted), len(alike), len(alike & wanted))
    _list_rest(score, document, missing, free)


def _list_rest(score: EntityScore, document: ChiaDocument, missing: Sequence[Entity], free: Sequence[Entity]) -> None:
    """Gold without a partner of its label, as wrong label where one of another label is free; then what is left over."""
    partners = _matching([e.fragments for e in missing], [e.fragments for e in free])
    for i, e in enumerate(missing):
        where = context(document.text, *_hull(e.fragments))
        if i in partners:
            other = free[partners[i]]
            shown = f"{e.label} {where} | found {other.label} {_text(document.text, other.fragments)}"
            score.faults.append(Fault("wrong label", document.name, shown))
        else:
            score.faults.append(Fault("missed", document.name, f"{e.label} {where}"))
    used = set(partners.values())
    for j, e in enumerate(free):
        if j not in used:
            score.faults.append(Fault("surplus", document.name, f"{e.label} {context(document.text, *_hull(e.fragments))}"))


def _matching(gold: Sequence[Fragments], found: Sequence[Fragments]) -> dict[int, int]:
    """The largest one-to-one matching of overlapping entities, gold → found; those that are equal are partners."""
    place = {fragments: j for j, fragments in enumerate(found)}
    partner = {i: place[fragments] for i, fragments in enumerate(gold) if fragments in place}
    owner = {j: i for i, j in partner.items()}
    near = _neighbours(gold, found)
    for i in range(len(gold)):
        if i not in partner:
            _augment(i, near, partner, owner)
    return partner


def _augment(start: int, near: dict[int, list[int]], partner: dict[int, int], owner: dict[int, int]) -> None:
    """Give one more gold entity a partner, where others can change theirs to make room; breadth first."""
    came: dict[int, int] = {}
    waiting = [start]
    for i in waiting:
        for j in near[i]:
            if j in came:
                continue
            came[j] = i
            if j in owner:
                waiting.append(owner[j])
                continue
            at: int | None = j
            while at is not None:
                giver = came[at]
                before = partner.get(giver)
                partner[giver], owner[at] = at, giver
                at = before
            return


def _neighbours(gold: Sequence[Fragments], found: Sequence[Fragments]) -> dict[int, list[int]]:
    """For each gold entity, those found that share a character with it."""
    at: dict[int, list[int]] = defaultdict(list)
    for j, fragments in enumerate(found):
        for start, end in fragments:
            for position in range(start, end):
                at[position].append(j)
    return {
        i: sorted({j for start, end in fragments for position in range(start, end) for j in at.get(position, ())})
        for i, fragments in enumerate(gold)
    }


def _ordered(fragments: Fragments) -> Fragments:
    return tuple(sorted((start, end) for start, end in fragments))


def _hull(fragments: Fragments) -> tuple[int, int]:
    return fragments[0][0], fragments[-1][1]


def _text(text: str, fragments: Fragments) -> str:
    return " … ".join(text[start:end] for start, end in fragments)
