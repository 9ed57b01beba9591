"""What has been decided on a line so far: lists, and what is said of what. Later decisions look at it."""

from __future__ import annotations

from critparse.interpret.relation_line import Line


class State:
    """What has been decided on a line so far."""

    def __init__(self, line: Line) -> None:
        size = len(line.placed)
        self.before: list[int] = [-1] * size
        """The member of the list before each entity; -1 for the first and for those in no list."""
        self.group: list[int] = [-1] * size
        """The first member of each entity's list, itself for the first; -1 for those in no list."""
        self.last: dict[int, int] = {}
        """First member → last member so far."""
        self.count: dict[int, int] = {}
        self.said_of: list[str] = ["-"] * size
        """The last relation in which each entity is the tail, and where its head is: "Q>" of a qualifier before its condition."""
        self.has: list[str] = [""] * size
        """What is said of each entity, a letter a relation in alphabetical order: "QV" has a qualifier and a value."""
        self.taken: list[int] = [0] * size
        """How many tails of the present kind each entity has."""

    def join(self, tail: int, head: int) -> None:
        """Put an entity into the list of an earlier one."""
        first = self.group[head] if self.group[head] >= 0 else head
        self.group[head] = first if self.group[head] < 0 else self.group[head]
        self.before[tail], self.group[tail] = head, first
        self.last[first] = tail
        self.count[first] = self.count.get(first, 1) + 1

    def say(self, kind: str, tail: int, head: int) -> None:
        """Take note that something is said of an entity."""
        letter = kind[4].upper()
        self.taken[head] += 1
        self.said_of[tail] = letter + "<>"[head > tail]
        self.has[head] = "".join(sorted({*self.has[head], letter}))

    def role(self, n: int) -> str:
        """Whether an entity stands in no list ("-"), first in one ("1") or later in one ("2")."""
        return "-" if self.group[n] < 0 else "1" if self.group[n] == n else "2"
