"""`critparse parse`: every format, every kind of input."""

from __future__ import annotations

import csv
import io
import json
import os
from pathlib import Path

import pytest

from critparse import Protocol
from critparse.cli.formats import Format

TEXT = "Inclusion Criteria:\n- Age 18 to 65 years\n- AST and ALT ≤ 2.5 x ULN\nExclusion Criteria:\n- Pregnancy\n"
STUDY = {
    "protocolSection": {
        "identificationModule": {"nctId": "NCT00000001"},
        "eligibilityModule": {"eligibilityCriteria": "Inclusion Criteria:\n\n* ECOG 0 or 1"},
    }
}
ROW_FIELDS = [
    "doc", "criterion", "kind", "start", "end", "operator", "values", "value_text", "low", "low_inclusive", "high",
    "high_inclusive", "unit", "unit_text", "subject", "subject_start", "subject_end", "subject_name", "subject_code",
    "restates",
]  # fmt: skip


@pytest.fixture
def trial(tmp_path: Path) -> Path:
    path = tmp_path / "trial.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_tree_shows_what_was_understood_and_what_was_not(critparse, trial):
    result = critparse("parse", trial)
    assert result.status == 0
    assert result.err == ""
    assert result.lines[:4] == ["trial", "", "Inclusion criteria", "├── I1 100% Age 18 to 65 years"]
    assert '    └── condition "pregnancy"  ' in result.out
    assert result.lines[-1].startswith("3 criteria, 2 comparisons, ")


def test_tree_off_a_terminal_is_plain_whole_and_without_trailing_spaces(critparse):
    long = "serum creatinine above 120 umol/L in a patient " + "who is followed closely " * 20
    result = critparse("parse", "-c", long)
    assert long.strip() in result.out
    assert "\x1b" not in result.out
    assert [line for line in result.lines if line != line.rstrip()] == []


def test_json_is_an_array_of_protocols(critparse, trial):
    protocols = json.loads(critparse("parse", trial, trial.parent, "-c", "age > 18", "--format", "json").out)
    assert [p["name"] for p in protocols] == ["criterion", "trial"]
    assert Protocol.model_validate(protocols[1]).criteria[0].id == "I1"


def test_jsonl_is_a_protocol_a_line(critparse, trial):
    (line,) = critparse("parse", trial, "--format", "jsonl").lines
    assert Protocol.model_validate_json(line).model_dump_json() == line


def test_text_is_a_criterion_a_line(critparse, trial):
    assert critparse("parse", trial, "-f", "text").lines == [
        "trial\tI1\tinclusion\tage in [18, 65] a",
        "trial\tI2\tinclusion\tall(AST <= 2.5 x ULN, ALT <= 2.5 x ULN)",
        'trial\tE1\texclusion\tcondition "pregnancy"',
    ]


def test_csv_is_a_criterion_a_row(critparse, trial):
    rows = list(csv.DictReader(io.StringIO(critparse("parse", trial, "--format", "csv").out)))
    assert [row["criterion"] for row in rows] == ["I1", "I2", "E1"]
    assert rows[2]["expression"] == 'condition "pregnancy"'


def test_comparisons_have_exactly_the_fields_agreed(critparse, trial):
    rows = [json.loads(line) for line in critparse("parse", trial, "--format", "comparisons").lines]
    assert [list(row) for row in rows] == [ROW_FIELDS] * 3
    age, ast, alt = rows
    assert (age["operator"], age["values"], age["unit"], age["subject"]) == ("between", [18, 65], "a", "age")
    assert (ast["subject"], alt["subject"]) == ("AST", "ALT")
    assert (ast["start"], ast["end"]) == (alt["start"], alt["end"])
    assert TEXT[ast["start"] : ast["end"]] == "≤ 2.5 x ULN"
    assert TEXT[alt["subject_start"] : alt["subject_end"]] == "ALT"


@pytest.mark.parametrize("form", [f.value for f in Format])
def test_every_format_takes_text_without_criteria(critparse, tmp_path, form):
    empty = tmp_path / "empty.txt"
    empty.write_text("", encoding="utf-8")
    result = critparse("parse", empty, "--format", form)
    assert (result.status, result.err) == (0, "")


