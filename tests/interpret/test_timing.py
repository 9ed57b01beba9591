"""Times and counts become types where every word is understood, and stay in words elsewhere."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from critparse import parse_criterion
from critparse.expression import Expression, Measurement, Occurrence, Quantity, walk, without_source, write
from critparse.interpret.time_phrases import read_times
from critparse.interpret.time_words import Amount, Word, year

UNITS = {"years": "a", "months": "mo", "weeks": "wk", "days": "d", "hours": "h", "minutes": "min"}
ANCHORS = {"randomization": "randomisation", "enrollment": "enrolment", "the first dose": "first dose", "study entry": "enrolment"}
SENTENCE = (
    "within in the last past 3 months 2 weeks before prior to after since surgery screening or whichever is longer for at least "
    "more than ago randomisation during study , ( ) stroke and of diagnosis onset age 40 1 March 2020 first dose"
)
WORDS = st.sampled_from(SENTENCE.split())


def only(text: str) -> Expression:
    return parse_criterion(text, model=None).criteria[0].expression


def said(text: str) -> str:
    return write(without_source(only(text)))


@settings(deadline=None)
@given(
    st.integers(1, 99), st.sampled_from(sorted(UNITS)), st.sampled_from(sorted(ANCHORS)), st.sampled_from(["prior to", "before"])
)
def test_a_window_before_an_anchor(number: int, unit: str, anchor: str, relation: str) -> None:
    text = f"Stroke within {number} {unit} {relation} {anchor}"
    where = ANCHORS[anchor] if " " not in ANCHORS[anchor] else f'"{ANCHORS[anchor]}"'
    assert said(text) == f'condition "stroke" within [0, {number}] {UNITS[unit]} before {where}'


@settings(deadline=None)
@given(st.integers(1, 99), st.sampled_from(sorted(UNITS)), st.sampled_from([(">", "more than"), (">=", "at least")]))
def test_a_comparator_keeps_its_inclusivity(number: int, unit: str, comparator: tuple[str, str]) -> None:
    sign, words = comparator
    assert said(f"Stroke {words} {number} {unit} ago") == f'condition "stroke" within {sign} {number} {UNITS[unit]} before now'
    assert said(f"Asthma for {words} {number} {unit}") == f'condition "asthma" (duration {sign} {number} {UNITS[unit]})'


@settings(deadline=None)
@given(st.lists(WORDS, max_size=14))
def test_any_sequence_of_time_words_is_read(words: list[str]) -> None:
    node = only("Stroke " + " ".join(words))
    for part in walk(node):
        if isinstance(part, Occurrence | Measurement) and part.timing and part.timing.within:
            interval = part.timing.within
            assert interval.low is not None or interval.high is not None


def test_the_words_of_a_typed_time_are_no_qualifier_any_more() -> None:
    node = only("Stroke within 6 months prior to screening")
    assert isinstance(node, Occurrence)
    assert node.qualifiers == ()
    assert node.timing is not None
    assert node.timing.span is not None
    assert node.timing.span.of("Stroke within 6 months prior to screening") == "within 6 months prior to screening"


def test_an_event_is_the_concept_with_its_codes_and_place() -> None:
    text = "Stroke within 6 months after myocardial infarction"
    node = only(text)
    assert isinstance(node, Occurrence)
    assert node.timing is not None
    event = node.timing.event
    assert event is not None
    assert event.concept_id == "myocardial_infarction"
    assert event.codes
    assert [s.of(text) for s in event.spans] == ["myocardial infarction"]


@pytest.mark.parametrize(
    "words",
    [
        "3 months before screening",
        "after 3/4/2015",
        "for approximately 5 years",
        "in 6 months",
        "within 30 days prior to",
        "postoperatively",
    ],
)
def test_what_is_not_understood_stays_in_words(words: str) -> None:
    node = only(f"Stroke {words}")
    assert isinstance(node, Occurrence)
    assert [(q.kind, q.value) for q in node.qualifiers] == [("time", words)]
    assert (node.timing, node.duration, node.onset_age) == (None, None, None)


def test_for_so_long_means_another_thing_of_what_is_negated() -> None:
    assert said("Stroke for at least 6 months") == 'condition "stroke" (duration >= 6 mo)'
    assert said("No stroke for at least 6 months") == 'not(condition "stroke" within [0, 6] mo before now)'
    assert said("No stroke for more than 6 months") == 'not(condition "stroke" (time = "for more than 6 months"))'


def test_a_count_is_an_interval() -> None:
    assert said("More than 2 miscarriages") == 'condition "miscarriage" (count > 2)'
    assert said("Fewer than 2 prior strokes") == 'condition "stroke" (count < 2, course = history)'


def months(value: int, *, bare: bool = True) -> Amount:
    number = Decimal(value)
    return Amount(number, low_inclusive=True, high=number, high_inclusive=True, unit="mo", bare=bare)


def test_words_of_a_time_without_a_text() -> None:
    words = [Word("within", 0, 1, "<="), Word("amount", 1, 2, amount=months(3)), Word("before", 2, 3), Word("anchor", 3, 4, "x")]
    found = read_times(words, 0, alone=False)
    assert found is not None
    assert found.stop == 4
    (time,) = found.alternatives
    assert time.place is not None
    assert (time.place.relation, time.place.anchor) == ("before", "x")
    assert time.place.within is not None
    assert time.place.within.high is not None
    assert time.place.within.high.value == Quantity(value=Decimal(3), unit="mo")


def test_a_time_that_goes_on_is_not_understood() -> None:
    words = [Word("within", 0, 1, "<="), Word("amount", 1, 2, amount=months(3)), Word("of", 2, 3), Word("", 3, 4)]
    assert read_times(words, 0, alone=False) is None


@pytest.mark.parametrize("number", ["1899", "2100", "201", "20150", "12"])
def test_what_is_no_year(number: str) -> None:
    assert year(Word("number", 0, 1, number)) == ""
