"""Signs and doublings around a number: "-2.5", "1:80", "three (3)"."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from critparse.extract.mention import Mention
from critparse.extract.numbers import number
from critparse.extract.tokens import Token
from critparse.knowledge import Entry

_BEFORE_SIGN = frozenset(
    {"comparator", "of", "to", "between", "from", "and", "or", "comma", "determiner", "filler_word", "open_bracket"}
)


def signed(tokens: Sequence[Token], at: int, before: Sequence[Mention]) -> Decimal | None:
    """The number of "-2.5" or "+1" where the sign touches its number and cannot be a dash or "or more"."""
    token = tokens[at]
    if (
        token.text not in ("-", "+")
        or at + 1 >= len(tokens)
        or tokens[at + 1].kind != "number"
        or tokens[at + 1].start != token.end
    ):
        return None
    apart = at == 0 or tokens[at - 1].end < token.start
    previous = before[-1] if before else None
    if previous is not None and previous.token_class not in _BEFORE_SIGN and not _goes_below_zero(previous.entry):
        return None
    value = number(tokens[at + 1].text)
    if value is None or not (apart or (previous and previous.token_class in ("comparator", "open_bracket"))):
        return None
    return -value if token.text == "-" else value


def _goes_below_zero(entry: Entry | None) -> bool:
    return entry is not None and entry.range is not None and entry.range[0] < 0


def titer(tokens: Sequence[Token], at: int) -> Decimal | None:
    """The reciprocal that a titer writes as "1:80"."""
    if tokens[at].text != "1" or at + 2 >= len(tokens) or tokens[at + 1].text != ":" or tokens[at + 2].kind != "number":
        return None
    touching = tokens[at].end == tokens[at + 1].start and tokens[at + 1].end == tokens[at + 2].start
    value = number(tokens[at + 2].text)
    return value if touching and value is not None and value > 1 else None


def past_repetition(tokens: Sequence[Token], stop: int, value: Decimal) -> int:
    """Past a number repeated in brackets: "three (3) months"."""
    if stop + 2 < len(tokens) and tokens[stop].text == "(" and tokens[stop + 1].kind == "number" and tokens[stop + 2].text == ")":
        return stop + 3 if number(tokens[stop + 1].text) == value else stop
    return stop
