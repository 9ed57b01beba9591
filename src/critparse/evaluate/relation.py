"""`Relation`: comparisons of derived values: one analyte against another, ratios, changes over time."""

from __future__ import annotations

from decimal import Context, Decimal
from itertools import product
from typing import NamedTuple

from critparse.errors import UnitError
from critparse.evaluate.amounts import Reading, in_unit, is_plausible, recorded_unit
from critparse.evaluate.evidence import Answer, Datum
from critparse.evaluate.facts import Facts, Measured, is_reckonable
from critparse.evaluate.leaf import Ask, always_unknown, answered, not_shown
from critparse.evaluate.occurrence import Placement
from critparse.evaluate.outcome import UNKNOWN, YES, Outcome, either
from critparse.evaluate.question import Question
from critparse.evaluate.select import in_window, newest, of_variant
from critparse.evaluate.window import Window, lookback
from critparse.expression import Change, End, Interval, Quantity, Ratio, Relation, Value, write
from critparse.knowledge import MeasurementEntry

_PURE = "1"
_PERCENT = "%"
_SHOWN = Context(prec=10)


class _Unknown(Exception):  # noqa: N818
    """A value of which the comparison is made is not known; the text says why."""


class _Number(NamedTuple):
    value: Decimal
    unit: str
    measured: Measured
    entry: MeasurementEntry


def relation(node: Relation, question: Question) -> Ask:
    """Whether a comparison of derived values holds for a patient."""
    leaf = write(node)
    for name in _analytes(node):
        if not isinstance(question.entry(name), MeasurementEntry):
            return always_unknown(leaf, needs="parser", reason=f"the lexicon has no measurement {name!r}")
    unread = not_shown(node.qualifiers)
    if unread:
        return always_unknown(leaf, needs="person", reason=unread)
    placement = Placement(node.timing, question) if node.timing else None

    def ask(facts: Facts) -> Answer:
        try:
            windows = _windows(node, placement, facts)
            outcome, data, compared = _compared(node, facts, windows)
        except _Unknown as unknown:
            return answered(leaf, UNKNOWN, reason=str(unknown))
        except UnitError as error:
            return answered(leaf, UNKNOWN, reason=error.what)
        reason = "the values from which it may be reckoned differ" if outcome == UNKNOWN else ""
        return answered(leaf, outcome, data=data, compared=compared, reason=reason)

    return ask


def _analytes(node: Relation) -> list[str]:
    left = [node.left.over, node.left.under] if isinstance(node.left, Ratio) else [node.left.analyte]
    return left + ([node.right.analyte] if isinstance(node.right, Value) else [])


def _windows(node: Relation, placement: Placement | None, facts: Facts) -> tuple[Window, ...]:
    """The days of the values; those of a change all lie in the time that is said, and none before it."""
    if placement is None:
        return lookback(facts.question)
    found = placement.windows(facts) if isinstance(node.left, Change) else placement.value_windows(facts)
    if found is None:
        raise _Unknown("the day from which time is counted is not known")
    return found


def _compared(node: Relation, facts: Facts, windows: tuple[Window, ...]) -> tuple[Outcome, tuple[Datum, ...], str]:
    """The outcome over all choices of values, the data, and the numbers that were compared."""
    left, right = node.left, node.right
    if isinstance(left, Change):
        return _changed(node, left, facts, windows)
    if isinstance(left, Ratio):
        chosen = [_newest(name, facts, windows) for name in (left.over, left.under)]
        pairs = [(_ratio(over, under, right, facts), _bound(right)) for over, under in product(*chosen)]
        unit = right.unit if isinstance(right, Quantity) else ""
    else:
        others = [_newest(right.analyte, facts, windows)] if isinstance(right, Value) else []
        chosen = [_newest(left.analyte, facts, windows), *others]
        pairs = [_pair(left, right, numbers, facts) for numbers in product(*chosen)]
        unit = chosen[0][0].unit
    outcome = either(_holds(value, node.operator, bound) for value, bound in pairs)
    data = tuple(number.measured.datum() for numbers in chosen for number in numbers)
    value, bound = pairs[0]
    return outcome, data, f"{_brief(value)} {node.operator} {_brief(bound)} {unit}".rstrip()


def _brief(value: Decimal) -> str:
    """A number to show, without the digits that nobody measured."""
    return f"{_SHOWN.create_decimal(value):f}"


def _pair(left: Value, right: Value | Quantity, numbers: tuple[_Number, ...], facts: Facts) -> tuple[Decimal, Decimal]:
    """Both sides in the unit of the left one."""
    first = numbers[0]
    value = left.factor * first.value
    if isinstance(right, Quantity):
        bound = right if right.unit else right.model_copy(update={"unit": _PURE})
        if bound.unit == first.unit:
            return value, bound.value
        to_canonical, units = facts.question.units.to_canonical, first.entry.analyte_units
        return to_canonical(value, first.unit, units), to_canonical(bound.value, bound.unit, units)
    second = numbers[1]
    return value, right.factor * in_unit(Quantity(value=second.value, unit=second.unit), first.unit, facts.question)


