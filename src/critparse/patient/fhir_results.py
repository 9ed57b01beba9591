"""FHIR Observations → results, and the findings that they state."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Literal

from critparse.patient.fhir_context import Context
from critparse.patient.fhir_dates import moment_of, period_of, up_to, within
from critparse.patient.fhir_json import (
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
from critparse.patient.model import Amount, Coding, Event, Moment, Result

_USABLE = frozenset(("final", "amended", "corrected", ""))
"""Statuses of results that somebody stands for; preliminary ones are not verified."""
_STATUSES = _USABLE | {"registered", "preliminary", "cancelled", "entered-in-error", "unknown"}
_COMPARATORS: dict[str, Literal["", "<", "<=", ">=", ">"]] = {"": "", "<": "<", "<=": "<=", ">=": ">=", ">": ">"}
_WORDS = ("valueString", "valueDateTime", "valueTime")
_VALUES = frozenset(
    (
        *_WORDS, "valueQuantity", "valueInteger", "valueBoolean", "valueCodeableConcept", "valueRange", "valueRatio",
        "valueSampledData", "valuePeriod",
    )
)  # fmt: skip
_ONE = Decimal(1)


def observation(resource: Json, context: Context) -> Iterator[Result | Event]:
    """The results of an Observation: its own value and those of its components; and what it finds, as events.

    A coded answer ("smoker") and a finding without a value are events of the domain observation too.
    """
    status = text_of(resource, "status")
    if status not in _USABLE:
        if status not in _STATUSES:
            raise Misshapen("status is not one of FHIR's")
        context.leave_out(resource, f"status {status}")
        return
    when = _when(resource, context)
    name = record_id(resource)
    components = children(resource, "component")
    if not _VALUES.isdisjoint(resource):
        yield from _read(resource, name, when)
    elif not components:
        if "dataAbsentReason" in resource:
            context.leave_out(resource, "no value (dataAbsentReason)")
        elif "hasMember" not in resource:
            yield Event(name, "observation", *concept_of(resource, "code"), onset=when)
    for place, component in enumerate(components, start=1):
        if _VALUES.isdisjoint(component):
            context.leave_out(resource, "component without value")
        else:
            yield from _read(component, f"{name}#{place}", when)


def _when(resource: Json, context: Context) -> Moment | None:
    when = moment_of(resource, "effectiveDateTime") or moment_of(resource, "effectiveInstant")
    if when is None and "effectivePeriod" in resource:
        when = within(*period_of(resource, "effectivePeriod"))
    return when or up_to(moment_of(resource, "issued"), context.birth)


def _read(owner: Json, name: str, when: Moment | None) -> Iterator[Result | Event]:
    """The result of an Observation or of one of its components, and what its answer finds."""
    codings, text = concept_of(owner, "code")
    if "valueQuantity" in owner:
        quantity = child(owner, "valueQuantity")
        comparator = _COMPARATORS.get(text_of(quantity, "comparator"))
        if comparator is None:
            raise Misshapen("comparator is not one of FHIR's")
        value = amount_of(quantity)
        low, high = _limits(owner, value.unit if value else "") if "referenceRange" in owner else (None, None)
        yield Result(name, codings, text, when, value, comparator, low=low, high=high)
    elif "valueInteger" in owner:
        count = number(owner, "valueInteger")
        yield Result(name, codings, text, when, Amount(count, "1") if count is not None else None)
    elif "valueCodeableConcept" in owner:
        answer = concept_of(owner, "valueCodeableConcept")
        yield Result(name, codings, text, when, answer=answer.codings or (Coding("", "", answer.words),))
        yield Event(name, "observation", *answer, onset=when)
    elif "valueBoolean" in owner:
        holds = flag(owner, "valueBoolean")
        yield Result(name, codings, text, when, answer=(Coding("", "", "true" if holds else "false"),))
        if holds:
            yield Event(name, "observation", codings, text, onset=when)
    elif "valueRange" in owner:
        yield _range(owner, Result(name, codings, text, when))
    else:
        yield Result(name, codings, text, when, answer=_answer(owner))


def _range(owner: Json, bare: Result) -> Result:
    """A value that is known to lie above or below an end; one between two ends is kept in words, which no bound can use."""
    ends = child(owner, "valueRange")
    low, high = amount_of(child(ends, "low")), amount_of(child(ends, "high"))
    if low and high and low != high:
        return replace(bare, answer=(Coding("", "", f"{low.value}-{high.value} {high.unit}".rstrip()),))
    comparator = "" if low and high else ">=" if low else "<="
    return replace(bare, value=low or high, comparator=_COMPARATORS[comparator])


def _answer(owner: Json) -> tuple[Coding, ...]:
    """An answer in words: as it is written, or the two numbers of a ratio."""
    for key in _WORDS:
        if key in owner:
            return (Coding("", "", text_of(owner, key)),)
    if "valueRatio" in owner:
        ratio = child(owner, "valueRatio")
        over, under = number(child(ratio, "numerator"), "value"), number(child(ratio, "denominator"), "value")
        return (Coding("", "", f"{over or _ONE}:{under or _ONE}"),)
    return ()


def _limits(owner: Json, unit: str) -> tuple[Amount | None, Amount | None]:
    """The limits of normal, where the record gives one range of them; a limit without a unit is in that of the value."""
    ranges = [r for r in children(owner, "referenceRange") if code_of(r, "type") in ("", "normal")]
    if len(ranges) > 1:
        ranges = [r for r in ranges if "appliesTo" not in r and "age" not in r]
    if len(ranges) != 1:
        return None, None
    return amount_of(child(ranges[0], "low"), unit), amount_of(child(ranges[0], "high"), unit)
