"""The other commands, help, usage errors, and what happens at the edges of the process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

import critparse as library

PROGRAM = Path(sys.executable).with_name("critparse")
GOLD = {
    "doc": "a", "start": 0, "section": "inclusion", "text": "- ALT > 40 U/L",
    "constraints": [{
        "span": [6, 14], "text": "> 40 U/L", "op": [["GT", ">"]], "values": ["40"], "unit": ["U/L"], "temporal_unit": [],
        "per": [], "subjects": [{"type": "Observation", "role": "", "name": ["ALT"], "spans": [[2, 5]]}],
    }],
}  # fmt: skip
LAB_TEST = """
[galectin_3]
aliases = ["galectin-3"]
unit = "ng/mL"
range = [0, 500]
[galectin_3.examples]
"galectin-3 > 17.8 ng/mL" = '"galectin 3" > 17.8 ng/mL'
"""


def overlay(folder: Path, text: str) -> Path:
    place = folder / "lexicon" / "measurements"
    place.mkdir(parents=True)
    (place / "own.toml").write_text(text, encoding="utf-8")
    return folder


def test_explain_shows_mentions_rules_and_tree(critparse):
    result = critparse("explain", "-c", "VC or DLCO below 70% predicted")
    assert result.status == 0
    assert result.lines[0] == "I1  VC or DLCO below 70% predicted"
    assert result.lines[1].split() == ["characters", "text", "token", "class", "meaning"]
    assert "rule bound  'below 70% predicted'  ->  < 70 %{predicted}  of vital capacity, DLCO" in result.lines
    assert result.lines[-1] == 'tree  any("vital capacity" < 70 %{predicted}, DLCO < 70 %{predicted})'
    assert [line for line in result.lines if line != line.rstrip()] == []


def test_explain_one_criterion_of_a_file(critparse, tmp_path):
    trial = tmp_path / "trial.txt"
    trial.write_text("Inclusion Criteria:\n- age > 18\n- ALT > 40 U/L\n", encoding="utf-8")
    assert critparse("explain", trial, "--criterion", "I2").lines[0] == "I2  ALT > 40 U/L"
    result = critparse("explain", trial, "--criterion", "I9")
    assert (result.status, result.err) == (2, "error: no criterion I9 (critparse parse shows the ids)\n")


def test_schema_describes_what_parse_prints(critparse):
    schema = json.loads(critparse("schema").out)
    printed = critparse("parse", "-c", "AST and ALT ≤ 2.5 x ULN, stage I or II, serum albumin ,25 g/L", "-f", "jsonl")
    jsonschema.validate(json.loads(printed.out), schema)


def test_grammars_check_of_a_good_overlay(critparse, tmp_path):
    result = critparse("grammars", "check", overlay(tmp_path, LAB_TEST))
    assert (result.status, result.err) == (0, "")
    assert result.out == f"{tmp_path}: 1 entry, no faults\n"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("[x]\n", "[x]: unit: Field required"),
        (LAB_TEST + 'colour = "red"\n', "[galectin_3]"),
        (LAB_TEST.replace("ng/mL", "furlong"), "[galectin_3]: 'furlong' is not a UCUM unit"),
        (LAB_TEST.replace("500", "-1"), "range is empty: 0 is not below -1"),
        (LAB_TEST.replace("> 17.8 ng/mL'", ">= 17.8 ng/mL'"), "[galectin_3]: example 'galectin-3 > 17.8 ng/mL' reads as "),
        (LAB_TEST.replace("galectin-3", "ALT"), '"alt" stands also in'),
        ("[[", "not valid TOML"),
        ("x = 1", "[x]: the entry is not a table"),
    ],
)
def test_grammars_check_names_file_and_entry(critparse, tmp_path, text, fault):
    result = critparse("grammars", "check", overlay(tmp_path, text))
    assert result.status == 1
    assert fault in result.err
    assert "own.toml" in result.err
    assert all(line.startswith("error: ") for line in result.err.splitlines())


def test_grammars_check_of_a_file_in_the_wrong_place(critparse, tmp_path):
    (tmp_path / "own.toml").write_text(LAB_TEST, encoding="utf-8")
    result = critparse("grammars", "check", tmp_path)
    assert result.status == 1
    assert f"{tmp_path / 'own.toml'}: is not read from here (move it to lexicon/measurements, " in result.err


def test_evaluate_comparisons(critparse, tmp_path):
    gold = tmp_path / "gold.jsonl"
    missed = GOLD | {"doc": "b", "text": "- ALT is raised"}
    gold.write_text(f"{json.dumps(GOLD)}\n{json.dumps(missed)}\n", encoding="utf-8")
    result = critparse("evaluate", "comparisons", gold, "--errors", "3", "--by-subject")
    assert result.status == 0
    assert result.lines[0] == "gold 2  predicted 1"
    assert result.lines[2].split() == ["value", "1.000", "0.500", "0.667"]
    assert "Observation  2     0.50   0.50  0.50" in result.lines
    assert result.lines[result.lines.index("missed: 1") + 1].startswith("  b | low 40 | - ALT is raised")


def test_evaluate_of_something_else(critparse, tmp_path):
    gold = tmp_path / "gold.jsonl"
    gold.write_text('{"doc": "a"}\n', encoding="utf-8")
    result = critparse("evaluate", "comparisons", gold)
    assert result.status == 2
    assert result.err.startswith(f"error: {gold}, line 1: not a line of gold comparisons")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["parse", "--bogus"], "error: No such option: --bogus (see critparse parse --help)\n"),
        (["prase"], "error: No such command 'prase'. Did you mean 'parse'? (see critparse --help)\n"),
        (["evaluate", "comparisons"], "error: Missing argument 'gold' (see critparse evaluate comparisons --help)\n"),
    ],
)
def test_wrong_usage_is_one_clear_line(critparse, arguments, said):
    result = critparse(*arguments)
    assert (result.status, result.out, result.err) == (2, "", said)


def test_wrong_format_names_those_there_are(critparse):
    result = critparse("parse", "-c", "age > 18", "-f", "xml")
    assert result.status == 2
    assert result.err.count("\n") == 1
    assert "'tree', 'json', 'jsonl', 'text', 'csv', 'comparisons'" in result.err


def test_help_shows_formats_and_examples(critparse):
    result = critparse("parse", "--help")
    assert result.status == 0
    assert 'critparse parse -c "DLCO<45% of predicted"' in result.out
    assert "an array of" in result.out


def test_without_a_command_the_help_is_shown(critparse):
    result = critparse()
    assert result.status == 2
    assert "Commands" in result.out


def test_version(critparse):
    assert critparse("--version").out == f"critparse {library.__version__}\n"


def test_messages_are_one_line_whatever_the_name_holds(critparse):
    assert critparse("parse", "no\nsuch\nfile").err == "error: no such file: no such file (check the path)\n"


def run_program(*arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([PROGRAM, *arguments], capture_output=True, env=os.environ | environment, check=False)


@pytest.mark.skipif(not PROGRAM.exists(), reason="critparse is not installed beside this Python")
class TestProgram:
    def test_completion_is_offered(self):
        assert b"complete -o default -F _critparse_completion critparse" in run_program(_CRITPARSE_COMPLETE="source_bash").stdout
        offered = run_program(_CRITPARSE_COMPLETE="complete_bash", COMP_WORDS="critparse ex", COMP_CWORD="1")
        assert offered.stdout.split() == [b"explain"]

    def test_output_is_utf8_whatever_the_locale(self):
        result = run_program("parse", "-c", "ALT ≤ 40 U/L", PYTHONIOENCODING="latin-1", PYTHONUTF8="0")
        assert "ALT ≤ 40 U/L" in result.stdout.decode()
        assert result.returncode == 0

    def test_reader_that_leaves_early_causes_no_complaint(self, tmp_path):
        (tmp_path / "long.txt").write_text("Inclusion Criteria:\n" + "- ALT > 40 U/L\n" * 500, encoding="utf-8")
        shown = subprocess.run(
            f"'{PROGRAM}' parse '{tmp_path}' --format comparisons | head -n 1", shell=True, capture_output=True, check=False
        )
        assert (shown.stdout.count(b"\n"), shown.stderr) == (1, b"")

    @pytest.mark.skipif(os.name == "nt", reason="pseudo-terminals are POSIX")
    def test_colours_on_a_terminal_and_progress_beside_a_file(self, tmp_path):
        for n in range(30):
            (tmp_path / f"{n}.txt").write_text("ALT > 40 U/L", encoding="utf-8")
        results = tmp_path / "results"
        shown = _on_terminal(f"'{PROGRAM}' parse '{tmp_path}' -f text > '{results}'")
        assert "parsing" in shown
        assert results.read_text(encoding="utf-8").count("\n") == 30
        assert "\x1b[" in _on_terminal(f"'{PROGRAM}' parse -c 'ALT > 40 U/L'")
        assert "\x1b[3" not in _on_terminal(f"NO_COLOR=1 '{PROGRAM}' parse -c 'ALT > 40 U/L'")


def _on_terminal(command: str) -> str:
    """What a terminal would show."""
    import pty

    shown: list[bytes] = []

    def keep(descriptor: int) -> bytes:
        data = os.read(descriptor, 4096)
        shown.append(data)
        return b"\0" if data else b""

    saved = os.dup(1)
    silent = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silent, 1)
    try:
        pty.spawn(["sh", "-c", command], keep)
    finally:
        os.dup2(saved, 1)
        os.close(saved)
        os.close(silent)
    return b"".join(shown).decode()


def test_evaluate_coverage(critparse, tmp_path):
    line = {"doc": "a", "section": "inclusion", "text": "Age > 18 years\nfibblewort", "entities": [], "relations": [], "groups": []}
    (tmp_path / "gold.jsonl").write_text(json.dumps(line) + "\n", encoding="utf-8")
    result = critparse("evaluate", "coverage", tmp_path / "gold.jsonl", "--no-model", "--stretches", "5")
    assert result.status == 0
    assert "criteria 2  covered 1  share 0.500" in result.out
    assert "fibblewort" in result.out


def test_evaluate_codes(critparse, tmp_path):
    text = "asthma and fibblewort"
    entities = [
        {"id": "T1", "label": "Condition", "fragments": [[0, 6]], "text": "asthma"},
        {"id": "T2", "label": "Drug", "fragments": [[11, 21]], "text": "fibblewort"},
    ]
    line = {"doc": "a", "section": "inclusion", "text": text, "entities": entities, "relations": [], "groups": []}
    (tmp_path / "gold.jsonl").write_text(json.dumps(line) + "\n", encoding="utf-8")
    result = critparse("evaluate", "codes", tmp_path / "gold.jsonl", "--uncoded", "5")
    assert result.status == 0
    assert [row.split() for row in result.lines[1:4]] == [
        ["all", "2", "1", "0.500"], ["Condition", "1", "1", "1.000"], ["Drug", "1", "0", "0.000"],
    ]  # fmt: skip
    assert "a | Drug | fibblewort" in result.out
