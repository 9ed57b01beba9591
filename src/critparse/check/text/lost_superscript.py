"""C002: a power whose superscript was lost."""

from __future__ import annotations

import re
from collections.abc import Iterator

from critparse.check.page import Page, group_span
from critparse.check.rule import Finding, Rule
from critparse.interpret import Criterion
from critparse.source import Fix

_POWER = re.compile(r"(?:(?<=\d)|(?<=\s)) ?[xX×*] ?(?P<power>10 ?(?P<of>9|12|6|3))(?=\s?(?:/|cells|per\b|L\b|l\b))")
_BARE = re.compile(r"(?<=\d )(?P<power>10(?P<of>9|12))(?=/[Ll]\b)")
_SQUARE = re.compile(r"/(?:1[.,]73 ?)?(?P<power>m (?P<of>2))(?![\d.,])")
_TRIGGER = re.compile(r"10 ?(?:9|12|6|3)\s?[/cpLl]|/(?:1[.,]73 ?)?m 2")
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def _check(criterion: Criterion, _: Page) -> Iterator[Finding]:
    for pattern in (_POWER, _BARE, _SQUARE):
        for m in pattern.finditer(criterion.text):
            power = group_span(criterion, m, "power")
            base = "m" if pattern is _SQUARE else "10"
            better = base + m["of"].translate(_RAISED)
            message = f'"{m["power"]}" has lost its superscript: "{better}" or "{base}^{m["of"]}" is meant'
            yield Finding(power, message, Fix(span=power, replacement=better, safe=True))


RULE = Rule(
    code="C002",
    severity="warning",
    summary="A power has lost its superscript.",
    why="""`x109/L` is read as times 109 by whoever does not know the test, and `m 2` as two things.""",
    example="Inclusion criteria:\n- ANC ≥ 1.5 x109/L",
    instead="Inclusion criteria:\n- ANC ≥ 1.5 x 10^9/L",
    limits="`m2` and `mm3` without a superscript are usual and not reported.",
    fix="Safe: writes the superscript.",
    trigger=_TRIGGER,
    criterion=_check,
)
