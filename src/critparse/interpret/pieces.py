"""Mentions that no comparison takes → pieces of phrases: things, what is said of them, times, and words not understood."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from critparse.extract.mention import Mention
from critparse.interpret.brackets import DEEPER, closing, opens_with_example
from critparse.interpret.classes import (
    ANCHORED,
    COMPOUNDING,
    CONNECTING,
    JOINING_LEVELS,
    NAMED,
    PEOPLE_APART,
    PREPOSITIONS,
    SILENT,
    TIME_STARTS,
)
from critparse.interpret.productions import TIME_UNITS
from critparse.interpret.reading import Reading
from critparse.knowledge import ConceptEntry

Kind = Literal[
    "thing",
    "qualifier",
    "cue",
    "time",
    "value",
    "count",
    "sex",
    "age",
    "cohort",
    "slash",
    "preposition",
    "aside",
    "clause",
    "silent",
    "word",
]
CUES = frozenset({"exists", "use", "done", "allergy", "treated"})
"""Values of phrases that introduce a thing, and what they say of it: that it is there, taken, done, or an allergy."""
DOMAINS = {
    "Condition": "condition", "Drug": "drug", "Procedure": "procedure", "Device": "device", "Observation": "observation",
    "Measurement": "observation",
}  # fmt: skip
"""Labels of the recogniser that name things → their domain."""
_NUMBERS = frozenset({"number", "number_word"})
_LONGEST_COHORT = 3
STAGING = frozenset({"stage", "grade"})
_CLOSING = frozenset({"open_bracket", "close_bracket", "comma"})
_JOINING = frozenset({"or", "and", "and_or"})
_LISTED = _JOINING | {"comma"}
_PLACING = ANCHORED | {"time_relation", "within"}
_TEXT_LABELS = frozenset({"Qualifier", "Multiplier", "Mood", "Value"})


class Piece(NamedTuple):
    """Mentions `first` to `stop` and what they are in a phrase."""

    kind: Kind
    first: int
    stop: int
    domain: str = ""
    concept: ConceptEntry | None = None
    inner: tuple[Piece, ...] = ()
    """What a thing's own words say of it."""


def pieces(reading: Reading, first: int, stop: int) -> Iterator[Piece]:
    """The pieces of mentions `first` to `stop`, in order."""
    at = first
    while at < stop:
        piece = _piece(reading, at, stop)
        yield piece
        at = piece.stop


def is_qualifier(m: Mention) -> bool:
    """Whether a phrase of the grammars says "kind = value" of a thing."""
    return m.value is not None and " = " in str(m.value)


def names_cohort(mentions: Sequence[Mention], at: int, end: int) -> bool:
    """Whether a part of the study is named: "cohort B", "arm 2"."""
    return mentions[at].value == "cohort" and at + 1 < end and len(mentions[at + 1].text) <= _LONGEST_COHORT


def _piece(reading: Reading, at: int, stop: int) -> Piece:
    m = reading.mentions[at]
    if at in reading.times and reading.times[at][1] <= stop:
        return Piece("time", at, reading.times[at][1])
    if opens_relative(reading, at, stop):
        return Piece("clause", at, stop)
    if m.token_class == "negation" and m.value == "non":
        return _with_non(reading, at, stop)
    if m.token_class == "example":
        return Piece("value", at, example_end(reading, at, stop))
    if reading.owner[at] >= 0 and m.token_class != "level_noun":
        return _bound(reading, at, stop)
    if m.token_class == "open_bracket" and opens_with_example(reading, at, min(at + 3, stop)):
        return Piece("silent", at, at + 1)
    if m.token_class == "open_bracket" and _defines(reading, at, close := closing(reading, at, stop)):
        return Piece("value", at, min(close + 1, stop))
    if _opens_time(reading, at, stop):
        return Piece("time", at, max(at + 1, _time_end(reading, at, stop)))
    if m.value in STAGING and (end := _levels_end(reading, at + 1, stop)) > at + 1:
        return Piece("qualifier", at, end)
    if m.token_class == "light_noun" and (m.concept or m.label not in DOMAINS):
        return Piece("aside", at, at + 1, m.concept.domain if m.concept else "", m.concept)
    if m.label in DOMAINS and not is_qualifier(m) and m.value not in CUES:
        return _labelled(reading, at, stop)
    if m.concept:
        return Piece("thing", at, at + 1, m.concept.domain, m.concept)
    if m.token_class in NAMED:
        return Piece("thing", at, at + 1, "observation")
    if is_qualifier(m):
        return Piece("qualifier", at, at + 1)
    if m.value in CUES:
        return Piece("cue", at, at + 1)
    if m.token_class == "sex":
        return Piece("sex", at, at + 1)
    if m.token_class == "age_group" and m.value is not None and _stands_for_patients(reading, at):
        return Piece("age", at, at + 1)
    if names_cohort(reading.mentions, at, stop):
        return Piece("cohort", at, at + 2)
    if m.token_class == "slash":
        return Piece("slash", at, at + 1)
    if m.label in _TEXT_LABELS and m.token_class not in SILENT:
        return Piece("value", at, _label_end(reading, at, stop))
    if m.token_class in PREPOSITIONS:
        return Piece("preposition", at, at + 1)
    if m.token_class in _NUMBERS and at + 1 < stop and _names(reading, at + 1):
        return Piece("count", at, at + 1)
    if m.token_class == "specimen" and at + 1 < stop and _names(reading, at + 1):
        return Piece("value", at, at + 1)  # "uncorrected anomaly"
    if m.token_class in COMPOUNDING and " " not in m.text and at and _names(reading, at - 1):
        return Piece("word", at, at + 1)
    if m.token_class in SILENT or m.value == "silent":
        return Piece("silent", at, at + 1)
    return Piece("word", at, at + 1)


