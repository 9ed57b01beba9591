"""A recorded value against the ends of an interval, in whatever units the two are written."""

from __future__ import annotations

from decimal import Context, Decimal
from typing import NamedTuple

from critparse.errors import UnitError
from critparse.evaluate.facts import is_reckonable, shown_amount
from critparse.evaluate.outcome import NO, UNKNOWN, YES, Outcome, all_of
from critparse.evaluate.question import Question
from critparse.expression import End, Interval, Quantity, TimesReference
from critparse.knowledge import MeasurementEntry
from critparse.patient.model import Amount, Result
from critparse.units import AnalyteUnits

PREDICTED = "{predicted}"
_ROUNDED = Context(prec=10)
"""Digits in which converted values are compared: fewer than those in which they are converted."""
_UNIT_ONE = "1"


class Reading(NamedTuple):
    """A recorded number, or the numbers that "<5" leaves open; an end that is None is open."""

    low: Decimal | None
    high: Decimal | None
    low_inclusive: bool = True
    high_inclusive: bool = True

    @classmethod
    def of(cls, value: Decimal, comparator: str = "") -> Reading:
        """What a value with its comparator says.

        >>> Reading.of(Decimal(5), "<").at_most(Decimal(5), inclusive=False)
        1
        """
        match comparator:
            case "<" | "<=":
                return cls(None, value, high_inclusive=comparator == "<=")
            case ">" | ">=":
                return cls(value, None, low_inclusive=comparator == ">=")
            case _:
                return cls(value, value)

    def at_least(self, bound: Decimal, *, inclusive: bool) -> Outcome:
        """Whether the number lies above a bound, or on it where that counts."""
        if self.low is not None and (self.low > bound or (self.low == bound and (inclusive or not self.low_inclusive))):
            return YES
        if self.high is not None and (self.high < bound or (self.high == bound and not (inclusive and self.high_inclusive))):
            return NO
        return UNKNOWN

    def at_most(self, bound: Decimal, *, inclusive: bool) -> Outcome:
        """Whether the number lies below a bound, or on it where that counts."""
        mirrored = Reading(_minus(self.high), _minus(self.low), self.high_inclusive, self.low_inclusive)
        return mirrored.at_least(-bound, inclusive=inclusive)

    def within(self, low: Decimal | None, high: Decimal | None, interval: Interval) -> Outcome:
        """Whether the number lies between two numbers that stand for the ends of an interval."""
        parts = []
        if interval.low and low is not None:
            parts.append(self.at_least(low, inclusive=interval.low.inclusive))
        if interval.high and high is not None:
            parts.append(self.at_most(high, inclusive=interval.high.inclusive))
        return all_of(parts)


class Compared(NamedTuple):
    """What a comparison came to and how it was made."""

    outcome: Outcome
    compared: str = ""
    conversion: str = ""
    reason: str = ""


def compare(result: Result, bound: Interval, entry: MeasurementEntry, question: Question) -> Compared:
    """A result against the ends of an interval; what cannot be compared is unknown, with the reason."""
    amount = result.value
    if amount is None:
        return Compared(UNKNOWN, reason="the record has an answer in words where a number is asked")
    if not is_reckonable(amount.value):
        return Compared(UNKNOWN, reason=f"the recorded value {shown_amount(amount)} is not plausible")
    unit = recorded_unit(result, amount, entry, question)
    if unit is not None and not result.comparator and is_plausible(amount.value, unit, entry, question) is False:
        return Compared(UNKNOWN, reason=f"the recorded value {shown_amount(amount)} is not plausible: the unit may be wrong")
    parts = [
        _side(result, amount, unit, end, entry, question, is_low=is_low)
        for end, is_low in ((bound.low, True), (bound.high, False))
        if end is not None
    ]
    outcome = all_of(part.outcome for part in parts)
    reasons = dict.fromkeys(part.reason for part in parts if part.reason) if outcome == UNKNOWN else {}
    shown = max(parts, key=lambda part: bool(part.conversion))
    return Compared(outcome, shown.compared, shown.conversion, "; ".join(reasons))


