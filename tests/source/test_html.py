"""The visible text of HTML, with offsets into the markup."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from critparse.source.html import looks_like_html, visible

SHOWN = [
    ("<ul><li>Age &gt; 18</li><li>HIV</li></ul>", ["- Age > 18", "- HIV"]),
    ("<p>one</p><p>two</p>", ["one", "two"]),
    ("one<br>two<br/>three", ["one", "two", "three"]),
    ("ANC 1.5 x 10<sup>9</sup>/L", ["ANC 1.5 x 10⁹/L"]),
    ("10<sup>-3</sup> and 10 again", ["10⁻³ and 10 again"]),
    ("<script>age < 3</script><p>age > 18", ["age > 18"]),
    ("<STYLE>p {}</STYLE ><p>age", ["age"]),
    ("<p>a<!-- hidden <li> --> b", ["a b"]),
    ("<p>never closed <!-- but shown", ["never closed  but shown"]),
    ("<p>wrapped\nline</p>", ["wrapped line"]),
    ("<b>Age</b> <i>></i> 18", ["Age > 18"]),
    ("<p>ALT <3 and AST > 2</p>", ["ALT <3 and AST > 2"]),
    ("<p title='a'>x</p>", ["x"]),
    ("<tr><td>Sex</td><td>All</td></tr>", ["Sex", "All"]),
]


@pytest.mark.parametrize(("markup", "lines"), SHOWN)
def test_visible_lines(markup: str, lines: list[str]) -> None:
    assert [line for line in visible(markup).text.split("\n") if line.strip()] == lines


@pytest.mark.parametrize(
    ("text", "html"),
    [("<!DOCTYPE html><title>x</title>", True), ("<p>x", True), ("a<br/>b", True), ("ALT <3 and AST >2", False), ("a < b", False)],
)
def test_what_looks_like_html(text: str, html: bool) -> None:
    assert looks_like_html(text) is html


def test_offsets_lead_into_the_markup() -> None:
    markup = "<p>Hb &lt; 9</p>"
    normalised = visible(markup)
    at = normalised.text.index("<")
    assert normalised.original(at, at + 3).of(markup) == "&lt; 9"
    at = normalised.text.index("Hb")
    assert normalised.original(at, at + 2).of(markup) == "Hb"


pieces = st.sampled_from(
    ["<p>", "</p>", "<li>", "<!--", "-->", "<sup>", "</sup>", "<script>", "</script>", "&lt;", "<", ">", "age 18", "\n"]
)


@given(st.lists(pieces, max_size=30).map("".join))
def test_any_markup_keeps_its_offsets_inside(markup: str) -> None:
    normalised = visible(markup)
    assert normalised.starts is not None
    assert normalised.ends is not None
    assert len(normalised.starts) == len(normalised.ends) == len(normalised.text)
    assert list(normalised.starts) == sorted(normalised.starts)
    assert all(0 <= s <= e <= len(markup) for s, e in zip(normalised.starts, normalised.ends, strict=True))
