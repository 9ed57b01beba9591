"""The name of a condition → its ICD-10-CM code, for names that the lexicon does not have; no code rather than a doubtful one."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from critparse.knowledge import icd10cm
from critparse.knowledge.link_words import words

THRESHOLD = 0.7
"""Lowest score of a link: chosen on half of `tests/knowledge/icd10cm_links.tsv`, measured on the other half."""
_LIGHT_WEIGHT = 0.2
_CONDITION = "disease"
"""Stands for itself, "disorder", "condition"; with it and without a "syndrome" of the code, something else is meant."""
_CATEGORY = 3
"""Characters of a category."""
_LONGEST = 10
"""Words of the longest name that is known or looked up."""
_LONGEST_TEXT = 200
"""Characters of the longest name that is looked up."""
_RESIDUAL = ("Other ", "other ", "Unspecified and other ")
"""Names of what has no code of its own: nothing is named as they are."""
_NOT_LINKED = (
    *("V", "W", "X", "Y", "Z0", "Z1", "Z3A", "Z4", "Z5"),  # external causes, encounters, weeks of pregnancy
    *("T0", "T2", "T3", "T4", "T5", "T6"),  # burns and poisonings by place and substance
    *("R29.7", "R40.21", "R40.22", "R40.23", "R40.24"),  # answers on scales
    *("R69", "R99", "I72", "I82.90"),  # named as if they held every illness, death, aneurysm and thrombosis
)
_FILLING = re.compile(r",? (?:not elsewhere classified|except .*|(?:site|organism) not specified)")
_OPTIONAL = re.compile(r"\(([^()]*)\)|\[([^\]]*)\]")
_SYNONYM = re.compile(r"\[([a-z][a-z' -]{8,})\]$")
"""A whole name in brackets at the end ("Acute nasopharyngitis [common cold]")."""
_ABBREVIATION = re.compile(r"\s*\([A-Za-z0-9-]{1,8}\)\s*$")


class Link(NamedTuple):
    """An ICD-10-CM code or range, what it stands for, and how sure the link is (1: all words of the name)."""

    code: str
    description: str
    score: float


class _Name(NamedTuple):
    """One name of a code, as words."""

    code: str
    words: frozenset[str]
    plain: bool
    """Whether the name has no brackets, so that nothing was left out of it."""


def link(name: str) -> Link | None:
    """The code of a condition, or None where none is sure.

    Of the codes that are named so, the widest: a block or category rather than one code in it.

    >>> link("Hepatic encephalopathy")
    Link(code='K76.82', description='Hepatic encephalopathy', score=1.0)
    >>> link("congestive kidney confusion") is None
    True
    """
    return _link(name) if len(name) <= _LONGEST_TEXT else None


@lru_cache(maxsize=65536)
def _link(name: str) -> Link | None:
    found = _find(name) or _find(_ABBREVIATION.sub("", name))
    return found if found and found.score >= THRESHOLD else None


def _find(name: str) -> Link | None:
    asked = frozenset(words().read(name))
    if not asked or len(asked) > _LONGEST:
        return None
    scores = {known: _score(asked, known) for known in _index().get(_key(asked), ())}
    best = max(scores.values(), default=0.0)
    named = [known for known in scores if scores[known] == best > 0]
    widest = _widest(named) or _widest([known for known in named if known.plain])
    return Link(widest, icd10cm.description(widest) or "", round(best, 3)) if widest else None


def _widest(named: list[_Name]) -> str | None:
    """The code or range that holds the others, or None if they mean different things."""
    if not named:
        return None
    widest = min((known.code for known in named), key=lambda code: ("-" not in code, len(code), code))
    near = widest if "-" in widest else widest[:_CATEGORY]
    return widest if all(icd10cm.covers([near], known.code) for known in named) else None


def _score(asked: frozenset[str], known: _Name) -> float:
    """The weight of the words that both names have, of the weight of all; 0 if they name different things."""
    read = words()
    more, less = asked - known.words, known.words - asked
    if not (more or less):
        return 1.0
    if asked <= read.weak or (less and _CONDITION in more) or not (more <= read.light and less <= read.implied):
        return 0.0
    return _weight(known.words & asked) / _weight(known.words | asked)


def _weight(of: frozenset[str]) -> float:
    return sum(_LIGHT_WEIGHT if word in words().weak else 1.0 for word in of)


@cache
def _index() -> dict[frozenset[str], list[_Name]]:
    """The words that tell what a name means → the codes with such a name."""
    index: dict[frozenset[str], list[_Name]] = defaultdict(list)
    for code, term in _terms():
        readings = _readings(term)
        for name in readings:
            index[_key(name)].append(_Name(code, name, len(readings) == 1))
    return index


def _key(name: frozenset[str]) -> frozenset[str]:
    """The words by which a name is found: all that carry weight, or all if none does."""
    return (name - words().weak) or name


def _terms() -> Iterator[tuple[str, str]]:
    """Codes and their names; not the codes that only add a side, since the code above them has the same name."""
    for row in icd10cm.rows():
        if not (row.code.startswith(_NOT_LINKED) or _is_partial(row.description)):
            for name in (row.description, *row.terms):
                if name.count(" ") < _LONGEST and not name.startswith(_RESIDUAL) and ", other" not in name:
                    yield row.code, name


def _is_partial(of: str) -> bool:
    """Whether a code only adds a side or a trimester to the code above it, or stands beside the code of another disease."""
    return " right" in of or " left" in of or "bilateral" in of or "trimester" in of or "classified elsewhere" in of


def _readings(term: str) -> set[frozenset[str]]:
    """The words of a term: with those that stand in brackets, with one of them, and without."""
    read = words()
    base = _FILLING.sub("", term) if "," in term else term
    if "(" not in base and "[" not in base:
        return {frozenset(read.read(base))}
    allowed = frozenset(word for one, other in _OPTIONAL.findall(base) for word in read.read(one or other))
    needed = frozenset(read.read(_OPTIONAL.sub(" ", base))) | (allowed & read.telling)
    readings = {needed, needed | allowed, *(needed | {word} for word in allowed)}
    synonym = _SYNONYM.search(base)
    return readings | {frozenset(read.read(synonym[1]))} if synonym else readings
