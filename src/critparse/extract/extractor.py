"""Item text → mentions, left to right, longest match first."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from critparse.extract.abbreviations import Abbreviations, definitions
from critparse.extract.mention import Level, Mention, Quantity
from critparse.extract.numbers import number, roman
from critparse.extract.quantities import quantity_at
from critparse.extract.tokens import Token, tokenize
from critparse.extract.trie import Trie
from critparse.extract.unit_reader import UnitReader
from critparse.knowledge import Entry, Knowledge, ScaleEntry

_PUNCTUATION = {
    "-": "dash", "~": "dash", ",": "comma", ";": "semicolon", "(": "open_bracket", "[": "open_bracket",
    ")": "close_bracket", "]": "close_bracket", "'": "apostrophe", "/": "slash", ":": "sign", ".": "stop", "^": "sign",
}  # fmt: skip
_LETTERED = {"a": 1, "b": 2, "c": 3, "d": 4, "e": 5}
_AFTER_LEVEL = frozenset({"level_noun", "scale", "number_name", "level"})
_BEFORE_SIGN = frozenset({"comparator", "of", "to", "between", "from", "and", "or", "comma", "determiner", "filler_word", "open_bracket"})
_BETWEEN_LEVELS = frozenset({"dash", "or", "and", "comma", "slash", "to", "of", "sign", "comparator", "determiner", "filler_word", "open_bracket"})


_AFTER = frozenset({"comparator_after", "comparator_after_of_age"})
_WORD_AND_NUMBER = re.compile(r"([A-Za-z]+)[- ](\d+)")
_THAN = frozenset({"than", "then", "that"})
_NOT_IN_ITEMS = frozenset({"times", "multiple_filler", "multiplier", "section", "cohort", "note"})


class _Term(NamedTuple):
    token_class: str
    value: str | Decimal | None
    entry: Entry | None


class Extractor:
    """Finds numbers, units, measurements and the phrases that relate them, by `grammars/`."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._units = UnitReader(knowledge)
        self._terms = Trie(_terms(knowledge))
        self._multipliers = dict(knowledge.phrases["multipliers"].values)
        self._limits = Trie(
            [(s, False, u) for u in ("{ULN}", "{LLN}") for s in (*knowledge.units[u].any, *knowledge.units[u].exact)]
        )

    def mentions(self, text: str, start: int = 0, end: int | None = None, extra: Trie[Entry] | None = None) -> list[Mention]:
        """Mentions of normalised `text` between two offsets; every token belongs to exactly one mention.

        `extra` are abbreviations that the document defines itself.
        """
        tokens = self._split(tokenize(text, start, end))
        found: list[Mention] = []
        at = 0
        while at < len(tokens):
            mention, at = self._next(text, tokens, at, found, extra)
            found.append(mention)
        return found

    def abbreviations(self, text: str) -> Abbreviations:
        """The abbreviations that normalised `text` defines; those of measurements and scales become matchable."""
        found = definitions(text)
        known: list[tuple[str, bool, Entry]] = []
        for short, long in found.items():
            tokens = tokenize(long)
            term = self._terms.longest(tokens, 0) if tokens else None
            if term and term[1] == len(tokens) and term[0].entry:
                known.append((short, True, term[0].entry))
        return Abbreviations(found, Trie(known) if known else None)

    def _next(
        self, text: str, tokens: Sequence[Token], at: int, before: Sequence[Mention], extra: Trie[Entry] | None
    ) -> tuple[Mention, int]:
        token = tokens[at]
        step = _step_of_scale(tokens, at, before)
        if step:
            level, stop = step
            return _mention(text, tokens, at, stop, "level", level=level), stop
        local = extra.longest(tokens, at) if extra else None
        found = self._terms.longest(tokens, at)
        if found and found[0].token_class in _AFTER and _goes_on(tokens, at, found[1]):
            found = self._terms.longest(tokens[: at + 1], at)
        if local and (not found or local[1] >= found[1]):
            entry, stop = local
            return _mention(text, tokens, at, stop, entry.kind, entry=entry), stop
        if found:
            term, stop = found
            if term.token_class == "number":
                return self._quantity(text, tokens, at, stop, Decimal(str(term.value)), word=True)
            if not self._is_number_of_list(tokens, at, stop, term):
                return _mention(text, tokens, at, stop, term.token_class, value=term.value, entry=term.entry), stop
        signed = _signed(tokens, at, before)
        if signed:
            return self._quantity(text, tokens, at, at + 2, signed)
        titer = _titer(tokens, at)
        if titer:
            return self._quantity(text, tokens, at, at + 3, titer)
        if token.kind == "number":
            value = number(token.text)
            if value is not None:
                return self._quantity(text, tokens, at, at + 1, value)
        if before and (before[-1].token_class in _AFTER or _after_bracket(before)):
            unit = self._units.read(tokens, at)
            if unit and unit.known:
                unit_mention = _mention(text, tokens, at, unit.stop, "post_unit", value=unit.ucum)
                return unit_mention, unit.stop
        limit = self._limits.longest(tokens, at)
        if limit:
            return _mention(text, tokens, at, limit[1], "limit", value=limit[0]), limit[1]
        level = _level(token, before)
        if level:
            return _mention(text, tokens, at, at + 1, "level", level=level), at + 1
        token_class = _PUNCTUATION.get(token.text) or ("date" if token.kind == "date" else "word")
        return _mention(text, tokens, at, at + 1, token_class), at + 1

    @staticmethod
    def _is_number_of_list(tokens: Sequence[Token], at: int, stop: int, term: _Term) -> bool:
        """A "+" is a comparator ("18+") only where it touches its number."""
        if tokens[at].text != "+":
            return False
        follows = at > 0 and tokens[at - 1].end == tokens[at].start
        return not follows or (stop < len(tokens) and tokens[stop].kind == "number")

    def _quantity(
        self, text: str, tokens: Sequence[Token], at: int, stop: int, value: Decimal, *, word: bool = False
    ) -> tuple[Mention, int]:
        stop = _past_repetition(tokens, stop, value)
        quantity, after = quantity_at(tokens, at, stop, value, self._multipliers, self._units)
        has_unit = quantity.unit_end > quantity.unit_start
        token_class = "quantity" if has_unit else "number_word" if word else "number"
        counted = self._counted(tokens, at, quantity) if has_unit else None
        return _mention(text, tokens, at, after, token_class, entry=counted)._replace(quantity=quantity), after

    def _counted(self, tokens: Sequence[Token], at: int, quantity: Quantity) -> Entry | None:
        """The measurement whose name is what is counted: "75,000 platelets per microliter"."""
        while at < len(tokens) and tokens[at].start < quantity.unit_start:
            at += 1
        term = self._terms.longest(tokens, at) if at < len(tokens) else None
        return term[0].entry if term else None

    def _split(self, tokens: list[Token]) -> list[Token]:
        """Take apart words like "BMI30" and "ECOG0" whose letters alone are known and whose whole is not."""
        if not any(t.kind == "word" and t.text[-1].isdigit() for t in tokens):
            return tokens
        return [part for token in tokens for part in self._parts(token)]

    def _parts(self, token: Token) -> Iterator[Token]:
        head = token.text.rstrip("0123456789")
        if token.kind != "word" or head == token.text or len(head) < 2 or self._known(token.key) or not self._terms.starts(head.lower()):
            yield token
            return
        cut = token.start + len(head)
        yield Token(token.start, cut, head, head.lower(), "word")
        digits = token.text[len(head) :]
        yield Token(cut, token.end, digits, digits, "number")

    def _known(self, key: str) -> bool:
        return self._terms.starts(key) or self._units.starts(key)


