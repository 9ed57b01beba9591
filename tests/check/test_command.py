"""`critparse check`: output formats, fixes, selection, settings, ignores, exit status."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from critparse.check import RULES

PAGE = Path(__file__).parents[2] / "examples" / "NCT00962923.txt"
SCHEMA = Path(__file__).with_name("sarif-schema-2.1.0.json")
TEXT = "Inclusion Criteria:\n- ANC =/> 1500/mm3\n- Bilirubin < 1,5 mg/dL\n- Albumin ,25 g/L\n"


@pytest.fixture
def protocol(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "a.txt"
    path.write_bytes(TEXT.encode())
    return path


def codes(result) -> list[str]:
    return [d["code"] for d in json.loads(result.out)]


def test_text_shows_place_message_and_marks(check, protocol):
    result = check("a.txt")
    assert result.status == 1
    assert result.out.splitlines()[3:6] == [
        'a.txt:3:15: C009 warning: "1,5" has a decimal comma: in English "1.5"',
        "  3 | - Bilirubin < 1,5 mg/dL",
        "    |               ^^^",
    ]
    assert result.err == "note: 2 warnings, 1 note; can be fixed: 2 with --fix, 1 with --unsafe-fixes\n"


def test_off_a_terminal_there_is_no_colour(check, protocol):
    assert "\x1b" not in check("a.txt").out


def test_json_has_offsets_lines_and_fixes(check, protocol):
    first = json.loads(check("a.txt", "--format", "json").out)[0]
    assert TEXT[first["start"] : first["end"]] == "=/>"
    assert (first["line"], first["column"], first["end_column"], first["criterion"]) == (2, 7, 10, "I1")
    assert first["fix"] == {"start": first["start"], "end": first["end"], "replacement": "≥", "safe": True}


def test_sarif_is_valid_and_its_offsets_are_exact(check, protocol):
    log = json.loads(check("a.txt", PAGE, "--format", "sarif").out)
    jsonschema.Draft4Validator(json.loads(SCHEMA.read_text(encoding="utf-8"))).validate(log)
    (run,) = log["runs"]
    assert run["columnKind"] == "unicodeCodePoints"
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == [rule.code for rule in RULES]
    texts = {"a.txt": TEXT, str(PAGE): PAGE.read_text(encoding="utf-8")}
    for result in run["results"]:
        place = result["locations"][0]["physicalLocation"]
        region, text = place["region"], texts[place["artifactLocation"]["uri"]]
        start = region["charOffset"]
        assert text[start : start + region["charLength"]] == region["snippet"]["text"]
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
    assert any("fixes" in result for result in run["results"])


def test_sarif_without_findings_is_valid(check, protocol):
    protocol.write_text("Inclusion Criteria:\n- Age ≥ 18 years\n", encoding="utf-8")
    log = json.loads(check("a.txt", "--format", "sarif").out)
    jsonschema.Draft4Validator(json.loads(SCHEMA.read_text(encoding="utf-8"))).validate(log)
    assert log["runs"][0]["results"] == []


def test_github_annotates(check, protocol):
    lines = check("a.txt", "--format", "github").out.splitlines()
    assert lines[0].startswith("::notice file=a.txt,line=2,col=7,endLine=2,endColumn=10,title=C005 mixed-comparison-sign::")


def test_trial_page(check):
    found = json.loads(check(PAGE, "--format", "json").out)
    text = PAGE.read_text(encoding="utf-8")
    said = {(d["code"], text[d["start"] : d["end"]]) for d in found}
    assert ("C001", ",25 g/L") in said
    assert ("U001", "above 120 mmol/L") in said
    assert ("L002", "and/or") in said
    (flat,) = (d for d in found if d["code"] == "L008")
    assert "I3 to I5" in flat["message"]
    assert [d for d in found if d["criterion"] == "E2"] == []
    assert [(d["code"], d["severity"]) for d in found if d["criterion"] == "E3"] == [("C008", "note")]


def test_fix_writes_safe_fixes_only(check, protocol):
    result = check("a.txt", "--fix")
    assert (
        protocol.read_text(encoding="utf-8")
        == "Inclusion Criteria:\n- ANC ≥ 1500/mm3\n- Bilirubin < 1.5 mg/dL\n- Albumin ,25 g/L\n"
    )
    assert "C001" in result.out
    assert result.status == 1


def test_unsafe_fixes_are_asked_for(check, protocol):
    assert check("a.txt", "--fix", "--unsafe-fixes").status == 0
    assert "- Albumin <25 g/L" in protocol.read_text(encoding="utf-8")


def test_fixing_twice_changes_nothing_more(check, protocol):
    check("a.txt", "--fix", "--unsafe-fixes")
    once = protocol.read_bytes()
    check("a.txt", "--fix", "--unsafe-fixes")
    assert protocol.read_bytes() == once


def test_fix_keeps_line_ends(check, protocol):
    protocol.write_bytes(b"Inclusion Criteria:\r\n- ANC =/> 1500/mm3\r\n- Age \xe2\x89\xa5 18 years\r\n")
    check("a.txt", "--fix")
    assert protocol.read_bytes() == "Inclusion Criteria:\r\n- ANC ≥ 1500/mm3\r\n- Age ≥ 18 years\r\n".encode()


def test_what_is_not_plain_utf8_is_not_written(check, protocol):
    content = "Inclusion Criteria:\n- ANC =/> 1500/mm3, 20 µm\n".encode("cp1252")
    protocol.write_bytes(content)
    result = check("a.txt", "--fix", "--format", "json")
    assert protocol.read_bytes() == content
    assert "C005" in codes(result)
    assert "a.txt: not fixed" in result.err


def test_diff_shows_and_writes_nothing(check, protocol):
    result = check("a.txt", "--diff")
    assert result.status == 1
    assert "-- ANC =/> 1500/mm3\n" in result.out
    assert "+- ANC ≥ 1500/mm3\n" in result.out
    assert protocol.read_text(encoding="utf-8") == TEXT


def test_diff_of_nothing_is_empty(check, protocol):
    protocol.write_text("Inclusion Criteria:\n- Age ≥ 18 years\n", encoding="utf-8")
    assert check("a.txt", "--diff")[:2] == (0, "")


def test_standard_input_comes_out_fixed(check, protocol):
    result = check("-", "--fix", stdin=TEXT.encode())
    assert result.out == TEXT.replace("=/>", "≥").replace("1,5", "1.5")
    assert "<stdin>:4:11: C001 warning" in result.err


def test_standard_input_has_the_name_that_is_given(check, protocol):
    protocol.with_name("b.txt.critparse-ignore").write_text("C009\nC001\n", encoding="utf-8")
    result = check("-", "--stdin-filename", "b.txt", "--format", "json", stdin=TEXT.encode())
    assert [(d["file"], d["code"]) for d in json.loads(result.out)] == [("b.txt", "C005")]


@pytest.mark.parametrize(
    ("arguments", "left"),
    [
        (["--select", "C00"], ["C005", "C009", "C001"]),
        (["--select", "C005,C009"], ["C005", "C009"]),
        (["--select", "C", "--ignore", "C005"], ["C009", "C001"]),
        (["--ignore", "C", "--select", "C005"], ["C005"]),
        (["--ignore", "ALL"], []),
    ],
)
def test_selection(check, protocol, arguments, left):
    assert codes(check("a.txt", "--format", "json", *arguments)) == left


def test_unknown_code_is_bad_usage(check, protocol):
    result = check("a.txt", "--select", "Q1")
    assert result.status == 2
    assert 'no rule "Q1"' in result.err


@pytest.mark.parametrize(("floor", "status"), [("error", 0), ("warning", 1), ("note", 1), ("never", 0)])
def test_fail_on(check, protocol, floor, status):
    assert check("a.txt", "--fail-on", floor).status == status


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("critparse.toml", 'select = ["C"]\nignore = ["C005"]\nfail-on = "error"\n'),
        ("pyproject.toml", '[tool.critparse]\nselect = ["C"]\nignore = ["C005"]\nfail-on = "error"\n'),
    ],
)
def test_settings_of_the_project(check, protocol, name, text):
    protocol.with_name(name).write_text(text, encoding="utf-8")
    result = check("a.txt", "--format", "json")
    assert codes(result) == ["C009", "C001"]
    assert result.status == 0
    assert codes(check("a.txt", "--format", "json", "--ignore", "C009")) == ["C005", "C001"]


@pytest.mark.parametrize("text", ["select = 3\n", "colour = true\n", "select = [", 'fail-on = "sometimes"\n'])
def test_wrong_settings_are_bad_input(check, protocol, text):
    protocol.with_name("critparse.toml").write_text(text, encoding="utf-8")
    result = check("a.txt")
    assert result.status == 2
    assert "critparse.toml" in result.err


def test_ignores_hold_where_they_say(check, protocol):
    side = protocol.with_name("a.txt.critparse-ignore")
    side.write_text('# house style\nC005 I1\nC009 "1,5"  # as in the paper\nC001 I1\n', encoding="utf-8")
    result = check("a.txt", "--format", "json")
    assert codes(result) == ["C001"]
    assert "C001 I1 applies to nothing" in result.err


@pytest.mark.parametrize("line", ["what", "C999", "C001 somewhere"])
def test_wrong_ignore_is_bad_input(check, protocol, line):
    protocol.with_name("a.txt.critparse-ignore").write_text(f"{line}\n", encoding="utf-8")
    result = check("a.txt")
    assert result.status == 2
    assert "a.txt.critparse-ignore" in result.err


def test_one_bad_file_does_not_stop_the_others(check, protocol):
    protocol.with_name("b.json").write_text("{ no", encoding="utf-8")
    protocol.with_name("c.txt").write_text(TEXT, encoding="utf-8")
    result = check("a.txt", "b.json", "missing.txt", "c.txt", "--format", "json")
    assert result.status == 2
    assert {d["file"] for d in json.loads(result.out)} == {"a.txt", "c.txt"}
    assert "b.json" in result.err
    assert "missing.txt" in result.err


def test_study_of_a_registry_is_named_by_its_document(check, protocol):
    study = {
        "protocolSection": {"identificationModule": {"nctId": "NCT00000001"}, "eligibilityModule": {"eligibilityCriteria": TEXT}}
    }
    path = protocol.with_name("s.json")
    path.write_text(json.dumps(study), encoding="utf-8")
    before = path.read_bytes()
    result = check("s.json", "--fix", "--format", "json")
    assert {(d["file"], d["document"]) for d in json.loads(result.out)} == {("s.json", "NCT00000001")}
    assert path.read_bytes() == before


def test_criterion_given_on_the_command_line(check, protocol):
    assert codes(check("-c", "ANC =/> 1500/mm3", "--format", "json", "--select", "C")) == ["C005"]


def test_explain_prints_the_page(check):
    result = check("--explain", "U001")
    assert result.status == 0
    assert result.out.startswith("# U001 value-implausible\n")
    assert check("--explain", "value-implausible").out == result.out


def test_explain_of_nothing(check):
    assert check("--explain", "X999").status == 2


def test_nothing_given(check):
    assert check().status == 2


@pytest.mark.parametrize("text", ["", "\x01\n", "(" * 5000, "\U0001f600 " * 300, "- " * 3000, "a\u0301\u4e2d =/> 1,5\n"])
def test_any_text_is_checked(check, protocol, text):
    protocol.write_text(text, encoding="utf-8")
    for form in ("text", "json", "sarif", "github"):
        assert check("a.txt", "--format", form).status in (0, 1)
