"""What extraction hands on: classed stretches of text. No spaCy object leaves this room."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from critparse.knowledge import ConceptEntry, Entry


class Quantity(NamedTuple):
    """A number with the unit that follows it. Offsets are normalised; `unit_start == unit_end` without a unit."""

    value: Decimal
    unit: str
    number_start: int
    number_end: int
    unit_start: int
    unit_end: int
    repair: str = ""
    """What was mended: "superscript" or "thousands"; empty where nothing was."""
    unknown_unit: bool = False


class Level(NamedTuple):
    """A step of a scale: its rank as a number, and its name ("III" is 3, "B" is 2)."""

    rank: Decimal
    name: str


class Mention(NamedTuple):
    """A stretch of text with its token class and what it means."""

    token_class: str
    start: int
    end: int
    text: str
    value: str | Decimal | None = None
    quantity: Quantity | None = None
    level: Level | None = None
    entry: Entry | None = None
    concept: ConceptEntry | None = None
    label: str = ""
    """What the trained recogniser takes the mention for."""
    entity: int = -1
    """Which of the recogniser's entities the mention is in; -1 in none."""
