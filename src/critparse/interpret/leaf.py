"""A comparison with its subjects → the node that it means, or None where that is not certain."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from critparse.errors import UnitError
from critparse.expression import Age, Bound, End, Expression, Interval, Level, Levels, Measurement, Quantity, TimesReference
from critparse.extract.numbers import roman
from critparse.interpret.comparison import Comparison, Operator
from critparse.interpret.productions import TIME_UNITS
from critparse.interpret.subject import Subject
from critparse.knowledge import Entry, ScaleEntry
from critparse.source import Span
from critparse.units import UnitConverter

_REFERENCES = {"{ULN}": "ULN", "{LLN}": "LLN", "{baseline}": "baseline", "%{baseline}": "baseline"}
_SCALE_UNITS = frozenset({"", "{score}", "%", "U"})
_PRESSURE_LIMBS = {"systolic": "systolic blood pressure", "diastolic": "diastolic blood pressure"}


def leaf(c: Comparison, subject: Subject, spans: tuple[Span, ...], units: UnitConverter) -> Expression | None:
    """The node for one subject of a comparison; None where subject, unit and value do not fit each other."""
    if c.window or c.approximate or c.unknown_unit:
        return None
    if c.equals_sign and not isinstance(subject.entry, ScaleEntry):
        return None
    if subject.kind == "age":
        return _age(c, spans)
    entry = subject.entry
    if entry is None:
        return None
    if isinstance(entry, ScaleEntry):
        bound = _scale_bound(c, entry)
    elif c.bare or c.direction or not fits(c.unit, entry, units):
        return None
    else:
        bound = Levels(names=tuple(str(v) for v in c.values)) if len(c.values) > 2 else interval(c, c.unit)
    if bound is None:
        return None
    name = _PRESSURE_LIMBS[c.half] if c.half and entry.id == "blood_pressure" else entry.name
    return Measurement(analyte=name, bound=bound, spans=spans, repaired=bool(c.repair), rule=c.rule)


def fits(unit: str, entry: Entry, units: UnitConverter) -> bool:
    """Whether a value of the entry can be given in this unit."""
    if isinstance(entry, ScaleEntry):
        return unit in _SCALE_UNITS
    if unit in ("", entry.unit) or unit in entry.units or unit in _REFERENCES:
        return True
    try:
        units.to_canonical(Decimal(1), unit, entry.analyte_units)
    except UnitError:
        return False
    return True


def _age(c: Comparison, spans: tuple[Span, ...]) -> Expression | None:
    if c.unit not in TIME_UNITS | {""} or c.bare or len(c.values) > 2:
        return None
    return Age(bound=interval(c, c.unit or "a"), spans=spans, rule=c.rule)


def interval(c: Comparison, unit: str) -> Interval:
    """The bound of a comparison in a unit."""
    return Interval(
        low=None if c.low is None else End(value=_amount(c.low, unit), inclusive=c.low_inclusive),
        high=None if c.high is None else End(value=_amount(c.high, unit), inclusive=c.high_inclusive),
    )


def _amount(value: Decimal, unit: str) -> Quantity | TimesReference:
    reference = _REFERENCES.get(unit)
    if reference:
        value = (value / 100).normalize() if unit.startswith("%") else value
        return TimesReference(factor=value, reference=reference)  # type: ignore[arg-type]
    return Quantity(value=value, unit=unit)


def _scale_bound(c: Comparison, scale: ScaleEntry) -> Bound | None:
    if c.unit not in _SCALE_UNITS:
        return None
    if not scale.levels:
        if c.levels and any(not name.isdigit() for name in c.levels):
            return None
        if len(c.values) > 1 and c.operator == "=":
            return Levels(names=tuple(format(v, "f") for v in c.values))
        return interval(_directed(c, scale), unit="")
    names = [_level_name(v, c.levels[i] if i < len(c.levels) else "", scale) for i, v in enumerate(c.values)]
    if any(n is None for n in names):
        if scale.range and not c.levels and c.operator != "=":
            return interval(_directed(c, scale), unit="")
        return None
    known = [n for n in names if n is not None]
    if c.operator == "between":
        first, last = scale.levels.index(known[0]), scale.levels.index(known[1])
        first, last = first + (not c.low_inclusive), last - (not c.high_inclusive)
        return Levels(names=_main_levels(scale.levels[first : last + 1], known)) if first <= last else None
    c = _directed(c, scale)
    if c.operator == "=":
        return Levels(names=tuple(known))
    end = End(value=_level_value(known[0]), inclusive="=" in c.operator)
    return Interval(low=end) if ">" in c.operator else Interval(high=end)


def _main_levels(levels: tuple[str, ...], named: list[str]) -> tuple[str, ...]:
    """A range of main levels leaves out the sub-levels between ("I-III" of stages is I, II, III), which lie under them."""
    return tuple(n for n in levels if _is_main(n)) if all(_is_main(n) for n in named) else levels


def _is_main(level: str) -> bool:
    numeral = roman(level)
    return numeral is not None and not numeral[1]


def _directed(c: Comparison, scale: ScaleEntry) -> Comparison:
    """The comparison with "or better" and "or worse" resolved by the scale."""
    if not c.direction:
        return c
    upward = c.direction.startswith("worse") == (scale.worse != "lower")
    inclusive = not c.direction.endswith("_than")
    value = c.values[0]
    if upward:
        operator: Operator = ">=" if inclusive else ">"
        return replace(c, operator=operator, low=value, low_inclusive=inclusive, high=None, direction="")
    operator = "<=" if inclusive else "<"
    return replace(c, operator=operator, low=None, high=value, high_inclusive=inclusive, direction="")


def _level_name(rank: Decimal, written: str, scale: ScaleEntry) -> str | None:
    """The level of the scale that the text means: by its name, else by its number."""
    by_name = {n.lower(): n for n in scale.levels}
    for form in (written.lower(), format(rank, "f"), format(rank.normalize(), "f")):
        if form and form in by_name:
            return by_name[form]
    numerals = {(roman(n) or (0, ""))[0]: n for n in reversed(scale.levels) if n.isalpha() and not (roman(n) or (0, ""))[1]}
    numeral = roman(written) if written else None
    if written and not written.isdigit() and (numeral is None or numeral[1]):
        return None
    if rank == int(rank) and int(rank) in numerals:
        return numerals[int(rank)]
    if scale.range:
        return None
    numbered = [name for level, name in scale.ranks.values() if level == rank and any(c.isdigit() for c in name)]
    return numbered[0] if len(numbered) == 1 else None


def _level_value(name: str) -> Quantity | Level:
    return Quantity(value=Decimal(name)) if name.replace(".", "", 1).isdigit() else Level(name=name)
