"""A comparison: one bound, range or set of levels found in the text, before its subject is known."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from critparse.extract.mention import Mention, Quantity
from critparse.knowledge import MeasurementEntry

Repair = Literal["", "sign", "superscript", "thousands", "order"]
_REPAIRS: dict[str, Repair] = {"": "", "superscript": "superscript", "thousands": "thousands"}
Operator = Literal["<", "<=", ">", ">=", "=", "between"]
DIRECTIONS = frozenset({"better", "worse", "better_than", "worse_than"})
_FLIPPED: dict[str, Operator] = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "="}


@dataclass(frozen=True, slots=True)
class Comparison:
    """What is asked of some subject. Offsets are normalised; `first` to `stop` are the mentions that it spans."""

    operator: Operator
    values: tuple[Decimal, ...]
    unit: str
    start: int
    end: int
    number_span: tuple[int, int]
    unit_span: tuple[int, int]
    first: int
    stop: int
    rule: str
    low: Decimal | None = None
    low_inclusive: bool = False
    high: Decimal | None = None
    high_inclusive: bool = False
    levels: tuple[str, ...] = ()
    window: bool = False
    bare: bool = False
    direction: str = ""
    """One of `DIRECTIONS` where only the scale says which way the bound points."""
    position: int | None = None
    """Place in a list that ends in "respectively"."""
    half: str = ""
    """"systolic" or "diastolic" for the two halves of a pair."""
    approximate: bool = False
    equals_sign: bool = False
    """A continuous value that must be met exactly: a sign such as ≥ was probably lost."""
    repair: Repair = ""
    """What of the text was mended to read it so."""
    unknown_unit: bool = False
    against: MeasurementEntry | None = None
    """What is measured too and compared with: the bound is that many times its value ("AST > 2 x ALT")."""


def one_sided(operator: str, value: Mention, start: int, first: int, stop: int, rule: str) -> Comparison:
    """`operator` and one value."""
    number, unit, ucum, span, level, repair, unknown = _parts(value)
    op: Operator = operator if operator in _FLIPPED else "="  # type: ignore[assignment]
    return Comparison(
        operator=op,
        values=(number,),
        unit=ucum,
        start=start,
        end=value.end,
        number_span=span,
        unit_span=unit,
        first=first,
        stop=stop,
        rule=rule,
        low=number if op in (">", ">=", "=") else None,
        low_inclusive=op in (">=", "="),
        high=number if op in ("<", "<=", "=") else None,
        high_inclusive=op in ("<=", "="),
        levels=(level,) if level else (),
        direction=operator if operator in DIRECTIONS else "",
        repair=repair,
        unknown_unit=unknown,
    )


def ranged(
    low: Mention, high: Mention, start: int, first: int, stop: int, rule: str, *,
    low_inclusive: bool = True, high_inclusive: bool = True,
) -> Comparison:  # fmt: skip
    """Both ends of a range; a unit or power that stands only at the high end is shared."""
    low_number, low_unit, low_ucum, low_span, low_level, low_repair, low_unknown = _parts(low)
    high_number, high_unit, high_ucum, high_span, high_level, high_repair, high_unknown = _parts(high)
    unit, ucum = (high_unit, high_ucum) if high_unit[1] > high_unit[0] else (low_unit, low_ucum)
    levels = (low_level or str(low_number), high_level or str(high_number)) if low_level or high_level else ()
    reversed_ends = low_number > high_number and not levels
    if reversed_ends:
        low_number, high_number = high_number, low_number
    return Comparison(
        operator="between",
        values=(low_number, high_number),
        unit=ucum,
        start=start,
        end=high.end,
        number_span=(low_span[0], high_span[1]),
        unit_span=unit,
        first=first,
        stop=stop,
        rule=rule,
        low=low_number,
        low_inclusive=low_inclusive,
        high=high_number,
        high_inclusive=high_inclusive,
        levels=levels,
        repair="order" if reversed_ends else low_repair or high_repair,
        unknown_unit=low_unknown or high_unknown,
    )


def one_of(values: list[Mention], start: int, first: int, stop: int, rule: str) -> Comparison:
    """A set of levels."""
    parts = [_parts(v) for v in values]
    unit, ucum = parts[-1][1], parts[-1][2]
    names = tuple(p[4] for p in parts) if any(p[4] for p in parts) else tuple(str(p[0]) for p in parts)
    return Comparison(
        operator="=",
        values=tuple(p[0] for p in parts),
        unit=ucum,
        start=start,
        end=values[-1].end,
        number_span=(parts[0][3][0], parts[-1][3][1]),
        unit_span=unit,
        first=first,
        stop=stop,
        rule=rule,
        low=min(p[0] for p in parts),
        low_inclusive=True,
        high=max(p[0] for p in parts),
        high_inclusive=True,
        levels=names,
        repair=next((p[5] for p in parts if p[5]), ""),
        unknown_unit=any(p[6] for p in parts),
    )


def with_unit(comparison: Comparison, unit: str, unit_span: tuple[int, int], end: int) -> Comparison:
    """The comparison with the unit that it shares with a neighbour."""
    return replace(comparison, unit=unit, unit_span=unit_span, end=max(comparison.end, end))


def flipped(operator: str) -> str:
    """The comparator seen from the other side: 18 ≤ age is age ≥ 18.

    >>> flipped("<=")
    '>='
    """
    return _FLIPPED[operator]


def _parts(
    value: Mention,
) -> tuple[Decimal, tuple[int, int], str, tuple[int, int], str, Repair, bool]:
    """Number, unit span, UCUM unit, number span, level name, repair, unknown unit."""
    q: Quantity | None = value.quantity
    if q is not None:
        return q.value, (q.unit_start, q.unit_end), q.unit, (q.number_start, q.number_end), "", _REPAIRS[q.repair], q.unknown_unit
    assert value.level is not None, value
    return value.level.rank, (value.end, value.end), "", (value.start, value.end), value.level.name, "", False
