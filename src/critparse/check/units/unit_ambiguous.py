"""U005: a unit spelling with two meanings."""

from __future__ import annotations

from collections.abc import Iterator

from critparse.check.page import Page, unit_span
from critparse.check.rule import Finding, Rule
from critparse.check.words import listed
from critparse.interpret import Criterion


def _check(criterion: Criterion, page: Page) -> Iterator[Finding]:
    ambiguous = listed(page.knowledge, "check_ambiguous_units")
    for comparison in criterion.comparisons:
        if comparison.unit_text and " ".join(comparison.unit_text.split()) in ambiguous:
            span = unit_span(comparison, page.source.text)
            yield Finding(span, f'"{comparison.unit_text}" is not the same to all readers: read as {comparison.unit}')


RULE = Rule(
    code="U005",
    severity="note",
    summary="A unit spelling has more than one meaning, or is unknown to many.",
    why="`G/L` is 10⁹ per litre in France and grams per litre elsewhere; `mg%` is an old form of mg/dL; `cc` is mL.",
    example="Inclusion criteria:\n- WBC > 3 G/L",
    instead="Inclusion criteria:\n- WBC > 3 x 10^9/L",
    limits="The spellings stand in `grammars/phrases/check.toml` under `check_ambiguous_units`.",
    criterion=_check,
)
