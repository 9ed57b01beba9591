"""How often something happens: "> 2 times per week", "more than twice a week"."""

from __future__ import annotations

from critparse.expression import Interval
from critparse.interpret.comparison import Comparison
from critparse.interpret.leaf import interval
from critparse.interpret.productions import TIME_UNITS

_TIMES = "{times}"


def frequency(c: Comparison) -> Interval | None:
    """The count by time that a comparison gives; None where it gives something else."""
    unit = c.unit.removeprefix(_TIMES)
    is_rate = unit.startswith("/") and unit[1:] in TIME_UNITS
    return interval(c, unit) if is_rate and not (c.bare and c.approximate) and not c.levels else None
