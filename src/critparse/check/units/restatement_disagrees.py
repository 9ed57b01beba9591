"""U007: a value restated in another unit that does not agree."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from critparse.check.page import Page
from critparse.check.rule import Finding, Rule
from critparse.check.units.unit_of_other_dimension import measured
from critparse.errors import UnitError
from critparse.interpret import Criterion, FoundComparison
from critparse.units import AnalyteUnits, UnitConverter

_TOLERANCE = Decimal("0.06")
_ROUNDING = Decimal("0.55")
_TOLERANCES = ("±", "+/-", "+-")
_NOTHING = Decimal("0.001")
_BETWEEN = frozenset({"(", "[", "/", "(=", "(or"})


def _check(criterion: Criterion, page: Page) -> Iterator[Finding]:
    text = page.source.text
    for first, second in pairwise(criterion.comparisons):
        between = text[first.span.end : second.span.start].strip()
        if between not in _BETWEEN or not first.unit or not second.unit or len(first.values) != len(second.values):
            continue
        if text[second.span.start : second.span.end].startswith(_TOLERANCES):
            continue
        if first.unit == second.unit or (second.rule != "bare" and second.operator != first.operator):
            continue
        entry = measured(first, page.knowledge)
        analyte = entry.analyte_units if entry else AnalyteUnits(first.unit)
        yield from _compared(first, second, analyte, page.units)


def _compared(first: FoundComparison, second: FoundComparison, analyte: AnalyteUnits, units: UnitConverter) -> Iterator[Finding]:
    try:
        for one, other in zip(first.values, second.values, strict=True):
            exact = units.from_canonical(units.to_canonical(one, first.unit, analyte), second.unit, analyte)
            back = units.from_canonical(units.to_canonical(other, second.unit, analyte), first.unit, analyte)
            zero = units.from_canonical(units.to_canonical(Decimal(0), first.unit, analyte), second.unit, analyte)
            tolerance = _TOLERANCE if abs(zero) < _NOTHING else Decimal(0)
            if not _agree(other, exact, tolerance) and not _agree(one, back, tolerance):
                message = f"{one} {first.unit} is {_short(exact, other)} {second.unit}, and not {other}"
                yield Finding(second.span, message)
                return
    except UnitError:
        return


def _agree(written: Decimal, exact: Decimal, tolerance: Decimal) -> bool:
    """Whether a value is another one as people round it: to its last digit, or by a few percent."""
    exponent = written.as_tuple().exponent
    digit = Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)
    return abs(written - exact) <= max(digit * _ROUNDING, tolerance * abs(exact))


def _short(value: Decimal, like: Decimal) -> Decimal:
    """The value with one digit more than another is written with."""
    exponent = like.as_tuple().exponent
    places = 1 - (exponent if isinstance(exponent, int) else 0)
    return round(value, min(3, places)).normalize() + 0


RULE = Rule(
    code="U007",
    severity="error",
    summary="A value restated in another unit does not agree with the first.",
    why="One of the two is wrong, and each site will go by the one in its own unit.",
    example="Inclusion criteria:\n- LDL-C ≥ 1.8 mmol/L (80 mg/dL)",
    instead="Inclusion criteria:\n- LDL-C ≥ 1.8 mmol/L (70 mg/dL)",
    limits="""Differences by rounding (to the last digit, or up to 6 % except for temperatures and other scales with a
zero of their own) are not reported.""",
    criterion=_check,
)
