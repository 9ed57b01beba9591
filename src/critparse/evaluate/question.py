"""What is asked besides the expression: the day, the study's own days, and how to treat what is not on record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from critparse.evaluate.tables import tables
from critparse.expression import Occurrence, Quantity
from critparse.extract import tokenize
from critparse.extract.unit_reader import UnitReader
from critparse.knowledge import ConceptEntry, Entry, Knowledge
from critparse.units import UnitConverter, is_ucum


@dataclass(frozen=True, eq=False)
class Question:
    """The day on which patients are screened, and the options of screening."""

    knowledge: Knowledge = field(repr=False)
    as_of: date
    anchors: Mapping[str, date] = field(default_factory=dict)
    """Anchor by its name ("randomisation") → its day; every other step of the study falls on the as-of date."""
    absent_is_unknown: bool = False
    """What is not on record is unknown; without this it counts as absent."""
    lookback: Quantity | None = None
    """How old a measured value may be where its criterion does not say; without it, of any age."""
    cohort: str | None = None
    """The cohort that is screened for."""

    @cached_property
    def units(self) -> UnitConverter:
        """The converter of the knowledge's units."""
        return UnitConverter(self.knowledge.incommensurable)

    def entry(self, name: str) -> Entry | None:
        """The measurement or scale with this preferred name, or None."""
        return self.knowledge.named(name)

    def concept(self, occurrence: Occurrence) -> str:
        """The id of the lexicon's concept that an occurrence is of: its own, else that of its name; empty where there is none."""
        if occurrence.concept_id in self.knowledge.concepts:
            return occurrence.concept_id
        entry = self._concepts_by_name.get(occurrence.concept)
        return entry.id if entry else ""

    def day_of(self, anchor: str) -> date | None:
        """The day of an anchor: given, or the as-of date for a step of the study; None for all others."""
        name = anchor.casefold()
        return self._days.get(name, self.as_of if name in tables().anchor else None)

    def ucum(self, printed: str) -> str | None:
        """The UCUM unit that a printed unit means, or None where it is not known.

        >>> from critparse.knowledge import load
        >>> question = Question(load(), date(2024, 1, 1))
        >>> question.ucum("mg/dl"), question.ucum("furlong")
        ('mg/dL', None)
        """
        if printed not in self._printed:
            self._printed[printed] = self._read_unit(printed)
        return self._printed[printed]

    def _read_unit(self, printed: str) -> str | None:
        tokens = tokenize(printed)
        unit = self._unit_reader.read(tokens, 0)
        if unit and unit.known and unit.stop == len(tokens):
            return unit.ucum
        bare = printed.strip().lstrip("xX×")
        return bare if bare and is_ucum(bare) else None

    @cached_property
    def _unit_reader(self) -> UnitReader:
        return UnitReader(self.knowledge)

    @cached_property
    def _printed(self) -> dict[str, str | None]:
        return {}

    @cached_property
    def _days(self) -> dict[str, date]:
        return {name.casefold(): day for name, day in self.anchors.items()}

    @cached_property
    def _concepts_by_name(self) -> dict[str, ConceptEntry]:
        return {entry.name: entry for entry in self.knowledge.concepts.values()}
