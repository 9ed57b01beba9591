"""Clauses: stretches of a sentence that say when, for whom or with what exception the rest of it holds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from critparse.extract.mention import Mention
from critparse.interpret.brackets import closing
from critparse.interpret.classes import CONNECTING, GROUPS, SENTENCE_ENDS, SILENT
from critparse.interpret.pieces import names_cohort
from critparse.interpret.reading import Clause, Reading

_KINDS: dict[str, Literal["if", "only_if", "unless", "exception", "regardless", "definition", "when"]] = {
    "if": "if", "only_if": "only_if", "unless": "unless", "exception": "exception", "regardless": "regardless",
    "definition": "definition", "when": "when",
}  # fmt: skip
_PERMISSIONS = frozenset({"allowed", "disallowed", "eligible"})
_OPENING = frozenset({"condition", "open_bracket", "time_preposition"})
"""What may open a clause."""
_AGE_REACH = 4
_LEADING = frozenset({"determiner", "filler_word", "both", "silent"})


def clauses(reading: Reading, start: int, end: int) -> list[Clause] | None:
    """The clauses of a sentence; None where a word opens one that cannot be told."""
    found: list[Clause] = []
    at = start
    while at < end:
        m = reading.mentions[at]
        clause = _clause(reading, at, start, end) if m.token_class in _OPENING else None
        if clause:
            found.append(clause)
            at = clause.stop
            continue
        if reading.owner[at] < 0 and m.token_class == "condition" and m.value not in _PERMISSIONS:
            return None
        at += 1
    return found


def _clause(reading: Reading, at: int, start: int, end: int) -> Clause | None:
    """The clause that opens at a mention."""
    m = reading.mentions[at]
    if reading.owner[at] >= 0 or at + 1 >= end:
        return None
    if m.token_class == "condition" and m.value in _KINDS:
        return _worded(reading, at, at + 1, start, end)
    if m.token_class == "open_bracket":
        close = closing(reading, at, end)
        return _bracketed(reading, at, close) if at > start and close < end else None
    if at > start and opens_group(reading, at, end) and _says_something(reading, start, at):
        return Clause("group", at, at + 1, _group_end(reading, at + 1, end))
    return None


def _bracketed(reading: Reading, at: int, close: int) -> Clause | None:
    """The clause that a bracket is: a group, a clause of a word, or a sentence that allows or asks something of its own."""
    opening = reading.mentions[at + 1]
    if _is_bare_group(reading.mentions, at + 1, close):
        return Clause("group", at, at + 1, close + 1)
    if any(m.token_class == "condition" and m.value in _PERMISSIONS for m in reading.mentions[at + 1 : close]):
        return Clause("aside", at, at + 1, close + 1)
    if opening.token_class == "condition" and opening.value in _KINDS and reading.owner[at + 1] < 0:
        asks = opening.value in ("if", "unless") and _opening_end(reading, at + 2, close) < close
        kind = _worded(reading, at, at + 2, at, close).kind
        return Clause("aside", at, at + 1, close + 1) if asks else Clause(kind, at, at + 2, close + 1)
    return None


def _worded(reading: Reading, first: int, inner: int, start: int, end: int) -> Clause:
    """The clause that a word opens: "if", "unless", "except"."""
    kind = _KINDS[str(reading.mentions[inner - 1].value)]
    if kind == "exception" and opens_group(reading, inner, end):
        kind = "unless"
    opens_sentence = all(reading.mentions[i].token_class in SILENT for i in range(start, first))
    stop = _opening_end(reading, inner, end) if opens_sentence else _end(reading, inner, end)
    if kind == "definition" or (kind == "exception" and _is_listed(reading, start, first)):
        stop = _list_item_end(reading, inner, stop, bounds=kind == "definition")
    return Clause(kind, first, inner, stop)


def _is_listed(reading: Reading, start: int, at: int) -> bool:
    """Whether what stands before an exception is the item of a list: "epilepsy, dementia other than Alzheimer's, or stroke"."""
    if reading.mentions[at + 1].text == ":":
        return False
    return any(m.token_class == "comma" for m in reading.mentions[start : at - 1])


def _list_item_end(reading: Reading, at: int, end: int, *, bounds: bool) -> int:
    """The first comma at which a list goes on; in a definition only behind a bound, and not before another bound."""
    bounded = False
    for i in range(at, end):
        bounded = bounded or reading.owner[i] >= 0
        if reading.mentions[i].token_class == "comma" and reading.owner[i] < 0:
            following = next((j for j in range(i + 1, end) if reading.mentions[j].token_class not in CONNECTING), end)
            if not bounds or (bounded and following < end and reading.owner[following] < 0):
                return i
    return end


def _opening_end(reading: Reading, at: int, end: int) -> int:
    """Where a clause ends that opens its sentence: at the first comma or colon."""
    i = at
    while i < end:
        m = reading.mentions[i]
        if m.token_class == "open_bracket":
            i = closing(reading, i, end)
        elif (m.token_class == "comma" or m.text == ":") and reading.owner[i] < 0:
            return i
        i += 1
    return end


def opens_group(reading: Reading, at: int, end: int) -> bool:
    """Whether "in" or "for" opens a group of patients here: "in men", "for subjects with liver metastases"."""
    m = reading.mentions[at] if at < end else None
    if m is None or m.token_class != "time_preposition" or m.value != "group":
        return False
    at += 1
    while at < end and reading.mentions[at].token_class in _LEADING:
        at += 1
    return at < end and is_group(reading.mentions, at, end)


def is_group(mentions: Sequence[Mention], at: int, end: int) -> bool:
    """Whether words name some of the patients: "men", "children", "patients with ...", "women of childbearing potential"."""
    m = mentions[at]
    if m.token_class in GROUPS or names_cohort(mentions, at, end) or (m.concept is not None and m.concept.domain == "observation"):
        return True
    following = mentions[at + 1] if at + 1 < end else None
    people = m.token_class in ("anyone", "everyone")
    return people and following is not None and following.token_class not in SILENT - {"age", "with"}


def _is_bare_group(mentions: Sequence[Mention], first: int, stop: int) -> bool:
    """Whether a bracket holds a group and nothing else: "(men)", "(for females)"."""
    said = [m for m in mentions[first:stop] if m.token_class not in _LEADING and m.value != "group"]
    if first < stop and names_cohort(mentions, first, stop):
        return len(said) == 2
    return len(said) == 1 and said[0].token_class in GROUPS


def _says_something(reading: Reading, start: int, at: int) -> bool:
    """Whether a value stands before a group, which is then asked of it only; before a group of no age also a thing."""
    bounded = any(reading.owner[i] >= 0 for i in range(start, at))
    of_age = any(m.token_class == "age" for m in reading.mentions[at : at + _AGE_REACH])
    return bounded or (not of_age and any(m.concept is not None for m in reading.mentions[start:at]))


def _group_end(reading: Reading, at: int, end: int) -> int:
    """Where a group ends: its words go on over connectors until a bound follows that has a value of its own."""
    i = at
    while i < end:
        m = reading.mentions[i]
        if m.token_class == "close_bracket" or m.value == "duty":
            return i
        if m.token_class == "open_bracket":
            i = closing(reading, i, end)
        elif m.token_class in CONNECTING and reading.owner[i] < 0 and m.token_class != "with" and _goes_on(reading, i + 1, end):
            return i
        i += 1
    return end


def _goes_on(reading: Reading, at: int, end: int) -> bool:
    """Whether a connector leads on to something that is said of all: a bound, a clause, a group of its own."""
    while at < end and reading.mentions[at].token_class in SILENT and reading.owner[at] < 0:
        at += 1
    if at >= end:
        return True
    m = reading.mentions[at]
    bound = reading.owner[at] >= 0 and not reading.attached[reading.owner[at]].comparison.window
    return bound or m.token_class == "condition" or m.value == "then"


def _end(reading: Reading, at: int, end: int) -> int:
    """Where a clause ends: with its bracket, at ", then", before a time of the rest, or before a bound after a comma."""
    i = at
    while i < end:
        m = reading.mentions[i]
        if m.token_class == "close_bracket":
            return i
        if m.token_class == "open_bracket":
            i = closing(reading, i, end)
        elif (
            i > at
            and reading.owner[i] < 0
            and (
                m.token_class in SENTENCE_ENDS
                or m.value == "then"
                or (m.value == "duty" and _is_narrower(reading, at, i))
                or (m.token_class == "comma" and _leaves(reading, i + 1, end))
                or (m.token_class in CONNECTING and _alternative(reading, at, i + 1, end))
                or (m.token_class in CONNECTING and i + 1 < end and reading.mentions[i + 1].token_class == "negation")
            )
        ):
            return i
        i += 1
    return end


def _alternative(reading: Reading, inner: int, at: int, end: int) -> bool:
    """Whether the subject of the bound before a clause has another bound here: "7-9 % if on insulin and 7-10 % if ..."."""
    owned = reading.owner[at] if at < end else -1
    before = next((reading.owner[i] for i in range(inner - 1, -1, -1) if reading.owner[i] >= 0), -1)
    return owned > before >= 0 and reading.attached[owned].subjects == reading.attached[before].subjects


def _leaves(reading: Reading, at: int, end: int) -> bool:
    """Whether what follows a comma belongs to the sentence again: ", then ...", ", within 5 years", ", ALT < 3 x ULN"."""
    if at >= end:
        return True
    m = reading.mentions[at]
    if m.value == "then" or m.token_class in ("within", "condition"):
        return True
    return reading.owner[at] >= 0 and not reading.attached[reading.owner[at]].comparison.window


def leading_group(reading: Reading, start: int, end: int) -> tuple[int, int, int] | None:
    """A group that the sentence begins with and speaks of: where it begins, where it ends, and where the rest begins.

    "For women: ...", "Women of childbearing potential must ...", "Patients < 18 years: ...".
    """
    mentions = reading.mentions
    at = start
    while at < end and mentions[at].token_class in _LEADING and reading.owner[at] < 0:
        at += 1
    opens = at < end and mentions[at].value == "group"
    first = at + opens
    while first < end and mentions[first].token_class in _LEADING and reading.owner[first] < 0:
        first += 1
    if first >= end:
        return None
    m = mentions[first]
    named = m.concept is not None and m.concept.domain == "observation"
    if not named and m.token_class not in GROUPS | {"anyone", "everyone"} and not names_cohort(mentions, first, end):
        return None
    for i in range(first, end):
        m = mentions[i]
        if reading.owner[i] >= 0:
            continue
        if m.text == ":" or (opens and m.token_class == "comma" and i > first):
            return (first, i, i + 1) if _is_narrower(reading, first, i) else None
        if m.value == "duty_not" and not opens:
            return (first, i, i) if _is_narrower(reading, first, i) else None
        if m.value == "duty" and not opens:
            return (first, i, i + 1) if _is_narrower(reading, first, i) and i + 1 < end else None
        if m.token_class in SENTENCE_ENDS | {"open_bracket"}:
            return None
    return None


def _is_narrower(reading: Reading, first: int, stop: int) -> bool:
    """Whether a group is less than everyone who is asked."""
    return any(
        reading.owner[i] >= 0 or reading.mentions[i].token_class not in SILENT | {"anyone", "everyone"} for i in range(first, stop)
    )
