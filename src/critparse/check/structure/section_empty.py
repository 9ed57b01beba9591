"""S003: a heading with nothing under it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

from critparse.check.page import Page
from critparse.check.rule import Finding, Rule


def _check(page: Page) -> Iterator[Finding]:
    begins = sorted(c.span.start for c in page.protocol.walk())
    following = (*page.lists[1:], None)
    for opened, after in zip(page.lists, following, strict=False):
        stop = after.span.start if after else len(page.source.text)
        if (after and after.kind == opened.kind) or bisect_left(begins, opened.span.start) < bisect_left(begins, stop):
            continue
        shown = opened.span.of(page.source.text).rstrip()
        yield Finding(opened.span._replace(end=opened.span.start + len(shown)), f'nothing stands under "{shown}"')


RULE = Rule(
    code="S003",
    severity="warning",
    summary="A list of criteria is empty.",
    why="The criteria were lost, or stand elsewhere; a reader takes it that there are none.",
    example="Inclusion criteria:\n- Age ≥ 18 years\nExclusion criteria:\n",
    instead="Inclusion criteria:\n- Age ≥ 18 years\nExclusion criteria:\n- None",
    protocol=_check,
)
