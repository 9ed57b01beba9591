"""UCUM → pint, and analyte-aware conversion. The only importer of pint; it is loaded at the first real conversion.

UCUM is read by ucumvert, which maps it onto pint's definitions. Two things are added here: arbitrary units and
annotations that carry meaning must agree (pint counts `[IU]` and `{1.73_m2}` as 1), and moles and equivalents are
converted only through the analyte's molar mass and valence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from decimal import Context, Decimal
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from critparse.errors import UnitError

if TYPE_CHECKING:
    from lark import Lark
    from pint import Quantity

_BRACKETED = re.compile(r"\{[^{}]*\}|\[[^\[\]]*\]")
_EQUIVALENT = re.compile(r"(?<![A-Za-z])[mukn]?eq(?![A-Za-z])")
_EMPTY_FACTOR = re.compile(r"([/.(])(?=[/.)]|$)|^(?=[.])")
_PRECISION = Context(prec=12)
_FLOAT_DIGITS = 15
_ENZYME_UNIT = re.compile(r"(?<![A-Za-z\[{'])[mukn]?U(?![A-Za-z\]}])")


class AnalyteUnits(NamedTuple):
    """What conversion needs to know of an analyte."""

    canonical: str
    molar_mass: Decimal | None = None
    """g/mol."""
    valence: int | None = None
    conversions: tuple[tuple[str, Decimal, Decimal], ...] = ()
    """(unit, slope, intercept): canonical = slope * value + intercept."""


class Linear(NamedTuple):
    """target = slope * value + intercept, to as many digits as unit definitions are good for.

    >>> Linear(Decimal(5) / 9, Decimal(-160) / 9)(Decimal("98.6"))
    Decimal('37.0000000000')
    """

    slope: Decimal
    intercept: Decimal = Decimal(0)

    def __call__(self, value: Decimal) -> Decimal:
        """The value in the target unit."""
        return value if self == _SAME else _PRECISION.plus(value * self.slope + self.intercept)

    def backwards(self) -> Linear:
        """From the target to the source."""
        return Linear(1 / self.slope, -self.intercept / self.slope)


_SAME = Linear(Decimal(1))


class UnitConverter:
    """Converts between UCUM units; `incommensurable` are the atoms that must agree."""

    def __init__(self, incommensurable: Iterable[str]) -> None:
        self._kept_apart = frozenset(incommensurable)
        self._between = lru_cache(maxsize=4096)(self._factor)

    def to_canonical(self, value: Decimal, unit: str, analyte: AnalyteUnits) -> Decimal:
        """`value` in the canonical unit of the analyte.

        Raises `UnitError` where no conversion is known.

        >>> creatinine = AnalyteUnits("mg/dL", molar_mass=Decimal("113.12"))
        >>> UnitConverter(()).to_canonical(Decimal(120), "umol/L", creatinine)
        Decimal('1.357440')
        """
        for step in self._steps(unit, analyte):
            value = step(value)
        return value

    def from_canonical(self, value: Decimal, unit: str, analyte: AnalyteUnits) -> Decimal:
        """A value in the canonical unit, in `unit`.

        Raises `UnitError` where no conversion is known.

        >>> hba1c = AnalyteUnits("%", conversions=(("mmol/mol", Decimal("0.09148"), Decimal("2.152")),))
        >>> round(UnitConverter(()).from_canonical(Decimal(7), "mmol/mol", hba1c))
        53
        """
        for step in reversed(self._steps(unit, analyte)):
            value = step.backwards()(value)
        return value

    def _steps(self, unit: str, analyte: AnalyteUnits) -> tuple[Linear, ...]:
        """From `unit` to the canonical unit: the analyte's own conversion first, then unit algebra, then both."""
        known = {name: Linear(slope, intercept) for name, slope, intercept in analyte.conversions}
        if unit in known and unit != analyte.canonical:
            return (known[unit],)
        try:
            return (self._between(unit, analyte.canonical, analyte.molar_mass, analyte.valence),)
        except UnitError:
            for name, own in known.items():
                with suppress(UnitError):
                    return self._between(unit, name, analyte.molar_mass, analyte.valence), own
            raise

    def _factor(self, source: str, target: str, molar_mass: Decimal | None, valence: int | None) -> Linear:
        source, target = _enzyme_units(source, target)
        if source == target:
            return _SAME
        if self._signature(source) != self._signature(target):
            raise _incomparable(source, target)
        zero, one = (_magnitude(n, source, target, molar_mass, valence) for n in (0, 1))
        return Linear(_rounded(one - zero), _rounded(zero))

    def _signature(self, unit: str) -> tuple[str, ...]:
        """The atoms that must agree, each with the side of the fraction on which it stands."""
        found = []
        for m in _BRACKETED.finditer(unit):
            if m[0] in self._kept_apart:
                before = unit[: m.start()]
                found.append(("/" if before.rfind("/") > before.rfind(")") else "") + m[0])
        return tuple(sorted(found))


