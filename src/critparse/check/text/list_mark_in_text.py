"""C010: a second list mark, which looks like a value."""

from __future__ import annotations

import re
from collections.abc import Iterator

from critparse.check.page import Page
from critparse.check.rule import Finding, Rule
from critparse.interpret import Criterion
from critparse.source import Fix, Span

_TWO_MARKS = re.compile(r"[-•*·–]\s*(?P<second>(?:\(\d{1,2}\)|\d{1,2}[.)])\s*)$")
_BEFORE = 16


def _check(criterion: Criterion, page: Page) -> Iterator[Finding]:
    end = criterion.span.start
    line = page.source.text[max(0, end - _BEFORE) : end].rpartition("\n")[2]
    m = _TWO_MARKS.search(line)
    if m:
        start = end - len(m["second"])
        shown = m["second"].strip()
        fix = Fix(span=Span(start, end), replacement="", safe=False)
        yield Finding(Span(start, start + len(shown)), f'"{shown}" is a second list mark and can be taken for a value', fix)


RULE = Rule(
    code="C010",
    severity="note",
    summary="A second list mark stands at the beginning of an item.",
    why="`• (4) HIV` has two marks; the number can be taken for a value, and does not agree with the place in the list.",
    example="Exclusion criteria:\n- (4) HIV infection",
    instead="Exclusion criteria:\n4. HIV infection",
    fix="Unsafe, for the number may be referred to: takes the second mark out.",
    criterion=_check,
)
