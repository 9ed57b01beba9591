"""A user's vocabulary: a knowledge base of five concepts, and an OMOP folder of fifteen with three levels."""

from __future__ import annotations

import csv
import gzip
import importlib
import json
import time
from pathlib import Path

import pytest

from critparse.errors import KnowledgeError
from critparse.extract.tokens import tokenize
from critparse.extract.trie import Trie
from critparse.knowledge import vocabulary as module
from critparse.knowledge.vocabulary import Vocabulary, VocabularyConcept, read_kb, read_omop

KB = [
    {
        "concept_id": "C0011849",
        "canonical_name": "Diabetes Mellitus",
        "aliases": ["DM", "sugar disease", "Diabetes Mellitus"],
        "types": ["T047"],
        "definition": "Too much sugar in the blood.",
    },
    {"concept_id": "MESH:D000068900", "canonical_name": "Sitagliptin Phosphate", "aliases": ["Januvia"], "types": ["T109", "T121"]},
    {"concept_id": "ours-7", "canonical_name": "left heart catheterisation", "aliases": ["LHC"], "types": ["procedure"]},
    {"concept_id": "C0022646", "canonical_name": "Kidney", "aliases": ["Kidneys"], "types": ["T023"]},
    {"concept_id": "C0018681", "canonical_name": "Headache", "types": ["T184"]},
]

CONCEPTS = [  # id, name, domain, vocabulary, standard, code
    (1, "Disorder of heart", "Condition", "Ours", "S", "H0"),
    (2, "Cardiomyopathy", "Condition", "Ours", "S", "H1"),
    (3, "Dilated cardiomyopathy", "Condition", "Ours", "S", "H11"),
    (4, "Hypertrophic cardiomyopathy (disorder)", "Condition", "Ours", "S", "H12"),
    (5, "Heart failure", "Condition", "Ours", "S", "H2"),
    (6, "Antidiabetic", "Drug", "OurDrugs", "S", "D0"),
    (7, "metformin", "Drug", "OurDrugs", "S", "D1"),
    (8, "metformin 500 MG Oral Tablet", "Drug", "OurDrugs", "S", "D11"),
    (9, "Echocardiography", "Procedure", "Ours", "S", "P1"),
    (10, "Cardiac pacemaker", "Device", "Ours", "S", "V1"),
    (11, "Ejection fraction", "Measurement", "Ours", "S", "M1"),
    (12, "milligram", "Unit", "UCUM", "S", "mg"),
    (13, "CCF - congestive cardiac failure", "Condition", "Old", "", "150"),
    (14, "Heart trouble with sugar", "Condition", "Old", "", "151"),
    (15, "Forgotten disease", "Condition", "Old", "", "152"),
]
ANCESTORS = [(1, 1), (1, 2), (1, 3), (1, 4), (1, 5), (2, 2), (2, 3), (2, 4), (6, 6), (6, 7), (6, 8), (7, 8), (1, 13), (99, 3)]
SYNONYMS = [
    (5, "HF", 4180186),
    (5, "cardiac failure", 4180186),
    (5, "Herzinsuffizienz", 4182504),
    (7, "Glucophage", 4180186),
    (12, "mg", 4180186),
    (13, "congestive heart failure", 4180186),
    (15, "oblivion", 4180186),
]
MAPS = [
    (13, 5, "Maps to", ""),
    (13, 5, "Maps to", ""),
    (14, 5, "Maps to", ""),
    (14, 6, "Maps to", ""),
    (15, 2, "Maps to", "D"),
    (5, 5, "Maps to", ""),
    (7, 9, "Has form", ""),
]
TABLES = {
    "CONCEPT": (
        "concept_id,concept_name,domain_id,vocabulary_id,concept_class_id,standard_concept,concept_code",
        [(i, name, domain, system, "Any", standard, code) for i, name, domain, system, standard, code in CONCEPTS],
    ),
    "CONCEPT_ANCESTOR": (
        "ancestor_concept_id,descendant_concept_id,min_levels_of_separation",
        [(above, below, 0) for above, below in ANCESTORS],
    ),
    "CONCEPT_SYNONYM": ("concept_id,concept_synonym_name,language_concept_id", SYNONYMS),
    "CONCEPT_RELATIONSHIP": ("concept_id_1,concept_id_2,relationship_id,invalid_reason", MAPS),
}


def write_tabs(folder: Path) -> None:
    for name, (header, rows) in TABLES.items():
        lines = ["\t".join(str(value) for value in row) for row in (header.split(","), *rows)]
        (folder / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def write_commas(folder: Path) -> None:
    for name, (header, rows) in TABLES.items():
        with (folder / f"{name.title()}.CSV").open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file, quoting=csv.QUOTE_NONNUMERIC)
            writer.writerow(header.upper().split(","))
            writer.writerows(rows)


