"""Scoring against hand-made gold, and against the scorer that the team shares."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from critparse import parse
from critparse.errors import SourceError
from critparse.export import comparison_rows
from critparse.knowledge import load
from critparse.score import ComparisonScore, GoldComparison, GoldDocument, read_gold, score_comparisons

SHARED = Path(__file__).parents[3] / "shared"
LCT_DEV = SHARED / "corpora" / "lct" / "dev.jsonl"
SHARED_SCORER = SHARED / "eval" / "score_comparisons.py"


def gold(text: str, bound: str, operator: str, value: str, unit: str, subject: str) -> GoldDocument:
    """A document with one annotated bound."""
    start = text.index(bound)
    kind = "Age" if subject == "age" else "Observation"
    return GoldDocument("a", text, (GoldComparison(
        start=start, end=start + len(bound), text=bound, line=text, operators=(operator,) if operator else (),
        values=(value,), unit=unit, times=(), subjects=((kind, (subject,)),),
    ),))  # fmt: skip


def score(document: GoldDocument) -> ComparisonScore:
    return score_comparisons([(document, parse(document.text, name=document.name, model=None))], load())


def outcomes(document: GoldDocument) -> list[str]:
    return [fault.outcome for fault in score(document).faults]


RIGHT = [
    gold("ALT > 40 U/L", "> 40 U/L", "GT", "40", "U/L", "ALT"),
    gold("ALT > 40 U/L", "> 40 U/L", "GT", "40", "IU/L", "ALT"),
    gold("alanine aminotransferase > 40 U/L", "> 40 U/L", "GT", "40", "", "alanine aminotransferase"),
    gold("platelets > 100 x 10^9/L", "> 100 x 10^9/L", "GT", "100", "x 10^9/L", "platelets"),
    gold("older than 18 years", "older than 18 years", "GT", "18", "years", "age"),
    gold("albumin of at least three g/dL", "at least three g/dL", "GTEQ", "three", "g/dL", "albumin"),
]
WRONG = [
    ("missed", gold("ALT is raised, as said", "raised", "GT", "40", "U/L", "ALT")),
    ("wrong value", gold("ALT > 40 U/L", "> 40 U/L", "GT", "50", "U/L", "ALT")),
    ("wrong value", gold("ALT > 40 U/L", "> 40 U/L", "GTEQ", "40", "U/L", "ALT")),
    ("wrong value", gold("ALT > 40 U/L", "> 40 U/L", "LT", "40", "U/L", "ALT")),
    ("wrong unit", gold("ALT > 40 U/L", "> 40 U/L", "GT", "40", "mg/dL", "ALT")),
    ("wrong subject", gold("ALT > 40 U/L", "> 40 U/L", "GT", "40", "U/L", "bilirubin")),
]


@pytest.mark.parametrize("document", RIGHT)
def test_right(document):
    found = score(document)
    assert found.faults == []
    assert [found.figures(level) for level in ("value", "unit", "subject")] == [(1, 1, 1)] * 3


@pytest.mark.parametrize(("outcome", "document"), WRONG)
def test_wrong(outcome, document):
    assert outcomes(document) == [outcome]


def test_surplus():
    found = score(GoldDocument("a", "ALT > 40 U/L", ()))
    assert [(fault.outcome, fault.doc) for fault in found.faults] == [("surplus", "a")]
    assert (found.gold, found.predicted) == (0, 1)


def test_levels_are_nested():
    found = score(gold("ALT > 40 U/L", "> 40 U/L", "GT", "40", "mg/dL", "ALT"))
    assert found.hits == {"value": 1, "unit": 0, "subject": 0}


def test_range_counts_as_its_two_bounds():
    document = gold("ECOG 0-2", "0-2", "", "0", "", "ECOG")
    range_ = document.comparisons[0].__class__
    both = range_(**{f: getattr(document.comparisons[0], f) for f in range_.__slots__} | {"values": ("0", "1", "2")})
    found = score(GoldDocument("a", document.text, (both,)))
    assert (found.gold, found.predicted, found.faults) == (2, 2, [])


def test_gold_without_a_plain_number_is_left_out_on_both_sides():
    found = score(gold("tumor stage IIIB", "IIIB", "EQ", "IIIB", "", "stage"))
    assert (found.gold, found.predicted, found.faults) == (0, 0, [])


def test_restatement_costs_nothing():
    found = score(gold("LDL-C ≥ 1.8 mmol/L (70 mg/dL)", "≥ 1.8 mmol/L", "GTEQ", "1.8", "mmol/L", "LDL-C"))
    assert found.faults == []


def test_recall_by_the_type_of_subject():
    found = score(RIGHT[0])
    assert found.by_subject["Observation"] == {"gold": 1, "value": 1, "unit": 1, "subject": 1}


def test_gold_that_is_something_else(tmp_path):
    path = tmp_path / "gold.jsonl"
    path.write_text('{"doc": "a", "start": 0, "text": "x", "constraints": []}\n[]\n', encoding="utf-8")
    with pytest.raises(SourceError, match=r"gold\.jsonl, line 2: not a line of gold comparisons"):
        read_gold(path)


@pytest.mark.skipif(not (LCT_DEV.exists() and SHARED_SCORER.exists()), reason="the shared corpora are not here")
def test_agrees_with_the_shared_scorer(tmp_path):
    pairs = [(document, parse(document.text, name=document.name, model=None)) for document in read_gold(LCT_DEV)]
    rows = tmp_path / "predicted.jsonl"
    rows.write_text("".join(f"{json.dumps(row)}\n" for _, protocol in pairs for row in comparison_rows(protocol)), encoding="utf-8")
    shown = subprocess.run(
        [sys.executable, SHARED_SCORER, LCT_DEV, rows, "--json"], capture_output=True, check=True, encoding="utf-8"
    )
    theirs = json.loads(shown.stdout)
    ours = score_comparisons(pairs, load())
    for level in ("value", "unit", "subject"):
        assert ours.figures(level)[2] == pytest.approx(theirs[level]["f1"], abs=0.01), level
