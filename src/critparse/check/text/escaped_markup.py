"""C006: signs left escaped, as a markup language needs them."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from critparse.check.page import Page, matches
from critparse.check.rule import Finding, Rule
from critparse.interpret import Criterion
from critparse.source import Fix

_ENTITY = re.compile(r"&(?:amp;)?(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|lt|gt|amp|le|ge|nbsp|plusmn|micro|deg|times|quot|apos);")
_BACKSLASH = re.compile(r"\\(?=[<>~^])[<>~^]")
_TRIGGER = re.compile(r"&[a-zA-Z#]|\\[<>~^]")


def _check(criterion: Criterion, page: Page) -> Iterator[Finding]:
    if page.is_html:
        return
    for pattern in (_ENTITY, _BACKSLASH):
        for m, span in matches(pattern, criterion):
            plain = html.unescape(html.unescape(m[0])) if pattern is _ENTITY else m[0][1:]
            message = f'"{m[0]}" is "{plain}" left escaped'
            yield Finding(span, message, Fix(span=span, replacement=plain, safe=True))


RULE = Rule(
    code="C006",
    severity="warning",
    summary="A sign was left escaped.",
    why="""`&lt;` and `\\>` come from a web form or a registry's export. People read past them, and programs that
compare text do not.""",
    example="Inclusion criteria:\n- Bilirubin &lt; 1.5 mg/dL\n- Age \\>= 18 years",
    instead="Inclusion criteria:\n- Bilirubin < 1.5 mg/dL\n- Age >= 18 years",
    limits="Nothing is said in a text that is HTML; of backslashes only those before < > ~ ^.",
    fix="Safe: writes the sign itself.",
    trigger=_TRIGGER,
    criterion=_check,
)
