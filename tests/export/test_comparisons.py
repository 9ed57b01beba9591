"""Rows of comparisons, and the tables beside them."""

from __future__ import annotations

import json

import pytest

from critparse import parse
from critparse.export import COLUMNS, comparison_rows, table_rows, text_lines


def test_offsets_lead_back_to_the_text():
    text = "Exclusion Criteria:\n- neutrophils, platelets and Hb of less than 1.5, 100 and 9 respectively\n- LVEF <50%"
    rows = list(comparison_rows(parse(text, model=None)))
    assert len(rows) == 4
    for row in rows:
        assert row["value_text"] in text[row["start"] : row["end"]]
        assert text[row["subject_start"] : row["subject_end"]] == row["subject"]
        assert row["kind"] == "exclusion"


@pytest.mark.parametrize(
    ("text", "operator", "values", "low", "high"),
    [
        ("platelets ≥ 80 000/mm3", ">=", [80000], 80000, None),
        ("albumin 3,5 to 5 g/dL", "between", [3.5, 5], 3.5, 5),
        ("ECOG 0, 1 or 2", "=", [0, 1, 2], 0, 2),
        ("NYHA class III or IV", "=", [3, 4], 3, 4),
        ("within the past 6 months", "<=", [6], None, 6),
    ],
)
def test_numbers_are_json_numbers(text, operator, values, low, high):
    row = json.loads(json.dumps(next(comparison_rows(parse(text, model=None)))))
    assert (row["operator"], row["values"], row["low"], row["high"]) == (operator, values, low, high)


def test_subjects_share_their_comparison():
    ast, alt = comparison_rows(parse("AST and ALT ≤ 2.5 x ULN", model=None))
    different = {key for key in ast if ast[key] != alt[key]}
    assert different == {"subject", "subject_start", "subject_end", "subject_name", "subject_code"}


def test_restatement_is_marked():
    rows = list(comparison_rows(parse("LDL-C ≥ 1.8 mmol/L (70 mg/dL)", model=None)))
    assert [(row["unit"], row["restates"]) for row in rows] == [("mmol/L", False), ("mg/dL", True)]


def test_comparison_without_subject_still_has_a_row():
    (row,) = comparison_rows(parse("> 40 U/L", model=None))
    assert (row["subject"], row["subject_start"], row["subject_name"]) == ("", None, "")


def test_table_has_a_cell_for_each_column():
    for row in table_rows(parse("Inclusion Criteria:\n- age > 18, no HIV\n- ALT > 40 U/L", model=None)):
        assert len(row) == len(COLUMNS)
        assert all(isinstance(cell, str) for cell in row)


def test_text_line_is_one_line_whatever_the_criterion_holds():
    for line in text_lines(parse("Inclusion Criteria:\n- some\ttext\n  that goes\n  on, age > 18", model=None)):
        assert line.count("\t") == 3
        assert "\n" not in line
