"""How much of the criteria was understood: the share without any `Unparsed` stretch, and what the stretches are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from critparse.expression import Unparsed, walk
from critparse.interpret import Criterion, Protocol


@dataclass
class CoverageScore:
    """Counts over criteria; a header counts by its own text, a note not at all."""

    criteria: int = 0
    covered: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    """Reason → stretches left `Unparsed` for it."""
    stretches: list[tuple[str, str, str]] = field(default_factory=list)
    """(document, reason, text) of every stretch that is left."""

    @property
    def share(self) -> float:
        """Criteria of which every stretch that carries meaning was understood."""
        return self.covered / self.criteria if self.criteria else 1.0


def score_coverage(protocols: Iterable[Protocol]) -> CoverageScore:
    """The coverage of all criteria of some protocols.

    >>> from critparse import parse
    >>> score_coverage([parse("Inclusion Criteria: age > 18 years", model=None)]).share
    1.0
    """
    score = CoverageScore()
    for protocol in protocols:
        for criterion in protocol.walk():
            if criterion.role != "note":
                _count(score, protocol.name, criterion)
    return score


def _count(score: CoverageScore, name: str, criterion: Criterion) -> None:
    score.criteria += 1
    if criterion.children:
        score.covered += criterion.coverage == 1
        return
    left = [node for node in walk(criterion.expression) if isinstance(node, Unparsed)]
    score.covered += not left
    for node in left:
        score.reasons[node.reason] += 1
        score.stretches.append((name, node.reason, node.text))
