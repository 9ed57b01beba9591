"""What screening knows of records and of the study, as `grammars/codes/screening.tsv` has it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from critparse.errors import KnowledgeError
from critparse.knowledge.icd10cm import is_code
from critparse.patient.lists import lists, shipped_lists

_FILE = "screening.tsv"
_KINDS = ("once", "past", "anchor", "unnamed", "manner")


class Tables(NamedTuple):
    """The lists; what each kind means stands at the head of the file."""

    once: tuple[str, ...]
    """ICD-10-CM codes of what happens on a day."""
    past: tuple[str, ...]
    """ICD-10-CM codes that say that it is over."""
    anchor: frozenset[str]
    """Anchors that are steps of the study."""
    unnamed: frozenset[str]
    """Ids of concepts by whose name nothing is recorded."""
    manner: frozenset[str]
    """Ids of concepts that say how something is done, which records leave out."""


@cache
def tables() -> Tables:
    """The tables as the shipped grammars have them."""
    return _checked(shipped_lists(_FILE, _KINDS))


def read_tables(lines: Iterable[str]) -> Tables:
    """The tables that a file's lines hold.

    Raises `KnowledgeError` for a line that is no list of a known kind, and for a code that ICD-10-CM does not have.

    >>> read_tables(["once\\tI21-I22"]).once
    ('I21-I22',)
    """
    return _checked(lists(lines, f"codes/{_FILE}", _KINDS))


def _checked(found: dict[str, tuple[str, ...]]) -> Tables:
    for code in (*found["once"], *found["past"]):
        if not is_code(code):
            raise KnowledgeError(f"{code} is not in ICD-10-CM", where=f"codes/{_FILE}", hint="see grammars/codes/icd10cm.tsv.gz")
    return Tables(found["once"], found["past"], frozenset(found["anchor"]), frozenset(found["unnamed"]), frozenset(found["manner"]))
