"""Protocol × patient: verdicts of criteria, eligibility, cohorts, the registry's fields."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Literal

import pytest

from critparse.errors import CritparseError
from critparse.evaluate import PatientVerdict, Question, screened, screening
from critparse.expression import read
from critparse.interpret import Criterion, Protocol
from critparse.knowledge import load
from critparse.patient.model import Amount, Event, Moment, Patient, Result
from critparse.source import Metadata, Span

TODAY = date(2024, 5, 1)
BORN = Moment(date(1980, 1, 1), date(1980, 1, 1))
SPAN = Span(start=0, end=1)
HTN = Event("Condition/1", "condition", (), "hypertension")
WOMAN = Patient("w", BORN, "female", events=(HTN,))
MAN = Patient("m", BORN, "male")
NOBODY = Patient("n")


def criterion(
    id: str,
    kind: Literal["inclusion", "exclusion"],
    text: str,
    *,
    cohort: str | None = None,
    role: Literal["item", "header", "note"] = "item",
) -> Criterion:
    return Criterion(id=id, kind=kind, cohort=cohort, role=role, span=SPAN, text=text, expression=read(text), coverage=1)


def protocol(*criteria: Criterion, metadata: Metadata | None = None) -> Protocol:
    return Protocol(name="p", metadata=metadata or Metadata(), criteria=criteria)


def judged(of: Protocol, patient: Patient, **options: object) -> PatientVerdict:
    return screening(of, Question(load(), TODAY, **options))(patient)  # type: ignore[arg-type]


ADULT = criterion("I1", "inclusion", "age >= 18 a")
NO_MEN = criterion("E1", "exclusion", "sex = male")
NO_HTN = criterion("E2", "exclusion", 'condition "hypertension"')
CONSENT = criterion("I2", "inclusion", 'judgement("consent")')
GARBLED = criterion("E3", "exclusion", 'unparsed("???")')
HEMOGLOBIN = criterion("I3", "inclusion", "hemoglobin >= 9 g/dL")


@pytest.mark.parametrize(
    ("criteria", "patient", "verdict", "summary"),
    [
        ([ADULT, NO_MEN], WOMAN, "eligible", "passes every criterion"),
        ([ADULT, NO_MEN], MAN, "ineligible", "fails E1"),
        ([ADULT, NO_MEN, GARBLED, CONSENT], MAN, "ineligible", "fails E1"),
        ([ADULT, NO_HTN, CONSENT], WOMAN, "ineligible", "fails E2"),
        ([ADULT, NO_MEN, CONSENT], WOMAN, "undetermined", "passes all that can be computed; open: I2 needs person"),
        ([CONSENT, GARBLED], WOMAN, "undetermined", "passes all that can be computed; open: I2 needs person; E3 needs parser"),
        ([CONSENT, HEMOGLOBIN], WOMAN, "undetermined", "open: I2 needs person; I3 needs data"),
        ([ADULT, NO_MEN], NOBODY, "undetermined", "open: I1 needs data; E1 needs data"),
        ([], NOBODY, "eligible", "passes every criterion"),
    ],
)
def test_eligibility(criteria: list[Criterion], patient: Patient, verdict: str, summary: str) -> None:
    found = judged(protocol(*criteria), patient)
    assert (found.verdict, found.summary) == (verdict, summary)


@pytest.mark.parametrize(("kind", "wanted"), [("inclusion", "met"), ("exclusion", "not met")])
def test_what_is_not_asked_passes(kind: Literal["inclusion", "exclusion"], wanted: str) -> None:
    found = judged(protocol(criterion("X1", kind, "when(sex = male, hemoglobin >= 13 g/dL)")), WOMAN)
    assert (found.verdict, found.criteria[0].verdict, found.criteria[0].open) == ("eligible", wanted, ())


def test_met_or_not_asked_is_met_without_anything_open() -> None:
    found = judged(protocol(criterion("I1", "inclusion", 'when(unparsed("x"), sex = female)')), WOMAN)
    assert (found.criteria[0].verdict, found.criteria[0].open) == ("met", ())
    found = judged(protocol(criterion("E1", "exclusion", 'when(unparsed("x"), sex = female)')), WOMAN)
    assert (found.criteria[0].verdict, [one.needs for one in found.criteria[0].open]) == ("unknown", ["parser"])


def test_open_names_only_what_would_decide() -> None:
    text = 'all(any(sex = female, unparsed("a")), judgement("b"), hemoglobin >= 9 g/dL)'
    (found,) = judged(protocol(criterion("I1", "inclusion", text)), WOMAN).criteria
    assert [(one.needs, one.what) for one in found.open] == [("person", 'judgement("b")'), ("data", "hemoglobin >= 9 g/dL")]
    assert [one.leaf for one in found.evidence] == ["sex = female", 'unparsed("a")', 'judgement("b")', "hemoglobin >= 9 g/dL"]


def test_notes_are_no_criteria() -> None:
    assert not judged(protocol(criterion("N1", "inclusion", "sex = male", role="note")), WOMAN).criteria


COHORTS = protocol(
    ADULT,
    criterion("I2", "inclusion", "sex = male", cohort="A"),
    criterion("I3", "inclusion", 'condition "hypertension"', cohort="B"),
    criterion("E1", "exclusion", 'all(cohort "A", condition "stroke")'),
)


def test_eligible_in_one_cohort_is_eligible() -> None:
    found = judged(COHORTS, WOMAN)
    assert (found.verdict, found.cohorts) == ("eligible", (("A", "ineligible"), ("B", "eligible")))
    assert [(one.id, one.verdict) for one in found.criteria] == [("I1", "met"), ("I2", "not met"), ("I3", "met"), ("E1", "not met")]


def test_a_cohort_is_picked() -> None:
    assert judged(COHORTS, WOMAN, cohort="a").verdict == "ineligible"
    assert judged(COHORTS, WOMAN, cohort="B").verdict == "eligible"
    assert [one.id for one in judged(COHORTS, WOMAN, cohort="B").criteria] == ["I1", "I3", "E1"]


def test_a_cohort_that_the_protocol_does_not_have_is_an_error() -> None:
    with pytest.raises(CritparseError, match="no cohort 'C'"):
        judged(COHORTS, WOMAN, cohort="C")


REGISTRY = Metadata(minimum_age=(Decimal(18), "a"), maximum_age=(Decimal(65), "a"), sex="female", healthy_volunteers=False)


def test_registry_fields_are_criteria_of_their_own() -> None:
    found = judged(protocol(NO_MEN, metadata=REGISTRY), WOMAN)
    assert [(one.id, one.verdict) for one in found.registry] == [("R1", "met"), ("R2", "met"), ("R3", "met"), ("R4", "met")]
    assert [one.id for one in found.criteria] == ["E1"]
    assert found.verdict == "eligible"


def test_registry_fields_count() -> None:
    assert judged(protocol(ADULT, metadata=REGISTRY), MAN).verdict == "ineligible"
    of_a_well_woman = judged(protocol(ADULT, metadata=REGISTRY), Patient("v", BORN, "female"))
    assert (of_a_well_woman.verdict, of_a_well_woman.registry[3].open[0].needs) == ("undetermined", "person")
    assert not judged(protocol(metadata=Metadata(sex="all", healthy_volunteers=True)), WOMAN).registry


def test_many_patients_are_read_one_at_a_time() -> None:
    read_so_far = []

    def patients() -> object:
        for patient in (WOMAN, MAN):
            read_so_far.append(patient.id)
            yield patient

    verdicts = screened(protocol(NO_MEN), patients(), Question(load(), TODAY))  # type: ignore[arg-type]
    assert next(verdicts).verdict == "eligible"
    assert read_so_far == ["w"]
    assert next(verdicts).verdict == "ineligible"


def test_json_has_the_shape_that_programs_read() -> None:
    low = Result("Observation/7", (), "hemoglobin", BORN, Amount(Decimal(80), "g/L"))
    patient = Patient("p0", BORN, "female", results=(low,))
    found = json.loads(json.dumps(judged(protocol(HEMOGLOBIN, CONSENT), patient).as_json()))
    assert found == {
        "id": "p0",
        "verdict": "ineligible",
        "summary": "fails I3",
        "criteria": [
            {
                "id": "I3",
                "kind": "inclusion",
                "verdict": "not met",
                "open": [],
                "evidence": [
                    {
                        "leaf": "hemoglobin >= 9 g/dL",
                        "outcome": "no",
                        "data": [
                            {"record": "Observation/7", "date": "1980-01-01", "value": "80 g/L", "mapping": 'name "hemoglobin"'}
                        ],
                        "compared": "8.0 g/dL",
                        "conversion": "80 g/L = 8.0 g/dL",
                    }
                ],
            },
            {
                "id": "I2",
                "kind": "inclusion",
                "verdict": "unknown",
                "open": [{"needs": "person", "what": 'judgement("consent")', "reason": "only a person can answer it"}],
                "evidence": [
                    {
                        "leaf": 'judgement("consent")',
                        "outcome": "unknown",
                        "reason": "only a person can answer it",
                        "needs": "person",
                    }
                ],
            },
        ],
        "registry": [],
    }