def write_parquet(folder: Path) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    parquet = importlib.import_module("pyarrow.parquet")
    for name, (header, rows) in TABLES.items():
        columns = [[value or None for value in column] for column in zip(*rows, strict=True)]
        parquet.write_table(pyarrow.table(columns, names=header.split(",")), folder / f"{name.lower()}.parquet", row_group_size=4)


@pytest.fixture(params=[write_tabs, write_commas, write_parquet])
def omop(request, tmp_path) -> Vocabulary:
    request.param(tmp_path)
    return read_omop(tmp_path)


def write_kb(path: Path, *entries: object) -> Path:
    path.write_text("\n".join(e if isinstance(e, str) else json.dumps(e) for e in entries) + "\n", encoding="utf-8")
    return path


def names(vocabulary: Vocabulary) -> list[tuple[str, bool, str]]:
    return [(phrase, exact, concept.code) for phrase, exact, concept in vocabulary.phrases]


def test_kb(tmp_path):
    vocabulary = read_kb(write_kb(tmp_path / "ours.v1.jsonl", *KB))
    assert names(vocabulary) == [
        ("Diabetes Mellitus", False, "C0011849"),
        ("Sitagliptin Phosphate", False, "D000068900"),
        ("left heart catheterisation", False, "ours-7"),
        ("Headache", False, "C0018681"),
        ("DM", True, "C0011849"),
        ("sugar disease", False, "C0011849"),
        ("Januvia", False, "D000068900"),
        ("LHC", True, "ours-7"),
    ]
    assert [c[:1] + c[2:] for c in dict.fromkeys(concept for _, _, concept in vocabulary.phrases)] == [
        ("UMLS", "Diabetes Mellitus", "condition", None),
        ("MESH", "Sitagliptin Phosphate", "drug", None),
        ("ours", "left heart catheterisation", "procedure", None),
        ("UMLS", "Headache", "condition", None),
    ]
    assert vocabulary.left_out == 1


def test_kb_gzipped_and_blank_lines(tmp_path):
    plain = write_kb(tmp_path / "kb.jsonl", KB[0], "", KB[4])
    packed = tmp_path / "kb.jsonl.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    assert read_kb(packed).phrases == read_kb(plain).phrases


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "line 2: is not JSON"),
        ("[" * 100_000, "line 2: is not JSON"),
        ("[]", "line 2: is not a JSON object"),
        ({"canonical_name": "x"}, "line 2: 'concept_id' is not text"),
        ({"concept_id": 7, "canonical_name": "x"}, "line 2: 'concept_id' is not text"),
        ({"concept_id": "C1", "canonical_name": " "}, "line 2: 'canonical_name' is not text"),
        ({"concept_id": "C1", "canonical_name": "x", "aliases": "y"}, "line 2: 'aliases' is not a list of texts"),
        ({"concept_id": "C1", "canonical_name": "x", "types": [1]}, "line 2: 'types' is not a list of texts"),
    ],
)
def test_bad_lines_of_a_kb(tmp_path, line, message):
    path = write_kb(tmp_path / "kb.jsonl", KB[0], line)
    with pytest.raises(KnowledgeError) as caught:
        read_kb(path)
    assert message in str(caught.value)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_files_that_are_no_kb(tmp_path):
    with pytest.raises(KnowledgeError, match="No such file"):
        read_kb(tmp_path / "none.jsonl")
    (tmp_path / "kb.jsonl.gz").write_bytes(b"not gzip")
    with pytest.raises(KnowledgeError, match=r"cannot be read: Not a gzipped file"):
        read_kb(tmp_path / "kb.jsonl.gz")
    (tmp_path / "cut.jsonl.gz").write_bytes(gzip.compress(json.dumps(KB[0]).encode())[:-9])
    with pytest.raises(KnowledgeError, match="cannot be read"):
        read_kb(tmp_path / "cut.jsonl.gz")
    (tmp_path / "latin.jsonl").write_bytes(b"\xff\xfe\xfa")
    with pytest.raises(KnowledgeError, match="is not UTF-8"):
        read_kb(tmp_path / "latin.jsonl")
    with pytest.raises(KnowledgeError, match="no concept can be used"):
        read_kb(write_kb(tmp_path / "organs.jsonl", KB[3]))


def test_omop_phrases(omop):
    assert names(omop) == [
        ("Disorder of heart", False, "H0"),
        ("Cardiomyopathy", False, "H1"),
        ("Dilated cardiomyopathy", False, "H11"),
        ("Hypertrophic cardiomyopathy", False, "H12"),
        ("Heart failure", False, "H2"),
        ("Antidiabetic", False, "D0"),
        ("metformin", False, "D1"),
        ("metformin 500 MG Oral Tablet", False, "D11"),
        ("Echocardiography", False, "P1"),
        ("Cardiac pacemaker", False, "V1"),
        ("Ejection fraction", False, "M1"),
        ("HF", True, "H2"),
        ("cardiac failure", False, "H2"),
        ("Glucophage", False, "D1"),
        ("congestive heart failure", False, "H2"),
        ("CCF - congestive cardiac failure", False, "H2"),
    ]
    assert omop.left_out == 3


