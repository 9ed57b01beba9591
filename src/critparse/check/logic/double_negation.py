"""L009: a negation of a negation."""

from __future__ import annotations

from collections.abc import Iterator

from critparse.check.page import Page, matches
from critparse.check.rule import Finding, Rule
from critparse.check.words import words
from critparse.interpret import Criterion


def _check(criterion: Criterion, page: Page) -> Iterator[Finding]:
    for m, span in matches(words(page.knowledge, "check_double_negations"), criterion):
        yield Finding(span, f'"{" ".join(m[0].split())}" is a double negation: say what is asked for')


RULE = Rule(
    code="L009",
    severity="warning",
    summary="A criterion denies a negation.",
    why="`Must not be without contraception` is easily read the wrong way round, and worse under a heading that excludes.",
    example="Inclusion criteria:\n- Patients must not be without effective contraception",
    instead="Inclusion criteria:\n- Patients must use effective contraception",
    limits="""Only phrases of `check_double_negations` in `check.toml`. A single negation under a heading that
excludes is usual and not reported.""",
    trigger="check_double_negations",
    criterion=_check,
)
