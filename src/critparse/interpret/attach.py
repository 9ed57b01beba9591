"""Comparisons and mentions → comparisons with their subjects: ages, measurements of the lexicon, else the nearest noun phrase."""

from __future__ import annotations

from collections.abc import Sequence

from critparse.extract.mention import Mention
from critparse.interpret.ages import age_subject, ages_from_right
from critparse.interpret.classes import BEFORE_FOLLOWING, BETWEEN_COORDINATED, NAMED, PASSED, STOPS, WORDS
from critparse.interpret.comparison import Comparison
from critparse.interpret.noun_phrase import level_noun_before, noun_phrase, phrase_after
from critparse.interpret.productions import TIME_UNITS
from critparse.interpret.sharing import share_units
from critparse.interpret.subject import Attached, Subject, for_another_group, named, only_connectors
from critparse.knowledge import Entry, MeasurementEntry

_FARTHEST = 25
_LONGEST_LIST = 60
_TIMES = "{times}"
"""The unit of occasions: "on two occasions" says how often the value before it is found."""
_GROUPS_BETWEEN = 2
"""How far back the bound stands that is given again for other patients, the age of the first of them between."""


def attach(comparisons: Sequence[Comparison], mentions: Sequence[Mention]) -> list[Attached]:
    """Give every comparison its subjects; a bare number without a subject that asks for one is left out."""
    shared = share_units(comparisons, mentions)
    attached: list[Attached] = []
    for i, comparison in enumerate(shared):
        previous = attached[-1] if attached else None
        floor = _after(previous, mentions) if previous else 0
        ceiling = shared[i + 1].first if i + 1 < len(shared) else len(mentions)
        subjects = _subjects(comparison, attached[-_GROUPS_BETWEEN:], mentions, floor, ceiling)
        if subjects is not None:
            attached.append(Attached(comparison, subjects))
    return ages_from_right(_shared_from_right(attached, mentions), mentions)


def _shared_from_right(attached: Sequence[Attached], mentions: Sequence[Mention]) -> list[Attached]:
    """ "A score > 1 or < -1 on the scale", "stage II or stage III disease": what is named behind the last bound only."""
    out = list(attached)
    for i in range(len(out) - 2, -1, -1):
        here, following = out[i].comparison, out[i + 1]
        is_open = not out[i].subjects and not here.window and here.unit == following.comparison.unit
        behind = following.subjects and following.subjects[0].start >= following.comparison.end
        if is_open and behind and only_connectors(mentions, here.stop, following.comparison.first):
            out[i] = Attached(here, following.subjects)
    return [a if a.subjects else _named_by_level(a, mentions) for a in out]


def _named_by_level(a: Attached, mentions: Sequence[Mention]) -> Attached:
    """A comparison without a subject, with the noun of its level where one stands before it."""
    noun = level_noun_before(a.comparison, mentions)
    return Attached(a.comparison, (noun,)) if noun else a


def _after(previous: Attached, mentions: Sequence[Mention]) -> int:
    """The first mention that neither the previous comparison nor its subject has taken."""
    end = max([s.end for s in previous.subjects if s.kind != "phrase"], default=0)
    at = previous.comparison.stop
    while at < len(mentions) and mentions[at].start < end:
        at += 1
    return at


def _subjects(
    c: Comparison, attached: Sequence[Attached], mentions: Sequence[Mention], floor: int, ceiling: int
) -> tuple[Subject, ...] | None:
    previous = attached[-1] if attached else None
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
    of_age = previous is not None and any(s.kind == "age" for s in previous.subjects)
    if of_age and shares:
        shares = not any(for_another_group(before_group, c, mentions) for before_group in attached)
    if shares and previous and (not c.window) and not c.bare and c.unit not in TIME_UNITS:
        own = _counted(c, mentions) or _following(c, mentions, ceiling) or _things_measured(c, mentions, ceiling)
        return (own,) if own else previous.subjects
    if c.rule in ("range_sandwiched", "bound_before_subject"):
        inner = [m for m in mentions[c.first : c.stop] if m.token_class in NAMED]
        if inner:
            return (named(inner[0]),)
    before = _preceding(c, mentions, floor)
    if before and not (c.unit in TIME_UNITS and all(_is_no_time(s.entry) for s in before)):
        return before
    counted = _counted(c, mentions)
    if counted:
        return (counted,)
    following = _following(c, mentions, ceiling)
    if following:
        return (following,)
    for before_group in reversed(attached):
        if for_another_group(before_group, c, mentions):
            return before_group.subjects
    if c.bare and not c.unit and not (c.levels and mentions[c.first].token_class == "level_noun"):
        return None
    phrase = noun_phrase(c, mentions, floor, ceiling)
    if phrase:
        return (phrase,)
    inherits = previous is not None and (c.window or c.unit in TIME_UNITS) and not any(s.kind == "age" for s in previous.subjects)
    if inherits and previous:
        return previous.subjects
    repeats = previous is not None and _repeats(previous, c)
    return tuple(Subject(s.start, s.end, "phrase") for s in previous.subjects) if repeats and previous else ()


def _repeats(previous: Attached, c: Comparison) -> bool:
    """Whether a bound that nothing names is on what the one before is on: "≥ 160 mmHg on two occasions", "(> 5 Gy) or > 8 Gy"."""
    if any(s.kind == "age" for s in previous.subjects):
        return False
    return c.unit == _TIMES or (bool(c.unit) and not c.bare and c.unit == previous.comparison.unit)


def _is_no_time(entry: Entry | None) -> bool:
    """Whether a measurement is no span of time: "seizures for at least 1 year" does not bound their frequency."""
    return isinstance(entry, MeasurementEntry) and not {entry.unit, *entry.units} & TIME_UNITS


def _goes_with(before: Comparison, c: Comparison, mentions: Sequence[Mention]) -> bool:
    """Whether two comparisons are of one rule ("160/100"), or the first stands in brackets between subject and bound."""
    bracketed = [m.token_class for m in mentions[before.stop : c.first]] == ["close_bracket"]
    return before.first == c.first or bracketed


def _counted(c: Comparison, mentions: Sequence[Mention]) -> Subject | None:
    """What the unit of the bound counts: "75,000 platelets per microliter", "5 cigarettes per day"."""
    for m in mentions[c.first : c.stop]:
        if m.token_class == "quantity" and m.entry and m.quantity:
            return Subject(m.quantity.unit_start, m.quantity.unit_end, m.entry.kind, m.entry)
    return None


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
