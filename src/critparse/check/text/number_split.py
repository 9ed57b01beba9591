"""C008: a number that a space splits."""

from __future__ import annotations

import re
from collections.abc import Iterator

from critparse.check.page import Page, matches
from critparse.check.rule import Finding, Rule
from critparse.interpret import Criterion
from critparse.source import Fix

_SPLIT = re.compile(r"(?<![\w.,/–-])\d{1,3}(?:, \d{3}(?!\d)|(?:[ \u00a0\u2009\u202f]\d{3})+)(?![\d.])")


def _check(criterion: Criterion, _: Page) -> Iterator[Finding]:
    for m, span in matches(_SPLIT, criterion):
        if ", " in m[0] and not m[0].endswith("000"):
            continue
        digits = "".join(c for c in m[0] if c.isdigit())
        joined = f"{int(digits):,}"
        message = f'"{m[0]}" can be read as two numbers: "{joined}" is meant'
        yield Finding(span, message, Fix(span=span, replacement=joined, safe=False))


RULE = Rule(
    code="C008",
    severity="note",
    summary="A number is split by a space.",
    why="`80 000` is one number to a reader of French and two to many a program; over a line's end it falls apart.",
    example="Exclusion criteria:\n- Platelets < 80 000/mm3",
    instead="Exclusion criteria:\n- Platelets < 80,000/mm3",
    fix="Unsafe, for two numbers may be meant: joins the digits with commas.",
    trigger=_SPLIT,
    criterion=_check,
)
