"""Written numbers → Decimal."""

from __future__ import annotations

import re
from decimal import Decimal

_FRACTIONS = {
    "½": Decimal("0.5"), "¼": Decimal("0.25"), "¾": Decimal("0.75"),
    "⅓": Decimal("0.333"), "⅔": Decimal("0.667"), "⅛": Decimal("0.125"),
}  # fmt: skip
_ROMANS = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
_ROMAN_VALUES = {name: n for n, name in enumerate(_ROMANS, start=1)}
_ROMAN_VALUES |= {chr(0x2160 + n): n + 1 for n in range(12)} | {chr(0x2170 + n): n + 1 for n in range(12)}
_ROMAN_LEVEL = re.compile(r"(viii|vii|iii|vi|iv|ix|xii|xi|ii|i|v|x|[\u2160-\u216b\u2170-\u217b])([a-e][1-3]?)?", re.I)
_SUPERSCRIPT_DIGITS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
_LONGEST = 30


def number(text: str) -> Decimal | None:
    """The value of a number token, or None when it is too long to be one.

    >>> [str(number(t)) for t in ("1,500", "80 000", "7,0", "1·5", "2½", ".5")]
    ['1500', '80000', '7.0', '1.5', '2.5', '0.5']
    """
    if len(text) > _LONGEST:
        return None
    fraction = _FRACTIONS.get(text[-1])
    if fraction is not None:
        whole = text[:-1].strip()
        return fraction + (Decimal(whole.replace("·", ".")) if whole else 0)
    digits = text.replace(" ", "").replace("·", ".")
    if "," in digits:
        head, _, tail = digits.rpartition(",")
        digits = f"{head}.{tail}" if len(tail) in (1, 2) and "." not in digits else digits.replace(",", "")
    return Decimal(digits)


def superscript(text: str) -> int | None:
    """The exponent that superscript characters write.

    >>> superscript("⁻³")
    -3
    """
    digits = text.translate(_SUPERSCRIPT_DIGITS)
    return int(digits) if re.fullmatch(r"[-+]?\d{1,3}", digits) else None


def roman(text: str) -> tuple[int, str] | None:
    """A Roman numeral with its letter, as in stage IIIb.

    >>> roman("IIIb"), roman("Ⅳ"), roman("mix")
    ((3, 'B'), (4, ''), None)
    """
    m = _ROMAN_LEVEL.fullmatch(text)
    return (_ROMAN_VALUES[m[1].lower() if m[1].isascii() else m[1]], (m[2] or "").upper()) if m else None
