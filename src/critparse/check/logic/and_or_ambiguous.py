"""L002: "and" or "and/or" with two readings."""

from __future__ import annotations

import re
from collections.abc import Iterator

from critparse.check.page import Page, matches
from critparse.check.rule import Finding, Rule
from critparse.interpret import Criterion

_AND_OR = re.compile(r"(?<![\w/])(?:and ?/ ?or|or ?/ ?and)(?![\w/])", re.IGNORECASE)


def _check(criterion: Criterion, _: Page) -> Iterator[Finding]:
    for m, span in matches(_AND_OR, criterion):
        yield Finding(span, f'"{m[0]}" says both: write "or" where one is enough, "and" where all are needed')


RULE = Rule(
    code="L002",
    severity="note",
    summary='"And" or "and/or" has two readings.',
    why="""`And/or` says that one is enough and that all are needed; `A and B` in a list of exclusions can mean that both together
exclude, or each alone.""",
    example="Inclusion criteria:\n- ESR > 25 mm/h and/or hemoglobin < 11 g/dL",
    instead="Inclusion criteria:\n- ESR > 25 mm/h or hemoglobin < 11 g/dL",
    limits="""Where two bounds exclude each other (`BMI < 18 and > 35`), the parser reads "or" and warns.""",
    trigger=_AND_OR,
    criterion=_check,
)
