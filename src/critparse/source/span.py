"""A stretch of the original text."""

from __future__ import annotations

from typing import NamedTuple


class Span(NamedTuple):
    """Characters `start` to `end` (excluded) of the original text.

    >>> Span(2, 5).of("a DLCO")
    'DLC'
    """

    start: int
    end: int

    def of(self, text: str) -> str:
        """The characters that the span covers."""
        return text[self.start : self.end]