def opens_relative(reading: Reading, at: int, stop: int) -> bool:
    """Whether a clause of its own is said of the thing before it: "bleeding that did not need treatment".

    One of qualifiers alone is read as they are: "asthma that is not well controlled".
    """
    if reading.mentions[at].value != "that" or not at or not _names(reading, at - 1):
        return False
    return any(not is_qualifier(m) and m.token_class not in SILENT for m in reading.mentions[at + 1 : stop])


def _with_non(reading: Reading, at: int, stop: int) -> Piece:
    """ "non" with the word that it belongs to: said of the thing behind it, or no word that is understood.

    "Non-removable insulin pump" is a pump; "non-diabetic nephropathy" is not the thing that its other words name.
    """
    word = at + 1
    while word < stop and reading.mentions[word].token_class == "dash":
        word += 1
    if word >= stop or _names(reading, word):
        return Piece("word", at, min(word + 1, stop))
    follows = word + 1 < stop and _names(reading, word + 1)
    return Piece("value" if follows else "word", at, word + 1)


def _stands_for_patients(reading: Reading, at: int) -> bool:
    """Whether an age group is who is asked: "children with asthma", not "parents of children"."""
    before = next((m for m in reversed(reading.mentions[:at]) if m.token_class not in PEOPLE_APART), None)
    return before is None or before.token_class in CONNECTING - {"with"} or before.value == "group"


def example_end(reading: Reading, at: int, stop: int) -> int:
    """Where examples end: at a time, which is said of what they are examples of, at their bracket, or with the phrase."""
    depth, listed = 0, False
    for i in range(at + 1, stop):
        m = reading.mentions[i]
        following = reading.mentions[i + 1].token_class if i + 1 < stop else ""
        if depth == 0 and m.token_class == "comma" and not listed and following in _JOINING:
            return i  # one example: "statins, e.g. atorvastatin, or fibrates"
        listed = listed or m.token_class in _LISTED
        depth += DEEPER.get(m.token_class, 0)
        if depth < 0 or (depth == 0 and (m.token_class in ("within", "time_relation") or _is_time_span(reading, i))):
            return i
    return stop


def _defines(reading: Reading, at: int, close: int) -> bool:
    """Whether a bracket says more of the thing before it than qualifiers and times do: "heart disease (CHF, CAD)"."""
    if at == 0 or not (_names(reading, at - 1) or reading.mentions[at - 1].token_class == "light_noun"):
        return False
    inner = range(at + 1, close)
    return any(_names(reading, i) or (reading.owner[i] < 0 and reading.mentions[i].token_class == "word") for i in inner)


def _names(reading: Reading, i: int) -> bool:
    """Whether a mention is a thing's name, to which a noun right behind it would be the head: "cancer screening"."""
    m = reading.mentions[i]
    return m.concept is not None or m.label in DOMAINS


def _levels_end(reading: Reading, at: int, stop: int) -> int:
    """Past the levels after "stage" or "grade": "IIIB or IV", "3-4"."""
    end, i = at, at
    while i < stop:
        m = reading.mentions[i]
        if m.token_class in ("level", "number") or (reading.owner[i] >= 0 and m.level is not None):
            end = i + 1
        elif m.token_class not in JOINING_LEVELS or (m.token_class == "comma" and i + 1 < stop and not _is_level(reading, i + 1)):
            break
        i += 1
    return end


def _is_level(reading: Reading, i: int) -> bool:
    return reading.mentions[i].token_class in ("level", "number")


def _bound(reading: Reading, at: int, stop: int) -> Piece:
    """A comparison that made no leaf: a span of time, or a size, dose or count of a thing."""
    owned = reading.owner[at]
    end = at
    while end < stop and reading.owner[end] == owned:
        end += 1
    a = reading.attached[owned]
    if _is_time_span(reading, at):
        return Piece("time", at, max(end, _time_end(reading, end, stop)))
    return Piece("value" if all(s.kind == "phrase" for s in a.subjects) else "word", at, end)


