"""Time grows linearly with length, whatever the text is made of."""

from __future__ import annotations

import time

import pytest

from critparse.document import segment
from critparse.knowledge import load
from critparse.source import SourceText, read_text

KNOWLEDGE = load()
SHORT, FACTOR = 24_000, 8
SLACK = 4
"""Times more than linear that a loaded machine may show; quadratic time would show eight."""

REPEATED = {
    "one line": "age > 18 and ",
    "lines": "age > 18\n",
    "bullets": "- age > 18\n",
    "lone bullets": "-\n",
    "spaces": " ",
    "spaced lines": " \n",
    "bullet signs": "•",
    "dashes": "-",
    "brackets": "(",
    "digits": "1",
    "section numbers": "1.",
    "numbers that run on": "1. ab 2. cd ",
    "numbers that do not run on": "5. ab ",
    "headings": "Inclusion Criteria:\n- a\n",
    "headings on one line": "Inclusion Criteria: a. ",
    "bare headings on one line": "inclusion:",
    "cohorts": "Cohort A:\n",
    "cohorts on one line": "Cohort A: ",
    "headers": "- any of:\n",
    "headers without a mark": "any of:\n",
    "wrapped lines": "continued text without an end that goes on and on and on\n",
    "entities": "&lt;",
    "broken entities": "&#",
    "escapes": "\\<",
    "angle brackets": "<p ",
    "comments": "<p><!--",
    "scripts": "<p><script>",
    "list items": "<li>",
    "page headings": "Menu\nConditions\nAges\nInclusion criteria\n- a\n",
    "lone surrogates": "\ud800",
    "right to left": "\u202eאב ",
}


def seconds(text: str) -> float:
    def once() -> float:
        start = time.perf_counter()
        for source in read_text(text, "text", ".txt", KNOWLEDGE.page):
            assert isinstance(source, SourceText)
            segment(source, KNOWLEDGE)
        return time.perf_counter() - start

    return min(once(), once())


@pytest.mark.parametrize("piece", REPEATED.values(), ids=REPEATED)
def test_time_is_linear(piece: str) -> None:
    short = seconds(piece * (SHORT // len(piece)))
    long = seconds(piece * (SHORT * FACTOR // len(piece)))
    assert long < max(short, 0.02) * FACTOR * SLACK


def test_a_paragraph_that_is_wrapped_a_hundred_thousand_times() -> None:
    text = "- first\n" + "goes on\n" * 100_000
    start = time.perf_counter()
    document = segment(SourceText.of(text), KNOWLEDGE)
    assert time.perf_counter() - start < 10
    assert [item.id for item in document.items] == ["I1"]
