"""Conversion between UCUM units, per analyte."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from critparse.errors import UnitError
from critparse.knowledge import load
from critparse.units import AnalyteUnits, UnitConverter, is_ucum

KNOWLEDGE = load()
CONVERTER = UnitConverter(KNOWLEDGE.incommensurable)

# value, unit, analyte of the lexicon → value in its canonical unit
OF_ANALYTES = [
    ("120", "umol/L", "creatinine", "1.35744", "mg/dL"),
    ("5.6", "mmol/L", "glucose", "100.887", "mg/dL"),
    ("8", "mmol/L", "hemoglobin", "12.892", "g/dL"),
    ("90", "g/L", "hemoglobin", "9", "g/dL"),
    ("34.2", "umol/L", "bilirubin", "1.9995", "mg/dL"),
    ("53", "mmol/mol", "hba1c", "7.00044", "%"),
    ("4.0", "meq/L", "potassium", "4", "mmol/L"),
    ("4.0", "meq/L", "calcium", "8.0156", "mg/dL"),
    ("2", "meq/L", "magnesium", "2.4305", "mg/dL"),
    ("100.4", "[degF]", "body_temperature", "38", "Cel"),
    ("100", "10*3/uL", "platelets", "100", "10*9/L"),
    ("100000", "/mm3", "platelets", "100", "10*9/L"),
    ("100000", "{cells}/uL", "platelets", "100", "10*9/L"),
    ("40", "[IU]/L", "alt", "40", "U/L"),
    ("0.5", "ukat/L", "alt", "30", "U/L"),
]
# value, unit, canonical unit → value
OF_UNITS = [
    ("5", "m[IU]/mL", "[IU]/L", "5"),
    ("1", "mL/s/{1.73_m2}", "mL/min/{1.73_m2}", "60"),
    ("500", "ng/mL{FEU}", "ug/mL{FEU}", "0.5"),
    ("20", "[lb_av]", "kg", "9.0718474"),
    ("2", "a", "mo", "24"),
    ("3", "mm[Hg]", "Pa", "399.9672"),
]
REFUSED = [
    ("mL/min", "mL/min/{1.73_m2}"),
    ("%", "%{predicted}"),
    ("{copies}/mL", "[IU]/mL"),
    ("mg/dL", "mmol/L"),
    ("meq/L", "mmol/L"),
    ("ng/mL", "ng/mL{FEU}"),
    ("kg", "m"),
    ("", "kg"),
    ("furlong", "m"),
    ("[pH]", "1"),
]


def near(value: Decimal, expected: str, relative: float = 1e-4) -> bool:
    return abs(value - Decimal(expected)) <= Decimal(relative) * abs(Decimal(expected))


@pytest.mark.parametrize(("value", "unit", "analyte", "expected", "canonical"), OF_ANALYTES)
def test_conversion_of_an_analyte(value, unit, analyte, expected, canonical):
    units = KNOWLEDGE.measurements[analyte].analyte_units
    assert units.canonical == canonical
    converted = CONVERTER.to_canonical(Decimal(value), unit, units)
    assert near(converted, expected), converted
    assert near(CONVERTER.from_canonical(converted, unit, units), value, 1e-9)


@pytest.mark.parametrize(("value", "unit", "canonical", "expected"), OF_UNITS)
def test_conversion_by_unit_algebra(value, unit, canonical, expected):
    assert near(CONVERTER.to_canonical(Decimal(value), unit, AnalyteUnits(canonical)), expected)


@pytest.mark.parametrize(("unit", "canonical"), REFUSED)
def test_refused(unit, canonical):
    with pytest.raises(UnitError) as refused:
        CONVERTER.to_canonical(Decimal(1), unit, AnalyteUnits(canonical))
    assert "\n" not in str(refused.value)


def test_value_in_the_canonical_unit_stays_as_written():
    value = Decimal("1.5000000000000000001")
    assert str(CONVERTER.to_canonical(value, "mg/dL", AnalyteUnits("mg/dL"))) == str(value)


def test_own_conversion_of_an_analyte_also_serves_related_units():
    dlco = AnalyteUnits("mL/min/mm[Hg]", conversions=(("mmol/min/kPa", Decimal("2.987"), Decimal(0)),))
    direct = CONVERTER.to_canonical(Decimal(60), "mmol/min/kPa", dlco)
    related = CONVERTER.to_canonical(Decimal(1), "mmol/s/kPa", dlco)
    assert near(related, str(direct), 1e-9)
    assert near(CONVERTER.from_canonical(related, "mmol/s/kPa", dlco), "1", 1e-9)


@pytest.mark.parametrize("unit", ["mg/dL", "10*9/L", "{copies}/mL", "mL/min/{1.73_m2}", "%{predicted}", "[pH]", "1", "/(24.h)"])
def test_is_ucum(unit):
    assert is_ucum(unit)


@pytest.mark.parametrize("unit", ["furlong", "mmHg", "cells/mm3", "K/µL", "mg/dL)", " "])
def test_is_not_ucum(unit):
    assert not is_ucum(unit)


ANALYTES_WITH_UNITS = sorted(
    (entry.id, unit) for entry in KNOWLEDGE.measurements.values() for unit in (*entry.units, *entry.conversions)
)


@given(st.sampled_from(ANALYTES_WITH_UNITS), st.decimals("0.001", 100_000, places=3))
def test_there_and_back_again(pair, value):
    analyte, unit = pair
    units = KNOWLEDGE.measurements[analyte].analyte_units
    try:
        there = CONVERTER.to_canonical(value, unit, units)
    except UnitError:
        return
    back = CONVERTER.from_canonical(there, unit, units)
    scale = max(abs(value), abs(CONVERTER.from_canonical(Decimal(0), unit, units)))
    assert abs(back - value) <= Decimal("1e-9") * scale
