"""Relations against hand-made gold, with the entities given."""

from __future__ import annotations

from critparse.extract.entity import Entity
from critparse.interpret.relations import Relation
from critparse.score import ChiaDocument, RelationScore, Tally, score_relations

TEXT = "no fever, cough or pain, ALT > 40"
ENTITIES = (
    Entity("Negation", ((0, 2),)), Entity("Condition", ((3, 8),)), Entity("Condition", ((10, 15),)), Entity("Condition", ((19, 23),)),
    Entity("Measurement", ((25, 28),)), Entity("Value", ((29, 33),)),
)  # fmt: skip
NO, FEVER, COUGH, PAIN, ALT, ABOVE = range(6)
GOLD = (Relation("Has_negation", FEVER, NO), Relation("Has_value", ALT, ABOVE))
LIST = (FEVER, COUGH, PAIN)


def score(*found: tuple[str, int, int], relations=GOLD, groups=(LIST,)) -> RelationScore:
    document = ChiaDocument("a", "", TEXT, ENTITIES, relations, groups)
    return score_relations([(document, [Relation(*relation) for relation in found])])


def test_all_right():
    found = score(*GOLD, ("OR", FEVER, COUGH), ("OR", COUGH, PAIN))
    assert found.faults == []
    assert found.kinds["Has_value"] == found.kinds["Has_negation"] == Tally(1, 1, 1)
    assert found.kinds["OR"] == Tally(3, 3, 3)


def test_lists_are_the_same_however_they_are_joined():
    for links in [(PAIN, COUGH), (COUGH, FEVER)], [(FEVER, PAIN), (FEVER, COUGH)]:
        assert score(*(("OR", a, b) for a, b in links), relations=()).kinds["OR"] == Tally(3, 3, 3)


def test_two_lists_that_meet_are_one():
    links = [("OR", FEVER, COUGH), ("OR", PAIN, ALT), ("OR", COUGH, PAIN)]
    assert score(*links, relations=()).kinds["OR"] == Tally(3, 6, 3)


def test_half_a_list():
    found = score(("OR", FEVER, COUGH), relations=())
    assert found.kinds["OR"] == Tally(3, 1, 1)
    assert [fault.outcome for fault in found.faults] == ["missed", "missed"]


def test_wrong_head_counts_on_both_sides_and_is_told_once():
    found = score(("Has_value", FEVER, ABOVE), relations=GOLD[1:], groups=())
    assert found.kinds["Has_value"] == Tally(1, 1, 0)
    assert [(fault.outcome, fault.shown) for fault in found.faults] == [
        ("wrong head", "Has_value ALT -> > 40 | no fever, cough or pain, »ALT > 40« | found fever")
    ]


def test_missed_and_surplus():
    found = score(("Has_negation", PAIN, NO), relations=GOLD[1:], groups=())
    assert sorted(fault.outcome for fault in found.faults) == ["missed", "surplus"]


def test_head_and_tail_are_not_interchangeable():
    assert score(("Has_value", ABOVE, ALT), relations=GOLD[1:], groups=()).kinds["Has_value"] == Tally(1, 1, 0)


def test_other_kinds_are_left_out():
    assert score(("multi", FEVER, COUGH), relations=(Relation("causal", ALT, PAIN),), groups=()).faults == []
