"""C012: a comparative without "than" before its number."""

from __future__ import annotations

import re
from collections.abc import Iterator

from critparse.check.page import Page, matches
from critparse.check.rule import Finding, Rule
from critparse.interpret import Criterion
from critparse.source import Fix

_COMPARATIVE = re.compile(
    r"(?<!or )\b(?:greater|less|lower|higher|fewer|longer|older|younger|larger|smaller)(?= (?:or equal )?\d+(?!\d|st|nd|rd|th))",
    re.IGNORECASE,
)


def _check(criterion: Criterion, _: Page) -> Iterator[Finding]:
    for m, span in matches(_COMPARATIVE, criterion):
        fix = Fix(span=span, replacement=f"{m[0]} than", safe=False)
        yield Finding(span, f'"than" is missing after "{m[0]}"', fix)


RULE = Rule(
    code="C012",
    severity="warning",
    summary='"than" is missing between a comparative and its number.',
    why="""The only missing word that can be told reliably: `older 18 years` asks for something, but a program may not
take it for a bound.""",
    example="Inclusion criteria:\n- Hemoglobin greater 9 g/dL",
    instead="Inclusion criteria:\n- Hemoglobin greater than 9 g/dL",
    fix='Unsafe: writes "than".',
    trigger=_COMPARATIVE,
    criterion=_check,
)