@cache
def extractor(knowledge: Knowledge) -> Extractor:
    """The extractor for these grammars, built once."""
    return Extractor(knowledge)


def _mention(
    text: str, tokens: Sequence[Token], at: int, stop: int, token_class: str, *,
    value: str | Decimal | None = None, level: Level | None = None, entry: Entry | None = None,
) -> Mention:  # fmt: skip
    start, end = tokens[at].start, tokens[stop - 1].end
    return Mention(token_class, start, end, text[start:end], value, None, level, entry)


def _past_repetition(tokens: Sequence[Token], stop: int, value: Decimal) -> int:
    """Past a number repeated in brackets: "three (3) months"."""
    if stop + 2 < len(tokens) and tokens[stop].text == "(" and tokens[stop + 1].kind == "number" and tokens[stop + 2].text == ")":
        return stop + 3 if number(tokens[stop + 1].text) == value else stop
    return stop


def _titer(tokens: Sequence[Token], at: int) -> Decimal | None:
    """The reciprocal that a titer writes as "1:80"."""
    if tokens[at].text != "1" or at + 2 >= len(tokens) or tokens[at + 1].text != ":" or tokens[at + 2].kind != "number":
        return None
    touching = tokens[at].end == tokens[at + 1].start and tokens[at + 1].end == tokens[at + 2].start
    value = number(tokens[at + 2].text)
    return value if touching and value is not None and value > 1 else None


def _signed(tokens: Sequence[Token], at: int, before: Sequence[Mention]) -> Decimal | None:
    """The number of "-2.5" or "+1" where the sign touches its number and cannot be a dash or "or more"."""
    token = tokens[at]
    if token.text not in ("-", "+") or at + 1 >= len(tokens) or tokens[at + 1].kind != "number" or tokens[at + 1].start != token.end:
        return None
    apart = at == 0 or tokens[at - 1].end < token.start
    previous = before[-1] if before else None
    if previous is not None and previous.token_class not in _BEFORE_SIGN and not _goes_below_zero(previous.entry):
        return None
    value = number(tokens[at + 1].text)
    if value is None or not (apart or (previous and previous.token_class in ("comparator", "open_bracket"))):
        return None
    return -value if token.text == "-" else value


