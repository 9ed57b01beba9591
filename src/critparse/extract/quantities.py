"""Numbers with their powers, multipliers and units → `Quantity`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from critparse.extract.mention import Quantity
from critparse.extract.numbers import superscript
from critparse.extract.tokens import Token
from critparse.extract.unit_reader import UnitReader

_POWERS_OF_LOST_SUPERSCRIPT = {
    "103": 3, "104": 4, "105": 5, "106": 6, "108": 8, "109": 9, "1010": 10, "1011": 11, "1012": 12,
}  # fmt: skip
_THOUSANDS_POINT = re.compile(r"\d{1,3}\.000")
_COUNTS = frozenset({"/uL", "/mm3", "/mL", "/L", "{copies}/mL"})
"""Units of counts, which nobody writes to three decimals: "100.000/µl" is a hundred thousand."""
_TIMES = frozenset({"x", "×", "*", "·", "·10"})


class _Power(NamedTuple):
    exponent: int
    stop: int
    lost: bool = False


def quantity_at(
    tokens: Sequence[Token], at: int, stop: int, value: Decimal, multipliers: dict[str, Decimal], units: UnitReader
) -> tuple[Quantity, int]:
    """The quantity whose number is tokens `at` to `stop`, and the token after it."""
    start, end = tokens[at].start, tokens[stop - 1].end
    power = _bare_power(tokens, at, stop)
    if power:
        value, stop = Decimal(10) ** power.exponent, power.stop
        end = tokens[stop - 1].end
    elif stop < len(tokens) and tokens[stop].key in multipliers and _multiplies(tokens, stop):
        value *= multipliers[tokens[stop].key]
        end = tokens[stop].end
        stop += 1
    power = None if power else _power(tokens, stop)
    unit_at = power.stop if power else _past_hyphen(tokens, stop)
    unit = units.read(tokens, unit_at)
    if power and (unit is None or not unit.ucum.startswith("/")):
        factor = Decimal(10) ** power.exponent
        ucum = unit.ucum if unit else ""
        unit_span = (tokens[unit_at].start, tokens[unit.stop - 1].end) if unit else (0, 0)
        after = unit.stop if unit else power.stop
        number_end = tokens[power.stop - 1].end
        found = Quantity(
            value * factor,
            ucum,
            start,
            number_end,
            *(unit_span if unit else (number_end, number_end)),
            "superscript" if power.lost else "",
        )
        return found, after
    if unit is None:
        rate = units.rate_after_things(tokens, stop)
        if rate:
            first, unit = rate
            return Quantity(value, unit.ucum, start, end, tokens[first].start, tokens[unit.stop - 1].end), stop
        return Quantity(value, "", start, end, end, end), stop
    ucum = f"10*{power.exponent}{unit.ucum}" if power else unit.ucum
    points = _THOUSANDS_POINT.fullmatch(tokens[at].text) if unit.ucum in _COUNTS else None
    thousands = "thousands" if points else ""
    if points:
        value = Decimal(points[0].replace(".", ""))
    first = stop if power else unit_at
    return (
        Quantity(
            value,
            ucum if unit.known else "",
            start,
            end,
            tokens[first].start,
            tokens[unit.stop - 1].end,
            "superscript" if power and power.lost else thousands,
            not unit.known,
        ),
        unit.stop,
    )


def _multiplies(tokens: Sequence[Token], at: int) -> bool:
    """ "100K" and "5 million" multiply; "100 K/uL" is a unit, and a K apart from its number is potassium or vitamin."""
    if len(tokens[at].text) > 1:
        return True
    return tokens[at].start == tokens[at - 1].end and not (at + 1 < len(tokens) and tokens[at + 1].text == "/")


def _past_hyphen(tokens: Sequence[Token], at: int) -> int:
    """Past the hyphen of "12-month"."""
    joined = (
        at + 1 < len(tokens)
        and tokens[at].text == "-"
        and tokens[at].start == tokens[at - 1].end
        and tokens[at].end == tokens[at + 1].start
        and tokens[at + 1].kind == "word"
    )
    return at + 1 if joined else at


def _bare_power(tokens: Sequence[Token], at: int, stop: int) -> _Power | None:
    """ "10^9/L" with no number before it."""
    return _exponent(tokens, at) if tokens[at].text == "10" and stop == at + 1 else None


def _power(tokens: Sequence[Token], at: int) -> _Power | None:
    """ "x 10^9", "×10⁹", "x10E9", "x109" after a number."""
    if at + 1 >= len(tokens) or tokens[at].key not in _TIMES:
        return None
    ten = tokens[at + 1]
    if ten.text == "10":
        power = _exponent(tokens, at + 1)
        if power:
            return power
        if at + 3 < len(tokens) and tokens[at + 2].text in ("3", "6", "9", "12") and tokens[at + 3].text in ("/", "cells"):
            return _Power(int(tokens[at + 2].text), at + 3, lost=True)
        return None
    lost = _POWERS_OF_LOST_SUPERSCRIPT.get(ten.text)
    return _Power(lost, at + 2, lost=True) if lost else None


def _exponent(tokens: Sequence[Token], ten: int) -> _Power | None:
    """The exponent written after the token "10"."""
    i = ten + 1
    if i >= len(tokens):
        return None
    sign = tokens[i]
    if sign.kind == "superscript":
        power = superscript(sign.text)
        return _Power(power, i + 1) if power is not None and abs(power) <= 15 else None
    if (
        sign.kind == "word"
        and sign.key[0] == "e"
        and sign.key[1:].isdigit()
        and len(sign.key) <= 3
        and sign.start == tokens[ten].end
    ):
        return _Power(int(sign.key[1:]), i + 1)
    if sign.key in ("^", "*", "e", "**"):
        j = i + 1
        while j < len(tokens) and tokens[j].text in ("+", "(", "*", "^"):
            j += 1
        if j < len(tokens) and tokens[j].kind == "number" and tokens[j].text.isdigit() and int(tokens[j].text[:3]) <= 15:
            closed = j + 1 < len(tokens) and tokens[j + 1].text == ")" and tokens[j - 1].text == "("
            return _Power(int(tokens[j].text), j + 1 + closed)
    if sign.text == "(" and i + 2 < len(tokens) and tokens[i + 1].text in ("3", "6", "9", "12") and tokens[i + 2].text == ")":
        return _Power(int(tokens[i + 1].text), i + 3) if sign.start == tokens[ten].end else None
    return None
