"""Entities against hand-made gold: strict, relaxed, by shape, and the kinds of error; and gold that cannot be read."""

from __future__ import annotations

import json

import pytest

from critparse.errors import SourceError
from critparse.extract.entity import Entity
from critparse.score import ChiaDocument, EntityScore, Tally, read_chia, score_entities

TEXT = "pleural or pericardial effusion, fever, no aspirin"
EFFUSION = ("Condition", ((0, 7), (23, 31)))
PERICARDIAL = ("Condition", ((11, 31),))
FEVER = ("Condition", ((33, 38),))
NO = ("Negation", ((40, 42),))
ASPIRIN = ("Drug", ((43, 50),))
GOLD = [EFFUSION, PERICARDIAL, FEVER, NO, ASPIRIN]


def score(*found, gold=GOLD, text=TEXT) -> EntityScore:
    entities = tuple(Entity(label, fragments) for label, fragments in gold)
    return score_entities([(ChiaDocument("a", "", text, entities, (), ()), found)])


def outcomes(*found, **given) -> list[str]:
    return [fault.outcome for fault in score(*found, **given).faults]


def test_all_right():
    found = score(*GOLD)
    assert found.faults == []
    assert found.micro(strict=True) == found.micro(strict=False) == Tally(5, 5, 5)
    assert found.shapes == {"contiguous": Tally(4, 4, 4), "discontinuous": Tally(1, 1, 1)}


def test_nothing_found():
    found = score()
    assert found.micro(strict=True).figures() == (0, 0, 0)
    assert [fault.outcome for fault in found.faults] == ["missed"] * 5


@pytest.mark.parametrize("fragments", [((0, 7),), ((23, 31),), ((0, 31),)], ids=["first half", "second half", "hull"])
def test_part_or_hull_of_a_discontinuous_entity_is_right_only_relaxed(fragments):
    found = score(("Condition", fragments), gold=[EFFUSION])
    assert found.strict["Condition"] == Tally(1, 1, 0)
    assert found.relaxed["Condition"] == Tally(1, 1, 1)
    assert found.shapes == {"contiguous": Tally(0, 1, 0), "discontinuous": Tally(1, 0, 0)}
    assert [fault.outcome for fault in found.faults] == ["wrong boundary"]


def test_order_of_fragments_makes_no_difference():
    assert outcomes(("Condition", ((23, 31), (0, 7))), gold=[EFFUSION]) == []


def test_duplicates_count_once():
    assert score(FEVER, FEVER, gold=[FEVER, FEVER]).micro(strict=True) == Tally(1, 1, 1)


def test_one_prediction_answers_for_one_entity_only():
    found = score(("Condition", ((0, 38),)), gold=[EFFUSION, PERICARDIAL, FEVER])
    assert found.relaxed["Condition"] == Tally(3, 1, 1)
    assert sorted(fault.outcome for fault in found.faults) == ["missed", "missed", "wrong boundary"]


def test_partners_are_as_many_as_possible():
    text = "aaaa bbbb"
    gold = [("Drug", ((0, 9),)), ("Drug", ((0, 4),))]
    found = score(("Drug", ((0, 3),)), ("Drug", ((6, 9),)), gold=gold, text=text)
    assert found.relaxed["Drug"] == Tally(2, 2, 2)  # taking the first that fits would leave the second without a partner


def test_nested_entities_count_like_others():
    gold = [("Temporal", ((0, 31),)), ("Temporal", ((11, 31),))]
    assert score(*gold, gold=gold).strict["Temporal"] == Tally(2, 2, 2)


def test_wrong_label_missed_and_surplus():
    assert outcomes(("Condition", ASPIRIN[1]), gold=[ASPIRIN]) == ["wrong label"]
    assert outcomes(FEVER, gold=[ASPIRIN]) == ["missed", "surplus"]


def test_a_right_entity_is_no_wrong_label_of_another():
    assert outcomes(FEVER, gold=[FEVER, ("Observation", FEVER[1])]) == ["missed"]


def test_other_labels_are_left_out():
    assert outcomes(("Mood", ((0, 3),)), gold=[("Visit", ((0, 3),))]) == []


def test_faults_show_the_place():
    (fault,) = score(gold=[ASPIRIN]).faults
    assert fault.doc == "a"
    assert fault.shown == "Drug pleural or pericardial effusion, fever, no »aspirin«"


def entity(**given) -> dict:
    return {"id": "T1", "label": "Drug", "fragments": [[0, 4]]} | given


def line(**given) -> str:
    return json.dumps(
        {"doc": "a", "section": "inclusion", "text": "drug", "entities": [entity()], "relations": [], "groups": []} | given
    )


def test_reading(tmp_path):
    path = tmp_path / "gold.jsonl"
    rows = [entity(), entity(id="T2"), entity(id="T3", fragments=[[2, 4], [0, 1]])]
    relations = [{"type": "AND", "head": "T2", "tail": "T3"}, {"type": "AND", "head": "T1", "tail": "T3"}]
    groups = [{"type": "OR", "members": ["T3", "T1", "T2"]}]
    path.write_text(f"{line(entities=rows, relations=relations, groups=groups)}\n\n", encoding="utf-8")
    (document,) = read_chia(path)
    assert document.entities == (Entity("Drug", ((0, 4),)), Entity("Drug", ((0, 1), (2, 4))))
    assert document.relations == (("AND", 0, 1),)
    assert document.groups == ((1, 0),)


BROKEN = [
    ("{", "JSONDecodeError"),
    ("[]", "TypeError"),
    ("{}", "KeyError: 'text'"),
    (line(text=3), "text is 3"),
    (line(entities=[entity(fragments=[])]), "entity T1 has no label or no fragments"),
    (line(entities=[entity(fragments=[[0]])]), "ValueError"),
    (line(entities=[entity(fragments=[[2, 1]])]), "entity T1 is at 2-1, the text has 4 characters"),
    (line(entities=[entity(fragments=[[0, 9]])]), "entity T1 is at 0-9, the text has 4 characters"),
    (line(entities=[entity(fragments=[["0", "1"]])]), "entity T1 is at 0-1"),
    (line(entities=[entity(label=None)]), "entity T1 has no label"),
    (line(relations=[{"type": "AND", "head": "T1", "tail": "T9"}]), "no entity T9"),
    (line(groups=[{"type": "OR", "members": ["T9"]}]), "no entity T9"),
    (line(groups=[{"type": "OR"}]), "KeyError: 'members'"),
]


@pytest.mark.parametrize(("raw", "reason"), BROKEN)
def test_gold_that_is_something_else(tmp_path, raw, reason):
    path = tmp_path / "gold.jsonl"
    path.write_text(f"{line()}\n{raw}\n", encoding="utf-8")
    with pytest.raises(SourceError) as raised:
        read_chia(path)
    assert str(raised.value).startswith(f"{path}, line 2: not a document with entities (")
    assert reason in str(raised.value)


def test_gold_that_is_not_there(tmp_path):
    with pytest.raises(SourceError):
        read_chia(tmp_path / "none.jsonl")
