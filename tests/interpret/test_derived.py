"""Comparisons of what follows from measured values: changes, ratios, one value against another, and how often."""

import pytest

from critparse import parse_criterion
from critparse.expression import Relation, read, walk, without_source, write


def said(text: str) -> str:
    """The text form of what a criterion says."""
    return write(without_source(parse_criterion(text, model=None).criteria[0].expression))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Creatinine > 2 mg/dL or an increase of > 0.5 mg/dL from baseline", "any(creatinine > 2 mg/dL, increase(creatinine) > 0.5 mg/dL)"),
        ("ALT or AST increase of more than 50 %", "any(increase(ALT) > 50 %, increase(AST) > 50 %)"),
        ("≥ 30 % reduction from baseline in LVEF", "decrease(LVEF) >= 30 %"),
        ("LVEF ≥ 10 % below baseline", "decrease(LVEF) >= 10 %"),
        ("> 10 % weight loss", "decrease(weight) > 10 %"),
        ("Weight change of 5 to 10 kg", "all(change(weight) >= 5 kg, change(weight) <= 10 kg)"),
        ("No increase in creatinine > 0.3 mg/dL", "not(increase(creatinine) > 0.3 mg/dL)"),
        ("AST or ALT > 2 x baseline", "any(AST > 2 x baseline, ALT > 2 x baseline)"),
        ("Platelets < 75 % of the baseline value", "platelets < 0.75 x baseline"),
    ],
)  # fmt: skip
def test_change(text: str, wanted: str) -> None:
    assert said(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("ratio of LDH to albumin > 5", "ratio(LDH, albumin) > 5"),
        ("urea to creatinine > 20", "ratio(urea, creatinine) > 20"),
        ("CRP/albumin > 5", "ratio(CRP, albumin) > 5"),
        ("AST/ALT > 3 x ULN", "any(AST > 3 x ULN, ALT > 3 x ULN)"),
        ("HDL less than LDL", "value(HDL-C) < value(LDL-C)"),
        ("Direct bilirubin at least 0.5 x total bilirubin", 'value("direct bilirubin") >= 0.5 x value(bilirubin)'),
        ("No ALT greater than AST", "not(value(ALT) > value(AST))"),
    ],
)
def test_ratio_and_other_value(text: str, wanted: str) -> None:
    assert said(text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "Improvement in creatinine > 20 %",
        "Nadir of hemoglobin < 8 g/dL",
        "difference between arms in systolic blood pressure > 10 mmHg",
        "Change in weight between -5 and 5 kg",
        "Increase in ALT > 3 x ULN",
        "Creatinine increase and decrease > 20 %",
        "Bilirubin > albumin",
        "AST > AST",
        "CRP to albumin ratio > 5 mg/g",
        "ALT > AST > 40 U/L",
    ],
)
def test_what_cannot_be_told_is_no_relation(text: str) -> None:
    expression = parse_criterion(text, model=None).criteria[0].expression
    assert not any(isinstance(node, Relation) for node in walk(expression))
    assert any(node.kind == "unparsed" for node in walk(expression))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("more than two relapses per year", 'observation "relapse" (count > 2 /a)'),
        ("hypoglycemia ≥ 3 times a month", 'condition "hypoglycemia" (count >= 3 /mo)'),
        ("metformin > 3 times daily", 'drug "metformin" (count > 3 /d)'),
        ("metformin > 500 mg/day", 'drug "metformin" (dose > 500 mg/d)'),
    ],
)
def test_how_often(text: str, wanted: str) -> None:
    assert said(text) == wanted


@pytest.mark.parametrize(
    ("text", "subjects"),
    [
        ("Biologics (rituximab, abatacept or anakinra) within 6 months", ["Biologics"]),
        ("Diagnosed with grade II or III osteoarthritis", ["osteoarthritis"]),
        ("More than 24 hours of mechanical ventilation", ["mechanical ventilation"]),
        ("Must be able to provide a minimum of 10 mL of saliva", ["saliva"]),
        ("A score > 1 or < -1 on the Richmond Agitation and Sedation Scale", ["Richmond Agitation and Sedation Scale"] * 2),
        ("At least two of the following:", ["of the following"]),
    ],
)
def test_subject_in_the_words_of_the_text(text: str, subjects: list[str]) -> None:
    found = parse_criterion(text, model=None).criteria[0].comparisons
    assert [s.text for c in found for s in c.subjects] == subjects


def test_relation_with_what_is_said_of_it_reads_back() -> None:
    text = 'increase(creatinine) > 0.3 mg/dL (time = "in the past")'
    assert write(read(text)) == text
