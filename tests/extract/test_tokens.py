"""Tokens: every character that is not white space is in exactly one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from critparse.extract import tokenize
from critparse.source import normalise


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("DLCO<45%", ["DLCO", "<", "45", "%"]),
        ("AST/ALT", ["AST", "/", "ALT"]),
        ("≥18yrs", ["≥", "18", "yrs"]),
        ("HbA1c", ["HbA1c"]),
        ("ANC>=1.5x10^9/L", ["ANC", ">=", "1.5", "x", "10", "^", "9", "/", "L"]),
        ("80 000/mm3", ["80 000", "/", "mm3"]),
        ("1,2 or 3", ["1", ",", "2", "or", "3"]),
        ("7,0 %", ["7,0", "%"]),
        ("3xULN", ["3", "x", "ULN"]),
        ("+/- 5", ["+/-", "5"]),
        ("4/1/2019", ["4/1/2019"]),
        ("10⁹", ["10", "⁹"]),
    ],
)
def test_tokens(text: str, tokens: list[str]) -> None:
    assert [t.text for t in tokenize(text)] == tokens


@given(st.text(max_size=80))
def test_tokens_cover_the_text_in_order(text: str) -> None:
    text = normalise(text).text
    at = 0
    for token in tokenize(text):
        assert token.start >= at
        assert not text[at : token.start].strip()
        assert text[token.start : token.end] == token.text
        at = token.end
    assert not text[at:].strip()
