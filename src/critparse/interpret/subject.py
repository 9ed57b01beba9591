"""What a comparison is about, and small questions about subjects."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from critparse.extract.mention import Mention
from critparse.interpret.classes import CONNECTORS, GROUPS, NAMED
from critparse.interpret.comparison import Comparison
from critparse.knowledge import Entry

_FARTHEST_GROUP = 14
Direction = Literal["increase", "decrease", "change"]


@dataclass(frozen=True, slots=True)
class Subject:
    """What is compared, in the words of the text; offsets are normalised."""

    start: int
    end: int
    kind: str
    """age, measurement, scale, or phrase."""
    entry: Entry | None = None
    change: Direction | None = None
    """How its value went, where the change of it is compared."""
    under: Entry | None = None
    """What its value is divided by, where the ratio is compared."""


@dataclass(frozen=True, slots=True)
class Attached:
    """A comparison with its subjects; several when they share the bound."""

    comparison: Comparison
    subjects: tuple[Subject, ...]


def only_connectors(mentions: Sequence[Mention], start: int, stop: int) -> bool:
    """Whether mentions `start` to `stop` are at most three, and all connectors."""
    return start < stop <= start + 3 and all(m.token_class in CONNECTORS for m in mentions[start:stop])


def for_another_group(previous: Attached, c: Comparison, mentions: Sequence[Mention]) -> bool:
    """Whether a bound is on the subject of the one before it, for other patients: "≥ 13 g/dL in men and ≥ 12 g/dL in women"."""
    between = mentions[previous.comparison.stop : c.first]
    classes = {m.token_class for m in between}
    after = mentions[c.stop : c.stop + 1]
    if classes == {"open_bracket"} and after and (after[0].token_class == "condition" or after[0].value == "group"):
        return any(s.kind != "phrase" for s in previous.subjects)  # "≤ 2.5 x ULN (≤ 5 x ULN if liver metastases)"
    return (
        previous.comparison.unit in ("", c.unit)
        and (bool(c.unit) or all(s.kind == "scale" for s in previous.subjects))
        and any(s.kind != "phrase" for s in previous.subjects)
        and len(between) <= _FARTHEST_GROUP
        and not classes & (NAMED | {"stop"})
        and bool(classes & (GROUPS | {"condition", "anyone"}))
    )


def named(m: Mention) -> Subject:
    """The subject that a measurement or scale is."""
    return Subject(m.start, m.end, m.token_class, m.entry)
