"""The trial page that started the project: every number, its subject, unit, inclusivity and kind; both garbles; nothing else."""

import json
from pathlib import Path

import pytest

from critparse import Protocol, parse_file
from critparse.export import comparison_rows
from critparse.expression import Unparsed, walk, without_source, write

PAGE = Path(__file__).parents[2] / "examples" / "NCT00962923.txt"
GOLDENS = Path(__file__).parent.parent / "goldens"


@pytest.fixture(scope="module")
def protocol() -> Protocol:
    return parse_file(PAGE, model=None)


def test_expressions(protocol: Protocol) -> None:
    got = "".join(f"{c.id} {c.kind}\n    {write(without_source(c.expression))}\n" for c in protocol.walk())
    assert got == (GOLDENS / "NCT00962923.expressions.txt").read_text(encoding="utf-8")


def test_comparisons(protocol: Protocol) -> None:
    wanted = [json.loads(line) for line in (GOLDENS / "NCT00962923.comparisons.jsonl").read_text(encoding="utf-8").splitlines()]
    assert list(comparison_rows(protocol)) == wanted


def test_sixteen_numbers_with_their_subjects(protocol: Protocol) -> None:
    rows = [
        (r["criterion"], r["subject_name"] or r["subject"], r["operator"], r["values"], r["unit"])
        for r in comparison_rows(protocol)
    ]
    assert rows == [
        ("I2", "Rapidly progressive disease", "<", [2], "a"),
        ("I2", "mRSS", ">", [20], ""),
        ("I2", "ESR", ">", [25], "mm/h"),
        ("I2", "hemoglobin", "<", [11], "g/dL"),
        ("I3", "vital capacity", "<", [70], "%{predicted}"),
        ("I3", "DLCO", "<", [70], "%{predicted}"),
        ("I3", "mean pulmonary artery pressure", ">", [40], "mm[Hg]"),
        ("I4", "albumin", "<", [25], "g/L"),
        ("I4", "weight loss", ">", [10], "%"),
        ("I5", "urine protein 24 h", ">", [0.5], "g"),
        ("I5", "creatinine", ">", [120], "mmol/L"),
        ("E1", "LVEF", "<", [50], "%"),
        ("E1", "mean pulmonary artery pressure", ">", [50], "mm[Hg]"),
        ("E1", "DLCO", "<", [45], "%{predicted}"),
        ("E2", "creatinine clearance", "<", [20], "mL/min"),
        ("E3", "platelets", "<", [80000], "/mm3"),
    ]


def test_garbles_are_reported_and_only_those(protocol: Protocol) -> None:
    found = [(c.id, d.code) for c in protocol.walk() for d in c.diagnostics]
    assert found == [("I4", "C001"), ("I5", "U001")]


def test_spans_are_those_of_the_original_text(protocol: Protocol) -> None:
    text = PAGE.read_text(encoding="utf-8")
    for criterion in protocol.walk():
        assert criterion.span.of(text) == criterion.text
        for c in criterion.comparisons:
            assert c.value_text in c.span.of(text)
            assert all(s.span.of(text) == s.text for s in c.subjects)


def test_what_is_around_the_criteria_is_metadata_or_nothing(protocol: Protocol) -> None:
    assert [c.id for c in protocol.criteria] == ["I1", "I2", "I3", "I4", "I5", "E1", "E2", "E3", "E4"]
    assert protocol.metadata.model_dump(mode="json", exclude={"title"}) == {
        "registry_id": "NCT00962923",
        "conditions": ["Systemic Sclerosis", "Mesenchymal Stem Cells"],
        "sex": "all",
        "minimum_age": ["15", "a"],
        "maximum_age": ["65", "a"],
        "healthy_volunteers": False,
    }
    assert protocol.abbreviations["SSc"] == "Systemic Sclerosis"


def test_every_criterion_is_understood(protocol: Protocol) -> None:
    assert not [node.text for c in protocol.walk() for node in walk(c.expression) if isinstance(node, Unparsed)]
