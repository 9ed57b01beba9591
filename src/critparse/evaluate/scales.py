"""A recorded score, class or stage against levels or an interval of them."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from functools import cache

from critparse.evaluate.amounts import Compared, Reading
from critparse.evaluate.facts import is_reckonable, shown_value
from critparse.evaluate.outcome import NO, UNKNOWN, YES, Outcome, all_of, any_of, known
from critparse.expression import Bound, End, Interval, Level, Levels, Quantity
from critparse.extract import tokenize
from critparse.knowledge import ScaleEntry
from critparse.patient.model import Result

_ROMAN = frozenset("IVX")


def compare_level(result: Result, bound: Bound, entry: ScaleEntry) -> Compared:
    """A result against a bound on its scale; what cannot be compared is unknown, with the reason."""
    if result.value is not None:
        return _compare_score(result, bound, entry)
    level = recorded_level(result, entry)
    if level is None:
        return Compared(UNKNOWN, reason=f"the answer names no level of {entry.name}")
    if isinstance(bound, Levels):
        return _outcome(any_of(_is_level(level, name, entry) for name in bound.names), level)
    return _outcome(all_of(_level_meets(level, end, entry, is_low=low) for end, low in _ends(bound)), level)


def recorded_level(result: Result, entry: ScaleEntry) -> str | None:
    """The level that a coded answer names: alone, first ("2 - ambulatory"), or as the only level in it ("NYHA class III")."""
    for coding in result.answer:
        for words in (coding.display, coding.code):
            exact = entry.ranks.get(words.strip().lower())
            if exact:
                return exact[1]
    for coding in result.answer:
        texts = [token.text.lower() for token in tokenize(coding.display)]
        found = [entry.ranks[text][1] for text in texts if text in entry.ranks]
        if found and (len(set(found)) == 1 or texts[0] in entry.ranks):
            return found[0]
    return None


def _compare_score(result: Result, bound: Bound, entry: ScaleEntry) -> Compared:
    amount = result.value
    if amount is None or not _is_pure(amount.unit):
        return Compared(UNKNOWN, reason=f"a score has no unit; the record gives {amount.unit!r}" if amount else "no score")
    value = amount.value
    if not is_reckonable(value):
        return Compared(UNKNOWN, reason="the recorded score is not plausible")
    if entry.range and not entry.range[0] <= value <= entry.range[1]:
        return Compared(UNKNOWN, reason=f"the recorded score {shown_value(result)} lies outside the scale")
    if entry.levels and not _is_numbered(entry):
        return Compared(UNKNOWN, reason=f"the levels of {entry.name} are no numbers")
    reading = Reading.of(value, result.comparator)
    if isinstance(bound, Levels):
        numbers = [_number(name, entry) for name in bound.names]
        parts = [reading.within(n, n, _exactly(n)) for n in numbers if n is not None]
        return _outcome(any_of(parts) if len(parts) == len(numbers) else UNKNOWN, shown_value(result))
    outcomes: list[Outcome] = []
    for end, is_low in _ends(bound):
        number = _end_number(end, entry)
        if number is None:
            return Compared(UNKNOWN, reason="the bound is no score")
        outcomes.append((reading.at_least if is_low else reading.at_most)(number, inclusive=end.inclusive))
    return _outcome(all_of(outcomes), shown_value(result))


def _outcome(outcome: Outcome, compared: str) -> Compared:
    return Compared(outcome, compared, reason="the record is less precise than the criterion" if outcome == UNKNOWN else "")


def _ends(bound: Interval) -> list[tuple[End, bool]]:
    return [(end, is_low) for end, is_low in ((bound.low, True), (bound.high, False)) if end]


def _exactly(number: Decimal) -> Interval:
    end = End(value=Quantity(value=number), inclusive=True)
    return Interval(low=end, high=end)


def _level_meets(level: str, end: End, entry: ScaleEntry, *, is_low: bool) -> Outcome:
    if isinstance(end.value, Level):
        return _beside(level, end.value.name, entry, is_low=is_low, inclusive=end.inclusive)
    number = _end_number(end, entry)
    if number is None or not _is_numbered(entry):
        return UNKNOWN
    reading = Reading.of(entry.ranks[level.lower()][0])
    return (reading.at_least if is_low else reading.at_most)(number, inclusive=end.inclusive)


def _beside(level: str, name: str, entry: ScaleEntry, *, is_low: bool, inclusive: bool) -> Outcome:
    """Whether a level stands on the right side of another in the order of the scale."""
    bound = _named(name, entry)
    if bound is None:
        return UNKNOWN
    if level == bound or _is_part(level, bound, entry):
        return known(inclusive)
    if _is_part(bound, level, entry):
        return UNKNOWN
    places = entry.levels
    return known((places.index(level) > places.index(bound)) == is_low)


def _is_level(level: str, name: str, entry: ScaleEntry) -> Outcome:
    bound = _named(name, entry)
    if bound is None:
        return UNKNOWN
    if level == bound or _is_part(level, bound, entry):
        return YES
    return UNKNOWN if _is_part(bound, level, entry) else NO


def _is_part(part: str, whole: str, entry: ScaleEntry) -> bool:
    """Whether a level is a subdivision of another: "IIIa" of "III"."""
    below = part.lower().startswith(whole.lower()) and len(part) > len(whole)
    return below and entry.ranks[part.lower()][0] == entry.ranks[whole.lower()][0]


def _named(name: str, entry: ScaleEntry) -> str | None:
    """The level that a name means; "3" is III."""
    exact = entry.ranks.get(name.lower())
    if exact:
        return exact[1]
    number = _decimal(name)
    if number is None or not _is_numbered(entry):
        return None
    return next((level for rank, level in entry.ranks.values() if rank == number), None)


def _number(name: str, entry: ScaleEntry) -> Decimal | None:
    number = _decimal(name)
    if number is not None:
        return number
    ranked = entry.ranks.get(name.lower())
    return ranked[0] if ranked and _is_numbered(entry) else None


def _end_number(end: End, entry: ScaleEntry) -> Decimal | None:
    if isinstance(end.value, Quantity):
        return end.value.value if _is_pure(end.value.unit) else None
    return _number(end.value.name, entry) if isinstance(end.value, Level) else None


@cache
def _numbered(levels: tuple[str, ...]) -> bool:
    return all(any(sign.isdigit() for sign in level) or level[:1] in _ROMAN for level in levels)


def _is_numbered(entry: ScaleEntry) -> bool:
    """Whether the levels are numbers, so that a score can be told from a place in a list."""
    return _numbered(entry.levels)


def _decimal(name: str) -> Decimal | None:
    try:
        number = Decimal(name)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _is_pure(unit: str) -> bool:
    """Whether a unit only says what is counted: "{score}"."""
    return unit in ("", "1") or (unit.startswith("{") and unit.endswith("}"))
