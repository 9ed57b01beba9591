"""Numbers and dates that no reader should let through do no harm."""

from datetime import date
from decimal import Decimal

import pytest

from critparse.evaluate import Question, evaluate
from critparse.evaluate.outcome import NO, UNKNOWN
from critparse.expression import read
from critparse.knowledge import load
from critparse.patient.model import Amount, Event, Moment, Patient, Result

TODAY = date(2024, 5, 1)
ONCE = Moment(date(2024, 4, 1), date(2024, 4, 1))


@pytest.mark.parametrize("value", ["1e999999", "-1e999999", "1e-999999", "NaN", "Infinity", "-Infinity"])
@pytest.mark.parametrize(
    ("expression", "name", "unit"),
    [
        ("hemoglobin >= 9 g/dL", "hemoglobin", "g/dL"), ("hemoglobin >= 90 g/L", "hemoglobin", "g/dL"), ("ALT > 3 x ULN", "ALT", "U/L"),
        ("ECOG <= 2", "ECOG", "{score}"), ("value(ALT) > value(AST)", "ALT", "U/L"), ("BMI > 30 kg/m2", "weight", "kg"),
        ("eGFR > 30 mL/min/{1.73_m2}", "creatinine", "umol/L"), ("increase(hemoglobin) > 1 g/dL within <= 1 a before now", "hemoglobin", "g/dL"),
    ],
)  # fmt: skip
def test_numbers_that_cannot_be_reckoned_with(value: str, expression: str, name: str, unit: str) -> None:
    amount = Amount(Decimal(value), unit)
    patient = Patient("p", ONCE, "female", results=(Result("Observation/1", (), name, ONCE, amount, high=amount),))
    answer = evaluate(read(expression), patient, Question(load(), TODAY))
    assert answer.outcome == UNKNOWN
    assert len(str(answer)) < 2000


def test_doses_that_cannot_be_reckoned_with() -> None:
    event = Event("Record/1", "drug", (), "warfarin", ONCE, dose=Amount(Decimal("1e999999"), "mg/d"))
    assert (
        evaluate(read('drug "warfarin" (dose > 5 g/d)'), Patient("p", events=(event,)), Question(load(), TODAY)).outcome == UNKNOWN
    )


def test_dates_at_the_ends_of_the_calendar() -> None:
    ever = Moment(date.min, date.max)
    event = Event("Record/1", "condition", (), "hypertension", ever, ever, ended=True)
    patient = Patient(
        "p", ever, "female", events=(event,), results=(Result("Observation/1", (), "hemoglobin", ever, Amount(Decimal(9), "g/dL")),)
    )
    for text in (
        "age >= 18 a", 'condition "hypertension" within <= 99999999 a before now', 'condition "hypertension" (duration >= 9999 a)',
        'condition "hypertension" (onset < 9999 a)', "hemoglobin < 10 g/dL within <= 1 a before now",
    ):  # fmt: skip
        assert evaluate(read(text), patient, Question(load(), TODAY)).outcome in (NO, UNKNOWN), text
