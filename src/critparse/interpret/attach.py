"""Comparisons and mentions → comparisons with their subjects: ages, measurements of the lexicon, else the nearest noun phrase."""

from __future__ import annotations

from collections.abc import Sequence

from critparse.extract.mention import Mention
from critparse.interpret.ages import age_subject, ages_from_right
from critparse.interpret.classes import BEFORE_FOLLOWING, BETWEEN_COORDINATED, NAMED, PASSED, STOPS, WORDS
from critparse.interpret.comparison import Comparison
from critparse.interpret.noun_phrase import phrase_after, phrase_before
from critparse.interpret.productions import TIME_UNITS
from critparse.interpret.sharing import share_units
from critparse.interpret.subject import Attached, Subject, named, only_connectors

_FARTHEST = 25
_LONGEST_LIST = 60


def attach(comparisons: Sequence[Comparison], mentions: Sequence[Mention]) -> list[Attached]:
    """Give every comparison its subjects; a bare number without a subject that asks for one is left out."""
    shared = share_units(comparisons, mentions)
    attached: list[Attached] = []
    for i, comparison in enumerate(shared):
        previous = attached[-1] if attached else None
        floor = _after(previous, mentions) if previous else 0
        ceiling = shared[i + 1].first if i + 1 < len(shared) else len(mentions)
        subjects = _subjects(comparison, previous, mentions, floor, ceiling)
        if subjects is not None:
            attached.append(Attached(comparison, subjects))
    return ages_from_right(attached, mentions)


def _after(previous: Attached, mentions: Sequence[Mention]) -> int:
    """The first mention that neither the previous comparison nor its subject has taken."""
    end = max([s.end for s in previous.subjects if s.kind != "phrase"], default=0)
    at = previous.comparison.stop
    while at < len(mentions) and mentions[at].start < end:
        at += 1
    return at


def _subjects(
    c: Comparison, previous: Attached | None, mentions: Sequence[Mention], floor: int, ceiling: int
) -> tuple[Subject, ...] | None:
    age = age_subject(c, mentions, floor, ceiling, previous)
    if age:
        return (age,)
    if c.position is not None:
        listed = _listed(c, mentions)
        if listed:
            return (listed,)
    if previous is not None and _goes_with(previous.comparison, c, mentions):
        return previous.subjects
    shares = previous is not None and only_connectors(mentions, previous.comparison.stop, c.first)
    if shares and previous and (not c.window) and not c.bare and c.unit not in TIME_UNITS:
        own = _following(c, mentions, ceiling) or _things_measured(c, mentions, ceiling)
        return (own,) if own else previous.subjects
    if c.rule in ("range_sandwiched", "bound_before_subject"):
        inner = [m for m in mentions[c.first : c.stop] if m.token_class in NAMED]
        if inner:
            return (named(inner[0]),)
    before = _preceding(c, mentions, floor)
    if before:
        return before
    counted = next((m for m in mentions[c.first : c.stop] if m.token_class == "quantity" and m.entry), None)
    if counted and counted.quantity:
        return (Subject(counted.quantity.unit_start, counted.quantity.unit_end, counted.entry.kind, counted.entry),)  # type: ignore[union-attr]
    following = _following(c, mentions, ceiling)
    if following:
        return (following,)
    if c.bare and not c.unit and not (c.levels and mentions[c.first].token_class == "level_noun"):
        return None
    phrase = phrase_after(c, mentions, ceiling) if not c.unit and not c.window and not c.levels else None
    phrase = phrase or phrase_before(c, mentions, floor) or phrase_after(c, mentions, ceiling)
    if phrase:
        return (phrase,)
    inherits = previous is not None and (c.window or c.unit in TIME_UNITS) and not any(s.kind == "age" for s in previous.subjects)
    return previous.subjects if inherits and previous else ()


def _goes_with(before: Comparison, c: Comparison, mentions: Sequence[Mention]) -> bool:
    """Whether two comparisons are of one rule ("160/100"), or the first stands in brackets between subject and bound."""
    bracketed = [m.token_class for m in mentions[before.stop : c.first]] == ["close_bracket"]
    return before.first == c.first or bracketed


