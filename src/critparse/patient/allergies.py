"""Conditions that are an allergy, and what they are to, as `grammars/codes/allergies.tsv` has it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from critparse.errors import KnowledgeError
from critparse.knowledge import Knowledge
from critparse.patient.lists import shipped_lists

_ANYTHING = "*"
_FILE = "allergies.tsv"


class Allergies:
    """Which condition an allergy to something is.

    >>> from critparse.knowledge import load
    >>> sorted(allergies(load()).to(["peanut"]))
    ['food_allergy', 'hypersensitivity', 'peanut_allergy']
    """

    def __init__(self, listed: Mapping[str, tuple[str, ...]], knowledge: Knowledge) -> None:
        self._conditions: dict[str, list[str]] = {}
        self._just: dict[str, list[str]] = {}
        self._concepts = knowledge.concepts
        for condition, things in listed.items():
            for thing in (condition, *things):
                if thing not in knowledge.concepts and not thing.startswith(_ANYTHING):
                    raise KnowledgeError(f"{thing!r} is no concept of the lexicon", where=f"codes/{_FILE}", hint="correct the id")
            for thing in things:
                self._conditions.setdefault(thing, []).append(condition)
            if len(things) == 1:
                self._just.setdefault(things[0], []).append(condition)
        self.to_anything = frozenset(self._conditions.get(_ANYTHING, ()))
        """The conditions that an allergy to anything is, also to what the lexicon does not have."""

    def to(self, things: Iterable[str]) -> Iterator[str]:
        """The conditions that an allergy to some concepts is, by their ids; some may come twice."""
        for thing in things:
            entry = self._concepts.get(thing)
            for key in (thing, f"{_ANYTHING} {entry.domain}" if entry else _ANYTHING, _ANYTHING):
                yield from self._conditions.get(key, ())

    def just_to(self, thing: str) -> tuple[str, ...]:
        """The conditions that are an allergy to this concept and to nothing else."""
        return tuple(self._just.get(thing, ()))


@cache
def allergies(knowledge: Knowledge) -> Allergies:
    """The shipped table, checked against these grammars.

    Raises `KnowledgeError` for an id that the grammars do not have.
    """
    return Allergies(shipped_lists(_FILE), knowledge)