def _side(
    result: Result, amount: Amount, unit: str | None, end: End, entry: MeasurementEntry, question: Question, *, is_low: bool
) -> Compared:
    limit = end.value
    if isinstance(limit, TimesReference):
        if limit.reference == "baseline":
            return Compared(UNKNOWN, reason="the baseline value is not known")
        reference = result.high if limit.reference == "ULN" else result.low
        if reference is None or not is_reckonable(reference.value):
            return Compared(UNKNOWN, reason=f"the record gives no {limit.reference}")
        if reference.unit == amount.unit:
            bound = limit.factor * reference.value
            shown = f"{limit.factor} x {shown_amount(reference)} = {shown_amount(reference._replace(value=bound))}"
            return Compared(_meets(result, amount.value, bound, end, is_low=is_low), shown_amount(amount), shown)
        limit_unit = recorded_unit(result, reference, entry, question)
        bound_quantity = None if limit_unit is None else Quantity(value=limit.factor * reference.value, unit=limit_unit)
    elif isinstance(limit, Quantity):
        bound_quantity = limit if limit.unit else Quantity(value=limit.value, unit=entry.unit)
    else:
        return Compared(UNKNOWN, reason="the bound is no number")
    if unit is None or bound_quantity is None:
        return Compared(UNKNOWN, reason=f"the unit {amount.unit!r} is not known" if amount.unit else "the record gives no unit")
    if bound_quantity.unit == unit:
        return Compared(_meets(result, amount.value, bound_quantity.value, end, is_low=is_low), f"{amount.value:f} {unit}")
    try:
        value = question.units.to_canonical(amount.value, unit, entry.analyte_units)
        bound = question.units.to_canonical(bound_quantity.value, bound_quantity.unit, entry.analyte_units)
    except UnitError as error:
        return Compared(UNKNOWN, reason=error.what)
    value, bound = _ROUNDED.plus(value), _ROUNDED.plus(bound)
    conversion = _conversion(amount.value, unit, value, entry)
    conversion = conversion or _conversion(bound_quantity.value, bound_quantity.unit, bound, entry)
    return Compared(_meets(result, value, bound, end, is_low=is_low), f"{value:f} {entry.unit}", conversion)


def _meets(result: Result, value: Decimal, bound: Decimal, end: End, *, is_low: bool) -> Outcome:
    reading = Reading.of(value, result.comparator)
    return (reading.at_least if is_low else reading.at_most)(bound, inclusive=end.inclusive)


def _conversion(value: Decimal, unit: str, canonical: Decimal, entry: MeasurementEntry) -> str:
    if unit == entry.unit:
        return ""
    through = f" (molar mass {entry.molar_mass} g/mol)" if entry.molar_mass and "mol" in unit + entry.unit else ""
    return f"{value:f} {unit} = {canonical:f} {entry.unit}{through}"


def recorded_unit(result: Result, amount: Amount, entry: MeasurementEntry, question: Question) -> str | None:
    """The UCUM unit of an amount on record, or None where it is not known.

    A code that is reported in one unit by its own definition says what the record may leave out: `%` of a code for percent
    of predicted is `%{predicted}`.
    """
    unit = amount.unit if amount.is_ucum or not amount.unit else question.ucum(amount.unit)
    if unit is None or (not unit and entry.unit != _UNIT_ONE):
        return None
    for coding in result.codings:
        own = entry.loinc.get(coding.code, ())
        if own and unit not in own:
            unit = next((one for one in own if _unannotated(one) == _unannotated(unit)), unit)
    return _UNIT_ONE if _unannotated(unit) == _UNIT_ONE and entry.unit == _UNIT_ONE else unit


def is_plausible(value: Decimal, unit: str, entry: MeasurementEntry, question: Question) -> bool | None:
    """Whether a value lies in the entry's plausible range; None where the unit cannot be converted."""
    try:
        canonical = question.units.to_canonical(value, unit, entry.analyte_units)
    except UnitError:
        return None
    return entry.range[0] <= _ROUNDED.plus(canonical) <= entry.range[1]


def plain_compare(amount: Amount, bound: Interval, question: Question) -> Compared:
    """An amount against an interval by unit algebra alone: doses and the like, which are of no analyte."""
    unit = amount.unit if amount.is_ucum else question.ucum(amount.unit)
    if not is_reckonable(amount.value):
        return Compared(UNKNOWN, reason="the recorded amount is not plausible")
    if not unit:
        return Compared(UNKNOWN, reason=f"the unit {amount.unit!r} is not known" if amount.unit else "the record gives no unit")
    try:
        low, high = (in_unit(end.value, unit, question) if end else None for end in (bound.low, bound.high))
    except UnitError as error:
        return Compared(UNKNOWN, reason=error.what)
    return Compared(Reading.of(amount.value).within(low, high, bound), f"{amount.value:f} {unit}")


def in_unit(quantity: object, unit: str, question: Question) -> Decimal:
    """A quantity in another unit.

    Raises `UnitError` where it cannot be converted, or is no quantity.
    """
    if not isinstance(quantity, Quantity):
        raise UnitError("the bound is no number")
    if quantity.unit == unit:
        return quantity.value
    return _ROUNDED.plus(question.units.to_canonical(quantity.value, quantity.unit, AnalyteUnits(unit)))


def _minus(value: Decimal | None) -> Decimal | None:
    return None if value is None else -value


def _unannotated(unit: str) -> str:
    """The unit without what it counts: "mL/min/{1.73_m2}" is mL/min."""
    while (start := unit.find("{")) >= 0 and (stop := unit.find("}", start)) >= 0:
        unit = unit[:start].rstrip("/.") + unit[stop + 1 :]
    return unit or _UNIT_ONE
