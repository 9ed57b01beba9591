"""C014: a bracket that is not closed, or was never opened."""

from __future__ import annotations

import re
from collections.abc import Iterator

from critparse.check.page import Page
from critparse.check.rule import Finding, Rule
from critparse.interpret import Criterion
from critparse.source import Span

_BRACKET = re.compile(r"[()]")
_MARK = re.compile(r"(?:^|[\s;,:.])(?:\d{1,2}|[A-Za-z]|[ivxIVX]{1,4})$")


def _check(criterion: Criterion, _: Page) -> Iterator[Finding]:
    if criterion.children:
        return
    open_at: list[int] = []
    for m in _BRACKET.finditer(criterion.text):
        if m[0] == "(":
            open_at.append(m.start())
        elif open_at:
            open_at.pop()
        elif not _MARK.search(criterion.text, max(0, m.start() - 6), m.start()):
            yield Finding(_at(criterion, m.start()), "the bracket closes none that was opened")
    if open_at:
        yield Finding(_at(criterion, open_at[-1]), "the bracket is not closed in this criterion")


def _at(criterion: Criterion, place: int) -> Span:
    return Span(criterion.span.start + place, criterion.span.start + place + 1)


RULE = Rule(
    code="C014",
    severity="note",
    summary="A bracket is not closed, or closes none.",
    why="What the bracket holds (an exception, a definition, a restated value) has no end, and what follows is read into it.",
    example="Exclusion criteria:\n- Malignancy (except basal cell carcinoma of the skin",
    instead="Exclusion criteria:\n- Malignancy (except basal cell carcinoma of the skin)",
    trigger=_BRACKET,
    criterion=_check,
)
