"""Evidence names the records, the conversion, the formula, and why something is not known."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from critparse.evaluate import Evidence, Question, evaluate
from critparse.evaluate.outcome import NO, UNKNOWN, YES
from critparse.expression import Code, Measurement, Occurrence, read
from critparse.knowledge import load
from critparse.patient.model import Amount, Coding, Event, Moment, Patient, Result

TODAY = date(2024, 5, 1)


def day(text: str) -> Moment:
    return Moment(date.fromisoformat(text), date.fromisoformat(text))


PATIENT = Patient(
    "p0",
    day("1964-03-01"),
    "female",
    results=(
        Result("Observation/1", (Coding("LOINC", "2160-0"),), "Creatinine", day("2024-04-01"), Amount(Decimal("88.4"), "umol/L")),
        Result("Observation/2", (Coding("LOINC", "29463-7"),), "Body Weight", day("2024-04-02"), Amount(Decimal(60), "kg")),
        Result("Observation/3", (Coding("LOINC", "1742-6"),), "ALT", day("2024-04-02"), Amount(Decimal(80), "U/L"), high=Amount(Decimal(40), "U/L")),
    ),
    events=(
        Event("Condition/1", "condition", (Coding("ICD-10-CM", "I10"),), "Essential hypertension", day("2020-01-01"), day("2022-01-01"), ended=True),
    ),
)  # fmt: skip


def said(text: str, patient: Patient = PATIENT) -> Evidence:
    (found,) = evaluate(read(text), patient, Question(load(), TODAY)).evidence
    return found


def test_conversion_is_shown() -> None:
    found = said("creatinine < 1.5 mg/dL")
    assert (found.outcome, found.compared[:8]) == ("yes", "0.999980")
    assert found.conversion.startswith("88.4 umol/L = ")
    assert found.conversion.endswith("mg/dL (molar mass 113.12 g/mol)")
    (datum,) = found.data
    assert datum == ("Observation/1", "2024-04-01", "88.4 umol/L", "LOINC 2160-0")


def test_limit_of_normal_is_shown() -> None:
    assert said("ALT > 3 x ULN").conversion == "3 x 40 U/L = 120 U/L"


def test_derived_values_are_marked_with_their_formula() -> None:
    found = said("eGFR > 60 mL/min/{1.73_m2}")
    assert (found.outcome, found.derived) == ("yes", "CKD-EPI creatinine 2021 (Inker 2021), age 60, female")
    assert [datum.record for datum in found.data] == ["Observation/1"]
    found = said('"creatinine clearance" > 30 mL/min')
    assert found.derived == "Cockcroft-Gault (1976), actual weight, age 60, female"
    assert [datum.record for datum in found.data] == ["Observation/1", "Observation/2"]
    assert "no value of height" in said("BMI > 30 kg/m2").reason


def test_a_record_that_is_not_what_is_asked_is_named() -> None:
    found = said('condition "hypertension"')
    assert (found.outcome, found.reason) == ("no", "what is on record is not what is asked")
    assert found.data == (("Condition/1", "2020-01-01 to 2022-01-01", "Essential hypertension", "ICD-10-CM I10"),)
    assert said('condition "stroke"').reason == "not on record"


@pytest.mark.parametrize(
    ("text", "needs", "reason"),
    [
        ("hemoglobin < 9 g/dL", "data", "no value on record"),
        ("creatinine > 120 mmol/L", "parser", "not plausible"),
        ("creatinine > 1.5", "parser", "no unit"),
        ("creatinine > 1.5 U/L", "data", "measure different things"),
        ("creatinine > 1.5 x ULN", "data", "no ULN"),
        ('judgement("willing")', "person", "only a person"),
        ('unparsed("x")', "parser", "not understood"),
        (
            'condition "hypertension" (treatment = uncontrolled, course = history)',
            "person",
            "cannot show: treatment = uncontrolled",
        ),
        ('condition "blue fever"', "parser", "neither the lexicon nor a code system"),
        ('procedure "surgery" (modality = planned)', "data", "no plan is on record"),
    ],
)
def test_why_it_is_not_known(text: str, needs: str, reason: str) -> None:
    found = said(text)
    assert (found.outcome, found.needs) == ("unknown", needs)
    assert reason in found.reason


def test_repaired_nodes_are_evaluated_with_a_warning() -> None:
    node = read("creatinine < 1.5 mg/dL")
    assert isinstance(node, Measurement)
    answer = evaluate(node.model_copy(update={"repaired": True}), PATIENT, Question(load(), TODAY))
    assert answer.outcome == YES
    assert "mended" in answer.evidence[0].warning


# -- occurrences that only codes tell


def coded(*codes: Code, text: str = "rare disease") -> Occurrence:
    return Occurrence(domain="condition", concept=text, codes=codes)


@pytest.mark.parametrize(
    ("code", "record", "wanted"),
    [
        (Code(system="ICD-10-CM", code="K90"), Coding("ICD-10-CM", "K90.81"), 1),
        (Code(system="ICD-10-CM", code="K90.81"), Coding("ICD-10-CM", "K90.0"), 2),
        (Code(system="ICD-10-CM", code="I10-I16"), Coding("ICD-10-CM", "I10"), 1),
        (Code(system="SNOMED CT", code="41545003"), Coding("SNOMED CT", "41545003"), 1),
        (Code(system="SNOMED CT", code="41545003"), Coding("SNOMED CT", "415450030"), 2),
    ],
)
def test_codes_with_all_below_them(code: Code, record: Coding, wanted: int) -> None:
    patient = Patient("p", events=(Event("Condition/1", "condition", (record,), ""),))
    assert evaluate(coded(code), patient, Question(load(), TODAY)).outcome == wanted


def test_a_record_of_a_concept_whose_codes_are_below_counts() -> None:
    patient = Patient("p", events=(Event("Condition/1", "condition", (), "type 2 diabetes mellitus"),))
    assert evaluate(coded(Code(system="ICD-10-CM", code="E08-E13")), patient, Question(load(), TODAY)).outcome == YES


def test_a_record_that_is_marked_as_old_is_no_new_event() -> None:
    old = Event("Condition/1", "condition", (Coding("ICD-10-CM", "I25.2"),), "Old myocardial infarction", day("2024-04-01"))
    question, patient = Question(load(), TODAY), Patient("p", events=(old,))
    assert evaluate(read('condition "myocardial infarction" (course = history)'), patient, question).outcome == YES
    recent = read('condition "myocardial infarction" within [0, 6] mo before now')
    assert evaluate(recent, patient, question).outcome == UNKNOWN


def test_what_a_record_may_be_leaves_it_open() -> None:
    doubted = Event("Condition/1", "condition", (), "Suspected lung cancer", day("2024-04-01"))
    found = evaluate(read('condition "lung cancer"'), Patient("p", events=(doubted,)), Question(load(), TODAY))
    assert found.outcome == UNKNOWN


def test_an_answer_holds_until_the_question_is_answered_anew() -> None:
    question = Coding("LOINC", "72166-2")

    def answer(n: int, words: str, when: str) -> tuple[Result, Event]:
        return (
            Result(f"Observation/{n}", (question,), "", day(when), answer=(Coding("", "", words),)),
            Event(f"Observation/{n}", "observation", (), words, day(when)),
        )

    answers = [
        answer(1, "cigarette smoking", "2010-01-01"),
        answer(2, "nonsmoker", "2020-01-01"),
        answer(3, "nonsmoker", "2022-01-01"),
    ]
    patient = Patient("p", results=tuple(r for r, _ in answers), events=tuple(e for _, e in answers))
    outcomes = [
        evaluate(read(text), patient, Question(load(), on)).outcome
        for text in (
            'observation "cigarette smoking"',
            'observation "cigarette smoking" (course = history)',
            'observation "nonsmoker"',
        )
        for on in (date(2012, 1, 1), TODAY)
    ]
    assert outcomes == [YES, NO, YES, YES, UNKNOWN, YES]


def test_a_history_of_a_procedure_is_a_procedure() -> None:
    event = Event("Condition/1", "condition", (), "History of appendectomy", day("2000-01-01"))
    assert evaluate(read('procedure "appendectomy"'), Patient("p", events=(event,)), Question(load(), TODAY)).outcome == YES


def test_options_do_not_leak_between_questions() -> None:
    strict = replace(Question(load(), TODAY), absent_is_unknown=True)
    assert evaluate(read('condition "stroke"'), PATIENT, strict).outcome == UNKNOWN
    assert evaluate(read('condition "stroke"'), PATIENT, Question(load(), TODAY)).outcome != UNKNOWN
