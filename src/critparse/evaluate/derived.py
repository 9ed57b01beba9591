"""Values that stand on no record and follow from others by a published formula.

- BMI: weight in kg / (height in m)². A. Keys et al., J Chronic Dis 1972;25:329. Of a child only from the same day.
- eGFR: CKD-EPI creatinine equation 2021, race-free, adults. L. A. Inker et al., N Engl J Med 2021;385:1737.
- Creatinine clearance: D. W. Cockcroft, M. H. Gault, Nephron 1976;16:31, with the actual body weight, adults.
- Pulse pressure: systolic less diastolic pressure of the same day.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Context, Decimal
from typing import NamedTuple

from critparse.errors import UnitError
from critparse.evaluate.amounts import is_plausible, recorded_unit
from critparse.evaluate.days import completed
from critparse.evaluate.evidence import Datum
from critparse.evaluate.facts import Facts, Measured, is_reckonable
from critparse.evaluate.select import newest
from critparse.evaluate.window import Window
from critparse.knowledge import MeasurementEntry
from critparse.patient.model import Amount, Moment, Result

_ADULT = 18
_SHOWN = Context(prec=6)


class Derived(NamedTuple):
    """A value that follows from others."""

    result: Result
    data: tuple[Datum, ...]
    formula: str


class _Input(NamedTuple):
    value: Decimal
    measured: Measured


Windows = tuple[Window, ...]


def derive(entry_id: str, facts: Facts, windows: Windows) -> Derived | str | None:
    """The value of a measurement from others whose newest values lie in the windows.

    A text says why it cannot be derived; None that there is no formula for it.
    """
    formula = _FORMULAS.get(entry_id)
    return formula(facts, windows) if formula else None


def _bmi(facts: Facts, windows: Windows) -> Derived | str:
    weight = _input("weight", "kg", facts, windows)
    height = _input("height", "m", facts, ())
    if isinstance(weight, str) or isinstance(height, str):
        return weight if isinstance(weight, str) else str(height)
    age = _age(facts, height.measured.when.first)
    if (age is None or age < _ADULT) and height.measured.when != weight.measured.when:
        return "weight and height are not of the same day, and the patient was not known to be grown up"
    bmi = weight.value / (height.value * height.value)
    return _derived(bmi, "kg/m2", (weight, height), "BMI = weight / height² (Keys 1972)")


def _egfr(facts: Facts, windows: Windows) -> Derived | str:
    creatinine = _input("creatinine", "mg/dL", facts, windows)
    if isinstance(creatinine, str):
        return creatinine
    person = _adult(facts, creatinine.measured.when)
    if isinstance(person, str):
        return person
    age, is_female = person
    kappa, alpha, factor = (0.7, -0.241, 1.012) if is_female else (0.9, -0.302, 1.0)
    ratio = float(creatinine.value) / kappa
    egfr = 142 * min(ratio, 1.0) ** alpha * max(ratio, 1.0) ** -1.2 * 0.9938**age * factor
    formula = f"CKD-EPI creatinine 2021 (Inker 2021), age {age}, {facts.patient.sex}"
    return _derived(Decimal(str(round(egfr, 2))), "mL/min/{1.73_m2}", (creatinine,), formula)


def _clearance(facts: Facts, windows: Windows) -> Derived | str:
    creatinine = _input("creatinine", "mg/dL", facts, windows)
    weight = _input("weight", "kg", facts, ())
    if isinstance(creatinine, str) or isinstance(weight, str):
        return creatinine if isinstance(creatinine, str) else str(weight)
    person = _adult(facts, creatinine.measured.when)
    if isinstance(person, str):
        return person
    age, is_female = person
    clearance = (140 - age) * weight.value / (72 * creatinine.value) * (Decimal("0.85") if is_female else 1)
    formula = f"Cockcroft-Gault (1976), actual weight, age {age}, {facts.patient.sex}"
    return _derived(clearance, "mL/min", (creatinine, weight), formula)


def _pulse_pressure(facts: Facts, windows: Windows) -> Derived | str:
    systolic = _input("systolic_blood_pressure", "mm[Hg]", facts, windows)
    diastolic = _input("diastolic_blood_pressure", "mm[Hg]", facts, windows)
    if isinstance(systolic, str) or isinstance(diastolic, str):
        return systolic if isinstance(systolic, str) else str(diastolic)
    if systolic.measured.when != diastolic.measured.when:
        return "the two pressures are not of the same day"
    return _derived(systolic.value - diastolic.value, "mm[Hg]", (systolic, diastolic), "systolic less diastolic pressure")


_FORMULAS: dict[str, Callable[[Facts, Windows], Derived | str]] = {
    "bmi": _bmi,
    "egfr": _egfr,
    "creatinine_clearance": _clearance,
    "pulse_pressure": _pulse_pressure,
}
"""Id of a measurement in the lexicon → its formula."""


def _derived(value: Decimal, unit: str, inputs: tuple[_Input, ...], formula: str) -> Derived:
    when = max(one.measured.when for one in inputs)
    result = Result(id="", codings=(), text="", when=when, value=Amount(_SHOWN.plus(value), unit))
    return Derived(result, tuple(one.measured.datum() for one in inputs), formula)


def _input(entry_id: str, unit: str, facts: Facts, windows: Windows) -> _Input | str:
    """The newest value of a measurement in a unit, or why there is none."""
    question = facts.question
    entry = question.knowledge.measurements.get(entry_id)
    if not isinstance(entry, MeasurementEntry):
        return f"{entry_id} is not in the lexicon"
    chosen, sure = newest(facts.results(entry_id), windows, question.as_of)
    values = {one.result.value for one in chosen}
    amount = chosen[0].result.value if chosen else None
    if not sure or amount is None:
        return f"no value of {entry.name} to derive it from"
    if len(values) > 1 or chosen[0].result.comparator:
        return f"the value of {entry.name} is not known exactly"
    recorded = recorded_unit(chosen[0].result, amount, entry, question) if is_reckonable(amount.value) else None
    if recorded is None or not is_plausible(amount.value, recorded, entry, question):
        return f"the value of {entry.name} has no known unit or is not plausible"
    try:
        canonical = question.units.to_canonical(amount.value, recorded, entry.analyte_units)
        value = question.units.from_canonical(canonical, unit, entry.analyte_units)
    except UnitError as error:
        return error.what
    return _Input(value, chosen[0]) if value > 0 else f"the value of {entry.name} is not plausible"


def _age(facts: Facts, day: date) -> int | None:
    """Completed years on a day, or None where the birth date leaves it open."""
    birth = facts.patient.birth
    if birth is None:
        return None
    ages = {completed("a", one, day) for one in birth}
    return ages.pop() if len(ages) == 1 else None


def _adult(facts: Facts, when: Moment) -> tuple[int, bool] | str:
    """Age at a date and whether the patient is female, or why the formula does not apply."""
    ages = {_age(facts, day) for day in when}
    age = ages.pop() if len(ages) == 1 else None
    if age is None or facts.patient.sex is None:
        return "age or sex is not known"
    return (age, facts.patient.sex == "female") if age >= _ADULT else "the formula is for adults"
