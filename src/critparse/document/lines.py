"""Text → lines, and lines that hold several numbered items or headings → parts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_RUN_ON = re.compile(r"(?:(?<=[\s;.,:)])|^)(?P<open>\(?)(?P<n>\d{1,2})(?P<close>[.)]|-(?=[A-Za-z]))(?=[ ]*[^\d\s.,)])")
_HEADING_INSIDE = re.compile(
    r"(?:(?<=[.;:!?] )|(?<=\s\s)|(?<=[.;]))(?=(?:key |main |major |non-?)?(?:inclusion|exclusion)(?: criteria)?\s?:)", re.I
)
_LONGEST_HEADED_LINE = 20_000


class Line(NamedTuple):
    """Characters `start` to `end` of one line, its newline excluded; `blank_before` tells an empty line before it."""

    start: int
    end: int
    blank_before: bool
    starts_line: bool = True


def lines(text: str, start: int, end: int) -> Iterator[Line]:
    """The lines with text between two offsets, split at headings and numbers that run on inside them."""
    at, blank = start, False
    while at < end:
        stop = text.find("\n", at, end)
        stop = end if stop < 0 else stop
        if not text[at:stop].strip():
            blank = at > start
        else:
            first = True
            for part_start, part_end in _parts(text, at, stop):
                yield Line(part_start, part_end, blank and first, first)
                first = False
            blank = False
        at = stop + 1


def _parts(text: str, start: int, stop: int) -> Iterator[tuple[int, int]]:
    cuts = [start]
    if stop - start < _LONGEST_HEADED_LINE:
        cuts += [m.start() for m in _HEADING_INSIDE.finditer(text, start, stop) if m.start() > start]
    cuts.append(stop)
    for piece_start, piece_stop in zip(cuts, cuts[1:], strict=False):
        numbered = [piece_start, *_run_on(text, piece_start, piece_stop), piece_stop]
        yield from (p for p in zip(numbered, numbered[1:], strict=False) if p[1] > p[0])


def _run_on(text: str, start: int, stop: int) -> list[int]:
    """Where items 2, 3, ... of one line begin, when it holds a numbering that runs on."""
    runs: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for m in _RUN_ON.finditer(text, start, stop):
        style = (m["open"], m["close"])
        run = runs.setdefault(style, [])
        n = int(m["n"])
        if not run and n != 1 and text[start : m.start()].strip(" -•*"):
            continue
        if not run or n == run[-1][0] + 1:
            run.append((n, m.start()))
    for (opening, closing), run in runs.items():
        sure = len(run) >= 3 or (len(run) == 2 and (opening == "(" or _ends_sentence(text, run[1][1])))
        if sure and closing != "-" or len(run) >= 3:
            return [at for _, at in run if text[start:at].strip(" -•*")]
    return []


def _ends_sentence(text: str, at: int) -> bool:
    return text[max(0, at - 3) : at].rstrip()[-1:] in (".", ";")
