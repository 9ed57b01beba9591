"""A document that was checked, and where its diagnostics stand."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from critparse.source import Diagnostic


class Place(NamedTuple):
    """A line and a column, both from 1; columns count characters."""

    line: int
    column: int


@dataclass(frozen=True)
class Checked:
    """A document with what was found in it."""

    path: str
    """As it is shown: a file, or "<stdin>"."""
    name: str
    """The document inside a file of several; empty where the file is the document."""
    text: str
    diagnostics: tuple[Diagnostic, ...]
    criteria: tuple[str, ...]
    """For each diagnostic the id of its criterion, or nothing."""

    @property
    def label(self) -> str:
        """Path, and the document in it."""
        return f"{self.path}#{self.name}" if self.name else self.path

    @cached_property
    def _starts(self) -> list[int]:
        starts = [0]
        at = self.text.find("\n")
        while at >= 0:
            starts.append(at + 1)
            at = self.text.find("\n", at + 1)
        return starts

    def place(self, offset: int) -> Place:
        """Line and column of an offset.

        >>> Checked("a.txt", "", "one\\ntwo", (), ()).place(5)
        Place(line=2, column=2)
        """
        line = bisect_right(self._starts, offset)
        return Place(line, offset - self._starts[line - 1] + 1)

    def line(self, number: int) -> str:
        """The text of a line, its end left out."""
        start = self._starts[number - 1]
        stop = self._starts[number] if number < len(self._starts) else len(self.text)
        return self.text[start:stop].rstrip("\r\n")
