"""Criterion text → text form, case by case."""

from pathlib import Path
from typing import Literal

import pytest

from critparse import parse_criterion
from critparse.expression import read, simplify, without_source, write

TABLES = sorted((Path(__file__).parent.parent / "tables").glob("*.txt"))


EXCLUSION = "exclusion: "


def said(text: str) -> str:
    """The text form of what a case says."""
    kind: Literal["inclusion", "exclusion"] = "exclusion" if text.startswith(EXCLUSION) else "inclusion"
    parsed = parse_criterion(text.removeprefix(EXCLUSION), kind=kind, model=None)
    return write(without_source(parsed.criteria[0].expression))


def cases(path: Path) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    text = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("    ") and text:
            found.append((text, line.strip()))
            text = ""
        elif line and not line.startswith("# "):
            text = line
    return found


@pytest.mark.parametrize("path", TABLES, ids=lambda p: p.stem)
def test_criteria_mean_what_the_table_says(path: Path) -> None:
    wrong = []
    for text, wanted in cases(path):
        got = said(text)
        if got != wanted:
            wrong.append(f"{text}\n    wanted {wanted}\n    got    {got}")
    assert not wrong, "\n".join(wrong)


def test_tables_are_large_enough() -> None:
    sizes = {path.stem: len(cases(path)) for path in TABLES}
    assert sizes["laboratory"] >= 200
    assert sizes["scales_and_ages"] >= 130


@pytest.mark.parametrize("path", TABLES, ids=lambda p: p.stem)
def test_expectations_are_text_forms_in_simplest_shape(path: Path) -> None:
    for _, wanted in cases(path):
        assert write(simplify(read(wanted))) == wanted


def test_cases_stand_once() -> None:
    texts = [text for path in TABLES for text, _ in cases(path)]
    assert sorted(set(texts)) == sorted(texts)