def _enzyme_units(source: str, target: str) -> tuple[str, str]:
    """For enzymes the international unit is the enzyme unit."""
    if "[IU]" in source and _ENZYME_UNIT.search(target):
        return source.replace("[IU]", "U"), target
    if "[IU]" in target and _ENZYME_UNIT.search(source):
        return source, target.replace("[IU]", "U")
    return source, target


def _magnitude(n: int, source: str, target: str, molar_mass: Decimal | None, valence: int | None) -> float:
    from pint.errors import PintError

    quantity, goal = _pint(source), _pint(target)
    try:
        amount = type(quantity)(n * quantity.magnitude, quantity.units)
        amount = _through_analyte(amount, goal, source, target, molar_mass, valence)
        return float(amount.to(goal.units).magnitude) / float(goal.magnitude)
    except PintError:
        raise _incomparable(source, target) from None


def _incomparable(source: str, target: str) -> UnitError:
    return UnitError(f"{source or 'no unit'} and {target or 'no unit'} measure different things")


def _through_analyte(
    amount: Quantity[float], goal: Quantity[float], source: str, target: str,
    molar_mass: Decimal | None, valence: int | None,
) -> Quantity[float]:  # fmt: skip
    """Equivalents to moles by valence, moles to grams by molar mass, where the two sides differ in that."""
    if bool(_EQUIVALENT.search(source)) != bool(_EQUIVALENT.search(target)):
        if valence is None:
            raise UnitError(f"{source} and {target}: the valence of the analyte is not known")
        amount = amount / valence if _EQUIVALENT.search(source) else amount * valence
    ratio = (amount.units / goal.units).dimensionality
    moles, grams = ratio.get("[substance]", 0), ratio.get("[mass]", 0)
    if moles and moles == -grams:
        if molar_mass is None:
            raise UnitError(f"{source} and {target}: the molar mass of the analyte is not known")
        per_mole = type(amount)(float(molar_mass), "gram / mole")
        amount = amount * per_mole if moles > 0 else amount / per_mole
    return amount


def _rounded(value: float) -> Decimal:
    return Decimal(f"{value:.{_FLOAT_DIGITS}g}")


@cache
def _registry() -> object:
    from ucumvert import PintUcumRegistry

    return PintUcumRegistry()


@lru_cache(maxsize=4096)
def _pint(unit: str) -> Quantity[float]:
    """The pint quantity of a UCUM unit.

    Raises `UnitError` where the text is not UCUM, or names something that pint cannot measure ("[pH]").
    """
    from lark.exceptions import LarkError
    from pint.errors import PintError

    try:
        return _registry().from_ucum(_bare(unit))  # type: ignore[attr-defined, no-any-return]
    except (LarkError, PintError, KeyError, ValueError, AttributeError, TypeError):
        raise UnitError(f"{unit!r} is not a UCUM unit that can be converted") from None


def _bare(unit: str) -> str:
    """The unit without annotations."""
    bare = _BRACKETED.sub(lambda m: "" if m[0].startswith("{") else m[0], unit)
    return _EMPTY_FACTOR.sub(r"\g<1>1", bare) or "1"


def is_ucum(unit: str) -> bool:
    """Whether UCUM's grammar accepts the unit.

    >>> is_ucum("10*9/L"), is_ucum("[pH]"), is_ucum("furlong")
    (True, True, False)
    """
    from lark.exceptions import LarkError

    try:
        _ucum_parser().parse(_bare(unit))
    except LarkError:
        return False
    return True


@cache
def _ucum_parser() -> Lark:
    from ucumvert import get_ucum_parser

    parser: Lark = get_ucum_parser()
    return parser
