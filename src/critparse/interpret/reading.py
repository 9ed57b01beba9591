"""One item while its logic is read: what is shared, what was understood, and how parts are joined."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from critparse.expression import All, Any, Code, Expression, Occurrence, Qualifier, Unparsed
from critparse.extract.entity import Entity
from critparse.extract.mention import Mention
from critparse.interpret.classes import CONNECTING, SILENT
from critparse.interpret.subject import Attached
from critparse.interpret.time_phrases import Times
from critparse.knowledge import ConceptEntry
from critparse.source import Diagnostic, Span

Kind = Literal["inclusion", "exclusion", "negated"]
"""What a list without a word between its parts means; under a negation any of it is meant."""
Operator = Literal["all", "any"]


class Clause(NamedTuple):
    """Mentions `first` to `stop` that say when, for whom or with what exception the rest holds; its words begin at `inner`."""

    kind: Literal["if", "only_if", "unless", "group", "exception", "regardless", "definition", "aside", "when"]
    first: int
    inner: int
    stop: int
    says: Expression | None = None
    """What its words say; None where they say nothing."""


class ListHead(NamedTuple):
    """Words that say how many of a list are asked for: "at least two of the following"."""

    joining: Literal["all", "any", "at_least", "at_most"]
    n: int
    start: int
    """Where they begin in their text."""


class Recognition(NamedTuple):
    """What reading needs to know of names: the lexicon's concepts, codes for others, and the document's own words."""

    concept_of: Callable[[str], ConceptEntry | None]
    """The concept of the lexicon that a whole text names."""
    says: Callable[[str], bool]
    """Whether a word is a qualifier of the grammars."""
    describes: Callable[[str], bool]
    """Whether a word ends as adjectives do."""
    codes_for: Callable[[str, str], tuple[Code, ...]]
    """Codes for a name of a domain that the lexicon does not hold; empty where none is sure."""
    joins: Callable[[str], ListHead | None]
    """How many of the items behind a text it asks for."""
    abbreviations: frozenset[str] = frozenset()
    """Short forms that the document defines."""
    pieced: tuple[Entity, ...] = ()
    """The recogniser's names in several pieces, at normalised offsets."""


class Read(NamedTuple):
    """The expression of an item, its coverage, and what there is to say about it."""

    expression: Expression
    coverage: float
    diagnostics: tuple[Diagnostic, ...]
    said: Occurrence | None = None
    """What a header says of the items under it, on a thing without a name."""
    group: Expression | None = None
    """The patients of whom a header asks the items under it, where it says nothing else."""


@dataclass(slots=True)
class Reading:
    """What is shared while one item is read."""

    text: str
    mentions: Sequence[Mention]
    attached: Sequence[Attached]
    kind: Kind
    node: Callable[[Attached], Expression | None]
    original: Callable[[int, int], Span]
    owner: list[int]
    """For each mention the comparison that it belongs to, or -1."""
    understood: list[bool]
    made_by: dict[int, list[Attached]]
    """First mention → the comparisons that one rule made there."""
    starts: Sequence[int]
    """Where each mention begins in the original text."""
    recognition: Recognition
    clauses: dict[int, Clause] = field(default_factory=dict)
    """Where a clause begins → the clause; its words are read by themselves."""
    times: dict[int, tuple[Times, int]] = field(default_factory=dict)
    """First mention → the times that are understood there, and the mention after them."""
    timed: frozenset[int] = frozenset()
    """The mentions inside those times."""
    unsaid: list[Qualifier] = field(default_factory=list)
    """What is said of nothing here: in a header it is said of the items under it."""
    groups: list[Expression] = field(default_factory=list)
    """The patients whom a header speaks of, and says nothing else: "For women of childbearing potential:"."""
    diagnostics: list[Diagnostic] = field(default_factory=list)


def joined(reading: Reading, parts: list[Expression], operator: Operator) -> Expression | None:
    """All or any of the parts, flat; neighbours that are both unparsed become one."""
    whole = All if operator == "all" else Any
    if len(parts) == 1 and not isinstance(parts[0], whole):
        return parts[0]
    merged: list[Expression] = []
    for part in parts:
        flat = part.of if isinstance(part, whole) else (part,)
        for node in flat:
            previous = merged[-1] if merged else None
            if isinstance(node, Unparsed) and isinstance(previous, Unparsed) and _adjacent(reading, previous, node):
                span = Span(previous.spans[0].start, node.spans[0].end)
                merged[-1] = Unparsed(text=span.of(reading.text), reason=previous.reason, spans=(span,))
            else:
                merged.append(node)
    if len(merged) <= 1:
        return merged[0] if merged else None
    return whole(of=tuple(merged))


def _adjacent(reading: Reading, left: Unparsed, right: Unparsed) -> bool:
    """Whether nothing that was understood stands between two unparsed stretches."""
    low, high = left.spans[0].end, right.spans[0].start
    between = range(bisect_left(reading.starts, low), bisect_left(reading.starts, high))
    return low <= high and not any(reading.understood[i] and reading.mentions[i].token_class not in SILENT for i in between)


def unparsed(reading: Reading, start: int, end: int, reason: str) -> Unparsed:
    """Mentions `start` to `end` as text that was not understood."""
    mentions = reading.mentions
    while start < end - 1 and mentions[start].token_class in CONNECTING:
        start += 1
    while end - 1 > start and mentions[end - 1].token_class in CONNECTING:
        end -= 1
    for i in range(start, end):
        reading.understood[i] = False
    classes = [m.token_class for m in mentions[start:end]]
    if classes.count("open_bracket") > classes.count("close_bracket") and end < len(mentions):
        end += mentions[end].token_class == "close_bracket"
    span = reading.original(mentions[start].start, mentions[end - 1].end)
    return Unparsed(text=span.of(reading.text), reason=reason, spans=(span,))


def runs(reading: Reading, indices: list[int]) -> list[tuple[int, int]]:
    """Neighbouring mentions, with only silent words between them, as (first, last)."""
    runs = [(indices[0], indices[0])]
    for i in indices[1:]:
        first, last = runs[-1]
        between = range(last + 1, i)
        if all(j not in reading.clauses and (reading.owner[j] < 0 or not reading.understood[j]) for j in between):
            runs[-1] = (first, i)
        else:
            runs.append((i, i))
    return runs


def coverage(reading: Reading) -> float:
    """Understood characters by all characters, over the words that carry meaning."""
    total = understood = 0
    for m, u in zip(reading.mentions, reading.understood, strict=True):
        if m.token_class in SILENT and not u:
            continue
        size = m.end - m.start
        total += size
        understood += size if u else 0
    return understood / total if total else 1.0


def mark_understood(reading: Reading, start: int, end: int) -> None:
    """Mark mentions as understood."""
    for i in range(start, end):
        reading.understood[i] = True