def _goes_below_zero(entry: Entry | None) -> bool:
    return entry is not None and entry.range is not None and entry.range[0] < 0


def _after_bracket(before: Sequence[Mention]) -> bool:
    """Whether "(inclusive)" stands just before: "between 50 and 80 (inclusive) years"."""
    classes = [m.token_class for m in before[-2:]]
    return classes in (["inclusive", "close_bracket"], ["exclusive", "close_bracket"])


def _step_of_scale(tokens: Sequence[Token], at: int, before: Sequence[Mention]) -> tuple[Level, int] | None:
    """A level that the scale before it names so: "B", "F2", "3b", "intermediate"."""
    token = tokens[at]
    if token.kind not in ("word", "number") or not before:
        return None
    scale = next((m.entry for m in reversed(before[-6:]) if m.token_class == "scale"), None)
    if not isinstance(scale, ScaleEntry) or not scale.levels or not _follows_level(before):
        return None
    ranks = scale.ranks
    joined = at + 1 < len(tokens) and tokens[at + 1].start == token.end and tokens[at + 1].kind == "word"
    if joined:
        both = (token.text + tokens[at + 1].text).lower()
        if both in ranks:
            return Level(*ranks[both]), at + 2
    if token.kind == "number" or token.key not in ranks or (len(token.text) == 1 and token.text.islower()):
        return None
    return Level(*ranks[token.key]), at + 1


def _level(token: Token, before: Sequence[Mention]) -> Level | None:
    """A Roman or lettered level: "III" anywhere, a single letter only after a scale, a class or another level."""
    if token.kind not in ("word", "roman"):
        return None
    numeral = roman(token.text) if token.text.isupper() or token.kind == "roman" or len(token.text) > 1 else None
    after_level = _follows_level(before)
    if numeral and (token.kind == "roman" or (token.text[:2].isupper() and len(token.text) > 1) or after_level):
        rank, letter = numeral
        if len(token.text) > 1 and not token.text[0].isupper() and not after_level:
            return None
        return Level(Decimal(rank), token.text)
    if after_level and len(token.text) == 1 and token.key in _LETTERED and (token.text.isupper() or after_level == "scale"):
        return Level(Decimal(_LETTERED[token.key]), token.text.upper())
    if after_level and len(token.text) == 2 and token.key[0] in "ftg" and token.key[1].isdigit():
        return Level(Decimal(token.key[1]), token.text)
    return None


def _goes_on(tokens: Sequence[Token], at: int, stop: int) -> bool:
    """Whether "or greater" is the beginning of "or greater than 5", or "and above" that of "and above 45"."""
    if stop >= len(tokens) or tokens[at].text == "+":
        return False
    return tokens[stop].key in _THAN or tokens[stop].kind == "number"


def _follows_level(before: Sequence[Mention]) -> str:
    """The class of the scale, noun or level that a level would belong to; empty when there is none near."""
    for mention in reversed(before[-6:]):
        if mention.token_class in _AFTER_LEVEL:
            return mention.token_class
        if mention.token_class not in _BETWEEN_LEVELS:
            return ""
    return ""


def _terms(knowledge: Knowledge) -> Iterator[tuple[str, bool, _Term]]:
    """All phrases in order of preference: those in exact capitals, ages, the lexicon, then the other phrases."""
    phrases = [p for p in knowledge.phrases.values() if p.token_class not in _NOT_IN_ITEMS]
    entries: list[Entry] = [*knowledge.measurements.values(), *knowledge.scales.values()]
    for phrase in phrases:
        for spelling in phrase.exact:
            yield spelling, True, _Term(phrase.token_class, phrase.value, None)
    for entry in entries:
        for spelling in entry.exact:
            yield spelling, True, _Term(entry.kind, None, entry)
    for phrase in phrases:
        if phrase.token_class.startswith("age"):
            for spelling in phrase.phrases:
                yield spelling, False, _Term(phrase.token_class, phrase.value, None)
    for entry in entries:
        for spelling in (entry.name, *entry.aliases):
            for form in (*_with_plural(spelling), *_joined(spelling)):
                yield form, False, _Term(entry.kind, None, entry)
    for phrase in phrases:
        for spelling in phrase.phrases:
            yield spelling, False, _Term(phrase.token_class, phrase.value, None)
            if phrase.token_class in ("person", "level_noun"):
                yield spelling + "s", False, _Term(phrase.token_class, phrase.value, None)
        for spelling, value in phrase.values.items():
            yield spelling, False, _Term("number", value, None)


def _joined(spelling: str) -> tuple[str, ...]:
    """ "CA125" beside "CA-125": a number that may touch its word."""
    m = _WORD_AND_NUMBER.fullmatch(spelling)
    return (m[1] + m[2],) if m else ()


def _with_plural(spelling: str) -> tuple[str, ...]:
    last = spelling[-1]
    if last in "sS" or not last.isalpha() or len(spelling) < 3:
        return (spelling,)
    return (spelling, spelling[:-1] + "ies") if last == "y" else (spelling, spelling + "s")
