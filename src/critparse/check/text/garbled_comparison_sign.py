"""C001: a sign in whose place a comparison sign must have stood."""

from __future__ import annotations

import re
from collections.abc import Iterator

from critparse.check.page import Page, matches
from critparse.check.rule import Finding, Rule
from critparse.interpret import Criterion
from critparse.source import Fix

_LOST = re.compile(r"(?<![^\s(])[?¿](?= ?\d)|¬(?= ?[\d.])|(?<=\s)³(?= ?\d)")
_MOJIBAKE = re.compile("â‰[¥¤]")
_TRIGGER = re.compile("[?¿¬³]|â‰")
_MEANT = {"â‰¥": "≥", "â‰¤": "≤"}


def _check(criterion: Criterion, _: Page) -> Iterator[Finding]:
    for m, span in matches(_LOST, criterion):
        yield Finding(span, f'"{m[0]}" stands where a comparison sign must have stood: it can be <, ≤, > or ≥')
    for m, span in matches(_MOJIBAKE, criterion):
        sign = _MEANT[m[0]]
        yield Finding(span, f'"{m[0]}" is "{sign}" in a wrong encoding', Fix(span=span, replacement=sign, safe=True))


RULE = Rule(
    code="C001",
    severity="warning",
    summary="A comparison sign was lost or turned into another sign.",
    why="""Copying from a PDF or in a wrong encoding turns < ≤ ≥ into "," "?" "¬" "³" or "â‰¥". Whoever reads on must
guess whether the value is a lower or an upper bound, and a program must guess too.""",
    example="Inclusion criteria:\n- Serum albumin ,25 g/L\n- Platelets ?100,000/mm3",
    instead="Inclusion criteria:\n- Serum albumin < 25 g/L\n- Platelets ≥ 100,000/mm3",
    fix="""Safe where the bytes of the sign can be told ("â‰¥"); unsafe where the parser chose the likelier sign (",
25 g/L"); none for "?", which can stand for any.""",
    trigger=_TRIGGER,
    criterion=_check,
)
