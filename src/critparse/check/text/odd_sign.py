"""C007: a look-alike of a usual sign."""

from __future__ import annotations

import re
from collections.abc import Iterator

from critparse.check.page import Page, matches
from critparse.check.rule import Finding, Rule
from critparse.interpret import Criterion
from critparse.source import Fix

_USUAL = {
    "≧": "≥", "⩾": "≥", "≽": "≥", "⋝": "≥", "≦": "≤", "⩽": "≤", "≼": "≤", "⋜": "≤", "≮": "≥", "≯": "≤",
    "＜": "<", "＞": ">", "＝": "=", "﹤": "<", "﹥": ">", "﹦": "=", "˂": "<", "˃": ">", "‹": "<", "›": ">", "〈": "<", "〉": ">",
    "％": "%", "（": "(", "）": ")", "，": ",", "：": ":", "；": ";", "／": "/", "．": ".", "。": ".", "、": ",",
}  # fmt: skip
_ODD = re.compile(f"[{''.join(_USUAL)}]|[０-９]+")


def _check(criterion: Criterion, _: Page) -> Iterator[Finding]:
    for m, span in matches(_ODD, criterion):
        usual = _USUAL.get(m[0]) or "".join(chr(ord(c) - 0xFEE0) for c in m[0])
        message = f'"{m[0]}" (U+{ord(m[0][0]):04X}) looks like "{usual}" but is another sign'
        yield Finding(span, message, Fix(span=span, replacement=usual, safe=True))


RULE = Rule(
    code="C007",
    severity="warning",
    summary="A sign only looks like the usual one.",
    why="Full-width forms and double-lined signs (≦, ＜, １８) are not found by search, and other programs do not read them.",
    example="Inclusion criteria:\n- Age ≧ 18 years\n- Platelets ＜ 50,000/mm3",
    instead="Inclusion criteria:\n- Age ≥ 18 years\n- Platelets < 50,000/mm3",
    limits="Curly quotes, dashes and non-breaking spaces are typography and not reported.",
    fix="Safe: writes the usual sign.",
    trigger=_ODD,
    criterion=_check,
)
