"""The noun phrase that a comparison is about, where the lexicon knows none."""

from __future__ import annotations

from collections.abc import Sequence

from critparse.extract.mention import Mention
from critparse.interpret.classes import BEFORE_THINGS, INSIDE_PHRASE, NOUN, TRAILING, WORDS
from critparse.interpret.comparison import Comparison
from critparse.interpret.productions import TIME_UNITS
from critparse.interpret.subject import Subject

_LONGEST_PHRASE = 10
_LONGEST_BRACKET = 40
_LISTING_IN_BRACKETS = frozenset({"and", "and_or", "comma", "condition", "example", "or", "plus", "slash"})
"""What tells a bracket of several names from an abbreviation."""
_SCORED_ON = BEFORE_THINGS | {"preposition"}
"""What may stand between a score and what it is on: "a score of at least 5 on the scale"."""
_TIMED_TOGETHER = frozenset({"and", "and_or", "comma", "or"})
"""What joins names that one time holds for: "steroids or biologics within 6 months"."""
_WINDOW_LEADS = frozenset({"past", "time_preposition", "within"})
_INTRODUCING = frozenset({"cue", "judgement", "qualifier", "qualifier_over"})
"""Words that say something of a thing and do not name it."""


def noun_phrase(c: Comparison, mentions: Sequence[Mention], floor: int, ceiling: int) -> Subject | None:
    """The noun phrase that a bound is on: things counted and staged stand behind it, others before it."""
    counts = not c.unit and not c.window and not c.levels
    staged = _is_staged(c, mentions) and not _follows_name(c, mentions, floor)
    if counts or staged or _describes(c, mentions) or _is_amount_of(c, mentions):
        after = phrase_after(c, mentions, ceiling)
        if after:
            return after
    before = phrase_before(c, mentions, floor)
    if before is None or (_only_introduces(before, mentions, c) and not c.window):
        return phrase_after(c, mentions, ceiling) or before or phrase_after(c, mentions, ceiling, past=_SCORED_ON)
    return before


def _is_staged(c: Comparison, mentions: Sequence[Mention]) -> bool:
    """Whether a bound is a level with its noun before it: "stage III", "grade 2 or 3"."""
    return bool(c.levels) and mentions[c.first].token_class == "level_noun"


def _describes(c: Comparison, mentions: Sequence[Mention]) -> bool:
    """Whether a bound says of what kind the thing behind it is: "10-week therapy", "recent (< 6 months) infarction"."""
    if c.bare:
        return "-" in mentions[c.first].text
    around = [m.token_class for m in (*mentions[max(0, c.first - 2) : c.first], *mentions[c.stop : c.stop + 1])]
    return around[1:] == ["open_bracket", "close_bracket"] and around[0] in _INTRODUCING | {"past"}


def _is_amount_of(c: Comparison, mentions: Sequence[Mention]) -> bool:
    """Whether a bound is an amount of what is named behind it: "more than 24 hours of mechanical ventilation"."""
    after = mentions[c.stop : c.stop + 2]
    is_amount = bool(c.unit) and not c.window and not c.bare and mentions[c.first].token_class not in _WINDOW_LEADS
    names = len(after) > 1 and after[0].token_class == "of" and after[1].token_class in NOUN - {"anchor"}
    return is_amount and names and after[1].value != "anchor"


def _follows_name(c: Comparison, mentions: Sequence[Mention], floor: int) -> bool:
    """Whether a name stands right before the bound: "breast cancer stage III"."""
    return c.first > floor and mentions[c.first - 1].token_class in WORDS - _INTRODUCING


def _only_introduces(phrase: Subject, mentions: Sequence[Mention], c: Comparison) -> bool:
    """Whether a phrase before a bound names nothing: "able to provide", "diagnosed with"."""
    inside = [m for m in mentions[max(0, c.first - _LONGEST_BRACKET) : c.first] if phrase.start <= m.start < phrase.end]
    return bool(inside) and all(m.token_class in _INTRODUCING for m in inside)


def level_noun_before(c: Comparison, mentions: Sequence[Mention]) -> Subject | None:
    """ "Performance status < 2": where nothing else names what has the level, its noun does."""
    m = mentions[c.first - 1] if c.first else None
    return Subject(m.start, m.end, "phrase") if m is not None and m.token_class == "level_noun" else None


def phrase_before(c: Comparison, mentions: Sequence[Mention], floor: int) -> Subject | None:
    """The noun phrase before the bound with what hangs on it: "treatment with an investigational agent"."""
    i = _before_bracket(c, mentions, floor)
    if i < floor or mentions[i].token_class not in NOUN:
        i = _back(mentions, c.first - 1, floor)
    if i < floor or mentions[i].token_class not in NOUN:
        return _action_before(c, mentions, floor)
    end = mentions[i].end
    start = mentions[i].start
    least = max(floor, i - _LONGEST_PHRASE)
    inside = NOUN | INSIDE_PHRASE | (_TIMED_TOGETHER if c.window or c.unit in TIME_UNITS else frozenset())
    while i > least and mentions[i - 1].token_class in inside:
        i -= 1
        if mentions[i].token_class in NOUN:
            start = mentions[i].start
    return Subject(start, end, "phrase")


def _back(mentions: Sequence[Mention], i: int, floor: int) -> int:
    """Back over what may stand between a noun phrase and its bound."""
    while i >= floor and mentions[i].token_class in TRAILING:
        i -= 1
    return i


def _before_bracket(c: Comparison, mentions: Sequence[Mention], floor: int) -> int:
    """Where the noun phrase ends, past a bracket of several names: "biologics (rituximab, abatacept) within 6 months"."""
    i = c.first - 1
    while i >= floor and mentions[i].token_class in TRAILING - {"close_bracket"}:
        i -= 1
    if i < floor or mentions[i].token_class != "close_bracket":
        return i
    least = max(floor, i - _LONGEST_BRACKET)
    opening = i - 1
    while opening >= least and mentions[opening].token_class not in ("open_bracket", "close_bracket"):
        opening -= 1
    if opening < least or mentions[opening].token_class != "open_bracket":
        return i
    several = any(m.token_class in _LISTING_IN_BRACKETS for m in mentions[opening:i])
    return _back(mentions, opening - 1, floor) if several else i


def _action_before(c: Comparison, mentions: Sequence[Mention], floor: int) -> Subject | None:
    """The verb that stands where a noun phrase would: "hospitalized within 3 months"."""
    i = c.first - 1
    while i >= floor and mentions[i].token_class in TRAILING - {"verb"}:
        i -= 1
    if i >= floor and mentions[i].token_class == "verb":
        return Subject(mentions[i].start, mentions[i].end, "phrase")
    return None


def phrase_after(
    c: Comparison, mentions: Sequence[Mention], ceiling: int, past: frozenset[str] = BEFORE_THINGS
) -> Subject | None:  # fmt: skip
    """The things counted, behind words of some classes: "at least 2 heavy drinking episodes"."""
    i = c.stop
    while i < ceiling and mentions[i].token_class in past:
        i += 1
    start = i
    while i < ceiling and (mentions[i].token_class in NOUN | {"dash", "past"}) and i - start < 5:
        i += 1
    while i > start and mentions[i - 1].token_class == "dash":
        i -= 1
    listed = next((j for j in range(c.stop, start) if _introduces_list(mentions[j])), start)
    return Subject(mentions[listed].start, mentions[i - 1].end, "phrase") if i > listed else None


def _introduces_list(m: Mention) -> bool:
    """ "At least two of the following": where nothing is named, these words stand for what is counted."""
    return m.token_class == "silent" and " " in m.text
