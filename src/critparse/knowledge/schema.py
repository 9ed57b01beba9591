"""The schema of `grammars/lexicon/`: what a clinician may write about a measurement or a scale.

An entry is one TOML table; its key is the entry's id. Nothing here knows how text is matched.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator, model_validator

from critparse.units import AnalyteUnits

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
_DIGITS = re.compile(r"\d+(?:\.\d+)?")
_ROMAN = re.compile(r"[IVX]+")
_ROMANS = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
LoincCode = Annotated[str, StringConstraints(pattern=r"^\d{1,7}-\d$")]


class _Entry(BaseModel):
    """What every lexicon entry carries."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    name: Text
    """Preferred name, as the text form of an expression writes it."""
    aliases: tuple[Text, ...] = ()
    """Spellings matched in any capitalisation; hyphens, spaces and a plural s make no difference."""
    exact: tuple[Text, ...] = ()
    """Spellings matched only in these very capitals ("K", "PT", "MAP")."""
    loinc: dict[LoincCode, tuple[Text, ...]] = {}
    """LOINC code → the UCUM units it is reported in."""
    source: Text | None = None
    """Where the clinical facts of the entry come from."""
    note: Text | None = None
    examples: dict[Text, Text] = {}
    """Criterion text → text form of its expression."""
    rejects: tuple[Text, ...] = ()
    """Criterion texts in which this entry must not be found."""

    @field_validator("aliases", "exact")
    @classmethod
    def _distinct(cls, spellings: tuple[str, ...]) -> tuple[str, ...]:
        if len(set(spellings)) != len(spellings):
            raise ValueError("the same spelling stands twice")
        return spellings

    @model_validator(mode="after")
    def _has_spelling(self) -> _Entry:
        if not self.aliases and not self.exact:
            raise ValueError("an entry needs at least one spelling in 'aliases' or 'exact'")
        if not self.examples:
            raise ValueError("an entry needs at least one example")
        return self


class ChangeOf(BaseModel):
    """A measurement that is how another one went: weight loss."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Text
    """Preferred name of the measurement that changes."""
    direction: Literal["increase", "decrease", "change"]


class MeasurementEntry(_Entry):
    """A laboratory value, vital sign or other quantity with a unit."""

    kind: Literal["measurement"] = "measurement"
    unit: Text
    """Canonical unit in UCUM ("1" for a pure number); `range` is written in it."""
    units: tuple[Text, ...] = ()
    """Other UCUM units in which it is reported."""
    range: tuple[Decimal, Decimal]
    """Plausible values in the canonical unit: what no living patient exceeds, not the reference range."""
    molar_mass: Decimal | None = Field(default=None, gt=0)
    """g/mol, when the measurement is also reported in moles."""
    valence: int | None = Field(default=None, gt=0)
    """Charge of the ion, when it is also reported in equivalents."""
    change_of: ChangeOf | None = None
    """What changed, where the entry names a change; a bound on it is one on the change."""
    conversions: dict[Text, Decimal | tuple[Decimal, Decimal]] = {}
    """Other unit → slope, or [slope, intercept]: canonical = slope * value + intercept."""

    @cached_property
    def analyte_units(self) -> AnalyteUnits:
        """What the units room needs for conversion."""
        linear = {u: c if isinstance(c, tuple) else (c, Decimal(0)) for u, c in self.conversions.items()}
        return AnalyteUnits(self.unit, self.molar_mass, self.valence, tuple((u, *c) for u, c in linear.items()))

    @model_validator(mode="after")
    def _range_is_ordered(self) -> MeasurementEntry:
        low, high = self.range
        if low >= high:
            raise ValueError(f"range is empty: {low} is not below {high}")
        if self.conversions and not self.source:
            raise ValueError("conversions need a source")
        return self


class ScaleEntry(_Entry):
    """A score, class, grade or stage: ordered levels, or whole-number scores in a range."""

    kind: Literal["scale"] = "scale"
    levels: tuple[Text, ...] = ()
    """All levels in ascending order, as usually written ("I", "II", "III", "IV")."""
    range: tuple[Decimal, Decimal] | None = None
    """Lowest and highest score, when the scale is a number."""
    worse: Literal["higher", "lower"] | None = None
    """Which direction is worse for the patient; left out when neither is."""

    @cached_property
    def ranks(self) -> dict[str, tuple[Decimal, str]]:
        """Level in lower case → its number (of "III", of "F2", or its place) and its name."""
        return {name.lower(): (_rank(name, place), name) for place, name in enumerate(self.levels, start=1)}

    @model_validator(mode="after")
    def _levels_or_range(self) -> ScaleEntry:
        if not self.levels and self.range is None:
            raise ValueError("a scale needs 'levels' or 'range'")
        if self.range is not None and self.range[0] >= self.range[1]:
            raise ValueError("range is empty")
        return self


def _rank(level: str, place: int) -> Decimal:
    """The number that a level's name holds ("III" 3, "F2" 2, "0.5+" 0.5), else its place among the levels."""
    digits = _DIGITS.search(level)
    if digits:
        return Decimal(digits[0])
    numeral = _ROMAN.match(level)
    return Decimal(_ROMANS.index(numeral[0])) if numeral and numeral[0] in _ROMANS else Decimal(place)


Entry = MeasurementEntry | ScaleEntry
