"""Words that a preposition ties to a thing, over a list: "pain related to cancer or its treatment"."""

from __future__ import annotations

from bisect import bisect_left

from critparse.expression import Expression, Occurrence, Qualifier, Unparsed
from critparse.interpret.classes import GOVERNING, PREPOSITIONS, SILENT
from critparse.interpret.reading import Reading, mark_understood

_JOINING = frozenset({"or", "and_or", "slash"})
_APART = GOVERNING | {"negation", "sex", "anyone", "everyone", "person", "cue", "judgement", "condition"}


def goes_on(reading: Reading, before: Expression, at: int, stop: int, node: Expression | None) -> bool:
    """Whether a segment behind "or" belongs to the words tied to the thing before it, and is no alternative to the thing.

    It is one where it names a thing of the same kind as the thing itself: "surgery for hernia or chemotherapy".
    """
    tail = _tail(before)
    if tail is None or not isinstance(before, Occurrence) or at >= stop or reading.mentions[at - 1].token_class not in _JOINING:
        return False
    if at > 1 and reading.mentions[at - 2].token_class == "comma":
        return False
    inside = range(at, stop)
    if any(reading.owner[i] >= 0 or i in reading.clauses or reading.mentions[i].token_class in _APART for i in inside):
        return False
    first = bisect_left(reading.starts, tail.span.start if tail.span else 0)
    relates = reading.mentions[first].token_class in PREPOSITIONS
    tied = {m.concept.domain for m in reading.mentions[first : at - 1] if m.concept}
    if not relates or not (isinstance(node, Occurrence | Unparsed) or node is None):
        return False
    if not tied:
        return True  # "surgery for gastric or colorectal cancer"
    names_thing = any(m.concept is not None and m.token_class != "light_noun" for m in reading.mentions[at:stop])
    if isinstance(node, Occurrence) and node.codes and names_thing:
        return node.domain in tied and node.domain != before.domain
    return not names_thing or all(
        m.token_class in SILENT or m.concept is None or not m.concept.codes for m in reading.mentions[at:stop]
    )


def with_longer_tail(reading: Reading, before: Expression, stop: int) -> Expression:
    """The thing before with all mentions up to `stop` among the words tied to it."""
    tail = _tail(before)
    assert isinstance(before, Occurrence)
    assert tail is not None
    assert tail.span is not None
    last = reading.mentions[stop - 1]
    span = tail.span._replace(end=reading.original(last.start, last.end).end)
    mark_understood(reading, bisect_left(reading.starts, span.start), stop)
    longer = Qualifier(kind="text", value=" ".join(span.of(reading.text).split()), span=span)
    return before.model_copy(update={"qualifiers": tuple(longer if q is tail else q for q in before.qualifiers)})


def _tail(node: Expression) -> Qualifier | None:
    """What is said of a thing last, in words behind it."""
    if not isinstance(node, Occurrence) or not node.qualifiers or not node.spans:
        return None
    last = node.qualifiers[-1]
    return last if last.kind == "text" and last.span and last.span.start >= node.spans[-1].end else None
