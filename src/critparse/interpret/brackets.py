"""Brackets: where they close, and whether they only name again what stands before them."""

from __future__ import annotations

from critparse.interpret.classes import NAMED, SILENT
from critparse.interpret.reading import Reading

DEEPER = {"open_bracket": 1, "close_bracket": -1}
"""How many brackets deeper the text is behind a token class."""
_SHORT_FORM = 12


def closing(reading: Reading, at: int, end: int) -> int:
    """The mention that closes the bracket at `at`; `end` where none does."""
    depth = 0
    for i in range(at, end):
        depth += DEEPER.get(reading.mentions[i].token_class, 0)
        if depth == 0:
            return i
    return end


def opens_with_example(reading: Reading, at: int, close: int) -> bool:
    """Whether a bracket holds examples: "(e.g. asthma)"."""
    return any(m.token_class == "example" for m in reading.mentions[at + 1 : min(at + 3, close)])


def is_list_of_kinds(reading: Reading, at: int, close: int) -> bool:
    """Whether a bracket lists two or more things of the kind of the thing before it, and nothing else."""
    before = reading.mentions[at - 1].concept if at else None
    inner = reading.mentions[at + 1 : close]
    named = [m.concept for m in inner if m.concept is not None]
    only = all(m.concept is not None or m.token_class in ("comma", "or", "and", "and_or", "slash", "determiner") for m in inner)
    return before is not None and len(named) > 1 and only and all(c.domain == before.domain for c in named)


def says_nothing_new(reading: Reading, at: int, close: int) -> bool:
    """Whether a bracket holds only an abbreviation or another name of what stands before it."""
    inner = [m for m in reading.mentions[at + 1 : close] if m.token_class not in SILENT]
    if not inner:
        return True
    before = reading.mentions[at - 1] if at else None
    if len(inner) != 1 or before is None:
        return False
    only = inner[0]
    if only.concept is not None:
        return only.concept == before.concept
    if only.token_class in NAMED:
        return only.entry == before.entry
    is_short = " " not in only.text and len(only.text) <= _SHORT_FORM and sum(c.isupper() for c in only.text) > 1
    named = bool(before.concept) or bool(before.entry) or bool(before.label)
    return is_short and (only.text in reading.recognition.abbreviations or named)
