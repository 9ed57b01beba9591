"""What each rule of the grammar makes of the mentions it matched: comparisons, none, or None to decline."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal

from critparse.extract.mention import Mention
from critparse.interpret.against import against
from critparse.interpret.comparison import Comparison, Operator, flipped, one_of, one_sided, ranged

VALUES = frozenset({"number", "quantity", "number_word", "level"})
BEFORE = frozenset({"comparator", "comparator_of_age"})
AFTER = frozenset({"comparator_after", "comparator_after_of_age"})
_NEGATED = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}
_MOST_LEVELS = 12
_SNELLEN = (Decimal(20), Decimal(6))
_LEAST_SNELLEN = 3

Production = Callable[[Sequence[Mention], int, str], list[Comparison] | None]


def _values(parts: Sequence[Mention]) -> list[Mention]:
    return [m for m in parts if m.token_class in VALUES]


def _of_class(parts: Sequence[Mention], *token_classes: str) -> list[Mention]:
    return [m for m in parts if m.token_class in token_classes]


def _number(value: Mention) -> Decimal:
    if value.quantity:
        return value.quantity.value
    return value.level.rank if value.level else Decimal(0)


def _has_unit(value: Mention) -> bool:
    return bool(value.quantity and value.quantity.unit_end > value.quantity.unit_start)


def _range(parts: Sequence[Mention], first: int, rule: str) -> list[Comparison] | None:
    low, high = _values(parts)[:2]
    low_inclusive, high_inclusive = _inclusive_ends(parts, parts.index(high))
    joined = parts[0].token_class not in ("between", "from")
    if joined and _number(low) > _number(high) and not _has_unit(low):
        return None
    if joined and low.token_class == "number_word" and not _has_unit(high) and high.token_class != "number_word":
        return None
    percent = _unit(low) == "%" and _unit(high) == "%{predicted}"
    if _has_unit(low) and _has_unit(high) and _unit(low) != _unit(high) and not percent:
        start = parts[0].start
        middle = parts.index(high)
        return [
            one_sided(">=" if low_inclusive else ">", low, start, first, first + middle, rule),
            one_sided("<=" if high_inclusive else "<", high, high.start, first + middle, first + len(parts), rule),
        ]
    ends = {"low_inclusive": low_inclusive, "high_inclusive": high_inclusive}
    return [ranged(low, high, parts[0].start, first, first + len(parts), rule, **ends)]


def _inclusive_ends(parts: Sequence[Mention], high: int) -> tuple[bool, bool]:
    """What "(inclusive)" and "(exclusive)" after either value say; one "(exclusive)" at the end holds for both."""
    after_low = {m.token_class for m in parts[:high]}
    after_high = {m.token_class for m in parts[high:]}
    high_inclusive = "exclusive" not in after_high
    return "exclusive" not in after_low and (high_inclusive or "inclusive" in after_low), high_inclusive


def _unit(value: Mention) -> str:
    return value.quantity.unit if value.quantity else ""


def _range_open_above(parts: Sequence[Mention], first: int, rule: str) -> list[Comparison] | None:
    low, high = _values(parts)[:2]
    before = _of_class(parts, *BEFORE)
    if before and before[0].value not in (">", ">=", "="):
        return None
    if not before and parts[0].token_class != "from" and _number(low) > _number(high):
        return None
    if _has_unit(low) and _has_unit(high) and _unit(low) != _unit(high):
        return None
    inclusive = not before or before[0].value != ">"
    return [ranged(low, high, parts[0].start, first, first + len(parts), rule, low_inclusive=inclusive, high_inclusive=False)]


def _outside(parts: Sequence[Mention], first: int, rule: str) -> list[Comparison] | None:
    low, high = _values(parts)[:2]
    below = one_sided("<", low, parts[0].start, first, first + len(parts), rule)
    above = one_sided(">", high, parts[0].start, first, first + len(parts), rule)
    if not _has_unit(low):
        below = replace(below, unit=above.unit, unit_span=above.unit_span)
    return [replace(below, end=high.end), above]


def _sandwich(parts: Sequence[Mention], first: int, rule: str) -> list[Comparison] | None:
    low, high = _values(parts)[:2]
    left, right = (str(m.value) for m in _of_class(parts, *BEFORE)[:2])
    if left in ("<", "<=") and right in ("<", "<="):
        pass
    elif left in (">", ">=") and right in (">", ">="):
        low, high, left, right = high, low, flipped(right), flipped(left)
    else:
        return None
    if _has_unit(low) and _has_unit(high) and _unit(low) != _unit(high):
        above, below = (">=" if left == "<=" else ">"), ("<=" if right == "<=" else "<")
        ends = ((above, low), (below, high))
        return [replace(one_sided(op, v, parts[0].start, first, first + len(parts), rule), end=parts[-1].end) for op, v in ends]
    found = ranged(
        low,
        high,
        parts[0].start,
        first,
        first + len(parts),
        rule,
        low_inclusive=left == "<=",
        high_inclusive=right == "<=",
    )
    return [replace(found, end=parts[-1].end)]


def _range_after_comparator(parts: Sequence[Mention], first: int, rule: str) -> list[Comparison] | None:
    """ "≥ 2-3 x ULN" and "> 18-65": the comparator contradicts a range; only the plain misuse "≥ 18-65 years" is read."""
    low, high = _values(parts)[:2]
    if parts[0].value in (">=", ">", "=", "<=", "<") and _number(low) < _number(high):
        inclusive = parts[0].value != ">"
        return [ranged(low, high, parts[0].start, first, first + len(parts), rule, low_inclusive=inclusive)]
    return None


def _spread(parts: Sequence[Mention], first: int, rule: str) -> list[Comparison] | None:
    middle, half = _values(parts)[:2]
    found = ranged(middle, half, parts[0].start, first, first + len(parts), rule)
    low, high = _number(middle) - _number(half), _number(middle) + _number(half)
    return [replace(found, values=(low, high), low=low, high=high)]


def _spread_alone(parts: Sequence[Mention], first: int, rule: str) -> list[Comparison] | None:
    """ "± 2 kg" of an unnamed middle: a tolerance, not a bound on the value."""
    value = _values(parts)[0]
    found = one_sided("=", value, parts[0].start, first, first + len(parts), rule)
    return [replace(found, bare=True)]


def _levels(parts: Sequence[Mention], first: int, rule: str) -> list[Comparison] | None:
    values = _values(parts)
    worded = {v.token_class == "number_word" for v in values}
    if any(_has_unit(v) for v in values[:-1]) or len(worded) > 1 or (True in worded and _has_unit(values[-1])):
        return None
    steps = [(_number(v), v.level.name if v.level else "") for v in values]
    if any(2 * n != int(2 * n) or n > 100 for n, _ in steps) or steps != sorted(set(steps)) or len(values) > _MOST_LEVELS:
        return None
    return [replace(one_of(values, parts[0].start, first, first + len(parts), rule), bare=True)]


def _window(parts: Sequence[Mention], first: int, rule: str) -> list[Comparison] | None:
    value = _values(parts)[0]
    found = one_sided("<=", value, parts[0].start, first, first + len(parts), rule)
    if value.quantity and value.quantity.unit not in TIME_UNITS | {"{half-life}"}:
        return [found] if parts[0].token_class == "within" else None
    return [replace(found, window=True)]


def _limit(parts: Sequence[Mention], first: int, rule: str) -> list[Comparison] | None:
    comparator, limit = parts[0], parts[-1]
    op: Operator = str(comparator.value)  # type: ignore[assignment]
    one = Decimal(1)
    return [
        Comparison(
            operator=op,
            values=(one,),
            unit=str(limit.value),
            start=comparator.start,
            end=limit.end,
            number_span=(limit.start, limit.start),
            unit_span=(limit.start, limit.end),
            first=first,
            stop=first + len(parts),
            rule=rule,
            low=one if op in (">", ">=", "=") else None,
            low_inclusive=op in (">=", "="),
            high=one if op in ("<", "<=", "=") else None,
            high_inclusive=op in ("<=", "="),
        )
    ]


def _percent_above_limit(parts: Sequence[Mention], first: int, rule: str) -> list[Comparison] | None:
    """ "> 20 % above the upper limit of normal" is more than 1.2 times it."""
    percent, limit = _values(parts)[0], parts[-1]
    if not percent.quantity or percent.quantity.unit != "%":
        return []
    signs = _of_class(parts, *BEFORE)
    if len(signs) < 2 or signs[1].value not in (">", ">="):
        return []
    found = one_sided(str(signs[0].value), percent, parts[0].start, first, first + len(parts), rule)
    factor = 1 + _number(percent) / 100
    low, high = (None if end is None else factor for end in (found.low, found.high))
    span = (limit.start, limit.end)
    return [replace(found, values=(factor,), low=low, high=high, unit=str(limit.value), unit_span=span, end=limit.end)]


def _bound(parts: Sequence[Mention], first: int, rule: str) -> list[Comparison] | None:
    value = _values(parts)[0]
    operator = str(parts[0].value)
    if operator in ("<", ">") and _of_class(parts, "inclusive"):
        operator += "="
    found = one_sided(operator, value, parts[0].start, first, first + len(parts), rule)
    return [replace(found, equals_sign=parts[0].text in ("=", "=="))]


def _bound_negated(parts: Sequence[Mention], first: int, rule: str) -> list[Comparison] | None:
    """ "must not be less than 132" is at least 132."""
    comparator, value = _of_class(parts, *BEFORE)[0], _values(parts)[0]
    operator = _NEGATED.get(str(comparator.value))
    if operator is None or parts[0].value not in ("not", "duty_not"):
        return None
    return [one_sided(operator, value, parts[0].start, first, first + len(parts), rule)]


def _bound_garbled(parts: Sequence[Mention], first: int, rule: str) -> list[Comparison] | None:
    found = one_sided(str(parts[0].value), _values(parts)[0], parts[0].start, first, first + len(parts), rule)
    return [replace(found, repair="sign")]


def _range_of_comparators(parts: Sequence[Mention], first: int, rule: str) -> list[Comparison] | None:
    """ "≥ 7.0 % to ≤ 11.0 %"."""
    low, high = _values(parts)[:2]
    left, right = (str(m.value) for m in _of_class(parts, *BEFORE)[:2])
    same_unit = not (_has_unit(low) and _has_unit(high)) or _unit(low) == _unit(high)
    if left not in (">", ">=") or right not in ("<", "<=") or not same_unit:
        return None
    return [
        ranged(
            low,
            high,
            parts[0].start,
            first,
            first + len(parts),
            rule,
            low_inclusive=left == ">=",
            high_inclusive=right == "<=",
        )
    ]


def _bound_after(parts: Sequence[Mention], first: int, rule: str) -> list[Comparison] | None:
    value = _values(parts)[0]
    after = _of_class(parts, *AFTER)[0]
    found = replace(one_sided(str(after.value), value, parts[0].start, first, first + len(parts), rule), end=after.end)
    unit = _of_class(parts, "post_unit")
    if unit:
        found = replace(found, unit=str(unit[0].value), unit_span=(unit[0].start, unit[0].end), end=unit[0].end)
    return [found]


def _range_from_up_to(parts: Sequence[Mention], first: int, rule: str) -> list[Comparison] | None:
    """ "from 6 weeks up to 12 weeks"."""
    comparator = _of_class(parts, *BEFORE)[0].value
    if comparator not in ("<", "<="):
        return None
    found = _range([m for m in parts if m.token_class not in BEFORE], first, rule)
    return found and [replace(c, stop=first + len(parts), high_inclusive=comparator == "<=") for c in found]


def _operators(parts: Sequence[Mention]) -> list[str]:
    """For each value the comparator before it; a value without one shares that of the value before."""
    found: list[str] = []
    operator = ""
    for m in parts:
        if m.token_class in BEFORE:
            operator = str(m.value)
        elif m.token_class in VALUES:
            found.append(operator)
    return found


def _respective(parts: Sequence[Mention], first: int, rule: str) -> list[Comparison] | None:
    operators = _operators(parts)
    found: list[Comparison] = []
    for position, value in reversed(list(enumerate(_values(parts)))):
        start = parts[0].start if position == 0 else value.start
        one = replace(one_sided(operators[position], value, start, first, first + len(parts), rule), position=position)
        if found and not _has_unit(value):
            one = replace(one, unit=found[0].unit, unit_span=found[0].unit_span)
        found.insert(0, one)
    return found


def _pair(parts: Sequence[Mention], first: int, rule: str) -> list[Comparison] | None:
    """ "> 160/100 mmHg": two limbs of a blood pressure; other pairs of numbers are not read."""
    upper, lower = _values(parts)[:2]
    after = _of_class(parts, *AFTER)
    before = _of_class(parts, *BEFORE)
    if _number(upper) in _SNELLEN and _number(lower) >= _LEAST_SNELLEN:
        acuity = (_number(upper) / _number(lower)).quantize(Decimal("0.001")).normalize()
        operator = str((before or after)[0].value) if before or after else "="
        found = one_sided(operator, lower, parts[0].start, first, first + len(parts), rule)
        fraction = (upper.start, lower.end)
        lowest, highest = (None if end is None else acuity for end in (found.low, found.high))
        return [replace(found, values=(acuity,), low=lowest, high=highest, number_span=fraction)]
    if not (Decimal(60) <= _number(upper) <= Decimal(300) and Decimal(30) <= _number(lower) < _number(upper)):
        return []
    operator = str((before or after)[0].value) if before or after else "="
    high = replace(one_sided(operator, upper, parts[0].start, first, first + len(parts), rule), half="systolic")
    low = replace(one_sided(operator, lower, parts[0].start, first, first + len(parts), rule), half="diastolic")
    bare, lost = not (before or after), operator == "="
    high = replace(high, unit=low.unit, unit_span=low.unit_span, end=parts[-1].end, bare=bare, equals_sign=lost)
    return [high, replace(low, end=parts[-1].end, bare=bare, equals_sign=lost)]


def _bare(parts: Sequence[Mention], first: int, rule: str) -> list[Comparison] | None:
    value = _values(parts)[0]
    found = one_sided("=", value, parts[0].start, first, first + len(parts), rule)
    return [replace(found, bare=True, approximate=parts[0].token_class == "approximately")]


def _garbled_bound(parts: Sequence[Mention], first: int, rule: str) -> list[Comparison] | None:
    """ ",25 g/L" after a space, where a comma cannot stand: the key of "<" was hit without the shift."""
    subject, comma, value = parts
    if comma.start == subject.end or comma.end != value.start:
        return None
    return [replace(one_sided("<", value, comma.start, first + 1, first + 3, rule), repair="sign")]


def _nothing(_parts: Sequence[Mention], _first: int, _rule: str) -> list[Comparison] | None:
    """A number that is part of a name asks for nothing."""
    return []


TIME_UNITS = frozenset({"a", "mo", "wk", "d", "h", "min", "s", "10.a"})

PRODUCTIONS: dict[str, Production] = {
    "range": _range,
    "range_open_above": _range_open_above,
    "outside": _outside,
    "sandwich": _sandwich,
    "range_after_comparator": _range_after_comparator,
    "spread": _spread,
    "spread_alone": _spread_alone,
    "levels": _levels,
    "window": _window,
    "limit": _limit,
    "percent_above_limit": _percent_above_limit,
    "bound": _bound,
    "bound_after": _bound_after,
    "bound_negated": _bound_negated,
    "bound_garbled": _bound_garbled,
    "range_from_up_to": _range_from_up_to,
    "range_of_comparators": _range_of_comparators,
    "level": _bare,
    "respective": _respective,
    "pair": _pair,
    "bare": _bare,
    "bare_number": _bare,
    "garbled_bound": _garbled_bound,
    "nothing": _nothing,
    "against": against,
}
"""Production name in `grammars/syntax/` → function; a test holds both sides together."""
