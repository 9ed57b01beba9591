"""A user's folder laid over the shipped grammars, and what is said when it is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from critparse import parse_criterion
from critparse.errors import KnowledgeError
from critparse.expression import write
from critparse.knowledge import faults, load

GALECTIN = """[galectin_3]
name = "galectin-3"
aliases = ["galectin-3"]
unit = "ng/mL"
range = [0, 500]
[galectin_3.examples]
"galectin-3 > 17.8 ng/mL" = 'galectin-3 > 17.8 ng/mL'
"""


def write_file(folder: Path, name: str, text: str) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def read(folder: Path, text: str) -> str:
    return write(parse_criterion(text, knowledge=load(folder), model=None).criteria[0].expression)


def test_a_lab_test_is_one_file(tmp_path):
    write_file(tmp_path, "lexicon/measurements/own.toml", GALECTIN)
    assert read(tmp_path, "galectin-3 above 17.8 ng/mL") == "galectin-3 > 17.8 ng/mL"
    assert read(tmp_path, "ALT > 40 U/L") == "ALT > 40 U/L"


def test_a_phrase_is_one_file(tmp_path):
    write_file(tmp_path, "phrases/own.toml", '[surmounting]\nclass = "comparator"\nvalue = ">"\nphrases = ["surmounting"]\n')
    assert read(tmp_path, "ALT surmounting 40 U/L") == "ALT > 40 U/L"


def test_a_unit_spelling_is_one_file(tmp_path):
    write_file(tmp_path, "units/own.toml", '["ug/L"]\nany = ["gammas per litre"]\n')
    assert read(tmp_path, "ferritin > 100 gammas per litre") == "ferritin > 100 ug/L"


def test_an_entry_of_the_overlay_replaces_the_shipped_one(tmp_path):
    write_file(tmp_path, "lexicon/measurements/own.toml", GALECTIN.replace("galectin_3", "alt"))
    assert load(tmp_path).entry("alt").name == "galectin-3"
    assert load().entry("alt").name == "ALT"


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("lexicon/measurements/x.toml", GALECTIN.replace("unit =", "unti ="), "x.toml [galectin_3]: unit: Field required"),
        ("lexicon/measurements/x.toml", GALECTIN.replace("[0, 500]", "[5, 5]"), "[galectin_3]: Value error, range is empty"),
        (
            "lexicon/measurements/x.toml",
            GALECTIN.split("[galectin_3.examples]", maxsplit=1)[0],
            "an entry needs at least one example",
        ),
        ("lexicon/measurements/x.toml", GALECTIN.replace('["galectin-3"]', '["a", "a"]'), "the same spelling stands twice"),
        ("lexicon/scales/x.toml", "[s]\naliases = ['s']\n[s.examples]\n's 1' = 's = 1'", "[s]: Value error, a scale needs"),
        ("phrases/x.toml", "[p]\nclass = 'comparator'", "x.toml [p]: Value error, an entry needs 'phrases'"),
        ("phrases/page.toml", "headings = 'Aims'", "page.toml [headings]: not a list of phrases"),
        ("units/x.toml", "[mg]\nany = []", "x.toml [mg]: Value error, an entry needs spellings"),
        ("units/incommensurable.toml", "atoms = [1]", "incommensurable.toml [atoms]: not a list of phrases"),
        ("syntax/x.toml", "[r]\nproduces = 'bound'", "x.toml [r]: pattern: Field required"),
        ("phrases/x.toml", "p = 1", "x.toml [p]: the entry is not a table"),
        ("phrases/x.toml", "[p", "x.toml: not valid TOML"),
        ("phrase/x.toml", "[p]", "x.toml: is not read from here"),
    ],
)
def test_fault_names_file_and_entry(tmp_path, name, text, said):
    write_file(tmp_path, name, text)
    with pytest.raises(KnowledgeError) as raised:
        load(tmp_path)
    assert said in str(raised.value)
    assert str(tmp_path) in str(raised.value)
    assert "\n" not in str(raised.value)


def test_all_faults_are_found_in_one_run(tmp_path):
    write_file(tmp_path, "phrases/x.toml", "[p]\nclass = 'comparator'\n[q]\nphrases = ['q']\n")
    write_file(tmp_path, "units/x.toml", "[mg]\n")
    assert len(faults(tmp_path)) == 3


def test_file_that_is_not_utf8(tmp_path):
    path = tmp_path / "phrases" / "x.toml"
    path.parent.mkdir()
    path.write_bytes(b"[p]\nphrases = ['\xff']\n")
    assert "x.toml: not valid TOML" in str(faults(tmp_path)[0])


def test_folder_that_does_not_exist(tmp_path):
    with pytest.raises(KnowledgeError, match="no such folder"):
        load(tmp_path / "none")


def test_an_id_that_stands_twice_in_one_folder_is_a_fault(tmp_path: Path) -> None:
    folder = tmp_path / "phrases"
    folder.mkdir()
    entry = '[spoken_of]\nclass = "silent"\nphrases = ["spoken of"]\n'
    (folder / "a.toml").write_text(entry)
    (folder / "b.toml").write_text(entry)
    with pytest.raises(KnowledgeError, match="stands twice"):
        load(tmp_path)