def _things_measured(c: Comparison, mentions: Sequence[Mention], ceiling: int) -> Subject | None:
    """ "CAL ≥ 8 mm and at least 4 mm intrabony component": words right behind the unit are a subject of their own."""
    own = c.unit and c.stop < ceiling and mentions[c.stop].token_class in WORDS
    return phrase_after(c, mentions, ceiling) if own else None


def _listed(c: Comparison, mentions: Sequence[Mention]) -> Subject | None:
    """The subject at the same place of the list before a comparison with "respectively"."""
    named = [m for m in mentions[max(0, c.first - _LONGEST_LIST) : c.first] if m.token_class in NAMED]
    if c.position is None or c.position >= len(named):
        return None
    m = named[c.position]
    return Subject(m.start, m.end, m.token_class, m.entry)


def _preceding(c: Comparison, mentions: Sequence[Mention], floor: int) -> tuple[Subject, ...]:
    """The nearest measurement or scale before the bound, with those it is coordinated with."""
    i, words = c.first - 1, 0
    while i >= floor and c.first - i <= _FARTHEST:
        m = mentions[i]
        if m.token_class in NAMED:
            break
        if m.token_class not in PASSED or m.token_class in STOPS:
            return ()
        words += m.token_class in WORDS
        if words > (2 if c.unit in TIME_UNITS else 8):
            return ()
        i -= 1
    else:
        return ()
    if i < floor:
        return ()
    found = [named(mentions[i])]
    i -= 1
    while i >= floor:
        m = mentions[i]
        if m.token_class in NAMED and (_abbreviated(mentions, i) or (m.entry and m.entry == found[-1].entry)):
            close = next((n for n in mentions[i + 1 : i + 6] if n.token_class == "close_bracket"), mentions[i])
            found[-1] = Subject(m.start, max(found[-1].end, close.end), m.token_class, m.entry)
        elif m.token_class in ("and", "or", "and_or", "comma", "slash", "both"):
            j = i - 1
            while j >= floor and mentions[j].token_class in BETWEEN_COORDINATED:
                j -= 1
            if j < floor or mentions[j].token_class not in NAMED:
                break
            found.append(named(mentions[j]))
            i = j
        elif m.token_class not in ("open_bracket", "close_bracket", "determiner", "specimen", "filler_word", "level_noun"):
            break
        i -= 1
    return tuple(reversed(_distinct(found)))


def _abbreviated(mentions: Sequence[Mention], i: int) -> bool:
    """Whether mention `i` is followed by its own abbreviation or synonym in brackets: "alanine aminotransferase (ALT)"."""
    following = [m.token_class for m in mentions[i + 1 : i + 4]]
    return len(following) == 3 and following[0] == "open_bracket" and following[1] in NAMED and following[2] == "close_bracket"


def _distinct(subjects: list[Subject]) -> list[Subject]:
    """One subject an entry: "alanine aminotransferase (ALT)" names one thing twice."""
    kept: dict[str, Subject] = {}
    for s in subjects:
        kept.setdefault(s.entry.id if s.entry else str(s.start), s)
    return list(kept.values())


def _following(c: Comparison, mentions: Sequence[Mention], ceiling: int) -> Subject | None:
    """A measurement right after the bound: "< 30 kg in weight", "≥ 10 g/dL hemoglobin"."""
    if c.window or (c.bare and not c.unit and mentions[c.first].token_class != "level_noun"):
        return None
    for i, m in enumerate(mentions[c.stop : min(ceiling, c.stop + 5)], start=c.stop):
        if m.token_class in NAMED:
            counted = i == c.stop and not c.unit
            owns_next = ceiling < len(mentions) and ceiling - i <= 3 and not counted
            return None if owns_next else named(m)
        if m.token_class not in BEFORE_FOLLOWING:
            return None
    return None
