"""C009: a decimal comma in an English text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from critparse.check.page import Page, group_span
from critparse.check.rule import Finding, Rule
from critparse.interpret import Criterion
from critparse.source import Fix, Span

_COMMA = re.compile(
    r"(?:[<>≤≥=~] ?|\b(?P<bound>between|than|above|below|over|under|exceeding|least|most) |(?P<word>[A-Za-z] ))"
    r"(?P<number>\d{1,3},\d{1,2})(?![\d,]|\.\d)"
)


def _check(criterion: Criterion, page: Page) -> Iterator[Finding]:
    values = _values(criterion, page.source.text)
    for m in _COMMA.finditer(criterion.text):
        span = group_span(criterion, m, "number")
        if m["word"] is not None and span not in values:
            continue
        point = m["number"].replace(",", ".")
        message = f'"{m["number"]}" has a decimal comma: in English "{point}"'
        yield Finding(span, message, Fix(span=span, replacement=point, safe=True))


def _values(criterion: Criterion, text: str) -> set[Span]:
    """Where numbers stand that the parser took for one value with a unit, and not for a list."""
    found = ((c.value_text, text.find(c.value_text, *c.span)) for c in criterion.comparisons if c.unit_text)
    return {Span(at, at + len(value)) for value, at in found if at >= 0}


RULE = Rule(
    code="C009",
    severity="warning",
    summary="A decimal comma stands in an English text.",
    why="In English a comma parts thousands or items of a list: `1,5` can be read as 15, or as 1 and 5.",
    example="Inclusion criteria:\n- Bilirubin < 1,5 mg/dL",
    instead="Inclusion criteria:\n- Bilirubin < 1.5 mg/dL",
    limits="Only numbers with one or two digits behind the comma that are compared with something; `1,500` is a thousand and more.",
    fix="Safe: writes a point.",
    trigger=_COMMA,
    criterion=_check,
)
