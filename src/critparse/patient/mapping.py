"""Records → our concepts: by code, else by name; how each was mapped is kept for the evidence."""

from __future__ import annotations

from typing import NamedTuple

from critparse.knowledge import Knowledge
from critparse.patient.model import Event, Result


class Mapping(NamedTuple):
    """A concept, measurement or scale that a record is of, and how that was found."""

    concept_id: str
    how: str
    """For evidence: "LOINC 718-7", "SNOMED CT 59621000", 'name "Essential hypertension"'."""


def mapped_result(result: Result, knowledge: Knowledge) -> tuple[Mapping, ...]:
    """The ids of the measurements and scales that a result is a value of."""
    raise NotImplementedError


def mapped_event(event: Event, knowledge: Knowledge) -> tuple[Mapping, ...]:
    """The ids of the concepts that an event is, with all broader ones and drug classes."""
    raise NotImplementedError
