"""Levels of scales and classes: "III", "B", "F2", "3b", "intermediate"."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

from critparse.extract.mention import Level, Mention
from critparse.extract.numbers import roman
from critparse.extract.tokens import Token
from critparse.knowledge import ScaleEntry

_LETTERED = {"a": 1, "b": 2, "c": 3, "d": 4, "e": 5}
_OWNERS = frozenset({"level_noun", "scale", "number_name", "level"})
_BETWEEN = frozenset(
    {"dash", "or", "and", "comma", "slash", "to", "of", "sign", "comparator", "determiner", "filler_word", "open_bracket", "number"}
)
_LIST_CONNECTORS = frozenset({",", "-", "/", "or", "and", "to", "&"})
_REACH = 6
_MOST_PARTS = 4
_WORDS = frozenset({"a", "i"})


def step_of_scale(tokens: Sequence[Token], at: int, before: Sequence[Mention]) -> tuple[Level, int] | None:
    """A level that the scale before it names so: "B", "F2", "3b", "intermediate"."""
    token = tokens[at]
    if token.kind not in ("word", "number") or not before:
        return None
    scale = next((m.entry for m in reversed(before[-_REACH:]) if m.token_class == "scale"), None)
    if not isinstance(scale, ScaleEntry) or not scale.levels or not _owner(before):
        return None
    ranks = scale.ranks
    for stop in range(min(at + _MOST_PARTS, len(tokens)), at + 1, -1):
        parts = tokens[at:stop]
        if all(a.end == b.start for a, b in pairwise(parts)):
            joined = "".join(p.key for p in parts)
            if joined in ranks:
                return Level(*ranks[joined]), stop
    if token.kind == "number" or token.key not in ranks or token.text in _WORDS:
        return None
    return Level(*ranks[token.key]), at + 1


def level_at(tokens: Sequence[Token], at: int, before: Sequence[Mention]) -> Level | None:
    """A Roman or lettered level: "III" anywhere, a single letter only after a scale, a class or another level."""
    token = tokens[at]
    if token.kind not in ("word", "roman"):
        return None
    numeral = roman(token.text) if token.text.isupper() or token.kind == "roman" or len(token.text) > 1 else None
    after_level = _owner(before) or ("level" if token.text == "I" and _list_goes_on(tokens, at) else "")
    if numeral and (token.kind == "roman" or (token.text[:2].isupper() and len(token.text) > 1) or after_level):
        rank, _ = numeral
        if len(token.text) > 1 and not token.text[0].isupper() and not after_level:
            return None
        return Level(Decimal(rank), token.text)
    if after_level and len(token.text) == 1 and token.key in _LETTERED and (token.text.isupper() or after_level == "scale"):
        return Level(Decimal(_LETTERED[token.key]), token.text.upper())
    if after_level and len(token.text) == 2 and token.key[0] in "ftg" and token.key[1].isdigit():
        return Level(Decimal(token.key[1]), token.text)
    return None


def _owner(before: Sequence[Mention]) -> str:
    """The class of the scale, noun or level that a level would belong to; empty when there is none near."""
    for mention in reversed(before[-_REACH:]):
        if mention.token_class in _OWNERS:
            return mention.token_class
        if mention.token_class not in _BETWEEN:
            return ""
    return ""


def _list_goes_on(tokens: Sequence[Token], at: int) -> bool:
    """Whether a Roman numeral follows with only a connector between: the "I" of "I, II or III" is no pronoun."""
    if at + 2 >= len(tokens) or tokens[at + 1].key not in _LIST_CONNECTORS:
        return False
    following = tokens[at + 2]
    return len(following.text) > 1 and following.text.isupper() and roman(following.text) is not None
