"""S002: a criterion that seems to stand under the wrong heading."""

from __future__ import annotations

from collections.abc import Iterator

from critparse.check.page import Page
from critparse.check.rule import Finding, Rule
from critparse.check.words import words
from critparse.interpret import Criterion
from critparse.source import Span

_BEGINNING = 60


def _check(criterion: Criterion, page: Page) -> Iterator[Finding]:
    asks, other = ("check_requires", "excludes") if criterion.kind == "exclusion" else ("check_excludes", "includes")
    m = words(page.knowledge, asks).search(criterion.text, 0, _BEGINNING)
    if m is None or words(page.knowledge, "check_exceptions").search(criterion.text):
        return
    span = Span(criterion.span.start + m.start(), criterion.span.start + m.end())
    yield Finding(span, f'"{" ".join(m[0].split())}" in a list that {other}: as written it means the opposite')


RULE = Rule(
    code="S002",
    severity="warning",
    summary="A criterion says the opposite of its heading.",
    why="""`Must not be pregnant` in a list of exclusions excludes, read to the letter, those who are not pregnant.
Readers guess what is meant; programs must not.""",
    example="Exclusion criteria:\n- Patients must not be pregnant",
    instead="Exclusion criteria:\n- Pregnancy",
    limits="Only what stands at the beginning of a criterion; nothing is said where an exception (unless, except) follows.",
    criterion=_check,
)
