"""Unit spellings after a number → UCUM. What is not known is said, never guessed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from critparse.extract.numbers import superscript
from critparse.extract.tokens import Token
from critparse.extract.trie import Trie
from critparse.knowledge import Knowledge

_PER = frozenset({"/", "per"})
_PER_TIME = frozenset({"a", "an", "each", "every"})
_TIME_UNITS = frozenset({"a", "mo", "wk", "d", "h", "min", "s"})
_COMPOSITION_LIMIT = 6
_MOST_THINGS = 6
_LONGEST_UNKNOWN = 6


class Unit(NamedTuple):
    """A UCUM unit and the token after it; `known` is false where a part of it is not in the tables."""

    ucum: str
    stop: int
    known: bool = True


class _Atom(NamedTuple):
    ucum: str
    counts: bool
    """Says what is counted and carries no unit of its own."""


class UnitReader:
    """Reads units by the spellings of `grammars/units/`."""

    def __init__(self, knowledge: Knowledge) -> None:
        spellings: list[tuple[str, bool, _Atom]] = []
        for unit in knowledge.units.values():
            atom = _Atom(unit.ucum, unit.count)
            spellings += [(s, True, atom) for s in unit.exact]
            spellings += [(s, False, atom) for s in unit.any]
        spellings.sort(key=lambda s: not s[1])
        self._atoms = Trie(spellings)
        phrases = knowledge.phrases
        self._times = Trie([(p, False, True) for p in phrases["times"].phrases])
        self._fillers = Trie([(p, False, True) for p in phrases["multiple_filler"].phrases])

    def starts(self, key: str) -> bool:
        """Whether some unit begins with this token."""
        return self._atoms.starts(key)

    def read(self, tokens: Sequence[Token], at: int) -> Unit | None:
        """The unit that begins at token `at`, or None when there is none."""
        if at >= len(tokens):
            return None
        limit = self._limit(tokens, at)
        if limit:
            return limit
        first = self._atom(tokens, at)
        if first is None:
            return self._denominators("", tokens, at) or self._unknown(tokens, at)
        atom, stop = first
        composed = self._denominators("" if atom.counts else atom.ucum, tokens, stop)
        if composed:
            return _if_whole(tokens, composed)
        return None if atom.counts else _if_whole(tokens, Unit(atom.ucum, stop))

    def _limit(self, tokens: Sequence[Token], at: int) -> Unit | None:
        """A multiple of a limit of normal: "x ULN", "-fold the institutional upper limit of normal"."""
        i = self._skip(self._times, tokens, at, 2)
        after_times = i
        i = self._skip(self._fillers, tokens, i, 4)
        for start in (i, after_times):
            atom = self._atom(tokens, start) if start < len(tokens) else None
            if atom and atom[0].ucum in ("{ULN}", "{LLN}", "{baseline}"):
                return Unit(atom[0].ucum, _closing_abbreviation(tokens, atom[1], atom[0].ucum))
        return None

    @staticmethod
    def _skip(words: Trie[bool], tokens: Sequence[Token], at: int, most: int) -> int:
        for _ in range(most):
            if at < len(tokens) and tokens[at].key in "-–":
                at += 1
            found = words.longest(tokens, at) if at < len(tokens) else None
            if not found:
                return at
            at = found[1]
        return at

    def _atom(self, tokens: Sequence[Token], at: int) -> tuple[_Atom, int] | None:
        found = self._atoms.longest(tokens, at)
        if not found:
            return None
        atom, stop = found
        if stop < len(tokens):
            token = tokens[stop]
            if token.kind == "superscript" and token.start == tokens[stop - 1].end:
                power = superscript(token.text)
                if power in (2, 3):
                    return _Atom(f"{atom.ucum}{power}", atom.counts), stop + 1
            if token.text == "^" and stop + 1 < len(tokens) and tokens[stop + 1].text in ("2", "3"):
                return _Atom(f"{atom.ucum}{tokens[stop + 1].text}", atom.counts), stop + 2
        return atom, stop

    def _denominators(self, numerator: str, tokens: Sequence[Token], at: int) -> Unit | None:
        """What follows a numerator: "/kg/day", "per 24 h", "a week", "/1.73 m2"; None when nothing does."""
        ucum, i, known = numerator, at, True
        for _ in range(_COMPOSITION_LIMIT):
            step = self._denominator(tokens, i, bare=not ucum)
            if step is None:
                break
            part, i, part_known = step
            ucum += part
            known = known and part_known
        return Unit(ucum, i, known) if i > at else None

    def _denominator(self, tokens: Sequence[Token], at: int, *, bare: bool) -> tuple[str, int, bool] | None:
        if at + 1 >= len(tokens):
            return None
        key = tokens[at].key
        if key in _PER:
            if bare and key == "/" and tokens[at + 1].kind == "number":  # the second number of "160/100"
                return None
            return self._divisor(tokens, at + 1, key)
        if key in _PER_TIME:
            atom = self._atom(tokens, at + 1)
            return (f"/{atom[0].ucum}", atom[1], True) if atom and atom[0].ucum in _TIME_UNITS else None
        return self._negative_power(tokens, at)

    def _divisor(self, tokens: Sequence[Token], at: int, key: str) -> tuple[str, int, bool] | None:
        token = tokens[at]
        if token.kind == "number" and at + 1 < len(tokens):
            atom = self._atom(tokens, at + 1 + (tokens[at + 1].text == "-" and at + 2 < len(tokens)))
            if atom is None:
                return None
            if token.text.replace(",", ".").replace("·", ".") == "1.73":
                return ("/{1.73_m2}", atom[1], True) if atom[0].ucum in ("m2", "m") else None
            return f"/({token.text.replace(' ', '').replace(',', '')}.{atom[0].ucum})", atom[1], True
        atom = self._atom(tokens, at)
        if atom is not None:
            return f"/{atom[0].ucum}", atom[1], True
        if key == "/" and token.kind == "word" and len(token.text) <= 4 and token.start == tokens[at - 1].end:
            return f"/{token.text}", at + 1, False
        return None

    def _unknown(self, tokens: Sequence[Token], at: int) -> Unit | None:
        """ "EU/mL": a word that no table lists, over a unit that one does; rates over time count things instead."""
        if at + 2 >= len(tokens) or tokens[at].kind != "word" or len(tokens[at].text) > _LONGEST_UNKNOWN:
            return None
        slash = tokens[at + 1]
        if slash.text != "/" or slash.start != tokens[at].end or tokens[at + 2].start != slash.end:
            return None
        below = self._denominators("", tokens, at + 1)
        if below is None or not below.known or below.ucum[1:] in _TIME_UNITS:
            return None
        return Unit(tokens[at].text + below.ucum, below.stop, known=False)

    def _negative_power(self, tokens: Sequence[Token], at: int) -> tuple[str, int, bool] | None:
        """ "min-1", "·L⁻¹" after a numerator."""
        if tokens[at].text in "·*." and at + 1 < len(tokens):
            at += 1
        atom = self._atoms.longest(tokens, at)
        if not atom or atom[1] >= len(tokens):
            return None
        i = atom[1]
        if tokens[i].kind == "superscript" and (superscript(tokens[i].text) or 0) < 0:
            power = -(superscript(tokens[i].text) or 0)
            return f"/{atom[0].ucum}{power if power > 1 else ''}", i + 1, True
        adjacent = i + 1 < len(tokens) and tokens[i].start == tokens[i - 1].end and tokens[i].end == tokens[i + 1].start
        if adjacent and tokens[i].text == "-" and tokens[i + 1].text in ("1", "2", "3"):
            power_text = tokens[i + 1].text
            return f"/{atom[0].ucum}{'' if power_text == '1' else power_text}", i + 2, True
        return None

    def rate_after_things(self, tokens: Sequence[Token], at: int) -> tuple[int, Unit] | None:
        """Where the rate begins in "5 training sessions per week", and the rate; the things are no part of the unit."""
        for i in range(at + 1, min(at + _MOST_THINGS, len(tokens) - 1)):
            if tokens[i - 1].kind != "word":
                return None
            rate = self._denominators("", tokens, i)
            if rate and rate.known and rate.ucum[1:] in _TIME_UNITS:
                return i, rate
        return None


def _if_whole(tokens: Sequence[Token], unit: Unit) -> Unit:
    """The unit, not known where a slash goes on right behind it: "mL/min/1.73 foo" is not mL/min."""
    at = unit.stop
    goes_on = at + 1 < len(tokens) and tokens[at].text == "/" and tokens[at].start == tokens[at - 1].end
    if goes_on and tokens[at + 1].start == tokens[at].end and tokens[at + 1].kind == "number":
        return unit._replace(known=False)
    return unit


def _closing_abbreviation(tokens: Sequence[Token], at: int, ucum: str) -> int:
    """Past a bracketed abbreviation that repeats the unit: "upper limit of normal (ULN)"."""
    bracketed = at + 2 < len(tokens) and tokens[at].text in "([" and tokens[at + 2].text in ")]"
    repeats = bracketed and tokens[at + 1].text.upper() in ("ULN", "UNL", "LLN") and ucum != "{baseline}"
    return at + 3 if repeats else at
