"""Enter: UCUM units. Leave: conversions between them, per analyte."""

from critparse.units.convert import AnalyteUnits as AnalyteUnits
from critparse.units.convert import UnitConverter as UnitConverter
from critparse.units.convert import is_ucum as is_ucum