def _opens_time(reading: Reading, at: int, stop: int) -> bool:
    m = reading.mentions[at]
    if m.label == "Temporal" and not is_qualifier(m):
        return True
    if m.token_class in ("within", "time_relation"):
        return True
    if m.token_class not in TIME_STARTS:
        return False
    i = at + 1
    while i < stop and reading.mentions[i].token_class in ("determiner", "past") and reading.owner[i] < 0:
        i += 1
    return i < stop and (_is_anchor(reading.mentions[i]) or _is_time_span(reading, i))


def _is_anchor(m: Mention) -> bool:
    return "anchor" in (m.token_class, m.value) or m.label in ("Temporal", "Reference_point")


def _is_time_span(reading: Reading, i: int) -> bool:
    """Whether a mention belongs to a span of time of no thing that is measured: "6 months"."""
    if reading.owner[i] < 0:
        return False
    a = reading.attached[reading.owner[i]]
    return a.comparison.window or (a.comparison.unit in TIME_UNITS and all(s.kind == "phrase" for s in a.subjects))


def _time_end(reading: Reading, at: int, stop: int) -> int:
    """Past the words that place a time: "prior to the first dose of study drug", "after surgery"."""
    end, after_relation = at, False
    i = at
    while i < stop:
        m = reading.mentions[i]
        step = _placing(reading, i, stop, after_relation=after_relation)
        if step:
            after_relation = m.token_class == "time_relation" or (m.token_class in TIME_STARTS and m.label == "Temporal")
            i = end = step
        elif _passes(m) or (i > at and reading.mentions[i - 1].token_class == "time_relation" and m.token_class in _JOINING):
            i += 1
        else:
            break
    return end


def _passes(m: Mention) -> bool:
    """Whether a word may stand inside a time."""
    return m.token_class in PREPOSITIONS or (m.token_class in SILENT and m.token_class not in _CLOSING)


def _placing(reading: Reading, i: int, stop: int, *, after_relation: bool) -> int:
    """Past a mention that places a time; 0 where it does not."""
    m = reading.mentions[i]
    places = _is_time_span(reading, i) if reading.owner[i] >= 0 else m.token_class in _PLACING or _is_anchor(m)
    if places:
        return i + 1
    if after_relation and reading.owner[i] < 0 and (m.concept or m.label in DOMAINS):
        return max(_label_end(reading, i, stop), i + 1)
    return 0


def _label_end(reading: Reading, at: int, stop: int) -> int:
    entity = reading.mentions[at].entity
    while at < stop and reading.mentions[at].entity == entity and entity >= 0:
        at += 1
    return at


def _labelled(reading: Reading, at: int, stop: int) -> Piece:
    """A thing that the recogniser found: its head is the concept that ends it, else its own words name it."""
    mentions = reading.mentions
    end = max(_label_end(reading, at, stop), at + 1)
    end = next((i for i in range(at + 1, end) if mentions[i].token_class == "open_bracket"), end)
    if all(m.token_class in SILENT and m.concept is None for m in mentions[at:end]):
        return Piece("silent", at, end)
    domain = DOMAINS[mentions[at].label]
    concepts = [i for i in range(at, end) if mentions[i].concept or mentions[i].token_class in NAMED]
    last = end
    while last > at + 1 and mentions[last - 1].token_class in SILENT | ({"light_noun"} if concepts else set()):
        last -= 1
    inner: tuple[Piece, ...] = ()
    head = concepts[0] if concepts else -1
    if head >= 0 and len(concepts) == 1 and (head >= last - 1 or mentions[head + 1].token_class in PREPOSITIONS):
        inner = tuple(_said(reading, at, head)) + tuple(_said(reading, head + 1, end))
        concept = mentions[head].concept
        return Piece("thing", at, end, concept.domain if concept else domain, concept, (Piece("thing", head, head + 1), *inner))
    start = at
    while start < end - 1 and is_qualifier(mentions[start]):
        start += 1
    inner = tuple(Piece("qualifier", i, i + 1) for i in range(at, start))
    return Piece("thing", at, end, domain, None, (Piece("thing", start, last), *inner))


def _said(reading: Reading, first: int, stop: int) -> Iterator[Piece]:
    """The qualifiers among words beside the head of a thing; the others together are text."""
    start = -1
    for i in range(first, stop + 1):
        m = reading.mentions[i] if i < stop else None
        loose = (
            m is not None and not is_qualifier(m) and (start >= 0 or m.token_class not in SILENT | PEOPLE_APART | {"light_noun"})
        )
        if loose and start < 0:
            start = i
        if not loose:
            if start >= 0:
                yield Piece("value", start, i)
                start = -1
            if m is not None and is_qualifier(m):
                yield Piece("qualifier", i, i + 1)
