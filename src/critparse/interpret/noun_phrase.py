"""The noun phrase that a comparison is about, where the lexicon knows none."""

from __future__ import annotations

from collections.abc import Sequence

from critparse.extract.mention import Mention
from critparse.interpret.classes import BEFORE_THINGS, INSIDE_PHRASE, NOUN, TRAILING
from critparse.interpret.comparison import Comparison
from critparse.interpret.subject import Subject

_LONGEST_PHRASE = 10


def phrase_before(c: Comparison, mentions: Sequence[Mention], floor: int) -> Subject | None:
    """The noun phrase before the bound with what hangs on it: "treatment with an investigational agent"."""
    i = c.first - 1
    while i >= floor and mentions[i].token_class in TRAILING:
        i -= 1
    if i < floor or mentions[i].token_class not in NOUN:
        return _action_before(c, mentions, floor)
    end = mentions[i].end
    start = mentions[i].start
    least = max(floor, i - _LONGEST_PHRASE)
    while i > least and mentions[i - 1].token_class in NOUN | INSIDE_PHRASE:
        i -= 1
        if mentions[i].token_class in NOUN:
            start = mentions[i].start
    return Subject(start, end, "phrase")


def _action_before(c: Comparison, mentions: Sequence[Mention], floor: int) -> Subject | None:
    """The verb that stands where a noun phrase would: "hospitalized within 3 months"."""
    i = c.first - 1
    while i >= floor and mentions[i].token_class in TRAILING - {"verb"}:
        i -= 1
    if i >= floor and mentions[i].token_class == "verb":
        return Subject(mentions[i].start, mentions[i].end, "phrase")
    return None


def phrase_after(c: Comparison, mentions: Sequence[Mention], ceiling: int) -> Subject | None:
    """The things counted: "at least 2 heavy drinking episodes"."""
    i = c.stop
    while i < ceiling and mentions[i].token_class in BEFORE_THINGS:
        i += 1
    start = i
    while i < ceiling and (mentions[i].token_class in NOUN | {"dash", "past"}) and i - start < 5:
        i += 1
    while i > start and mentions[i - 1].token_class == "dash":
        i -= 1
    return Subject(mentions[start].start, mentions[i - 1].end, "phrase") if i > start else None
