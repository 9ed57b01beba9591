"""`critparse screen`: what it prints, its options, and what it says of input that cannot be used."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "NCT00962923.txt"
PATIENTS = ROOT / "examples" / "patients"
PROTOCOL = """Inclusion Criteria:
- Age >= 18 years
- Hemoglobin >= 9 g/dL
Exclusion Criteria:
- Myocardial infarction within 6 months before randomisation
- Pregnancy
"""
NAMES = {"family": "Secretname", "given": ["Hush"]}
Call = Callable[..., Any]


def resource(kind: str, id: str, code: str, **more: object) -> dict[str, Any]:
    return {"resourceType": kind, "id": id, "code": {"text": code}, **more}


def hemoglobin(value: object, day: object = "2024-03-01", unit: str = "g/dL") -> dict[str, Any]:
    quantity = {"value": value, "unit": unit, "system": "http://unitsofmeasure.org", "code": unit}
    return resource("Observation", "hb", "Hemoglobin", status="final", effectiveDateTime=day, valueQuantity=quantity)


def infarction(day: str) -> dict[str, Any]:
    return resource("Condition", "mi", "Myocardial infarction", onsetDateTime=day)


def bundle(id: str, *resources: dict[str, Any], birth: str = "1980-05-01") -> str:
    person = {"resourceType": "Patient", "id": id, "name": [NAMES], "gender": "female", "birthDate": birth}
    of_the_person = ({**one, "subject": {"reference": f"Patient/{id}"}} for one in resources)
    return json.dumps({"resourceType": "Bundle", "entry": [{"resource": one} for one in (person, *of_the_person)]})


@pytest.fixture
def screen(critparse: Call, tmp_path: Path) -> Call:
    """`screen({"p0.json": text}, "--format", "json")` → the result of screening these files, without the model."""

    def call(files: dict[str, str], *options: object, protocol: str = PROTOCOL, as_of: str = "2024-06-30") -> Any:
        folder = tmp_path / "patients"
        folder.mkdir()
        for name, text in files.items():
            (folder / name).write_text(text, encoding="utf-8")
        criteria = tmp_path / "protocol.txt"
        criteria.write_text(protocol, encoding="utf-8")
        return critparse("screen", criteria, "--no-model", "--patients", folder, "--as-of", as_of, *options)

    return call


def example(critparse: Call, *options: object) -> Any:
    return critparse("screen", EXAMPLE, "--no-model", "--patients", PATIENTS, "--as-of", "2024-06-30", *options)


def test_the_examples_show_all_three_answers(critparse):
    result = example(critparse, "--format", "json")
    assert (result.status, result.err) == (0, "")
    found = {one["id"]: (one["verdict"], one["summary"]) for one in json.loads(result.out)["patients"]}
    assert found == {
        "ada": ("undetermined", "passes all that can be computed; open: I1 needs person; I2 needs person; E4 needs person"),
        "bruno": ("ineligible", "fails E1"),
        "chiara": (
            "undetermined",
            "open: I1 needs person; I2 needs person; I3 needs data; E1 needs data; E4 needs person",
        ),
    }


def test_table(critparse):
    result = example(critparse)
    assert result.status == 0
    assert result.lines[0] == "NCT00962923, as of 2024-06-30"
    assert result.lines[1].split() == [
        "patient", "verdict", "R1", "R2", "R3", "I1", "I2", "I3", "I4", "I5", "E1", "E2", "E3", "E4",
    ]  # fmt: skip
    assert result.lines[3].split() == ["bruno", "ineligible", *"✓✓✓??✓✓✓✗✓✓?"]
    assert result.lines[-1] == "3 patients: 1 ineligible, 2 undetermined  (✓ passed, ✗ failed, ? unknown)"
    assert [line for line in result.lines if line != line.rstrip()] == []


def test_json(screen):
    result = screen({"p0.json": bundle("p0", hemoglobin(13.5), infarction("2024-05-01"))}, "--format", "json")
    assert result.status == 0
    answer = json.loads(result.out)
    assert set(answer) == {"protocol", "as_of", "patients"}
    assert (answer["protocol"], answer["as_of"]) == ("protocol", "2024-06-30")
    (patient,) = answer["patients"]
    assert (patient["id"], patient["verdict"], patient["registry"]) == ("p0", "ineligible", [])
    assert {tuple(criterion) for criterion in patient["criteria"]} == {("id", "kind", "verdict", "open", "evidence")}
    assert [(c["id"], c["kind"], c["verdict"]) for c in patient["criteria"]] == [
        ("I1", "inclusion", "met"), ("I2", "inclusion", "met"), ("E1", "exclusion", "met"), ("E2", "exclusion", "not met"),
    ]  # fmt: skip
    (evidence,) = patient["criteria"][1]["evidence"]
    assert evidence == {
        "leaf": "hemoglobin >= 9 g/dL", "outcome": "yes", "compared": "13.5 g/dL",
        "data": [{"record": "Observation/hb", "date": "2024-03-01", "value": "13.5 g/dL", "mapping": 'name "Hemoglobin"'}],
    }  # fmt: skip


def test_json_says_what_is_open(screen):
    result = screen({"p0.json": bundle("p0")}, "--format", "json")
    (patient,) = json.loads(result.out)["patients"]
    assert patient["verdict"] == "undetermined"
    assert patient["criteria"][1]["open"] == [{"needs": "data", "what": "hemoglobin >= 9 g/dL", "reason": "no value on record"}]


def test_json_without_patients_is_whole(screen):
    assert json.loads(screen({}, "--format", "json").out)["patients"] == []


def test_jsonl(screen):
    result = screen({"a.json": bundle("a"), "b.json": bundle("b")}, "--format", "jsonl")
    rows = [json.loads(line) for line in result.lines]
    assert [(row["protocol"], row["as_of"], row["id"]) for row in rows] == [
        ("protocol", "2024-06-30", "a"), ("protocol", "2024-06-30", "b"),
    ]  # fmt: skip


def test_csv(screen):
    result = screen({"a.json": bundle("a", hemoglobin(8)), "b.json": bundle("b", hemoglobin(12))}, "--format", "csv")
    head, *rows = csv.reader(io.StringIO(result.out))
    assert head == ["patient", "verdict", "summary", "I1", "I2", "E1", "E2"]
    assert rows == [
        ["a", "ineligible", "fails I2", "met", "not met", "not met", "not met"],
        ["b", "eligible", "passes every criterion", "met", "met", "not met", "not met"],
    ]


def test_explain(screen):
    result = screen({"a.json": bundle("a", hemoglobin(8)), "b.json": bundle("b", hemoglobin(120, unit="g/L"))}, "--explain", "b")
    assert result.status == 0
    assert result.lines[0] == "b  eligible  passes every criterion"
    assert "✓ I2  inclusion met  Hemoglobin >= 9 g/dL" in result.lines
    (hb,) = [line for line in result.lines if "hemoglobin >= 9" in line]
    for part in ("yes:", "120 g/L", "Observation/hb", "2024-03-01", "compared as 12"):
        assert part in hb
    assert not any(line.startswith("a ") for line in result.lines)


def test_explain_of_an_unknown_patient(screen):
    result = screen({"a.json": bundle("a")}, "--explain", "eve")
    assert (result.status, result.out) == (2, "")
    assert result.err.startswith("error: ")
    assert result.err.endswith("patients: no patient eve (ids are those of the Patient resources)\n")


def test_report_unmapped(screen):
    code = {"coding": [{"system": "http://loinc.org", "code": "99999-9", "display": "Zzyzx"}]}
    odd = {"resourceType": "Observation", "id": "o", "status": "final", "code": code, "valueString": "7"}
    result = screen({"a.json": bundle("a", odd, hemoglobin(10))}, "--report-unmapped")
    assert (result.status, result.err) == (0, "note: not mapped: LOINC 99999-9 Zzyzx (1 records)\n")


def test_anchor(screen):
    files = {"a.json": bundle("a", hemoglobin(10), infarction("2023-10-01"))}
    later = screen(files, "--anchor", "randomisation=2024-03-01", "--format", "csv")
    assert "fails E1" in later.out


def test_without_an_anchor_the_day_is_the_as_of_date(screen):
    assert "passes every criterion" in screen({"a.json": bundle("a", hemoglobin(10), infarction("2023-10-01"))}, "-f", "csv").out


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("randomisation", "error: not an anchor: 'randomisation' (write it as randomisation=2024-07-15)"),
        ("randomisation=tomorrow", "error: not an anchor: 'randomisation=tomorrow' (write it as randomisation=2024-07-15)"),
        (
            "apocalypse=2024-01-01",
            "error: no anchor is called 'apocalypse' (names are the values in grammars/phrases/anchors.toml)",
        ),
    ],
)
def test_a_bad_anchor(screen, given, message):
    result = screen({"a.json": bundle("a")}, "--anchor", given)
    assert (result.status, result.out, result.err) == (2, "", f"{message}\n")


def test_lookback(screen):
    result = screen({"a.json": bundle("a", hemoglobin(10, "2023-01-01"))}, "--lookback", "6 mo", "-f", "csv")
    assert "open: I2 needs data" in result.out


@pytest.mark.parametrize("given", ["3", "3 apples", "-3 mo", "0 d", "NaN mo", "mo", ""])
def test_a_bad_lookback(screen, given):
    result = screen({"a.json": bundle("a")}, f"--lookback={given}" if given else "--lookback=x")
    assert (result.status, result.out) == (2, "")
    assert result.err.startswith("error: not a duration: ")
    assert len(result.err.splitlines()) == 1


def test_absent_is_unknown(screen):
    result = screen({"a.json": bundle("a", hemoglobin(10))}, "--absent-is-unknown", "-f", "csv")
    assert "open: E1 needs data; E2 needs data" in result.out


COHORTS = """Inclusion Criteria:
Cohort A:
- Age >= 18 years
Cohort B:
- Age < 18 years
"""


def test_cohort(screen):
    result = screen({"a.json": bundle("a")}, "--cohort", "Nowhere", protocol=COHORTS)
    assert (result.status, result.out) == (2, "")
    assert result.err.startswith("error: protocol: the protocol has no cohort 'Nowhere' (name one of: ")


@pytest.mark.parametrize(("cohort", "verdict"), [("Cohort A", "eligible"), ("cohort b", "ineligible")])
def test_a_cohort_is_picked(screen, cohort, verdict):
    result = screen({"a.json": bundle("a")}, "--cohort", cohort, "-f", "jsonl", protocol=COHORTS)
    assert (result.status, json.loads(result.out)["verdict"]) == (0, verdict)


GOOD = bundle("good", hemoglobin(12))
BAD = {
    "truncated": (GOOD[:150], "not JSON: it breaks off"),
    "not_json": ("hello", "not JSON"),
    "empty": ("", "the file is empty"),
    "a_list": ("[1, 2]", "not a FHIR resource"),
    "deep": ("[" * 100_000, "nested too deeply"),
    "no_entries": ('{"resourceType": "Bundle", "entry": "none"}', "the Bundle has no entries"),
    "wrong_type": (bundle("x", hemoglobin("high")), "Observation/hb cannot be used: value is not a number"),
    "wrong_types": (bundle("x", hemoglobin({"a": [1]})), "Observation/hb cannot be used: value is not a number"),
    "nan": (bundle("x", hemoglobin(float("nan"))), "Observation/hb cannot be used: value is not a number"),
    "huge": (bundle("x", hemoglobin(0)).replace('"value": 0', '"value": 1e999999'), "Observation/hb cannot be used: value is out of range"),
    "no_such_day": (bundle("x", hemoglobin(9, "2024-13-45")), "Observation/hb cannot be used: effectiveDateTime is not a date"),
    "year": (bundle("x", hemoglobin(9, "99999-01-01")), "Observation/hb cannot be used: effectiveDateTime is not a date"),
    "birth": (bundle("x", birth="0000-01-01"), "Patient/x: birthDate is not a date; it counts as unknown"),
    "twice": (GOOD, "Patient/good stands twice; the first counts"),
}  # fmt: skip


@pytest.mark.parametrize("kind", BAD)
def test_what_cannot_be_used_is_one_line_and_the_others_are_screened(screen, kind):
    text, message = BAD[kind]
    result = screen({"a_good.json": GOOD, "bad.json": text, "other.json": bundle("other")}, "--format", "jsonl")
    assert result.status == 2
    (line,) = result.err.splitlines()
    assert line.startswith("error: ")
    assert message in line
    found = {row["id"]: row["verdict"] for row in map(json.loads, result.lines)}
    assert (found["good"], found["other"]) == ("eligible", "undetermined")
    assert list(found).count("good") == 1


@pytest.mark.parametrize("kind", BAD)
def test_no_message_has_data_of_a_patient_beyond_record_ids(screen, kind):
    result = screen({"a_good.json": GOOD, "bad.json": BAD[kind][0]})
    for secret in ("Secretname", "Hush", "1980", "2024-03", "2024-13", "99999", "1e999999", "high", "female"):
        assert secret not in result.err


def test_a_bad_day(critparse):
    result = critparse("screen", EXAMPLE, "--no-model", "--patients", PATIENTS, "--as-of", "2024-06-31")
    assert (result.status, result.out) == (2, "")
    assert result.err.startswith("error: Invalid value for '--as-of'")
    assert len(result.err.splitlines()) == 1


def test_a_missing_protocol(critparse):
    result = critparse("screen", "--no-model", "--patients", PATIENTS, "--as-of", "2024-06-30")
    assert (result.status, result.out) == (2, "")
    assert result.err.startswith("error: Missing argument 'PROTOCOL' (see ")


def test_a_protocol_that_is_not_there(critparse):
    result = critparse("screen", "nope.txt", "--no-model", "--patients", PATIENTS, "--as-of", "2024-06-30")
    assert (result.status, result.out) == (2, "")
    assert result.err.startswith("error: nope.txt: no such file")


def test_patients_that_are_not_there(critparse):
    result = critparse("screen", EXAMPLE, "--no-model", "--patients", "nope", "--as-of", "2024-06-30", "-f", "jsonl")
    assert (result.status, result.out) == (2, "")
    assert result.err == "error: nope: no such file or folder (check the path)\n"


def test_a_protocol_from_standard_input(critparse):
    result = critparse(
        "screen",
        "-",
        "--no-model",
        "--patients",
        PATIENTS,
        "--as-of",
        "2024-06-30",
        "-f",
        "csv",
        stdin=b"Inclusion Criteria:\n- Age > 50 years\n",
    )
    assert [row[:2] for row in csv.reader(io.StringIO(result.out))][1:] == [
        ["ada", "ineligible"], ["bruno", "eligible"], ["chiara", "ineligible"],
    ]  # fmt: skip
