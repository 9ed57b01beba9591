"""Names of conditions linked to ICD-10-CM: our own, those that must not be mixed up, and a sample judged by eye."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from critparse.errors import KnowledgeError
from critparse.knowledge.icd10cm import is_code
from critparse.knowledge.link_words import Words, words
from critparse.knowledge.linker import THRESHOLD, link

SAMPLE = [
    line.split("\t")
    for line in (Path(__file__).parent / "icd10cm_links.tsv").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]
TUNING, HELD_OUT = SAMPLE[0::2], SAMPLE[1::2]


def is_right(code: str, accepted: str) -> bool:
    """Whether a judgement accepts the code: see the head of the sample."""
    return any(code == a.removeprefix("=") or (a[0] != "=" and "-" not in a and code.startswith(a)) for a in accepted.split())


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("congestive cardiac failure", "I50.9"),
        ("Congestive heart failure (CHF)", "I50.9"),
        ("heart failure", "I50"),
        ("renal failure", "N19"),
        ("acute renal failure", "N17"),
        ("hepatitis C", "B19.2"),
        ("chronic HCV infection", "B18.2"),
        ("type 2 diabetes", "E11"),
        ("diabetes type II", "E11"),
        ("type I diabetes mellitus", "E10"),
        ("diabetes", "E08-E13"),
        ("any malignancy", "C00-C96"),
        ("liver disease", "K70-K77"),
        ("hepatic disorders", "K70-K77"),
        ("carcinoma of the stomach", "C16"),
        ("gastric cancer", "C16"),
        ("carcinoma in situ of the cervix", "D06"),
        ("haemorrhagic disorder", "D69.9"),
        ("Crohn’s disease", "K50"),
        ("Ménière's disease", "H81.0"),
        ("renal calculi", "N20.0"),
        ("uncontrolled hypertension", "I10"),
        ("severe aplastic anaemia", "D61.9"),
        ("stage 4 chronic kidney disease", "N18.4"),
        ("brain metastases", "C79.31"),
        ("common cold", "J00"),
        ("vitamin A deficiency", "E50"),
        ("cleft palate", "Q35"),
        ("pneumonia", "J18"),
    ],
)
def test_links(name, code):
    found = link(name)
    assert found is not None
    assert found.code == code
    assert THRESHOLD <= found.score <= 1


@pytest.mark.parametrize(
    "name",
    [
        "",
        "   ",
        "(((",
        "disease",
        "severe underlying condition",
        "infection",
        "kidney",
        "thyroid",
        "squamous cell carcinoma",
        "non-small cell lung cancer",
        "diabetic gastroparesis",
        "pulmonary arterial hypertension",
        "carotid artery disease",
        "wound infection",
        "stable",
        "screaming",
        "severe aortic stenosis",
        "effusion",
        "thrombosis",
        "pre-existing diseases",
        "death",
        "blood illness",
        "chronic inflammatory diseases",
        "healthy",
        "intolerance",
        "心不全",
        "x" * 1_000_000,
        "heart " * 30,
    ],
)
def test_no_code_rather_than_a_doubtful_one(name):
    assert link(name) is None


def test_sample_is_well_formed():
    assert len(SAMPLE) == 250
    accepted = [code.removeprefix("=") for _, codes in SAMPLE for code in codes.split() if code != "-"]
    assert [code for code in accepted if not is_code(code)] == []


@pytest.mark.parametrize(("part", "linked_at_least"), [(TUNING, 44), (HELD_OUT, 45)])
def test_precision_on_the_judged_sample(part, linked_at_least):
    linked = [(name, accepted, found) for name, accepted in part if (found := link(name))]
    wrong = [(name, found) for name, accepted, found in linked if not is_right(found.code, accepted)]
    assert len(linked) >= linked_at_least
    assert 1 - len(wrong) / len(linked) >= 0.92, wrong


def test_speed():
    link("warm up")
    start = time.process_time()
    for number in range(2_000):
        link(f"chronic obstructive pulmonary disease {number}")
    assert time.process_time() - start < 1


def test_words_are_made_alike():
    read = words().read
    assert read("haemorrhages of the oesophagus") == read("esophageal hemorrhage")[::-1]
    assert read("Metastases") == read("metastasis")
    assert read("history of a stroke")[-1] == "stroke"
    assert read("hepatitis A")[-1] == "a"


def test_a_faulty_line_is_named():
    with pytest.raises(KnowledgeError, match="line 2 is not a kind, a tab and words"):
        Words(["# words", "sane\tkidney, renal"])
