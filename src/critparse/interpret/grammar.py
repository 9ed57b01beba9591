"""The grammar of `grammars/syntax/comparison.toml`, compiled.

Each token class becomes one character, so that a pattern over classes is a regular expression over a string of
classes. Repetition is bounded, so matching is linear in the number of mentions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from critparse.errors import KnowledgeError
from critparse.extract.mention import Mention
from critparse.knowledge import Knowledge

_PIECE = re.compile(r"\s*(?:(?P<name>[a-z_]+)|(?P<sign>[()|?*]))")
_MOST_REPEATS = 8
_FIRST_CHARACTER = 0xE000


@dataclass(frozen=True)
class Rule:
    """A named pattern with the production that it calls."""

    name: str
    produces: str
    pattern: re.Pattern[str]


class Grammar:
    """Ordered rules over token classes."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._characters: dict[str, str] = {}
        self._knowledge = knowledge
        self.rules: list[Rule] = []
        for rule in knowledge.syntax.values():
            source = self._compile(rule.pattern, ())
            if rule.produces:
                self.rules.append(Rule(rule.name, rule.produces, re.compile(source)))
        self._by_first: dict[str, list[Rule]] = {
            c: [r for r in self.rules if c in _first_set(r.pattern.pattern, 0)[0]] for c in self._characters.values()
        }

    @property
    def classes(self) -> tuple[str, ...]:
        """The token classes that some rule names."""
        return tuple(self._characters)

    def encode(self, mentions: Sequence[Mention]) -> str:
        """One character a mention; classes that no rule names are blanks."""
        get = self._characters.get
        return "".join([get(m.token_class, " ") for m in mentions])

    def matches(self, classes: str, at: int) -> Iterator[tuple[Rule, int]]:
        """Rules that match at mention `at`, in order, with the mention after each match."""
        for rule in self._by_first.get(classes[at], ()):
            m = rule.pattern.match(classes, at)
            if m and m.end() > at:
                yield rule, m.end()

    def _compile(self, pattern: str, inside: tuple[str, ...]) -> str:
        out, at = [], 0
        while at < len(pattern.rstrip()):
            m = _PIECE.match(pattern, at)
            if not m:
                raise KnowledgeError(f"pattern cannot be read at {pattern[at:]!r}", where="grammars/syntax")
            at = m.end()
            if m["sign"] == "*":
                out.append(f"{{0,{_MOST_REPEATS}}}")
            elif m["sign"]:
                out.append("(?:" if m["sign"] == "(" else m["sign"])
            else:
                out.append(self._term(m["name"], inside))
        return "".join(out)

    def _term(self, name: str, inside: tuple[str, ...]) -> str:
        if name in inside:
            raise KnowledgeError(f"pattern {name!r} contains itself", where="grammars/syntax")
        rule = self._knowledge.syntax.get(name)
        if rule and not rule.produces:
            return f"(?:{self._compile(rule.pattern, (*inside, name))})"
        return self._characters.setdefault(name, chr(_FIRST_CHARACTER + len(self._characters)))


@cache
def grammar(knowledge: Knowledge) -> Grammar:
    """The compiled grammar, built once for these grammars."""
    return Grammar(knowledge)


def _first_set(source: str, at: int) -> tuple[set[str], bool, int]:
    """Characters that can begin the pattern from `at` to its closing bracket, whether it can be empty, and the end."""
    firsts: set[str] = set()
    empty = False
    branch_firsts: set[str] = set()
    branch_empty = True
    while at < len(source) and source[at] != ")":
        if source[at] == "|":
            firsts |= branch_firsts
            empty = empty or branch_empty
            branch_firsts, branch_empty, at = set(), True, at + 1
            continue
        if source.startswith("(?:", at):
            inner, inner_empty, at = _first_set(source, at + 3)
            at += 1
        else:
            inner, inner_empty, at = {source[at]}, False, at + 1
        if at < len(source) and source[at] in "?{":
            inner_empty = True
            at = source.index("}", at) + 1 if source[at] == "{" else at + 1
        if branch_empty:
            branch_firsts |= inner
        branch_empty = branch_empty and inner_empty
    return firsts | branch_firsts, empty or branch_empty, at
