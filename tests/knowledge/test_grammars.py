"""Every entry of `grammars/`: its schema, its units, and how its own examples and rejects are read."""

from __future__ import annotations

import csv
from itertools import groupby
from pathlib import Path

import pytest

from critparse.grammar_check import Place, check_grammars, entry_faults, places
from critparse.knowledge import Entry, faults, load, shipped

KNOWLEDGE = load()
LOINC = Path(__file__).parents[3] / "shared" / "reference" / "loinc_components.csv"


def by_file() -> dict[str, list[Place]]:
    ordered = sorted(places(KNOWLEDGE), key=lambda place: place.file)
    return {"/".join(Path(file).parts[-2:]): list(group) for file, group in groupby(ordered, key=lambda place: place.file)}


BY_FILE = by_file()


def test_schema():
    assert [str(fault) for fault in faults(shipped())] == []


@pytest.mark.parametrize("file", BY_FILE)
def test_entries_of_a_file(file):
    assert [str(fault) for place in BY_FILE[file] for fault in entry_faults(place, KNOWLEDGE)] == []


def test_no_spelling_stands_in_two_entries(tmp_path, monkeypatch):
    monkeypatch.setattr("critparse.grammar_check.entry_faults", lambda *_: ())
    found, entries = check_grammars()
    assert [str(fault) for fault in found] == []
    assert entries == len(places(KNOWLEDGE))


def test_enough_measurements_and_scales():
    assert len(KNOWLEDGE.measurements) >= 250
    assert len(KNOWLEDGE.scales) >= 80


@pytest.fixture(scope="module")
def components() -> dict[str, str]:
    if not LOINC.exists():
        pytest.skip("the shared LOINC table is not here")
    with LOINC.open(encoding="utf-8", newline="") as file:
        return {row["LOINC_NUM"]: row["COMPONENT"] for row in csv.DictReader(file)}


def test_loinc_codes_exist(components):
    entries: list[Entry] = [*KNOWLEDGE.measurements.values(), *KNOWLEDGE.scales.values()]
    assert [(entry.id, code) for entry in entries for code in entry.loinc if code not in components] == []