def test_omop_concepts(omop):
    concepts = {concept.concept_id: concept for _, _, concept in omop.phrases}
    assert concepts[4] == VocabularyConcept("Ours", "H12", "Hypertrophic cardiomyopathy", "condition", 4)
    assert [concepts[i].domain for i in (7, 9, 10, 11)] == ["drug", "procedure", "device", "observation"]


def test_descendants(omop):
    assert omop.descendants(1) == {1, 2, 3, 4, 5}
    assert omop.descendants(2) == {2, 3, 4}
    assert omop.descendants(3) == {3}
    assert omop.descendants(6) == {6, 7, 8}
    assert omop.descendants(99) == {99}


def test_the_extractor_can_use_it(omop):
    trie = Trie(omop.phrases)
    found = trie.longest(tokenize("congestive heart failure NYHA III"), 0)
    assert found is not None
    assert (found[0].name, found[1]) == ("Heart failure", 3)
    assert trie.longest(tokenize("hf"), 0) is None


def test_omop_without_synonyms_and_relationships(tmp_path):
    write_tabs(tmp_path)
    (tmp_path / "CONCEPT_SYNONYM.csv").unlink()
    (tmp_path / "CONCEPT_RELATIONSHIP.csv").unlink()
    vocabulary = read_omop(tmp_path)
    assert len(vocabulary.phrases) == 11
    assert vocabulary.left_out == 4


@pytest.mark.parametrize(
    ("table", "content", "message"),
    [
        ("CONCEPT", None, "no CONCEPT table (add CONCEPT.csv"),
        ("CONCEPT_ANCESTOR", None, "no CONCEPT_ANCESTOR table"),
        ("CONCEPT", "", "CONCEPT.csv: no column 'concept_id'"),
        ("CONCEPT", "concept_id\tconcept_name\n", "no column 'domain_id'"),
        ("CONCEPT_ANCESTOR", "ancestor_concept_id,descendant_concept_id\n1,2\n1,x\n", "CONCEPT_ANCESTOR.csv, line 3: '1' or 'x'"),
        ("CONCEPT_ANCESTOR", "ancestor_concept_id\tdescendant_concept_id\n1\n", "line 2: 1 columns where the header has 2"),
        ("CONCEPT_SYNONYM", "concept_id,concept_synonym_name\n,x\n", "line 2: concept_id '' is not a number"),
        ("CONCEPT_RELATIONSHIP", "concept_id_1,concept_id_2,relationship_id\nx,1,Maps to\n", "line 2: concept_id_1 'x'"),
        ("CONCEPT_SYNONYM", "concept_id,concept_synonym_name\n1," + "x" * 200_000 + "\n", "line 2: is not CSV: field larger"),
    ],
)
def test_faults_of_an_omop_folder(tmp_path, table, content, message):
    write_tabs(tmp_path)
    (tmp_path / f"{table}.csv").unlink()
    if content is not None:
        (tmp_path / f"{table}.csv").write_text(content, encoding="utf-8")
    with pytest.raises(KnowledgeError) as caught:
        read_omop(tmp_path)
    assert message in str(caught.value)
    assert str(tmp_path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_no_folder_and_no_standard_concepts(tmp_path):
    with pytest.raises(KnowledgeError, match="no such folder"):
        read_omop(tmp_path / "none")
    write_tabs(tmp_path)
    header = TABLES["CONCEPT"][0].replace(",", "\t")
    (tmp_path / "CONCEPT.csv").write_text(header + "\n1\tx\tCondition\tOurs\tAny\t\tX\n")
    with pytest.raises(KnowledgeError, match="no standard concept"):
        read_omop(tmp_path)


def test_parquet_without_pyarrow_and_broken(tmp_path, monkeypatch):
    write_parquet(tmp_path)
    (tmp_path / "concept_ancestor.parquet").write_bytes(b"PAR1 no")
    with pytest.raises(KnowledgeError, match=r"concept_ancestor\.parquet: is not Parquet"):
        read_omop(tmp_path)

    def missing(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr(module, "import_module", missing)
    with pytest.raises(KnowledgeError, match=r"concept\.parquet: Parquet needs pyarrow.*critparse\[omop\]"):
        read_omop(tmp_path)


def test_reading_is_linear_and_fast(tmp_path):
    write_tabs(tmp_path)
    synonyms = "\n".join(f"{1 + i % 11}\tsynonym number {i}\t4180186" for i in range(50_000))
    (tmp_path / "CONCEPT_SYNONYM.csv").write_text(f"concept_id\tconcept_synonym_name\tlanguage_concept_id\n{synonyms}\n")
    start = time.process_time()
    assert len(read_omop(tmp_path).phrases) > 50_000
    assert time.process_time() - start < 1