def test_one_criterion_from_the_command_line_is_not_divided(critparse):
    result = critparse("parse", "-c", "1. age > 18 2. DLCO<45% of predicted", "-f", "text")
    assert len(result.lines) == 1
    assert "DLCO < 45 %{predicted}" in result.out


def test_standard_input_beside_files(critparse, trial):
    result = critparse("parse", "-", trial, "-f", "text", stdin=b"ALT > 40 U/L")
    assert result.lines[0] == "stdin\tI1\tinclusion\tALT > 40 U/L"
    assert len(result.lines) == 4


def test_folder_with_mixed_endings(critparse, trial):
    folder = trial.parent
    (folder / "study.json").write_text(json.dumps(STUDY), encoding="utf-8")
    (folder / "page.html").write_text("<h2>Exclusion criteria</h2><ul><li>BMI &gt; 40 kg/m2</li></ul>", encoding="utf-8")
    (folder / "many.ndjson").write_text(f"{json.dumps(STUDY)}\n{json.dumps(STUDY)}\n", encoding="utf-8")
    (folder / "paper.pdf").write_bytes(b"%PDF")
    (folder / ".hidden.txt").write_text("age > 18", encoding="utf-8")
    result = critparse("parse", folder, "-f", "text")
    assert result.status == 0
    assert result.err == "note: skipped 1 file of other kinds (.pdf)\n"
    assert [line.rsplit("\t", 1)[1] for line in result.lines if "ECOG" in line] == ["ECOG in {0, 1}"] * 3
    assert "page\tE1\texclusion\tBMI > 40 kg/m2" in result.lines


def test_glob(critparse, trial):
    result = critparse("parse", trial.parent / "tr*.txt", "-f", "text")
    assert len(result.lines) == 3


def test_broken_file_among_good_ones(critparse, trial):
    (trial.parent / "broken.json").write_text("{", encoding="utf-8")
    missing = trial.parent / "missing.txt"
    result = critparse("parse", trial.parent, missing, "-f", "text")
    assert result.status == 2
    assert len(result.lines) == 3
    errors = result.err.splitlines()
    assert len(errors) == 2
    assert f"error: {missing}: no such file (check the path)" in errors
    assert any("broken.json: " in line for line in errors)


def test_error_inside_critparse_ends_only_one_input(critparse, trial, monkeypatch):
    def fail_on_second(protocol, knowledge):
        if protocol.name == "b":
            raise RecursionError("too deep")
        return protocol

    for name in "abc":
        (trial.parent / f"{name}.txt").write_text(TEXT, encoding="utf-8")
    monkeypatch.setattr("critparse.pipeline.check", fail_on_second)
    result = critparse("parse", trial.parent, "-f", "jsonl")
    assert result.status == 2
    assert [json.loads(line)["name"] for line in result.lines] == ["a", "c", "trial"]
    assert result.err.count("\n") == 1
    assert "b: internal error (RecursionError: too deep)" in result.err


@pytest.mark.skipif(os.name == "nt", reason="file names are bytes only on POSIX")
def test_file_name_that_is_not_utf8(critparse, tmp_path):
    (tmp_path / os.fsdecode(b"x\xff.txt")).write_text("age > 18", encoding="utf-8")
    for form in Format:
        assert critparse("parse", tmp_path, "-f", form.value).status == 0


def test_nothing_given(critparse):
    for form in Format:
        result = critparse("parse", "-f", form.value)
        assert (result.status, result.out) == (2, "")
        assert result.err.startswith("error: nothing to parse (")
        assert result.err.count("\n") == 1


def test_overlay_that_does_not_exist(critparse, tmp_path):
    result = critparse("parse", "-c", "age > 18", "--grammars", tmp_path / "none", "-f", "json")
    assert (result.status, result.out) == (2, "")
    assert result.err.startswith(f"error: {tmp_path / 'none'}: no such folder")
