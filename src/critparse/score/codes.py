"""Which gold mentions of conditions and drugs get a code: a coded entity or node overlaps them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from critparse.expression import Occurrence, walk
from critparse.interpret import Protocol
from critparse.score.chia import ChiaDocument
from critparse.source import Span

CODED_LABELS = ("Condition", "Drug")


@dataclass
class CodeScore:
    """Counts by label; each entity once, a partial overlap is enough."""

    gold: Counter[str] = field(default_factory=Counter)
    coded: Counter[str] = field(default_factory=Counter)
    uncoded: list[tuple[str, str, str]] = field(default_factory=list)
    """(document, label, words) of the mentions without a code."""


def score_codes(pairs: Iterable[tuple[ChiaDocument, Protocol]]) -> CodeScore:
    """The share of mentions with a code; whether the code is right is for people to judge.

    >>> score_codes([]).uncoded
    []
    """
    score = CodeScore()
    for document, protocol in pairs:
        coded = list(_coded(protocol))
        for entity in document.entities:
            if entity.label not in CODED_LABELS:
                continue
            score.gold[entity.label] += 1
            if any(start < span.end and span.start < end for start, end in entity.fragments for span in coded):
                score.coded[entity.label] += 1
            else:
                words = " ".join(document.text[start:end] for start, end in entity.fragments)
                score.uncoded.append((document.name, entity.label, words))
    return score


def _coded(protocol: Protocol) -> Iterator[Span]:
    for criterion in protocol.walk():
        for entity in criterion.entities:
            if entity.codes:
                yield from entity.spans
        for node in walk(criterion.expression):
            if isinstance(node, Occurrence) and node.codes:
                yield from node.spans
