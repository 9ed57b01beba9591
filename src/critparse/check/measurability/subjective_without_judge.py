"""M004: a judgement that nobody is named for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from critparse.check.page import Page, matches
from critparse.check.rule import Finding, Rule
from critparse.check.words import words
from critparse.interpret import Criterion

_NUMBER = re.compile(r"\d")


def _check(criterion: Criterion, page: Page) -> Iterator[Finding]:
    found = next(matches(words(page.knowledge, "check_subjective"), criterion), None)
    if found is None or words(page.knowledge, "check_judges").search(criterion.text) or _NUMBER.search(criterion.text):
        return
    if words(page.knowledge, "check_defines").search(criterion.text) or criterion.children:
        return
    m, span = found
    yield Finding(span, f'"{" ".join(m[0].split())}" is a matter of judgement: say whose, or by which measure')


RULE = Rule(
    code="M004",
    severity="note",
    summary="A matter of judgement, and nobody is named to judge.",
    why="Whether a disease is clinically significant, each site decides for itself, and monitors cannot check it.",
    example="Exclusion criteria:\n- Clinically significant heart disease",
    instead="Exclusion criteria:\n- Clinically significant heart disease in the opinion of the investigator",
    limits="Nothing is said where the criterion holds a number, a definition, or somebody who judges. The first place is reported.",
    trigger="check_subjective",
    criterion=_check,
)
