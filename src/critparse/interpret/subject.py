"""What a comparison is about, and small questions about subjects."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from critparse.extract.mention import Mention
from critparse.interpret.classes import CONNECTORS
from critparse.interpret.comparison import Comparison
from critparse.knowledge import Entry


@dataclass(frozen=True, slots=True)
class Subject:
    """What is compared, in the words of the text; offsets are normalised."""

    start: int
    end: int
    kind: str
    """age, measurement, scale, or phrase."""
    entry: Entry | None = None


@dataclass(frozen=True, slots=True)
class Attached:
    """A comparison with its subjects; several when they share the bound."""

    comparison: Comparison
    subjects: tuple[Subject, ...]


def only_connectors(mentions: Sequence[Mention], start: int, stop: int) -> bool:
    """Whether mentions `start` to `stop` are at most three, and all connectors."""
    return start < stop <= start + 3 and all(m.token_class in CONNECTORS for m in mentions[start:stop])


def named(m: Mention) -> Subject:
    """The subject that a measurement or scale is."""
    return Subject(m.start, m.end, m.token_class, m.entry)
