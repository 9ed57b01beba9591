"""T003: a history of something that passes, and no limit."""

from __future__ import annotations

import re
from collections.abc import Iterator

from critparse.check.page import Page, matches
from critparse.check.rule import Finding, Rule
from critparse.check.timing.durations import has_time
from critparse.check.words import words
from critparse.interpret import Criterion

_GAP = re.compile(r"\s(?:[\w-]{1,20}\s){0,2}")


def _check(criterion: Criterion, page: Page) -> Iterator[Finding]:
    if has_time(criterion.comparisons) or any(has_time(c.comparisons) for c in criterion.children):
        return
    limited = words(page.knowledge, "check_limited_history")
    if words(page.knowledge, "check_anchors").search("\n".join(page.headers(criterion))):
        return
    for m, span in matches(words(page.knowledge, "check_history"), criterion):
        if criterion.text.startswith(" to ", m.end()):
            continue
        gap = _GAP.match(criterion.text, m.end())
        thing = limited.search(criterion.text, m.end(), gap.end() + 40) if gap else None
        if thing and gap and thing.start() <= gap.end():
            whole = span._replace(end=criterion.span.start + thing.end())
            yield Finding(whole, f'"{" ".join(whole.of(page.source.text).split())}" has no limit: say how far back it counts')


RULE = Rule(
    code="T003",
    severity="note",
    summary="A history of something that passes has no limit in time.",
    why="Read to the letter, an operation in childhood or one glass too many at twenty excludes for life.",
    example="Exclusion criteria:\n- History of alcohol abuse",
    instead="Exclusion criteria:\n- Alcohol abuse within 12 months before screening",
    limits="""Only of things for which a limit is usual; they stand under `check_limited_history` in `check.toml`. A
history of a lasting disease needs none.""",
    trigger="check_history",
    criterion=_check,
)
