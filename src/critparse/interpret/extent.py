"""Where the segments of a sentence end: at connectors outside brackets, times and clauses."""

from __future__ import annotations

from critparse.interpret.classes import CONNECTING
from critparse.interpret.pieces import example_end
from critparse.interpret.reading import Reading


def segment_end(reading: Reading, at: int, end: int) -> int:
    """Where the segment that begins at a mention ends: at the next connector outside brackets."""
    depth = 0
    i = at - 1
    while (i := i + 1) < end:
        m = reading.mentions[i]
        if i in reading.times:
            i = reading.times[i][1] - 1
        elif i in reading.clauses:
            i = reading.clauses[i].stop - 1
            if i + 1 < end and depth == 0 and reading.mentions[i + 1].value == "duty":
                return i + 1
        elif m.token_class == "open_bracket":
            depth += 1
        elif m.token_class == "close_bracket":
            depth = max(0, depth - 1)
        elif depth == 0 and m.token_class in CONNECTING and reading.owner[i] < 0 and not _joins_within(reading, i, end):
            return i
        elif depth == 0 and m.token_class == "example" and reading.owner[i] < 0:
            i = example_end(reading, i, end) - 1
    return end


def _joins_within(reading: Reading, i: int, end: int) -> bool:
    """Whether a connector stands inside one time or one stage: "prior to or during the study", "stage III or IV"."""
    if reading.mentions[i].token_class not in ("or", "and", "and_or") or i + 1 >= end or not i:
        return False
    before, after = reading.mentions[i - 1], reading.mentions[i + 1]
    if before.token_class == "level" and after.token_class == "level":
        return True
    return (before.token_class == "time_relation" or is_window(reading, i - 1)) and (
        after.token_class in ("time_relation", "within", "time_preposition") or is_window(reading, i + 1)
    )


def is_window(reading: Reading, i: int) -> bool:
    """Whether a mention belongs to the span of a time window."""
    return reading.owner[i] >= 0 and reading.attached[reading.owner[i]].comparison.window


def segment_bounds(reading: Reading, start: int, end: int) -> list[tuple[int, int]]:
    """First mention and end of each segment."""
    found: list[tuple[int, int]] = []
    at = start
    while at <= end:
        stop = segment_end(reading, at, end)
        found.append((at, stop))
        at = stop + 1
    return found
