"""A002: an abbreviation with two meanings."""

from __future__ import annotations

from collections.abc import Iterator

from critparse.check.abbreviations.forms import Definition, definitions
from critparse.check.page import Page
from critparse.check.rule import Finding, Rule
from critparse.source import Span


def _check(page: Page) -> Iterator[Finding]:
    first: dict[str, Definition] = {}
    for found in definitions(page.source.text):
        before = first.setdefault(found.short, found)
        if not _same(before.long, found.long) and page.criterion_at(found.start):
            message = f'"{found.short}" is "{" ".join(found.long)}" here and "{" ".join(before.long)}" before'
            yield Finding(Span(found.start, found.end), message)


def _same(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether two long forms are the same but for endings and words that one of them leaves out."""
    a, b = ({word[:5] for word in words} for words in (one, other))
    return a <= b or b <= a or len(a & b) >= max(len(a), len(b)) - 1 > 0


RULE = Rule(
    code="A002",
    severity="warning",
    summary="An abbreviation is defined twice, with different meanings.",
    why="Wherever it is used without its long form, either can be meant.",
    example="""Exclusion criteria:
- Myocardial infarction (MI) within 6 months before screening
- Severe mitral insufficiency (MI)""",
    instead="""Exclusion criteria:
- Myocardial infarction (MI) within 6 months before screening
- Severe mitral insufficiency""",
    limits="Different endings, and long forms of which one only leaves words out, are the same.",
    protocol=_check,
)
