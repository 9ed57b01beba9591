"""ClinicalTrials.gov API v2 JSON in its three forms."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest

from critparse import parse
from critparse.errors import SourceError
from critparse.source import SourceText, read_text
from critparse.source.registry import age

PHRASES: dict[str, tuple[str, ...]] = {"headings": (), "criteria": ()}


def study(criteria: Any = "Inclusion Criteria:\n\n* Age \\>= 18", nct: str = "NCT00000001", **eligibility: Any) -> dict[str, Any]:
    return {
        "protocolSection": {
            "identificationModule": {"nctId": nct, "briefTitle": "Brief", "officialTitle": "Official"},
            "conditionsModule": {"conditions": ["Systemic Sclerosis", "ILD"]},
            "eligibilityModule": {"eligibilityCriteria": criteria, **eligibility},
        }
    }


def read(text: str, ending: str = ".json") -> list[SourceText | SourceError]:
    return list(read_text(text, "a", ending, PHRASES, where="a.json"))


def only(text: str, ending: str = ".json") -> SourceText:
    (source,) = read(text, ending)
    assert isinstance(source, SourceText)
    return source


def test_one_study() -> None:
    source = only(json.dumps(study(sex="FEMALE", minimumAge="18 Years", maximumAge="6 Months", healthyVolunteers=False)))
    assert source.name == "NCT00000001"
    assert source.metadata.registry_id == "NCT00000001"
    assert source.metadata.title == "Official"
    assert source.metadata.conditions == ("Systemic Sclerosis", "ILD")
    assert source.metadata.sex == "female"
    assert source.metadata.minimum_age == (Decimal(18), "a")
    assert source.metadata.maximum_age == (Decimal(6), "mo")
    assert source.metadata.healthy_volunteers is False


def test_offsets_refer_to_the_criteria_text_as_the_registry_gives_it() -> None:
    criteria = "* ALT \\< 3 x ULN \\[see 5.1\\]\n* Hb &ge; 9 g/dL"
    source = only(json.dumps(study(criteria)))
    assert source.text == criteria
    assert source.normalised.text == "* ALT < 3 x ULN [see 5.1]\n* Hb ≥ 9 g/dL"
    at = source.normalised.text.index("≥")
    assert source.normalised.original(at, at + 1).of(criteria) == "&ge;"
    at = source.normalised.text.index("[")
    assert source.normalised.original(at, at + 1).of(criteria) == "\\["


def test_a_page_of_studies() -> None:
    page = {"studies": [study(nct="NCT00000001"), {"protocolSection": {}}, study(nct="NCT00000002")], "nextPageToken": "x"}
    first, bad, last = read(json.dumps(page))
    assert isinstance(first, SourceText)
    assert isinstance(last, SourceText)
    assert (first.name, last.name) == ("NCT00000001", "NCT00000002")
    assert str(bad).startswith("a.json, study 2: no eligibilityModule.eligibilityCriteria text")


def test_ndjson_with_a_bad_line() -> None:
    lines = [json.dumps(study(nct="NCT00000001")), "", "{nonsense", json.dumps(study(nct="NCT00000002"))]
    first, bad, last = read("\n".join(lines), ".ndjson")
    assert isinstance(first, SourceText)
    assert isinstance(last, SourceText)
    assert str(bad).startswith("a.json, line 3: malformed JSON: ")


def test_unicode_line_separators_do_not_break_an_ndjson_line() -> None:
    criteria = "age\u2028> 18\x85or so"
    assert only(json.dumps(study(criteria), ensure_ascii=False) + "\n", ".jsonl").text == criteria


@pytest.mark.parametrize("start", ["", "\ufeff", "\n  "])
def test_json_is_guessed_without_an_ending(start: str) -> None:
    assert only(start + json.dumps(study()), "").name == "NCT00000001"


def test_ndjson_is_guessed_without_an_ending() -> None:
    assert len(read("\n".join(json.dumps(study(nct=n)) for n in ("NCT00000001", "NCT00000002")), "")) == 2


@pytest.mark.parametrize("document", ["{}", "3", "null", '{"protocolSection": []}', json.dumps(study(None)), json.dumps(study(7))])
def test_without_criteria_text(document: str) -> None:
    (error,) = read(document)
    assert "no eligibilityModule.eligibilityCriteria text" in str(error)


@pytest.mark.parametrize(
    "document", ["{", "[1,", '{"a": 1} x', "[" * 100_000, '{"a": ' + "9" * 5000 + "}", ""],
    ids=["open", "half", "surplus", "deep", "huge number", "empty"],
)  # fmt: skip
def test_malformed(document: str) -> None:
    with pytest.raises(SourceError, match="malformed JSON") as caught:
        read(document)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("18 Years", (Decimal(18), "a")),
        ("1 Year", (Decimal(1), "a")),
        ("6 Months", (Decimal(6), "mo")),
        ("2 Weeks", (Decimal(2), "wk")),
        ("37 days", (Decimal(37), "d")),
        ("12 Hours", (Decimal(12), "h")),
        ("30 Minutes", (Decimal(30), "min")),
        ("0.5 Years", (Decimal("0.5"), "a")),
        ("N/A", None),
        ("", None),
        ("18", None),
    ],
)
def test_ages(text: str, meaning: tuple[Decimal, str] | None) -> None:
    assert age(text) == meaning


@pytest.mark.parametrize(("value", "sex"), [("ALL", "all"), ("Male", "male"), ("FEMALE", "female"), ("other", None), (3, None)])
def test_sex(value: Any, sex: str | None) -> None:
    assert only(json.dumps(study(sex=value))).metadata.sex == sex


@pytest.mark.parametrize("text", ['[ Hb "', '[ "', '[Age "18" or more]', "{ Hb > 9 }", "["])
def test_text_that_begins_with_a_bracket_is_no_json(text: str) -> None:
    assert parse(text, model=None).criteria
