"""S004: the same criterion twice."""

from __future__ import annotations

import re
from collections.abc import Iterator

from critparse.check.page import Page
from critparse.check.rule import Finding, Rule
from critparse.interpret import Criterion

_WORD = re.compile(r"[^\W_]+|[<>≤≥=%]")
_FEWEST = 2


def _check(page: Page) -> Iterator[Finding]:
    seen: dict[tuple[int, str, str | None, tuple[str, ...]], Criterion] = {}
    for criterion in page.criteria:
        words = tuple(_WORD.findall(criterion.text.lower()))
        if len(words) < _FEWEST or criterion.children:
            continue
        parent = criterion.id.rpartition(".")[0]
        first = seen.setdefault((page.list_number(criterion), parent, criterion.cohort, words), criterion)
        if first is not criterion:
            yield Finding(criterion.span, f"says the same as {first.id}")


RULE = Rule(
    code="S004",
    severity="warning",
    summary="A criterion stands twice in one list.",
    why="One of the two was to say something else, or is left over; in an amendment one is changed and the other stays.",
    example="Exclusion criteria:\n- Active hepatitis B\n- Pregnancy or breastfeeding\n- Active hepatitis B.",
    instead="Exclusion criteria:\n- Active hepatitis B\n- Pregnancy or breastfeeding",
    limits="Only criteria with the same words, in one list, of one cohort.",
    protocol=_check,
)
