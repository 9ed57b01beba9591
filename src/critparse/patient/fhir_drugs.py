"""FHIR's medication resources → drug events with their doses."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from critparse.patient.fhir_context import Context
from critparse.patient.fhir_dates import moment_of, period_of, up_to
from critparse.patient.fhir_json import (
    Concept,
    Json,
    Misshapen,
    amount_of,
    child,
    children,
    code_of,
    concept_of,
    flag,
    number,
    record_id,
    text_of,
)
from critparse.patient.model import Amount, Event, Moment

_ORDERS = frozenset(("order", "original-order", "reflex-order", "filler-order", "instance-order"))
_NEVER = frozenset(("entered-in-error", "cancelled", "not-done", "not-taken"))
"""Withdrawn before the first dose, not taken, or a mistake."""
_OVER = frozenset(("completed", "stopped"))
_DOUBTED = frozenset(("unknown", "on-hold"))
"""Whether the drug is being taken is not known."""
_NOT_BEGUN = frozenset(("draft", "intended"))
_STATUSES = _NEVER | _OVER | _DOUBTED | _NOT_BEGUN | {"", "active", "in-progress"}
_PER_DAY = {"s": Decimal(86_400), "min": Decimal(1440), "h": Decimal(24), "d": Decimal(1)}
_LONGER = frozenset(("wk", "mo", "a"))
_CODES = {
    "QD": (1, "d"), "AM": (1, "d"), "PM": (1, "d"), "BED": (1, "d"), "BID": (2, "d"), "TID": (3, "d"), "QID": (4, "d"),
    "Q1H": (24, "d"), "Q2H": (12, "d"), "Q3H": (8, "d"), "Q4H": (6, "d"), "Q6H": (4, "d"), "Q8H": (3, "d"), "Q12H": (2, "d"),
    "WK": (1, "wk"), "MO": (1, "mo"),
}  # fmt: skip
"""HL7's codes of timing → how often in which unit of time."""


def request(resource: Json, context: Context) -> Iterator[Event]:
    """The drug of a MedicationRequest: of an order that is under way, taken since then."""
    intent = text_of(resource, "intent")
    if flag(resource, "doNotPerform"):
        context.leave_out(resource, "doNotPerform")
        return
    dosages = children(resource, "dosageInstruction")
    since, until = _bounds(dosages)
    ordered = since or moment_of(resource, "authoredOn")
    yield from _taken(resource, context, dosages, ordered, until, planned=bool(intent) and intent not in _ORDERS)


def statement(resource: Json, context: Context) -> Iterator[Event]:
    """The drug that a MedicationStatement says is, was or will be taken."""
    since, until = period_of(resource, "effectivePeriod")
    since = since or moment_of(resource, "effectiveDateTime") or up_to(moment_of(resource, "dateAsserted"), context.birth)
    yield from _taken(resource, context, children(resource, "dosage"), since, until, planned=False)


def administration(resource: Json, context: Context) -> Iterator[Event]:
    """The drug that was given."""
    since, until = period_of(resource, "effectivePeriod")
    if "effectiveDateTime" in resource:
        since = until = moment_of(resource, "effectiveDateTime")
    dosage = child(resource, "dosage")
    dose = amount_of(child(dosage, "dose")) if dosage else None
    yield from _taken(resource, context, (), since, until, planned=False, dose=dose if dose and dose.unit else None)


def _taken(
    resource: Json, context: Context, dosages: list[Json] | tuple[()], since: Moment | None, until: Moment | None, *,
    planned: bool, dose: Amount | None = None,
) -> Iterator[Event]:  # fmt: skip
    status = text_of(resource, "status")
    if status not in _STATUSES:
        raise Misshapen("status is not one of FHIR's")
    if status in _NEVER:
        context.leave_out(resource, f"status {status}")
        return
    yield Event(
        record_id(resource),
        "drug",
        *_drug(resource, context),
        onset=since,
        abatement=until,
        ended=status in _OVER,
        confirmed=status not in _DOUBTED,
        planned=status in _NOT_BEGUN or (planned and status not in _OVER),
        dose=dose or _dose(dosages),
    )


def _drug(resource: Json, context: Context) -> Concept:
    """The codes and the words of the drug, which is coded in place, contained, or a resource of its own."""
    if "medicationCodeableConcept" in resource:
        return concept_of(resource, "medicationCodeableConcept")
    reference = child(resource, "medicationReference")
    target, words = text_of(reference, "reference"), text_of(reference, "display")
    if target.startswith("#"):
        drug = next((c for c in children(resource, "contained") if c.get("id") == target[1:]), None)
    else:
        drug = context.referred(target)
    if drug is None and not words:
        raise Misshapen("medicationReference leads nowhere")
    coded = concept_of(drug or {}, "code")
    if coded.codings or coded.words:
        return coded
    parts = [concept_of(part, "itemCodeableConcept") for part in children(drug or {}, "ingredient")]
    return Concept(
        tuple(c for part in parts for c in part.codings), " / ".join(part.words for part in parts if part.words) or words
    )


def _bounds(dosages: list[Json]) -> tuple[Moment | None, Moment | None]:
    if len(dosages) != 1:
        return None, None
    return period_of(child(child(dosages[0], "timing"), "repeat"), "boundsPeriod")


def _dose(dosages: list[Json] | tuple[()]) -> Amount | None:
    """The one dose of an instruction, by the day or a longer time where its timing says so; None where there are several."""
    if len(dosages) != 1:
        return None
    dosage = dosages[0]
    rates = children(dosage, "doseAndRate")
    if len(rates) != 1:
        return None
    if "rateQuantity" in rates[0]:
        return amount_of(child(rates[0], "rateQuantity"))
    dose = amount_of(child(rates[0], "doseQuantity"))
    if dose is None or not dose.unit:  # a number of tablets: their strength is not told
        return None
    rate = None if dosage.get("asNeededBoolean") or "asNeededCodeableConcept" in dosage else _rate(child(dosage, "timing"))
    return Amount(dose.value * rate[0], f"{dose.unit}/{rate[1]}", dose.is_ucum) if rate else dose


def _rate(timing: Json) -> tuple[Decimal, str] | None:
    """How often, and in which unit of time."""
    repeat = child(timing, "repeat")
    period, unit = number(repeat, "period"), text_of(repeat, "periodUnit")
    if not period or "frequencyMax" in repeat or "periodMax" in repeat:
        coded = _CODES.get(code_of(timing, "code")) if not repeat else None
        return (Decimal(coded[0]), coded[1]) if coded else None
    named = [repeat.get(key) for key in ("when", "timeOfDay")]
    often = number(repeat, "frequency") or Decimal(max([1, *(len(times) for times in named if isinstance(times, list))]))
    if unit in _PER_DAY:
        return often * _PER_DAY[unit] / period, "d"
    return (often / period, unit) if unit in _LONGER else None
