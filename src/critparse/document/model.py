"""Headings and items of a document. All offsets are normalised."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Kind = Literal["inclusion", "exclusion"]
Role = Literal["item", "header", "note"]


@dataclass(frozen=True, slots=True)
class Heading:
    """A line that opens a list or names a cohort. `start` to `end` are its own characters."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Item:
    """A criterion or a part of one.

    `start` to `end` are the item's own characters, its children's not included; `content_start` to `content_end`
    are those without list mark and surrounding white space.
    """

    id: str
    kind: Kind
    cohort: str | None
    role: Role
    start: int
    end: int
    content_start: int
    content_end: int
    children: tuple[Item, ...] = ()

    def walk(self) -> Iterator[Item]:
        """The item and everything below it, in order of text."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True)
class Document:
    """The headings and top-level items of a text, in order."""

    headings: tuple[Heading, ...]
    items: tuple[Item, ...]
    kind_is_given: bool
    """Whether a heading says what is inclusion and what exclusion; without one all is read as inclusion."""