def _ratio(over: _Number, under: _Number, right: Value | Quantity, facts: Facts) -> Decimal:
    """One value over another, in the unit of the bound."""
    if under.value == 0:
        raise _Unknown(f"the value of {under.entry.name} is 0")
    if isinstance(right, Value):
        raise _Unknown("a ratio is compared with a number only")
    value = over.value / under.value
    bound_unit = right.unit or _PURE
    if over.unit == under.unit:
        return in_unit(Quantity(value=value, unit=_PURE), bound_unit, facts.question)
    return in_unit(Quantity(value=value, unit=f"({over.unit})/({under.unit})"), bound_unit, facts.question)


def _bound(right: Value | Quantity) -> Decimal:
    return right.value if isinstance(right, Quantity) else Decimal(0)


def _changed(node: Relation, change: Change, facts: Facts, windows: tuple[Window, ...]) -> tuple[Outcome, tuple[Datum, ...], str]:
    """The newest value in the window against each one before it; where these disagree, it is unknown."""
    if node.timing is None:
        raise _Unknown("from when the change is counted is not said, and no baseline is known")
    if not isinstance(node.right, Quantity):
        raise _Unknown("a change is compared with a number only")
    last = _newest(change.analyte, facts, windows)
    entry = last[0].entry
    found = of_variant(facts.results(entry.id), entry, facts.question, predicted=False)
    earlier = [
        _number(measured, entry, facts)
        for measured, counts in in_window(found, windows, facts.question.as_of)
        if counts == YES and measured.when.last < last[0].measured.when.first
    ]
    if not earlier:
        raise _Unknown("there is no earlier value in the time that is asked about")
    pairs = [_difference(change, before, after, node.right, facts) for before, after in product(earlier, last)]
    outcome = either(_holds(value, node.operator, bound) for value, bound in pairs)
    value, bound = pairs[-1]
    data = tuple(number.measured.datum() for number in (*last, *earlier))
    return outcome, data, f"{_brief(value)} {node.operator} {_brief(bound)} {node.right.unit}".rstrip()


def _difference(
    change: Change, before: _Number, after: _Number, bound: Quantity, facts: Facts
) -> tuple[Decimal, Decimal]:  # fmt: skip
    to_canonical, units = facts.question.units.to_canonical, before.entry.analyte_units
    old, new = (to_canonical(number.value, number.unit, units) for number in (before, after))
    moved = new - old if change.direction == "increase" else old - new
    moved = abs(moved) if change.direction == "change" else moved
    if bound.unit == _PERCENT:
        if old == 0:
            raise _Unknown(f"the earlier value of {before.entry.name} is 0")
        return moved / old * 100, bound.value
    if not bound.unit:
        raise _Unknown("the bound has no unit")
    return moved, to_canonical(bound.value, bound.unit, units) - to_canonical(Decimal(0), bound.unit, units)


def _holds(value: Decimal, operator: str, bound: Decimal) -> Outcome:
    reading = Reading.of(value)
    end = End(value=Quantity(value=bound), inclusive="=" in operator)
    is_low, is_high = operator in (">", ">=", "="), operator in ("<", "<=", "=")
    return reading.within(bound, bound, Interval(low=end if is_low else None, high=end if is_high else None))


def _newest(name: str, facts: Facts, windows: tuple[Window, ...]) -> list[_Number]:
    """The values of an analyte of which one is the newest.

    Raises `_Unknown` where there is none that is known exactly.
    """
    entry = facts.question.entry(name)
    if not isinstance(entry, MeasurementEntry):
        raise _Unknown(f"the lexicon has no measurement {name!r}")
    chosen = newest(of_variant(facts.results(entry.id), entry, facts.question, predicted=False), windows, facts.question.as_of)
    if not chosen.sure:
        raise _Unknown(f"no value of {name} in the time that is asked about")
    return [_number(measured, entry, facts) for measured in chosen.results]


def _number(measured: Measured, entry: MeasurementEntry, facts: Facts) -> _Number:
    amount = measured.result.value
    if amount is None or measured.result.comparator:
        raise _Unknown(f"the value of {entry.name} is not known exactly")
    unit = recorded_unit(measured.result, amount, entry, facts.question) if is_reckonable(amount.value) else None
    if unit is None:
        raise _Unknown(f"the unit of {entry.name} is not known")
    if is_plausible(amount.value, unit, entry, facts.question) is False:
        raise _Unknown(f"the recorded value of {entry.name} is not plausible")
    return _Number(amount.value, unit, measured, entry)
