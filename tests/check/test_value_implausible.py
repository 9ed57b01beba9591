"""U001: values that no living patient has."""

from __future__ import annotations

import pytest

from critparse import parse
from critparse.check import check
from critparse.knowledge import load

IMPLAUSIBLE = {
    "serum creatinine above 120 mmol/L":
        "120 mmol/L of creatinine is above what is plausible (0.1 to 40 mg/dL); 120 umol/L would fit",
    "hemoglobin < 90 g/dL": "90 g/dL of hemoglobin is above what is plausible (1 to 30 g/dL); 90 g/L would fit",
    "body temperature > 100 °C":
        "100 Cel of body temperature is above what is plausible (10 to 47 Cel); 100 [degF] would fit",
    "hemoglobin between 9 and 120 g/dL": "120 g/dL of hemoglobin is above what is plausible (1 to 30 g/dL); 120 g/L would fit",
}  # fmt: skip
PLAUSIBLE = [
    "serum creatinine above 120 µmol/L",
    "haemoglobin < 90 g/L",
    "hemoglobin < 90",
    "ALT > 3 x ULN",
    "HbA1c > 53 mmol/mol",
    "DLCO < 45% of predicted",
    "FEV1 < 45 parsecs",
    "LDL-C ≥ 1.8 mmol/L (70 mg/dL)",
    "ECOG ≤ 2",
]


def found(text: str) -> list[str]:
    return [d.message for c in parse(text, model=None).walk() for d in c.diagnostics if d.code == "U001"]


@pytest.mark.parametrize(("text", "message"), IMPLAUSIBLE.items())
def test_implausible_value_is_reported_with_the_unit_that_fits(text, message):
    assert found(text) == [message]


@pytest.mark.parametrize("text", PLAUSIBLE)
def test_plausible_or_unknown_value_is_not_reported(text):
    assert found(text) == []


def test_finding_stands_at_the_comparison():
    text = "Inclusion Criteria:\n- kidney: serum creatinine above 120 mmol/L\n"
    (criterion,) = parse(text, model=None).criteria
    (finding,) = criterion.diagnostics
    assert text[finding.span.start : finding.span.end] == "above 120 mmol/L"
    assert finding.severity == "warning"


def test_value_stays_as_written():
    from critparse.expression import write

    assert write(parse("creatinine > 120 mmol/L", model=None).criteria[0].expression) == "creatinine > 120 mmol/L"


def test_findings_reach_items_under_a_header():
    assert len(found("Inclusion Criteria:\n1. Renal function:\n   a. creatinine < 120 mmol/L\n   b. ALT < 40 U/L\n")) == 1


def test_checking_twice_adds_nothing():
    protocol = parse("creatinine > 120 mmol/L", model=None)
    assert check(protocol, load()) is protocol
