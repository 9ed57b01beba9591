"""Places in a sentence that several readers ask for."""

from __future__ import annotations

from collections.abc import Callable

from critparse.expression import Expression
from critparse.interpret.classes import CONNECTING
from critparse.interpret.connectors import connector
from critparse.interpret.reading import Operator, Reading

PartReader = Callable[[Reading, int, int], Expression | None]
"""Reads mentions `start` to `stop` of a sentence."""


def is_leaf(reading: Reading, i: int) -> bool:
    """Whether a mention belongs to a comparison that is on something the lexicon knows."""
    return any(s.kind != "phrase" for s in reading.attached[reading.owner[i]].subjects)


def segment_start(reading: Reading, start: int, at: int) -> int:
    """Where the segment begins that holds a mention."""
    while at > start and reading.mentions[at - 1].token_class not in CONNECTING:
        at -= 1
    return at


def operator_of(reading: Reading, pending: list[int]) -> Operator:
    """What the connectors between two parts mean; without one, what the section says."""
    joint = connector(reading, pending) if pending else None
    if joint is not None and joint.listed and reading.kind == "exclusion":
        return "any"  # ", and" ends a list of exclusions
    if joint is not None and joint.operator is not None:
        return joint.operator
    return "any" if reading.kind == "exclusion" else "all"
