"""Files of lists, and the table of allergies."""

import pytest

from critparse.errors import KnowledgeError
from critparse.knowledge import load
from critparse.patient.allergies import Allergies, allergies
from critparse.patient.lists import lists
from critparse.patient.mapping import mapped_event
from critparse.patient.model import Coding, Event


def test_a_kind_may_stand_in_several_lines():
    assert lists(["# a", "x\t1, 2", "y\t3", "x\t4"], "f") == {"x": ("1", "2", "4"), "y": ("3",)}


def test_every_kind_that_is_asked_for_is_there():
    assert lists(["x\t1"], "f", ("x", "y")) == {"x": ("1",), "y": ()}


@pytest.mark.parametrize("line", ["", "x", "x\t", "\t1", "x\t1,, 2", "x\t1, ", " x\t1", "z\t1"])
def test_what_is_no_list_names_file_and_line(line):
    with pytest.raises(KnowledgeError, match="f: line 2 is not a kind, a tab and items"):
        lists(["x\t0", line], "f", ("x", "y"))


def test_what_stands_twice_names_file_and_line():
    with pytest.raises(KnowledgeError, match="f: line 2: '1' stands twice as x"):
        lists(["x\t1", "x\t1"], "f")


@pytest.mark.parametrize("listed", [{"no_such_condition": ("peanut",)}, {"peanut_allergy": ("no_such_thing",)}])
def test_an_allergy_that_the_lexicon_does_not_have(listed):
    with pytest.raises(KnowledgeError, match=r"codes/allergies.tsv: 'no_such"):
        Allergies(listed, load())


def test_the_shipped_allergies():
    known = allergies(load())
    assert known.to_anything == {"hypersensitivity"}
    assert set(known.to(["amoxicillin"])) == {"drug_allergy", "hypersensitivity"}
    assert known.just_to("penicillin") == ("penicillin_allergy",)
    assert known.just_to("aspirin") == ()


def test_a_record_of_an_allergy_is_of_the_condition_too():
    record = Event("AllergyIntolerance/1", "allergy", (Coding("RxNorm", "723", "Amoxicillin"),), "Amoxicillin")
    found = {m.concept_id: m.how for m in mapped_event(record, load())}
    assert {"amoxicillin", "penicillin", "penicillin_allergy", "drug_allergy", "hypersensitivity"} <= set(found)
    assert found["penicillin_allergy"].startswith(("RxNorm", "name"))


def test_an_allergy_that_is_not_known_is_of_no_concept():
    assert mapped_event(Event("AllergyIntolerance/1", "allergy", (), "zzyzx"), load()) == ()
