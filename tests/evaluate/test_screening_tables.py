"""What screening knows of records and of the study, and of what absence says nothing."""

import pytest

from critparse.errors import KnowledgeError
from critparse.evaluate.recordable import is_recordable
from critparse.evaluate.tables import read_tables, tables
from critparse.knowledge import load


def test_ids_are_concepts_of_the_lexicon():
    assert [id for id in tables().unnamed | tables().manner if id not in load().concepts] == []


def test_what_says_how_stands_below_something():
    assert [id for id in tables().manner if not load().concepts[id].broader] == []


def test_anchors_are_anchors_of_the_phrases():
    known = {
        entry.value or phrase for entry in load().phrases.values() if entry.token_class == "anchor" for phrase in entry.phrases
    }
    assert [name for name in tables().anchor if name not in known] == []


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("once\tG41", "codes/screening.tsv: G41 is not in ICD-10-CM"),
        ("past\tI25.2, never", "codes/screening.tsv: never is not in ICD-10-CM"),
        ("twice\tI21", "line 1 is not a kind, a tab and items"),
        ("once I21", "line 1 is not a kind, a tab and items"),
    ],
)
def test_a_fault_names_the_file(line, message):
    with pytest.raises(KnowledgeError, match=message):
        read_tables([line])


@pytest.mark.parametrize(
    "concept",
    [
        "hypertension",
        "adenocarcinoma",
        "statin",
        "ketorolac",
        "splenectomy",
        "cochlear_implant",
        "peanut",
        "major_surgery",
        "antibiotic",
    ],
)
def test_recordable(concept):
    assert is_recordable(concept, load())


@pytest.mark.parametrize(
    "concept",
    [
        "illness", "inflammatory_disease", "serious_infection", "concomitant_medication", "systemic_therapy", "treatment",
        "systemic_antibiotic", "medical_device", "internet_access", "puberty", "childbearing_potential", "excipient", "no_such_id",
    ],
)  # fmt: skip
def test_not_recordable(concept):
    assert not is_recordable(concept, load())
