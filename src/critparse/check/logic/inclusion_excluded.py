"""L004: what is required also excludes."""

from __future__ import annotations

from collections.abc import Iterator

from critparse.check.logic.asks import Ask, bounds, contains, excluding, plain_occurrence, required
from critparse.check.page import Page
from critparse.check.rule import Finding, Rule
from critparse.expression import Occurrence
from critparse.interpret import Criterion


def _check(page: Page) -> Iterator[Finding]:
    included, excluded = required(page), excluding(page)
    asked: dict[str, list[Ask]] = {}
    for ask in bounds(page, included):
        asked.setdefault(ask.about, []).append(ask)
    for out in bounds(page, excluded):
        for ask in asked.get(out.about, [])[:20]:
            if contains(out, ask):
                yield Finding(out.span, f'excludes everybody whom "{ask.shown}" ({ask.criterion.id}) includes')
    wanted: dict[tuple[str, str], Criterion] = {}
    for criterion, leaf in included:
        occurrence = plain_occurrence(leaf)
        if occurrence:
            wanted.setdefault((occurrence.concept_id, _words(occurrence, page)), criterion)
    for _, leaf in excluded:
        occurrence = plain_occurrence(leaf)
        first = wanted.get((occurrence.concept_id, _words(occurrence, page))) if occurrence else None
        if occurrence and first and occurrence.spans and not _is_hyphened(occurrence, page):
            yield Finding(occurrence.spans[0], f"{occurrence.concept} excludes here, and {first.id} requires it")


def _is_hyphened(occurrence: Occurrence, page: Page) -> bool:
    """Whether the name is a part of a longer word: "self-extubation"."""
    text = page.source.text
    return any("-" in (text[max(0, span.start - 1) : span.start], text[span.end : span.end + 1]) for span in occurrence.spans)


def _words(occurrence: Occurrence, page: Page) -> str:
    """The words of the text: those of a kind ("azoospermia") may stand for another concept ("male infertility")."""
    return " ".join(span.of(page.source.text) for span in occurrence.spans).lower()


RULE = Rule(
    code="L004",
    severity="error",
    summary="What an inclusion criterion requires excludes under another criterion.",
    why="Nobody can be enrolled as written: a sign is turned round, or a word that narrows one of the two is missing.",
    example="Inclusion criteria:\n- ALT > 100 U/L\nExclusion criteria:\n- ALT > 50 U/L",
    instead="Inclusion criteria:\n- ALT > 50 U/L\nExclusion criteria:\n- ALT > 100 U/L",
    limits="""Only bounds, and things in the same words of which nothing else is said, and where the exclusion covers
the whole inclusion; the usual narrowing (include 18 and older, exclude over 65) is no contradiction.""",
    protocol=_check,
)
