"""C005: a comparison sign put together from several, or from signs and words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from critparse.check.page import Page, matches
from critparse.check.rule import Finding, Rule
from critparse.interpret import Criterion
from critparse.source import Fix

_MIXED = re.compile(
    r"=/(?P<a>[<>])|(?P<b>[<>]) ?/ ?=|=(?P<c>[<>])|(?P<d>[<>]) ?or ?=|(?P<e>[<>]) or equal(?: to)?\b"
    r"|(?P<f>[≤≥]) ?(?:or )?=|(?P<g>[<>]) =(?= )"
)
_SIGNS = {"<": "≤", ">": "≥", "≤": "≤", "≥": "≥"}


def _check(criterion: Criterion, _: Page) -> Iterator[Finding]:
    for m, span in matches(_MIXED, criterion):
        sign = _SIGNS[m[m.lastgroup or 0]]
        fix = Fix(span=span, replacement=sign, safe=True)
        yield Finding(span, f'"{m[0]}" is written in several ways: "{sign}" is meant', fix)


RULE = Rule(
    code="C005",
    severity="note",
    summary="A comparison sign is put together from several, or from signs and words.",
    why="`=/>`, `> or =` and `>/=` are easy to misread, and are written differently each time; a program must know them all.",
    example="Inclusion criteria:\n- ANC =/> 1500/mm3\n- Bilirubin < or = 1.5 mg/dL",
    instead="Inclusion criteria:\n- ANC ≥ 1500/mm3\n- Bilirubin ≤ 1.5 mg/dL",
    limits="`>=` and `<=` are usual and not reported.",
    fix="Safe: writes ≤ or ≥.",
    trigger=_MIXED,
    criterion=_check,
)
