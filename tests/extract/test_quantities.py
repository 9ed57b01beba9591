"""Numbers and units as they are written → value and UCUM unit."""

import pytest

from critparse.extract import extractor
from critparse.knowledge import load


def quantity(text: str) -> tuple[str, str]:
    mentions = extractor(load()).mentions(text)
    found = next(m.quantity for m in mentions if m.quantity)
    return format(found.value, "f"), found.unit


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,500", "1500"), ("1 500", "1500"), ("80 000", "80000"), ("1,234,567", "1234567"), ("7,0", "7.0"), ("1.5", "1.5"), ("1·5", "1.5"),
        ("½", "0.5"), ("2½", "2.5"), (".5", "0.5"), ("10^9", "1000000000"), ("10⁹", "1000000000"), ("10*9", "1000000000"), ("10E9", "1000000000"),
        ("100K", "100000"), ("5 million", "5000000"), ("eighteen", "18"), ("twenty-one", "21"), ("three (3)", "3"), ("1:80", "80"),
        ("5 x 10^3", "5000"), ("2.5 x 10⁶", "2500000.0"), ("0", "0"),
    ],
)  # fmt: skip
def test_numbers(text: str, value: str) -> None:
    assert quantity(text) == (value, "")


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("100 x 10^9/L", "100", "10*9/L"), ("100 × 10⁹/l", "100", "10*9/L"), ("1.5x10*9/L", "1.5", "10*9/L"), ("1.5 x10E9/L", "1.5", "10*9/L"),
        ("75 x109/L", "75", "10*9/L"), ("75 x 10 9/L", "75", "10*9/L"), ("1.0 × 10(9)/L", "1.0", "10*9/L"), ("4 x 10^3/µL", "4", "10*3/uL"),
        ("100 K/uL", "100", "10*3/uL"), ("100 G/L", "100", "10*9/L"), ("4 T/L", "4", "10*12/L"), ("500 cells/mm3", "500", "/mm3"),
        ("500/mm³", "500", "/mm3"), ("500 /mm^3", "500", "/mm3"), ("200 cells/µL", "200", "/uL"), ("3000 per cubic millimetre", "3000", "/mm3"),
        ("40 IU/L", "40", "[IU]/L"), ("40 U/L", "40", "U/L"), ("3.5 mEq/L", "3.5", "meq/L"), ("4 mIU/mL", "4", "m[IU]/mL"), ("4 µIU/mL", "4", "u[IU]/mL"),
        ("25 mm/h", "25", "mm/h"), ("25 mm/first h", "25", "mm/h"), ("30 mL/min/1.73 m2", "30", "mL/min/{1.73_m2}"), ("30 ml/min per 1.73m²", "30", "mL/min/{1.73_m2}"),
        ("30 ml/min", "30", "mL/min"), ("30 kg/m2", "30", "kg/m2"), ("30 kg/m²", "30", "kg/m2"), ("30 kg·m-2", "30", "kg/m2"), ("90 mm Hg", "90", "mm[Hg]"),
        ("38 °C", "38", "Cel"), ("38.0°C", "38.0", "Cel"), ("100.4 °F", "100.4", "[degF]"), ("38 degrees Celsius", "38", "Cel"), ("3.5 g/24 h", "3.5", "g/(24.h)"),
        ("3.5 g/24h", "3.5", "g/(24.h)"), ("3 g/day", "3", "g/d"), ("3 g per day", "3", "g/d"), ("30 mg/mmol", "30", "mg/mmol"), ("53 mmol/mol", "53", "mmol/mol"),
        ("50 copies/mL", "50", "{copies}/mL"), ("10 pack-years", "10", "{pack-years}"), ("45% of predicted", "45", "%{predicted}"), ("45 % predicted", "45", "%{predicted}"),
        ("45 %", "45", "%"), ("45 percent", "45", "%"), ("3 x ULN", "3", "{ULN}"), ("3xULN", "3", "{ULN}"), ("3 times the upper limit of normal", "3", "{ULN}"),
        ("2.5-fold the institutional ULN", "2.5", "{ULN}"), ("2 × LLN", "2", "{LLN}"), ("5 half-lives", "5", "{half-life}"), ("6 months", "6", "mo"), ("12-month", "12", "mo"),
        ("18 yrs", "18", "a"), ("18y", "18", "a"), ("6 wks", "6", "wk"), ("48 hours", "48", "h"), ("30 min", "30", "min"), ("0.5 mg/kg/day", "0.5", "mg/kg/d"),
        ("120 µmol/L", "120", "umol/L"), ("120 umol/l", "120", "umol/L"), ("120 micromol/L", "120", "umol/L"), ("5 mcg/dL", "5", "ug/dL"), ("10 mM", "10", "mmol/L"),
        ("3 cigarettes a day", "3", "{cigarettes}/d"), ("5 training sessions per week", "5", "/wk"), ("250 lbs", "250", "[lb_av]"), ("20 ppb", "20", "[ppb]"),
    ],
)  # fmt: skip
def test_units(text: str, value: str, unit: str) -> None:
    assert quantity(text) == (value, unit)


@pytest.mark.parametrize("text", ["5 foo/L", "25 EUX/mL", "3 zz/dL"])
def test_unknown_units_are_said_and_not_guessed(text: str) -> None:
    found = next(m.quantity for m in extractor(load()).mentions(text) if m.quantity)
    assert (found.unit, found.unknown_unit) == ("", True)


@pytest.mark.parametrize(
    "text",
    [
        "type 2 diabetes",
        "COVID-19",
        "SARS-CoV-2",
        "DSM-5",
        "PD-L1",
        "12-lead ECG",
        "HLA-B27",
        "factor VIII",
        "BRCA1/2 mutation",
        "version 5.0",
    ],
)
def test_numbers_in_names_are_no_quantities(text: str) -> None:
    assert not any(m.quantity for m in extractor(load()).mentions(text))


def test_lost_superscripts_are_marked() -> None:
    for text, repaired in (("75 x109/L", True), ("75 x 10^9/L", False)):
        found = next(m.quantity for m in extractor(load()).mentions(text) if m.quantity)
        assert bool(found.repair) is repaired
