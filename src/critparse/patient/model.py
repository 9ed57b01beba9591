"""A patient as facts with codes, units and dates, whatever they were read from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal, NamedTuple

EventDomain = Literal["condition", "procedure", "drug", "device", "allergy", "observation"]


class Moment(NamedTuple):
    """A day, or the days between which it lies where the record gives a partial date ("2019" is a whole year)."""

    first: date
    last: date


class Coding(NamedTuple):
    """A code as the record has it; the system is one of `Code.system` of expressions ("LOINC", "ICD-10-CM" ...) where known."""

    system: str
    code: str
    display: str = ""


class Amount(NamedTuple):
    """A number with its unit: UCUM where the record codes it so, else what it prints."""

    value: Decimal
    unit: str
    is_ucum: bool = True


@dataclass(frozen=True, slots=True)
class Result:
    """A measured, scored or answered observation: a laboratory value, a vital sign, a class, a coded answer."""

    id: str
    """The record's own, as "Observation/123"; a component is "Observation/123#2"."""
    codings: tuple[Coding, ...]
    text: str
    when: Moment | None
    value: Amount | None = None
    comparator: Literal["", "<", "<=", ">=", ">"] = ""
    """What the record says of the value: "<5" is an interval, not 5."""
    answer: tuple[Coding, ...] = ()
    """A coded answer ("ECOG 1", "positive"); a text answer is a coding without system and code."""
    low: Amount | None = None
    """The lower limit of the record's own reference range."""
    high: Amount | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """A condition, procedure, drug, device, allergy or observation on record. Refuted and mistaken entries are left out."""

    id: str
    domain: EventDomain
    codings: tuple[Coding, ...]
    text: str
    onset: Moment | None = None
    """When it began; for what happens at once, when it happened."""
    abatement: Moment | None = None
    ended: bool = False
    """The record says that it is over (resolved, completed, stopped), with or without a date."""
    confirmed: bool = True
    """False for what is provisional or only suspected."""
    planned: bool = False
    """Ordered or intended, and not begun."""
    relative: str = ""
    """Whose it is where it is not the patient's ("mother"), from a family history."""
    dose: Amount | None = None
    """The amount of a drug; with a rate in UCUM where the record gives one ("10 mg/d")."""
    severity: str = ""
    """"mild", "moderate" or "severe" where the record has it."""


@dataclass(frozen=True, slots=True)
class Patient:
    """One patient's facts."""

    id: str
    birth: Moment | None = None
    sex: Literal["female", "male"] | None = None
    death: Moment | None = None
    results: tuple[Result, ...] = ()
    events: tuple[Event, ...] = ()
