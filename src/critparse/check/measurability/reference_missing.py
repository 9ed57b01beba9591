"""M003: "adequate" or "elevated", and no number."""

from __future__ import annotations

import re
from collections.abc import Iterator

from critparse.check.page import Page, matches
from critparse.check.rule import Finding, Rule
from critparse.check.words import words
from critparse.interpret import Criterion

_NUMBER = re.compile(r"\d|\b(?:times|twice|limits? of normal|normal (?:limits?|range)|ULN|LLN)\b", re.IGNORECASE)
_BETWEEN = re.compile(r"\s(?:[\w/-]{1,20},?\s(?:and\s|or\s)?){0,3}")


def _check(criterion: Criterion, page: Page) -> Iterator[Finding]:
    if any(_NUMBER.search(c.text) for c in criterion.walk()) or criterion.text.rstrip().endswith(":"):
        return
    if words(page.knowledge, "check_judges").search(criterion.text) or words(page.knowledge, "check_defines").search(
        criterion.text
    ):
        return
    relative, measurable = words(page.knowledge, "check_relative"), words(page.knowledge, "check_measurable")
    for m, span in matches(relative, criterion):
        gap = _BETWEEN.match(criterion.text, m.end())
        noun = measurable.search(criterion.text, m.end(), gap.end() + 30) if gap else None
        if noun and gap and noun.start() <= gap.end():
            whole = span._replace(end=criterion.span.start + noun.end())
            shown = whole.of(page.source.text)
            yield Finding(whole, f'"{" ".join(shown.split())}" gives no value: say from which bound on')
            return


RULE = Rule(
    code="M003",
    severity="warning",
    summary="Something measurable is asked for without a value.",
    why="""What is adequate or elevated is decided anew at each site, and no program can decide it. Say the bound, or
that it is the investigator's to judge.""",
    example="Inclusion criteria:\n- Adequate renal function",
    instead="Inclusion criteria:\n- Adequate renal function: creatinine clearance ≥ 60 mL/min",
    limits="""Nothing is said where a number, a limit of normal, a definition or a judge stands in the criterion or
below it. The words stand in `grammars/phrases/check.toml` under `check_relative` and `check_measurable`.""",
    trigger="check_relative",
    criterion=_check,
)
