"""Files, folders and globs."""

from __future__ import annotations

from pathlib import Path

import pytest

from critparse.source import find, read_file
from critparse.source.text import SourceText


@pytest.fixture
def trials(tmp_path: Path) -> Path:
    for place in ("a.txt", "b.MD", "c.pdf", "deep/d.json", "deep/e.html", ".git/f.txt", "deep/.g.txt"):
        file = tmp_path / place
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("age > 18", encoding="utf-8")
    return tmp_path


def names(paths: list[Path]) -> list[str]:
    return [p.name for p in paths]


def test_a_folder_is_read_to_its_depths_and_other_kinds_are_told(trials: Path) -> None:
    files, skipped, missing = find([str(trials)])
    assert names(files) == ["a.txt", "b.MD", "d.json", "e.html"]
    assert names(skipped) == ["c.pdf"]
    assert missing == []


def test_a_file_that_is_named_is_read_whatever_its_ending(trials: Path) -> None:
    assert names(find([str(trials / "c.pdf")])[0]) == ["c.pdf"]


@pytest.mark.parametrize(
    ("pattern", "found", "left"),
    [
        ("*.txt", ["a.txt"], []),
        ("*.pdf", ["c.pdf"], []),
        ("*", ["a.txt", "b.MD", "d.json", "e.html"], ["c.pdf"]),
        ("**/*.json", ["d.json"], []),
        ("d*", ["d.json", "e.html"], []),
    ],
)
def test_globs(trials: Path, pattern: str, found: list[str], left: list[str]) -> None:
    files, skipped, missing = find([str(trials / pattern)])
    assert (names(files), names(skipped), missing) == (found, left, [])


def test_a_file_named_twice_is_read_once(trials: Path) -> None:
    assert names(find([str(trials / "a.txt"), str(trials / "*.txt")])[0]) == ["a.txt"]


def test_a_name_with_glob_signs_is_a_file_first(trials: Path) -> None:
    (trials / "x[1].txt").write_text("age > 18", encoding="utf-8")
    assert names(find([str(trials / "x[1].txt")])[0]) == ["x[1].txt"]


@pytest.mark.parametrize("place", ["nowhere.txt", "no*where", "x" * 5000, "nul\0byte"])
def test_missing_comes_as_an_error_and_the_rest_is_found(trials: Path, place: str) -> None:
    files, _, (error,) = find([place, str(trials / "a.txt")])
    assert names(files) == ["a.txt"]
    assert str(error) == f"{place}: no such file (check the path)"


def test_reading_a_file_names_the_document_after_it(trials: Path) -> None:
    (source,) = read_file(trials / "a.txt", {"headings": (), "criteria": ()})
    assert isinstance(source, SourceText)
    assert (source.name, source.text) == ("a", "age > 18")


def test_files_of_patients_in_a_folder_are_skipped(tmp_path: Path) -> None:
    (tmp_path / "p.json").write_text('{"resourceType": "Bundle", "entry": []}')
    (tmp_path / "study.json").write_text('{"protocolSection": {}}')
    files, skipped, missing = find([str(tmp_path)])
    assert ([f.name for f in files], [f.name for f in skipped], missing) == (["study.json"], ["p.json"], [])


def test_a_file_that_is_named_is_read_whatever_it_holds(tmp_path: Path) -> None:
    place = tmp_path / "p.json"
    place.write_text('{"resourceType": "Bundle"}')
    assert find([str(place)])[0] == [place]
