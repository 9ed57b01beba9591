"""Text → lines, and lines that hold several numbered items or headings → parts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import NamedTuple

_RUN_ON = re.compile(r"(?P<n>\d{1,2})(?P<close>[.)]|-(?=[A-Za-z]))(?=[ ]*[^\d\s.,)])")
_MARK_SIGNS = " -•*"
_BEFORE_NUMBER = " \t;.,:)"
_SURE_RUN = 3

Cuts = Callable[[str, int, int], list[int]]
"""Where new headings begin inside a line, from its text and its two offsets."""


class Line(NamedTuple):
    """Characters `start` to `end` of one line, its newline excluded; `blank_before` tells an empty line before it."""

    start: int
    end: int
    blank_before: bool
    starts_line: bool = True


def lines(text: str, start: int, end: int, headings_inside: Cuts) -> Iterator[Line]:
    """The lines with text between two offsets, split at headings and numbers that run on inside them."""
    at, blank = start, False
    while at < end:
        stop = text.find("\n", at, end)
        stop = end if stop < 0 else stop
        if stop == at or text[at:stop].isspace():
            blank = at > start
        else:
            first = True
            for part_start, part_end in _parts(text, at, stop, headings_inside):
                yield Line(part_start, part_end, blank and first, first)
                first = False
            blank = False
        at = stop + 1


def _parts(text: str, start: int, stop: int, headings_inside: Cuts) -> Iterator[tuple[int, int]]:
    cuts = [start, *headings_inside(text, start, stop), stop]
    for piece_start, piece_stop in pairwise(cuts):
        numbered = [piece_start, *_run_on(text, piece_start, piece_stop), piece_stop]
        yield from pairwise(numbered)


def _run_on(text: str, start: int, stop: int) -> list[int]:
    """Where items 2, 3, ... of one line begin, when it holds a numbering that runs on."""
    content = _content(text, start, stop)
    runs: dict[tuple[bool, str], list[tuple[int, int]]] = {}
    for m in _RUN_ON.finditer(text, start, stop):
        at = m.start()
        bracket = at > start and text[at - 1] == "("
        at -= bracket
        if at > start and text[at - 1] not in _BEFORE_NUMBER:
            continue
        n = int(m["n"])
        run = runs.setdefault((bracket, m["close"]), [])
        if (n == 1 or at <= content) if not run else n == run[-1][0] + 1:
            run.append((n, at))
    for (bracket, closing), run in runs.items():
        sure = len(run) == _SURE_RUN - 1 and closing != "-" and (bracket or _ends_sentence(text, run[1][1]))
        if sure or len(run) >= _SURE_RUN:
            return [at for _, at in run if at > content]
    return []


def _content(text: str, start: int, stop: int) -> int:
    """Where a line's first character other than a bullet stands."""
    while start < stop and text[start] in _MARK_SIGNS:
        start += 1
    return start


def _ends_sentence(text: str, at: int) -> bool:
    return text[max(0, at - 3) : at].rstrip()[-1:] in (".", ";")
