"""Text → tokens, in one linear pass, by rules made for criteria: "DLCO<45%" and "≥18yrs" come apart, "HbA1c" does not."""

from __future__ import annotations

import re
from typing import NamedTuple

_SUPERSCRIPT = "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺"
_FRACTION = "½¼¾⅓⅔⅛"
_ROMAN = "\u2160-\u217f"
_LETTER = rf"[^\W\d_{_SUPERSCRIPT}{_FRACTION}{_ROMAN}]"
_LETTER_OR_DIGIT = rf"[^\W_{_SUPERSCRIPT}{_FRACTION}{_ROMAN}]"

_TOKEN = re.compile(
    rf"""
      (?P<date> \d{{1,2}}/\d{{1,2}}/\d{{4}}(?!\d) | (?:19|20)\d\d-\d\d?-\d\d?(?!\d) )
    | (?P<number>
        \d{{1,3}}(?:,\d{{3}})+(?!\d|,\d) (?:\.\d+)?
      | (?<![\d.,]) \d{{1,3}}(?:\ \d{{3}})+(?![\d]|[.,]\d|\ \d{{3}}|-) (?:\.\d+)?
      | (?!\d,\d\s*(?:,|or\b|and\b)\s*\d) \d+,\d{{1,2}}(?![\d,])
      | \d+(?:[.·]\d+)? (?:\ ?[{_FRACTION}])?
      | (?<![\w.]) \.\d+
      | [{_FRACTION}] )
    | (?P<superscript> [{_SUPERSCRIPT}]+ )
    | (?P<roman> [{_ROMAN}]+ )
    | (?P<sign> \+\ ?/\ ?-(?!\w) | <\ ?/\ ?= | >\ ?/\ ?= | =\ ?/\ ?[<>] | [<>]\ ?= | =\ ?[<>] | == )
    | (?P<times> [xX×](?=\ ?(?:ULN|LLN|UNL|uln|lln|unl|10|\d+\b)) )
    | (?P<word> {_LETTER}{_LETTER_OR_DIGIT}* )
    | (?P<other> \S )
    """,
    re.VERBOSE,
)


class Token(NamedTuple):
    """A word, number or sign at normalised offsets; `key` is its text for matching."""

    start: int
    end: int
    text: str
    key: str
    kind: str


def tokenize(text: str, start: int = 0, end: int | None = None) -> list[Token]:
    """Tokens of normalised `text` between two offsets.

    >>> [t.text for t in tokenize("DLCO<45%, 80 000/mm3")]
    ['DLCO', '<', '45', '%', ',', '80 000', '/', 'mm3']
    """
    stop = len(text) if end is None else end
    return [
        Token(m.start(), m.end(), word := m[0], word.lower(), m.lastgroup or "other") for m in _TOKEN.finditer(text, start, stop)
    ]
