"""HTML → its visible text as normalised text, with offsets into the original markup."""

from __future__ import annotations

import re

from critparse.source.normal import Normalised, from_pieces, pieces_of

_TAG = re.compile(r"<!--|<(?P<close>/?)(?P<name>[A-Za-z][A-Za-z0-9]*)\b[^<>]*>|<![^<>]*>")
_HIDDEN = re.compile(r"<(script|style|head|noscript|template|svg)\b[^<>]*>", re.IGNORECASE)
_BLOCKS = frozenset((
    "p", "div", "br", "ul", "ol", "tr", "table", "section", "article", "header", "footer", "h1", "h2", "h3", "h4", "h5", "h6",
    "dl", "dt", "dd", "td", "th", "main", "nav", "aside", "pre", "blockquote", "form",
))  # fmt: skip
_SUPERSCRIPTS = str.maketrans("0123456789-+", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺")


def looks_like_html(text: str) -> bool:
    """Whether a text is an HTML page or fragment.

    >>> looks_like_html("<ul><li>Age &gt; 18</li></ul>"), looks_like_html("ALT <3 and AST >2")
    (True, False)
    """
    return bool(re.search(r"<(?:!doctype|html|body|p|ul|ol|li|div|br)\b[^<>]*>", text[:20_000], re.IGNORECASE))


def visible(text: str) -> Normalised:
    """The visible text of HTML.

    >>> visible("<li>ANC &ge; 1.5 x 10<sup>9</sup>/L</li>").text
    '\\n- ANC ≥ 1.5 x 10⁹/L'
    """
    pieces: list[tuple[str, int, int]] = []
    at, raised = 0, False
    last_comment_end = text.rfind("-->")
    while at < len(text):
        m = _TAG.search(text, at)
        stop = m.start() if m else len(text)
        _add_text(pieces, text, at, stop, raised=raised)
        if not m:
            break
        at = m.end()
        if m[0] == "<!--" and at <= last_comment_end:
            at = text.find("-->", at) + len("-->")
        name = (m["name"] or "").lower()
        hidden = _HIDDEN.match(text, m.start())
        if hidden and not m["close"]:
            closing = re.compile(f"</{hidden[1]}\\b", re.IGNORECASE).search(text, at)
            at = closing.start() if closing else len(text)
            continue
        if name == "sup":
            raised = not m["close"]
        elif name == "li" and not m["close"]:
            pieces.append(("\n- ", m.start(), m.end()))
        elif name in _BLOCKS:
            pieces.append(("\n", m.start(), m.end()))
    return from_pieces(pieces)


def _add_text(pieces: list[tuple[str, int, int]], text: str, start: int, stop: int, *, raised: bool) -> None:
    for piece, first, last in pieces_of(text[start:stop]):
        shown = piece.translate(_SUPERSCRIPTS) if raised else piece.replace("\n", " ") if "\n" in piece else piece
        pieces.append((shown, start + first, start + last))
