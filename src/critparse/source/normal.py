"""Text made uniform for reading (signs, spaces, dashes, entities), with a map back to the original offsets.

The original is never changed. Nearly all replacements are one character for one, and then the map is the identity.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from critparse.source.span import Span

_SAME_LENGTH = {
    "\t": " ", "\x0b": "\n", "\x0c": "\n", "\x85": "\n", "\u2028": "\n", "\u2029": "\n",
    "\u00a0": " ", "\u1680": " ", "\u202f": " ", "\u205f": " ", "\u3000": " ",
    "≧": "≥", "⩾": "≥", "≽": "≥", "⋝": "≥", "≮": "≥", "≦": "≤", "⩽": "≤", "≼": "≤", "⋜": "≤", "≯": "≤",
    "˂": "<", "‹": "<", "﹤": "<", "≪": "<", "〈": "<", "˃": ">", "›": ">", "﹥": ">", "≫": ">", "〉": ">", "﹦": "=",
    "∼": "~", "～": "~", "˜": "~", "≈": "~", "≃": "~", "⁓": "~",
    "’": "'", "‘": "'", "ʼ": "'", "′": "'", "´": "'", "“": '"', "”": '"', "„": '"', "″": '"',
    "μ": "µ", "Μ": "M", "✕": "×", "✖": "×", "⨯": "×", "╳": "×", "∗": "*", "⁎": "*", "⁄": "/", "∕": "/",
    "º": "°", "˚": "°", "∙": "·", "⋅": "·", "‧": "·", "・": "·", "٫": ".", "，": ",", "。": ".", "、": ",",
}  # fmt: skip
_TABLE: dict[int, str] = {ord(k): v for k, v in _SAME_LENGTH.items()}
_TABLE |= dict.fromkeys(range(0x2000, 0x200B), " ")
_TABLE |= dict.fromkeys((*range(0x2010, 0x2016), 0x2043, 0x2212, 0xFE58, 0xFE63), "-")
_TABLE |= {c: chr(c - 0xFEE0) for c in range(0xFF01, 0xFF5F) if chr(c) not in "，～"}
_TABLE |= dict.fromkeys((*range(0x09), *range(0x0E, 0x20), *range(0x7F, 0x85), *range(0x86, 0xA0)), " ")
_TABLE |= dict.fromkeys(range(0xD800, 0xE000), "\ufffd")
# Windows-1252 that was read as Latin-1
_TABLE |= {0x8B: "<", 0x91: "'", 0x92: "'", 0x93: '"', 0x94: '"', 0x95: "•", 0x96: "-", 0x97: "-", 0x9B: ">"}

_ENTITY = r"&(?:amp;)?(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,7});"
_ESCAPE = r"\\[<>\[\]*_~^#|+.\-()=&!\\]"
_INVISIBLE = r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]"
_SQUARE = r"[\u3300-\u33ff]"  # units as one sign: ㎎, ㎡
_LENGTHENED = re.compile(f"(?P<entity>{_ENTITY})|(?P<escape>{_ESCAPE})|(?P<square>{_SQUARE})|(?P<invisible>{_INVISIBLE})")
_LENGTHENED_SIGN = re.compile(r"[&\\\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\u3300-\u33ff\ufeff]")


@dataclass(frozen=True, slots=True)
class Normalised:
    """Uniform text and, where its length differs from the original, the original extent of each character."""

    text: str
    starts: tuple[int, ...] | None = None
    ends: tuple[int, ...] | None = None

    def original(self, start: int, end: int) -> Span:
        """The original span of normalised characters `start` to `end`.

        >>> normalise("WBC &lt; 3").original(4, 5)
        Span(start=4, end=8)
        """
        if self.starts is None or self.ends is None:
            return Span(start, end)
        if start >= end:
            at = self.starts[start] if start < len(self.starts) else (self.ends[-1] if self.ends else 0)
            return Span(at, at)
        return Span(self.starts[start], self.ends[end - 1])

    def original_starts(self, starts: Sequence[int]) -> Sequence[int]:
        """The original offsets of normalised characters.

        >>> normalise("WBC &lt; 3").original_starts([4, 6])
        [4, 9]
        """
        return starts if self.starts is None else [self.starts[start] for start in starts]


def normalise(text: str) -> Normalised:
    """Make signs, spaces, dashes, full-width forms, entities and backslash escapes uniform.

    >>> normalise("age ≧ 18 and WBC &lt; 3").text
    'age ≥ 18 and WBC < 3'
    """
    if "\r" in text:
        text = text.replace("\r\n", " \n").replace("\r", "\n")
    if not _LENGTHENED_SIGN.search(text):
        return Normalised(text.translate(_TABLE))
    return from_pieces(pieces_of(text))


def pieces_of(text: str) -> list[tuple[str, int, int]]:
    """A text cut into pieces of (what is shown, original start, original end), entities and escapes resolved.

    >>> pieces_of("a &lt; b")
    [('a ', 0, 2), ('<', 2, 6), (' b', 6, 8)]
    """
    pieces: list[tuple[str, int, int]] = []
    at = 0
    for m in _LENGTHENED.finditer(text):
        pieces.append((text[at : m.start()], at, m.start()))
        if m.lastgroup == "entity":
            pieces.append((html.unescape(html.unescape(m[0])), m.start(), m.end()))
        elif m.lastgroup == "square":
            pieces.append((unicodedata.normalize("NFKC", m[0]), m.start(), m.end()))
        elif m.lastgroup == "escape":
            pieces.append((m[0][1], m.start(), m.end()))
        at = m.end()
    pieces.append((text[at:], at, len(text)))
    return pieces


def from_pieces(pieces: list[tuple[str, int, int]]) -> Normalised:
    """Join pieces of (replacement, original start, original end); a piece of unchanged length maps one to one.

    >>> from_pieces([("10", 0, 2), ("⁹", 2, 14)]).original(2, 3)
    Span(start=2, end=14)
    """
    starts: list[int] = []
    ends: list[int] = []
    for piece, start, end in pieces:
        if len(piece) == end - start:
            starts.extend(range(start, end))
            ends.extend(range(start + 1, end + 1))
        else:
            starts.extend([start] * len(piece))
            ends.extend([end] * len(piece))
    return Normalised("".join(p for p, _, _ in pieces).translate(_TABLE), tuple(starts), tuple(ends))
