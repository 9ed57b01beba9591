"""Normalised text and its map back to the original."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from critparse.source import normalise

SAME_LENGTH = [
    ("age ≧ 18", "age ≥ 18"),
    ("age ⩾ 18", "age ≥ 18"),
    ("age ≮ 18", "age ≥ 18"),
    ("age ≦ 65", "age ≤ 65"),
    ("age ≯ 65", "age ≤ 65"),
    ("WBC ＜ ３．５", "WBC < 3.5"),
    ("18 – 65 years", "18 - 65 years"),
    ("18−65 years", "18-65 years"),
    ("18\u00a0years\u2009old", "18 years old"),
    ("5 μmol", "5 µmol"),
    ("x 10⁹/L", "x 10⁹/L"),
    ("1.73 m²", "1.73 m²"),
    ("½ tablet", "½ tablet"),
    ("patient’s", "patient's"),
    ("a\tb", "a b"),
    ("a\r\nb", "a \nb"),
    ("a\rb", "a\nb"),
    ("a\u2028b", "a\nb"),
    ("\x95 18\x9665 years", "• 18-65 years"),
    ("a\x00b", "a b"),
    ("\ud800", "\ufffd"),
    ("😀 גיל > 18", "😀 גיל > 18"),
    ("", ""),
]


@pytest.mark.parametrize(("original", "uniform"), SAME_LENGTH)
def test_a_character_for_a_character(original: str, uniform: str) -> None:
    normalised = normalise(original)
    assert normalised.text == uniform
    assert normalised.starts is None
    assert normalised.original(0, len(uniform)) == (0, len(original))


OTHER_LENGTH = [
    ("ALT &lt; 3", "<", "&lt;"),
    ("ALT &amp;lt; 3", "<", "&amp;lt;"),
    ("ALT &ge; 3", "≥", "&ge;"),
    ("ALT &#8805; 3", "≥", "&#8805;"),
    ("ALT &#x2265; 3", "≥", "&#x2265;"),
    ("ALT \\> 3", ">", "\\>"),
    ("ALT \\< 3", "<", "\\<"),
    ("see \\[1\\]", "[", "\\["),
    ("a&nbsp;b", " ", "&nbsp;"),
    ("5&micro;g", "µ", "&micro;"),
]


@pytest.mark.parametrize(("original", "sign", "written"), OTHER_LENGTH)
def test_a_sign_leads_back_to_how_it_was_written(original: str, sign: str, written: str) -> None:
    normalised = normalise(original)
    at = normalised.text.index(sign)
    assert normalised.original(at, at + 1).of(original) == written


def test_invisible_characters_vanish_and_offsets_stay_true() -> None:
    original = "plate\u00adlets \u200b< 80"
    normalised = normalise(original)
    assert normalised.text == "platelets < 80"
    assert normalised.original(0, 9).of(original) == "plate\u00adlets"
    assert normalised.original(12, 14).of(original) == "80"


@pytest.mark.parametrize("text", ["&nosuchname;", "R&D", "AT&T;", "C:\\dir", "&#"])
def test_what_is_no_entity_or_escape_stays(text: str) -> None:
    assert normalise(text).text == text


def test_an_empty_stretch_has_a_place() -> None:
    normalised = normalise("a &lt; b")
    assert normalised.original(2, 2) == (2, 2)
    assert normalised.original(5, 5) == (8, 8)
    assert normalise("\u200b").original(0, 0) == (0, 0)


awkward = st.text(st.one_of(st.characters(), st.sampled_from("&;#lt\\<>[]≥ \u200b\u00ad\r\n\ud800")), max_size=60)


@given(awkward, st.data())
def test_spans_lie_inside_the_text_and_in_order(text: str, data: st.DataObject) -> None:
    normalised = normalise(text)
    end = data.draw(st.integers(0, len(normalised.text)))
    start = data.draw(st.integers(0, end))
    span = normalised.original(start, end)
    assert 0 <= span.start <= span.end <= len(text)
    assert normalised.original(0, start).start <= span.start


@given(awkward)
def test_length_is_kept_where_the_map_is_the_identity(text: str) -> None:
    normalised = normalise(text)
    if normalised.starts is None:
        assert len(normalised.text) == len(text)
    else:
        assert len(normalised.starts) == len(normalised.ends or ()) == len(normalised.text)


@given(awkward)
def test_no_lone_surrogate_is_left(text: str) -> None:
    normalise(text).text.encode("utf-8")
