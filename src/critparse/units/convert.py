"""UCUM → pint, and analyte-aware conversion. The only importer of pint; it is loaded at the first real conversion.

UCUM is read by ucumvert, which maps it onto pint's definitions. Two things are added here: arbitrary units and
annotations that carry meaning must agree (pint counts `[IU]` and `{1.73_m2}` as 1), and moles and equivalents are
converted only through the analyte's molar mass and valence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from critparse.errors import UnitError

if TYPE_CHECKING:
    from pint import Quantity

_BRACKETED = re.compile(r"\{[^{}]*\}|\[[^\[\]]*\]")
_EQUIVALENT = re.compile(r"(?<![A-Za-z])[mukn]?eq(?![A-Za-z])")
_EMPTY_FACTOR = re.compile(r"([/.(])(?=[/.)]|$)|^(?=[.])")
_DIGITS = 12


class AnalyteUnits(NamedTuple):
    """What conversion needs to know of an analyte."""

    canonical: str
    molar_mass: Decimal | None = None
    """g/mol."""
    valence: int | None = None
    conversions: tuple[tuple[str, Decimal, Decimal], ...] = ()
    """(unit, slope, intercept): canonical = slope * value + intercept."""


class Linear(NamedTuple):
    """target = slope * value + intercept."""

    slope: Decimal
    intercept: Decimal

    def __call__(self, value: Decimal) -> Decimal:
        return value * self.slope + self.intercept


class UnitConverter:
    """Converts between UCUM units; `incommensurable` are the atoms that must agree."""

    def __init__(self, incommensurable: Iterable[str]) -> None:
        self._kept_apart = frozenset(incommensurable)
        self._between = lru_cache(maxsize=4096)(self._factor)

    def to_canonical(self, value: Decimal, unit: str, analyte: AnalyteUnits) -> Decimal:
        """`value` in the canonical unit of the analyte.

        Raises `UnitError` where no conversion is known.

        >>> creatinine = AnalyteUnits("mg/dL", molar_mass=Decimal("113.12"))
        >>> UnitConverter(()).to_canonical(Decimal(120), "umol/L", creatinine).quantize(Decimal("0.001"))
        Decimal('1.357')
        """
        if unit == analyte.canonical:
            return value
        for known, slope, intercept in analyte.conversions:
            if known == unit:
                return Linear(slope, intercept)(value)
        try:
            return self._between(unit, analyte.canonical, analyte.molar_mass, analyte.valence)(value)
        except UnitError:
            for known, slope, intercept in analyte.conversions:
                try:
                    step = self._between(unit, known, analyte.molar_mass, analyte.valence)
                except UnitError:
                    continue
                return Linear(slope, intercept)(step(value))
            raise

    def from_canonical(self, value: Decimal, unit: str, analyte: AnalyteUnits) -> Decimal:
        """A value in the canonical unit, in `unit`.

        Raises `UnitError` where no conversion is known.
        """
        if unit == analyte.canonical:
            return value
        for known, slope, intercept in analyte.conversions:
            if known == unit:
                return (value - intercept) / slope
        return self._between(analyte.canonical, unit, analyte.molar_mass, analyte.valence)(value)

    def _factor(self, source: str, target: str, molar_mass: Decimal | None, valence: int | None) -> Linear:
        source, target = _enzyme_units(source, target)
        if source == target:
            return Linear(Decimal(1), Decimal(0))
        if self._signature(source) != self._signature(target):
            raise UnitError(f"{source} and {target} measure different things")
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
    enzyme = re.compile(r"(?<![A-Za-z\[{'])[mukn]?U(?![A-Za-z\]}])")
    if "[IU]" in source and enzyme.search(target):
        return source.replace("[IU]", "U"), target
    if "[IU]" in target and enzyme.search(source):
        return source, target.replace("[IU]", "U")
    return source, target


def _magnitude(n: int, source: str, target: str, molar_mass: Decimal | None, valence: int | None) -> float:
    from pint.errors import PintError

    quantity, goal = _pint(source), _pint(target)
    try:
        amount = type(quantity)(n * quantity.magnitude, quantity.units)
        amount = _through_analyte(amount, goal, source, target, molar_mass, valence)
        return float(amount.to(goal.units).magnitude) / float(goal.magnitude)
    except PintError as error:
        raise UnitError(f"{source} cannot be converted to {target}: {error}") from None


def _through_analyte(
    amount: Quantity[float], goal: Quantity[float], source: str, target: str,
    molar_mass: Decimal | None, valence: int | None,
) -> Quantity[float]:  # fmt: skip
    """Equivalents to moles by valence, moles to grams by molar mass, where the two sides differ in that."""
    if bool(_EQUIVALENT.search(source)) != bool(_EQUIVALENT.search(target)):
        if valence is None:
            raise UnitError(f"{source} and {target}: the valence of the analyte is not known")
        amount = amount / valence if _EQUIVALENT.search(source) else amount * valence
    ratio = (amount.units / goal.units).dimensionality if amount.magnitude == amount.magnitude else {}
    moles, grams = ratio.get("[substance]", 0), ratio.get("[mass]", 0)
    if moles and moles == -grams:
        if molar_mass is None:
            raise UnitError(f"{source} and {target}: the molar mass of the analyte is not known")
        per_mole = amount._REGISTRY.Quantity(float(molar_mass), "gram / mole")
        amount = amount * per_mole if moles > 0 else amount / per_mole
    return amount


def _rounded(value: float) -> Decimal:
    return Decimal(f"{value:.{_DIGITS}g}")


@cache
def _registry() -> object:
    from ucumvert import PintUcumRegistry

    return PintUcumRegistry()


@lru_cache(maxsize=4096)
def _pint(unit: str) -> Quantity[float]:
    """The pint quantity of a UCUM unit.

    Raises `UnitError` where the text is not UCUM.
    """
    from lark.exceptions import LarkError
    from pint.errors import PintError

    bare = _BRACKETED.sub(lambda m: "" if m[0].startswith("{") else m[0], unit)
    bare = _EMPTY_FACTOR.sub(r"\g<1>1", bare)
    try:
        return _registry().from_ucum(bare or "1")  # type: ignore[attr-defined, no-any-return]
    except (LarkError, PintError, KeyError, ValueError, AttributeError, TypeError) as error:
        raise UnitError(f"{unit!r} is not a UCUM unit: {str(error).splitlines()[0]}") from None


def is_ucum(unit: str) -> bool:
    """Whether UCUM's grammar accepts the unit.

    >>> is_ucum("10*9/L"), is_ucum("furlong")
    (True, False)
    """
    try:
        _pint(unit)
    except UnitError:
        return False
    return True

