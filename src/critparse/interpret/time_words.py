"""Mentions → the words of a time: amounts, relations, anchors, dates. `grammars/phrases/` says by its values what is what."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from critparse.expression import End, Interval, Quantity
from critparse.extract.mention import Mention
from critparse.interpret.comparison import Comparison
from critparse.interpret.productions import TIME_UNITS, VALUES
from critparse.interpret.subject import Attached

_HALF_LIVES = {"{half-life}": "{half_life}"}
_AMOUNT_UNITS = TIME_UNITS | _HALF_LIVES.keys()
TIMES = "{times}"
_COUNTED = frozenset({"", TIMES})
_BEFORE_AMOUNTS = frozenset({"within", "time_preposition", "past", "determiner", "sign"})
"""What a window's comparison holds before its number."""
_EARLIEST, _LATEST = 1900, 2100
_SAID_BY_CLASS = frozenset({"from", "of", "or", "and", "but", "and_or", "slash", "age", "age_after", "comma", "dash", "apostrophe"})
_SAID_BY_VALUE = frozenset({"within", "time_preposition", "time_relation", "preposition", "occasion"})
_EVENTS = frozenset({"condition", "procedure", "drug", "observation"})
_STUDY_DRUG = "study_drug"
"""The concept of the lexicon that is no event of the patient's own, but an anchor."""


class Amount(NamedTuple):
    """A number or range of a unit of time, or of nothing (`unit` empty), as it is bounded in the text."""

    low: Decimal | None
    low_inclusive: bool
    high: Decimal | None
    high_inclusive: bool
    unit: str
    bare: bool
    """Whether no comparator stands beside it; `low` and `high` are then the number itself."""
    high_unit: str = ""
    """The unit of the high end, where it has its own: "more than 6 months and less than 5 years"."""

    def interval(self) -> Interval:
        """The amount as it is bounded; a bare one is exactly itself."""
        high = _end(self.high, self.high_unit or self.unit, inclusive=self.high_inclusive)
        return Interval(low=_end(self.low, self.unit, inclusive=self.low_inclusive), high=high)

    def at_least(self) -> Interval:
        """The amount as a least one, where nothing else is said."""
        return Interval(low=_end(self.low, self.unit, inclusive=True)) if self.bare else self.interval()


def _end(value: Decimal | None, unit: str, *, inclusive: bool) -> End | None:
    return None if value is None else End(value=Quantity(value=value, unit=unit), inclusive=inclusive)


class Word(NamedTuple):
    """A word of a time, said by mentions `first` to `stop`.

    `kind` is "amount" (of a unit of time), "count", "number", "anchor", "numbered" (an anchor once a number follows:
    "day 33"), "event" (of the patient), "date", "month", "past", "next", "last span" ("past year"), "unit before" ("year
    before"), "choice" ("whichever is longer"), "occasion", "the" or "a"; for a relation or preposition its value in
    `grammars/phrases/`, for some others their token class; "" is any other word.
    """

    kind: str
    first: int
    stop: int
    value: str = ""
    amount: Amount | None = None


def time_words(
    mentions: Sequence[Mention], attached: Sequence[Attached], owner: Sequence[int], first: int, stop: int
) -> list[Word]:
    """The words of mentions `first` to `stop`, up to and with the first that is of no kind: no time goes on behind it."""
    words: list[Word] = []
    at = first
    while at < stop:
        word = _word(mentions, attached, owner, at)
        words.append(word)
        if not word.kind:
            break
        at = word.stop
    return words


def _word(mentions: Sequence[Mention], attached: Sequence[Attached], owner: Sequence[int], at: int) -> Word:
    m = mentions[at]
    c = attached[owner[at]].comparison if owner[at] >= 0 else None
    if c is not None and c.first <= at < c.stop and m.token_class not in _BEFORE_AMOUNTS:
        return _bounded(mentions, c, at)
    if m.quantity is not None and m.token_class in VALUES:
        return _number(m, at)
    match m.token_class:
        case "anchor":
            return _anchor(m, at)
        case "determiner":
            return Word("the" if m.value else "a", at, at + 1)
        case "past":
            return Word(str(m.value) if m.value in ("next", "first") else "past", at, at + 1)
        case "month":
            return Word("month", at, at + 1, str(m.value))
        case "date":
            return Word("date" if (day := _iso(m.text)) else "", at, at + 1, day)
        case "time_choice":
            return Word("choice" if m.value else "", at, at + 1, str(m.value))
        case "specimen" if m.value == "duration":
            return Word("duration", at, at + 1)
        case "open_bracket" | "close_bracket":
            return Word("bracket", at, at + 1)
    if m.value == "anchor":
        return Word("anchor" if m.token_class == "specimen" else "numbered", at, at + 1, m.text.lower())
    if m.concept is not None and m.concept.id == _STUDY_DRUG:
        return Word("anchor", at, at + 1, "study treatment")
    if m.concept is not None and m.token_class == "light_noun" and m.concept.domain == "procedure":
        return Word("anchor", at, at + 1, m.concept.name)
    if m.concept is not None:
        return Word("event" if m.concept.domain in _EVENTS else "", at, at + 1)
    if m.token_class in _SAID_BY_VALUE and m.value is not None:
        return _by_value(m, at)
    return Word(m.token_class if m.token_class in _SAID_BY_CLASS else "", at, at + 1)


