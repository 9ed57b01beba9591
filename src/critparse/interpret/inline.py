"""Lists inside one item, under words that say how many of them are asked for: "at least two of the following: ..."."""

from __future__ import annotations

from dataclasses import replace

from critparse.expression import All, Any, Expression
from critparse.interpret.classes import SENTENCE_ENDS, SILENT
from critparse.interpret.headers import listed
from critparse.interpret.reading import ListHead, Reading, mark_understood, unparsed
from critparse.interpret.sentence import sentence


def each_sentence(reading: Reading, start: int, end: int) -> list[Expression]:
    """What each sentence among mentions `start` to `end` says."""
    found: list[Expression] = []
    for stop in [*_sentence_ends(reading, start, end), end]:
        expression = sentence(reading, start, stop)
        if expression is not None:
            found.append(expression)
        start = stop
    return found


def inline_list(reading: Reading) -> Expression | None:
    """What an item with a list behind a colon says, where the words before it say how many are asked for; else None."""
    mentions = reading.mentions
    colon = next((i for i, m in enumerate(mentions) if m.text == ":" and reading.owner[i] < 0), None)
    if colon is None or colon + 1 >= len(mentions):
        return None
    origin = mentions[0].start
    before = _normalised(reading, colon)
    head = reading.recognition.joins(before)
    if head is None:
        return None
    first = next(i for i, m in enumerate(mentions) if m.end > origin + head.start)
    own = sentence(reading, 0, first) if any(m.token_class not in SILENT and m.value is None for m in mentions[:first]) else None
    mark_understood(reading, 0 if own is None else first, colon + 1)
    parts = _items(reading, head, colon + 1)
    if not parts:
        return None
    if head.joining in ("at_least", "at_most") and len(parts) < head.n:
        return unparsed(reading, 0, len(mentions), "more is asked for than the list holds")
    items = listed(parts, head)
    return items if own is None else All(of=(own, items))


def _normalised(reading: Reading, stop: int) -> str:
    """The words before a mention, each at the place that it has in the normalised text."""
    origin = reading.mentions[0].start
    text = ""
    for m in reading.mentions[:stop]:
        text += " " * (m.start - origin - len(text)) + m.text
    return text


def _items(reading: Reading, head: ListHead, start: int) -> list[Expression]:
    """The items of the list: its sentences where semicolons part them, else the parts that its commas leave."""
    end = len(reading.mentions)
    inner = replace(reading, kind="inclusion" if head.joining == "all" else "exclusion")
    found = each_sentence(inner, start, end)
    if len(found) > 1:
        return found
    whole = All if head.joining == "all" else Any
    return [part for node in found for part in (node.of if isinstance(node, whole) else (node,))]


def _sentence_ends(reading: Reading, start: int, end: int) -> list[int]:
    return [
        i + 1
        for i in range(start, end)
        if reading.mentions[i].token_class in SENTENCE_ENDS and reading.owner[i] < 0 and i + 1 < end
    ]
