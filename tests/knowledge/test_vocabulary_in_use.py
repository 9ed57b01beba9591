"""A user's vocabulary while criteria are read: an OMOP folder of fifteen concepts, and a knowledge base of two."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from critparse import Protocol, parse_criterion
from critparse.cli.main import run
from critparse.errors import KnowledgeError
from critparse.expression import Code, Measurement, Occurrence, walk
from critparse.interpret.codes import link_with_scispacy
from critparse.knowledge import Knowledge, load, read_vocabulary, with_vocabularies

CONCEPTS = [  # id, name, domain, vocabulary, code
    (1, "Disorder of the zymotic gland", "Condition", "SNOMED", "900001"),
    (2, "Zymotic gland atrophy (disorder)", "Condition", "SNOMED", "900002"),
    (3, "Acute zymotic gland atrophy", "Condition", "SNOMED", "900003"),
    (4, "Heart failure", "Condition", "SNOMED", "84114007"),
    (5, "Heart failure with blue ears", "Condition", "SNOMED", "900005"),
    (6, "Myocardial infarct", "Condition", "SNOMED", "900006"),
    (7, "zymoxaban", "Drug", "RxNorm", "777001"),
    (8, "metformin", "Drug", "RxNorm", "6809"),
    (9, "Zymotic gland lavage", "Procedure", "SNOMED", "900009"),
    (10, "Zymotic shunt", "Device", "SNOMED", "900010"),
    (11, "Zymotic mood", "Observation", "SNOMED", "900011"),
    (12, "Hemoglobin level", "Measurement", "SNOMED", "900012"),
    (13, "History of heart failure", "Observation", "SNOMED", "900013"),
    (14, "18", "Condition", "SNOMED", "900014"),
    (15, "milligram", "Unit", "UCUM", "mg"),
]
SYNONYMS = [(2, "ZGA"), (2, "shrunken zymotic gland"), (4, "cardiac failure"), (6, "heart attack"), (7, "Zymoxa")]
ANCESTORS = [(1, 1), (1, 2), (1, 3), (2, 2), (2, 3), (4, 4), (4, 5)]
KB = [
    {"concept_id": "C7654321", "canonical_name": "Gromble syndrome", "aliases": ["grombling disease"], "types": ["T047"]},
    {"concept_id": "g-2", "canonical_name": "Zymoxaban", "aliases": ["gromblomab"], "types": ["drug"]},
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    place = tmp_path_factory.mktemp("omop")
    concepts = [(*c[:4], "S", c[4]) for c in CONCEPTS]
    synonyms = [(*s, 4180186) for s in SYNONYMS]
    for name, header, rows in (
        ("CONCEPT", "concept_id,concept_name,domain_id,vocabulary_id,standard_concept,concept_code", concepts),
        ("CONCEPT_SYNONYM", "concept_id,concept_synonym_name,language_concept_id", synonyms),
        ("CONCEPT_ANCESTOR", "ancestor_concept_id,descendant_concept_id", ANCESTORS),
    ):
        lines = [header, *(",".join(map(str, row)) for row in rows)]
        (place / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return place


@pytest.fixture(scope="module")
def kb(tmp_path_factory) -> Path:
    file = tmp_path_factory.mktemp("kb") / "gromble.jsonl"
    file.write_text("".join(json.dumps(entry) + "\n" for entry in KB), encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def omop(folder) -> Knowledge:
    return with_vocabularies(load(), [read_vocabulary(folder)])


def read(text: str, knowledge: Knowledge) -> Protocol:
    return parse_criterion(text, knowledge=knowledge, model=None)


def occurrences(text: str, knowledge: Knowledge) -> list[Occurrence]:
    (criterion,) = read(text, knowledge).criteria
    return [node for node in walk(criterion.expression) if isinstance(node, Occurrence)]


def codes(found: Occurrence) -> set[str]:
    return {f"{code.system} {code.code}" for code in found.codes}


@pytest.mark.parametrize(
    ("text", "domain", "concept", "expected"),
    [
        ("Patients with zymotic gland atrophy", "condition", "Zymotic gland atrophy", {"SNOMED 900002", "OMOP 2"}),
        ("Shrunken zymotic glands", "condition", "Zymotic gland atrophy", {"SNOMED 900002", "OMOP 2"}),
        ("known ZGA", "condition", "Zymotic gland atrophy", {"SNOMED 900002", "OMOP 2"}),
        ("treatment with Zymoxa", "drug", "zymoxaban", {"RxNorm 777001", "OMOP 7"}),
        ("Zymotic-gland lavage", "procedure", "Zymotic gland lavage", {"SNOMED 900009", "OMOP 9"}),
        ("presence of a zymotic shunt", "device", "Zymotic shunt", {"SNOMED 900010", "OMOP 10"}),
        ("Zymotic mood", "observation", "Zymotic mood", {"SNOMED 900011", "OMOP 11"}),
        ("Heart failure with blue ears", "condition", "Heart failure with blue ears", {"SNOMED 900005", "OMOP 5"}),
    ],
)
def test_what_only_the_vocabulary_names(omop, text, domain, concept, expected):
    (found,) = occurrences(text, omop)
    assert (found.domain, found.concept, found.concept_id, found.source) == (domain, concept, "", "vocabulary")
    assert codes(found) == expected
    assert "vocabulary" not in {o.source for o in occurrences(text, load())}


def test_short_names_need_their_capitals(omop):
    assert occurrences("zga", omop) == []


def test_the_same_with_the_document_s_own_abbreviation(omop):
    found = occurrences("Acute zymotic gland atrophy (AZYG) or AZYG in remission", omop)
    assert {o.concept for o in found} == {"Acute zymotic gland atrophy"}


def test_entities_have_the_codes_too(omop):
    (criterion,) = read("zymotic gland atrophy", omop).criteria
    assert [(e.label, e.concept, e.codes[0]) for e in criterion.entities] == [
        ("Condition", "Zymotic gland atrophy", Code(system="SNOMED", code="900002"))
    ]


@pytest.mark.parametrize(
    ("text", "concept_id", "omop_id"),
    [
        ("Heart failure", "heart_failure", "4"),
        ("congestive cardiac failure", "heart_failure", "4"),
        ("heart attack", "myocardial_infarction", "6"),
        ("metformin", "metformin", "8"),
    ],
)
def test_the_lexicon_wins_ties_and_gets_the_standard_concept(omop, text, concept_id, omop_id):
    (found,) = occurrences(text, omop)
    (plain,) = occurrences(text, load())
    assert (found.concept_id, found.source) == (concept_id, "lexicon")
    assert found == plain.model_copy(update={"codes": (*plain.codes, Code(system="OMOP", code=omop_id))})


def test_what_the_grammar_reads_itself_is_left_to_it(omop):
    (criterion,) = read("Hemoglobin level > 9 g/dL", omop).criteria
    assert isinstance(criterion.expression, Measurement)
    (found,) = occurrences("History of heart failure", omop)
    assert (found.concept_id, bool(found.qualifiers)) == ("heart_failure", True)
    assert read("age > 18 years", omop) == read("age > 18 years", load())


def test_a_knowledge_base(kb):
    knowledge = with_vocabularies(load(), [read_vocabulary(kb)])
    (found,) = occurrences("grombling disease", knowledge)
    assert (found.concept, found.source, codes(found)) == ("Gromble syndrome", "vocabulary", {"UMLS C7654321"})
    (found,) = occurrences("gromblomab", knowledge)
    assert (found.domain, codes(found)) == ("drug", {"gromble g-2"})
    assert knowledge.concepts == load().concepts


def test_of_several_the_first_goes_first(folder, kb):
    both = [read_vocabulary(kb), read_vocabulary(folder)]
    assert codes(occurrences("zymoxaban", with_vocabularies(load(), both))[0]) == {"gromble g-2"}
    assert codes(occurrences("zymoxaban", with_vocabularies(load(), both[::-1]))[0]) == {"RxNorm 777001", "OMOP 7"}


def test_descendants_stay_at_hand(omop):
    (vocabulary,) = omop.vocabularies
    assert vocabulary.descendants(1) == {1, 2, 3}


def test_nothing_changes_without_a_vocabulary(omop):
    plain = load()
    assert with_vocabularies(plain, []) is plain
    assert plain.vocabularies == ()
    assert plain.concepts is not omop.concepts
    assert codes(occurrences("metformin", plain)[0]).isdisjoint({"OMOP 8"})


def test_names_that_mean_several_standard_concepts_get_none(tmp_path, folder):
    for file in folder.iterdir():
        text = file.read_text(encoding="utf-8")
        more = "16,Metformin,Drug,Other,S,1\n" if file.stem == "CONCEPT" else ""
        (tmp_path / file.name).write_text(text + more, encoding="utf-8")
    knowledge = with_vocabularies(load(), [read_vocabulary(tmp_path)])
    assert not any(code.startswith("OMOP") for code in codes(occurrences("metformin", knowledge)[0]))


# On the command line.


class Result(NamedTuple):
    status: int
    out: str
    err: str


@pytest.fixture
def critparse(monkeypatch, capsys):
    def call(*arguments: object) -> Result:
        monkeypatch.setattr(sys, "argv", ["critparse", *map(str, arguments)])
        with pytest.raises(SystemExit) as left:
            run()
        captured = capsys.readouterr()
        return Result(int(left.value.code or 0), captured.out, captured.err)

    return call


def test_parse_and_explain(critparse, folder, kb):
    given = ("--no-model", "--vocabulary", folder, "--vocabulary", kb, "-c", "Gromble syndrome or zymotic gland atrophy")
    parsed = critparse("parse", "-f", "jsonl", *given)
    assert (parsed.status, parsed.err) == (0, "")
    tree = json.loads(parsed.out)["criteria"][0]["expression"]
    assert [(o["concept"], o["source"], o["codes"]) for o in tree["of"]] == [
        ("Gromble syndrome", "vocabulary", [{"system": "UMLS", "code": "C7654321"}]),
        ("Zymotic gland atrophy", "vocabulary", [{"system": "SNOMED", "code": "900002"}, {"system": "OMOP", "code": "2"}]),
    ]
    explained = critparse("explain", *given)
    assert explained.status == 0
    assert "condition Zymotic gland atrophy  20-41  SNOMED 900002, OMOP 2  by the vocabulary" in explained.out


@pytest.mark.parametrize("command", ["parse", "explain"])
def test_help_tells_of_it(critparse, command):
    assert "--vocabulary" in critparse(command, "--help").out


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("none", None, "none: no such file or folder (name a folder of OMOP tables, or a .jsonl or .jsonl.gz file of concepts)"),
        ("none.jsonl", None, "none.jsonl: cannot be read: No such file or directory"),
        ("kb.txt", "x", "kb.txt: is no vocabulary (name a folder of OMOP tables"),
        ("kb.jsonl", '{"concept_id": "C0000001"}\n', "kb.jsonl, line 1: 'canonical_name' is not text"),
        ("CONCEPT.csv", "concept_id\n", "no column 'concept_name'"),
    ],
)
def test_a_vocabulary_that_cannot_be_used_is_one_line(critparse, tmp_path, name, content, message):
    given = tmp_path / name
    if content is not None:
        given.write_text(content, encoding="utf-8")
    result = critparse("parse", "--vocabulary", tmp_path if name == "CONCEPT.csv" else given, "-c", "age > 18")
    assert (result.status, result.out, result.err.count("\n")) == (2, "", 1)
    assert result.err.startswith("error: ")
    assert message in result.err


def test_a_standard_concept_without_a_code(tmp_path):
    header = "concept_id,concept_name,domain_id,vocabulary_id,standard_concept,concept_code"
    (tmp_path / "CONCEPT.csv").write_text(f"{header}\n1,Zymosis,Condition,SNOMED,S,\n")
    with pytest.raises(KnowledgeError, match=r"line 2: vocabulary_id or concept_code is empty"):
        read_vocabulary(tmp_path)


# scispaCy's own linker.


class Candidate(NamedTuple):
    concept_id: str
    aliases: list[str]
    similarities: list[float]


class RxNorm:
    pass


class Linker:
    """Called as scispaCy's `CandidateGenerator` is."""

    kb = RxNorm()

    def __init__(self, *candidates: Candidate) -> None:
        self.candidates = list(candidates)

    def __call__(self, mention_texts: list[str], k: int) -> list[list[Candidate]]:
        return [self.candidates[:k] for _ in mention_texts]


@pytest.mark.parametrize(
    ("candidates", "expected"),
    [
        ([("C0018801", [0.7, 1.0]), ("C0035078", [0.96])], (Code(system="UMLS", code="C0018801"),)),
        ([("6809", [0.97])], (Code(system="RxNorm", code="6809"),)),
        ([("HP:0001635", [1.0])], (Code(system="HP", code="0001635"),)),
        ([("C0018801", [0.9])], ()),
        ([("C0018801", [1.0]), ("C0035078", [1.0])], ()),
        ([], ()),
    ],
)
def test_scispacy_s_linker(candidates, expected):
    linker = Linker(*(Candidate(concept_id, ["…"] * len(scores), scores) for concept_id, scores in candidates))
    assert link_with_scispacy("cardiac failure", linker) == expected