def _by_value(m: Mention, at: int) -> Word:
    """A word whose value says what it is; "1 wk before" and "after diagnosis" say two things at once."""
    said = str(m.value).split()
    if said[-1] in TIME_UNITS and m.token_class == "within":
        return Word("within", at, at + 1, " ".join(said[:-2]), _exactly(Decimal(said[-2]), said[-1]))
    if m.token_class in ("within", "occasion") and m.value != "ever":
        return Word(m.token_class, at, at + 1, str(m.value))
    if said == ["since", "last"]:
        return Word("since last", at, at + 1)
    if said[-1] == "before" and len(said) == 3:
        return Word("unit before", at, at + 1, amount=_exactly(Decimal(said[0]), said[1]))
    if said[0] in ("before", "after", "since", "during") and len(said) > 1:
        return Word(f"{said[0]} anchor", at, at + 1, " ".join(said[1:]))
    return Word(str(m.value), at, at + 1)


def _anchor(m: Mention, at: int) -> Word:
    """An anchor by its name; "last 1 a" and "1 mo" are spans of time."""
    said = str(m.value or m.text.lower()).split()
    if said[-1] in TIME_UNITS and len(said) > 1:
        return Word("amount" if len(said) == 2 else f"{said[0]} span", at, at + 1, amount=_exactly(Decimal(said[-2]), said[-1]))
    return Word("" if said == ["unnamed"] else "anchor", at, at + 1, " ".join(said))


def _bounded(mentions: Sequence[Mention], c: Comparison, at: int) -> Word:
    stop = c.stop
    while stop < len(mentions) and mentions[stop].start < c.unit_span[1]:
        stop += 1
    unit = _HALF_LIVES.get(c.unit, c.unit)
    if c.unit not in _AMOUNT_UNITS | _COUNTED or c.approximate or c.unknown_unit or c.levels or c.repair:
        return Word("", at, stop)
    bare = c.bare or c.window
    low, high = (c.values[0], c.values[0]) if bare else (c.low, c.high)
    if len(c.values) > 1 and (bare or c.operator != "between"):
        return Word("", at, stop)
    amount = Amount(low, bare or c.low_inclusive, high, bare or c.high_inclusive, unit, bare)
    is_number = bare and not c.unit and mentions[at].token_class == "number"
    return Word("number" if is_number else "count" if unit in _COUNTED else "amount", at, stop, mentions[at].text, amount)


def _number(m: Mention, at: int) -> Word:
    assert m.quantity is not None
    unit = _HALF_LIVES.get(m.quantity.unit, m.quantity.unit)
    known = m.quantity.unit in _AMOUNT_UNITS
    if m.quantity.unknown_unit or not (known or unit in _COUNTED):
        return Word("", at, at + 1)
    amount = _exactly(m.quantity.value, unit)
    return Word("amount" if known else "number" if m.token_class == "number" else "count", at, at + 1, m.text, amount)


def _exactly(value: Decimal, unit: str) -> Amount:
    return Amount(value, low_inclusive=True, high=value, high_inclusive=True, unit=unit, bare=True)


def _iso(text: str) -> str:
    """An ISO date as it is, and one by slashes where day and month cannot be confused; empty for any other.

    >>> _iso("31/12/2015"), _iso("2015-3-1"), _iso("3/4/2015")
    ('2015-12-31', '2015-03-01', '')
    """
    if "-" in text:
        year, month, day = (int(part) for part in text.split("-"))
    else:
        day, month, year = (int(part) for part in text.split("/"))
        if month > 12:
            day, month = month, day
        elif day <= 12 and day != month:
            return ""
    return f"{year}-{month:02}-{day:02}" if 1 <= month <= 12 and 1 <= day <= 31 else ""


def year(word: Word) -> str:
    """The calendar year that a bare number is; empty where it is none.

    >>> year(Word("number", 0, 1, "2015"))
    '2015'
    """
    is_year = word.kind == "number" and word.value.isdecimal() and len(word.value) == 4
    return word.value if is_year and _EARLIEST <= int(word.value) < _LATEST else ""
