"""Units that stand once and hold for several bounds."""

from __future__ import annotations

from collections.abc import Sequence

from critparse.extract.mention import Mention
from critparse.interpret.classes import CONNECTORS
from critparse.interpret.comparison import Comparison, with_unit


def share_units(comparisons: Sequence[Comparison], mentions: Sequence[Mention]) -> list[Comparison]:
    """ "< 4 or > 12 x 10^3/uL": a bound without a unit takes that of the next when only a connector stands between."""
    out = list(comparisons)
    for i in range(len(out) - 2, -1, -1):
        here, following = out[i], out[i + 1]
        if here.unit == "%" and following.unit == "%{predicted}" and _connect(mentions[here.stop : following.first]):
            out[i] = with_unit(here, following.unit, following.unit_span, here.end)
            continue
        bare_number = here.unit_span[0] == here.unit_span[1] and not here.levels and not here.window
        if not bare_number or not following.unit or here.position is not None or here.bare or following.bare:
            continue
        between = mentions[here.stop : following.first]
        if between and len(between) <= 4 and (_connect(between) or _same_kind(mentions, here, between)):
            out[i] = with_unit(here, following.unit, following.unit_span, here.end)
    return out


def _connect(between: Sequence[Mention]) -> bool:
    return len(between) <= 2 and all(m.token_class in CONNECTORS for m in between)


def _same_kind(mentions: Sequence[Mention], here: Comparison, between: Sequence[Mention]) -> bool:
    """ "SBP > 165 or DBP > 95 mmHg": the next measurement is of the same family as this one, by its name and unit."""
    named = [m.entry for m in between if m.entry]
    before = [m.entry for m in mentions[max(0, here.first - 2) : here.first] if m.entry]
    rest = [m for m in between if not m.entry]
    units = {getattr(e, "unit", None) for e in (*named, *before[-1:])}
    if len(named) != 1 or not before or len(units) != 1 or units == {"1"} or not rest or not _connect(rest):
        return False
    return bool(set(named[0].name.split()) & set(before[-1].name.split()))
