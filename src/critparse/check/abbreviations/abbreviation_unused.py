"""A003: an abbreviation that is defined and not used."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from critparse.check.abbreviations.forms import definitions
from critparse.check.page import Page
from critparse.check.rule import Finding, Rule
from critparse.source import Span

_WORD = re.compile(r"[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*")


def _check(page: Page) -> Iterator[Finding]:
    found = list(definitions(page.source.text))
    if not found:
        return
    used: Counter[str] = Counter()
    for m in _WORD.finditer(page.source.text):
        used.update({m[0], m[0].removesuffix("s"), *m[0].split("-")})
    for d in found:
        if used[d.short] == 1 and page.criterion_at(d.start):
            yield Finding(Span(d.start, d.end), f'"{d.short}" is defined here and used nowhere')


RULE = Rule(
    code="A003",
    severity="note",
    summary="An abbreviation is defined and never used.",
    why="It makes readers look for something that does not come; often the use was lost in editing.",
    example="Exclusion criteria:\n- Myocardial infarction (MI) within 6 months before screening",
    instead="Exclusion criteria:\n- Myocardial infarction within 6 months before screening",
    protocol=_check,
)
