"""What hangs together: the features of a pair, short forms, the way past a list, and the share that each kind needs."""

import pytest

from critparse.extract.entity import Entity
from critparse.interpret.relation_choice import Option
from critparse.interpret.relation_line import Line
from critparse.interpret.relation_link_features import link_features, no_link_features
from critparse.interpret.relation_ranker import LEAST, choose_links
from critparse.interpret.relation_state import State


def line(text, *marked):
    """A line with an entity for each (label, words), the last such words."""
    entities = [
        (i, Entity(label, ((text.rindex(words), text.rindex(words) + len(words)),))) for i, (label, words) in enumerate(marked)
    ]
    return Line(text, 0, len(text), entities)


def features(on, t, h):
    return link_features(on, State(on), t, h)


@pytest.mark.parametrize(
    ("words", "short", "feature"),
    [
        ("body mass index", "BMI", "<A1"),
        ("chronic kidney diseases", "CKD", "<A1"),
        ("bone marrow transplant", "BMTs", "<A1"),
        ("haemoglobin", "hb", "<A2"),
        ("body mass index", "weight", "<A"),
        ("body mass index", "MBI", "<A"),
        ("body mass index", "b", "<A"),
    ],
)
def test_short_forms(words, short, feature):
    on = line(f"{words} ({short})", ("Measurement", words), ("Measurement", short))
    assert feature in features(on, 1, 0)


def test_a_short_form_stands_in_brackets():
    on = line("body mass index, BMI", ("Measurement", "body mass index"), ("Measurement", "BMI"))
    assert not any(f.startswith("<A") for f in features(on, 1, 0))


def test_the_way_goes_on_from_the_end_of_a_list():
    on = line("allergy or intolerance to aspirin", ("Condition", "allergy"), ("Condition", "intolerance"), ("Drug", "aspirin"))
    state = State(on)
    assert "<g:or Condition to" in link_features(on, state, 2, 0)
    state.join(1, 0)
    assert "<g+:to" in link_features(on, state, 2, 0)
    assert "<g:to" in link_features(on, state, 2, 1)


def test_what_is_said_of_them_counts():
    on = line("renal failure (eGFR < 30)", ("Condition", "renal failure"), ("Measurement", "eGFR"), ("Value", "< 30"))
    state = State(on)
    state.say("Has_value", 2, 1)
    assert "<Condition~MeasurementTV" in link_features(on, state, 1, 0)
    assert "TV" in no_link_features(on, state, 1)


@pytest.mark.parametrize(
    ("text", "bracket"),
    [("a (b c) d", [-1, 1, 1, -1]), ("a [b (c) d", [-1, 1, 3, 1]), ("a) b c d", [-1] * 4), ("(a b c d", [0] * 4)],
    ids=["round", "nested", "closed twice", "never closed"],
)
def test_the_bracket_around(text, bracket):
    assert line(text, *(("Drug", word) for word in "abcd")).bracket == bracket


def test_each_kind_needs_its_share():
    options = [Option(-1, "", []), Option(0, "AND", ["x"]), Option(0, "Subsumes", []), Option(1, "AND", [])]
    known = {"links": {}, "AND": {"x": 1.0, LEAST: 0.4}, "Subsumes": {LEAST: 0.1}}
    assert choose_links(options, known) == options[1:3]
