"""Whether an unmarked line begins an item of its own or goes on with the line before it."""

from __future__ import annotations

from functools import cached_property

_OPEN_ENDS = frozenset((
    "a", "an", "the", "of", "or", "and", "and/or", "with", "without", "to", "for", "in", "on", "by", "at", "from", "as",
    "than", "that", "which", "who", "whose", "is", "are", "be", "not", "no", "any", "please", "including",
))  # fmt: skip
_GOING_ON = frozenset(("of", "or", "and", "than", "by", "from", "to", "in", "for", "on", "which", "that", "whose", "as"))
_LONG_LINE = 50
_WIDEST_WRAP = 100
_NARROWEST_WRAP = 60
_RAGGED = 12
_ENOUGH_FULL_LINES = 3
_MOST_WRAPPED = 4
"""A text in which more than one line in four begins in lower case writes its items so."""


class Wrapping:
    """How the lines of a stretch of text are broken."""

    def __init__(self, text: str, start: int, end: int) -> None:
        self._text, self._start, self._end = text, start, end

    def goes_on(self, previous: str, line: str) -> bool:
        """Whether `line`, which begins in lower case, is the rest of the long line `previous`.

        >>> Wrapping("", 0, 0).goes_on("treated with at least one immunosuppressive drug in the course of", "the last year")
        True
        """
        if len(previous) <= _LONG_LINE:
            return False
        first = line.split(maxsplit=1)[0]
        if previous.rsplit(maxsplit=1)[-1].lower() in _OPEN_ENDS or first in _GOING_ON:
            return True
        if previous.count("(") > previous.count(")"):
            return True
        return self.fills(previous, line) or self._lower_is_rare

    def fills(self, previous: str, line: str) -> bool:
        """Whether the first word of `line` had no room on the line `previous`."""
        return len(previous) + 1 + len(line.split(maxsplit=1)[0]) > self._width

    @cached_property
    def _lines(self) -> list[str]:
        return [line for raw in self._text[self._start : self._end].split("\n") if (line := raw.strip())]

    @cached_property
    def _width(self) -> int:
        """The width at which the lines are wrapped; more than any where they are not."""
        widths = sorted(len(line) for line in self._lines)
        widest = widths[-1] if widths else 0
        full = sum(w >= widest - _RAGGED for w in widths)
        wrapped = _NARROWEST_WRAP <= widest <= _WIDEST_WRAP and full >= _ENOUGH_FULL_LINES
        return widest if wrapped else len(self._text) + _WIDEST_WRAP

    @cached_property
    def _lower_is_rare(self) -> bool:
        return sum(line[0].islower() for line in self._lines) * _MOST_WRAPPED <= len(self._lines)
