"""Entities of a text → the relations between them: what a value belongs to, what a "no" negates, what stands in a list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from critparse.extract.entity import Entity
from critparse.interpret.relation_choice import Option, read_line
from critparse.interpret.relation_kinds import LINKS
from critparse.interpret.relation_line import lines
from critparse.interpret.relation_ranker import Weights, choose, choose_links, weights


class Relation(NamedTuple):
    """A relation of one of Chia's kinds; head and tail are numbers of the entities that were handed in.

    "OR" joins each member of a list to the one before it.
    """

    kind: str
    head: int
    tail: int


def relate(text: str, entities: Sequence[Entity], model: Weights | None = None) -> list[Relation]:
    """The relations between entities of the same line, by the shipped weights unless others are given.

    >>> found = [Entity("Measurement", ((0, 3),)), Entity("Value", ((4, 12),))]
    >>> relate("ALT < 40 U/L", found)
    [Relation(kind='Has_value', head=0, tail=1)]
    """
    known = weights() if model is None else model

    def decide(name: str, _: int, options: Sequence[Option]) -> list[Option]:
        return choose_links(options, known) if name == LINKS else choose(options, known[name])

    return [Relation(*found) for line in lines(text, entities) for found in read_line(line, decide)]
