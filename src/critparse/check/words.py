"""The words that rules look for: entries of `grammars/phrases/check.toml`."""

from __future__ import annotations

import re
from functools import cache

from critparse.knowledge import Knowledge


@cache
def words(knowledge: Knowledge, entry: str) -> re.Pattern[str]:
    """The phrases of an entry as one pattern, the longest first; a blank stands for any white space.

    >>> from critparse.knowledge import load
    >>> bool(words(load(), "check_vague_time").search("a recent infection"))
    True
    """
    found = knowledge.phrases[entry]
    loose = sorted(found.phrases, key=len, reverse=True)
    exact = sorted(found.exact, key=len, reverse=True)
    parts = []
    if loose:
        parts.append(f"(?i:{'|'.join(map(_pattern, loose))})")
    if exact:
        parts.append("|".join(map(_pattern, exact)))
    return re.compile(rf"(?<![\w-])(?:{'|'.join(parts)})(?![\w-])")


@cache
def listed(knowledge: Knowledge, entry: str) -> frozenset[str]:
    """The phrases of an entry in lower case, and the exact ones as they are."""
    found = knowledge.phrases[entry]
    return frozenset((*(p.lower() for p in found.phrases), *found.exact))


@cache
def lowered(knowledge: Knowledge, entry: str) -> tuple[str, ...]:
    """What occurs in lower case wherever a phrase of the entry does: for phrases of several words the longest of them."""
    found = knowledge.phrases[entry]
    return tuple({max(p.lower().split(), key=len) for p in (*found.phrases, *found.exact)})


def _pattern(phrase: str) -> str:
    return r"\s+".join(map(re.escape, phrase.split()))
