"""Longest-match lookup of token sequences."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, Generic, TypeVar

from critparse.extract.tokens import Token, tokenize

V = TypeVar("V")
_END = ""
_SKIPPED = frozenset("-'")
_WORD = "[A-WYZa-wyz][A-Za-z0-9]*+"
"""What the tokenizer surely leaves whole, as it does most words; an x may be a sign ("xULN")."""
_PLAIN = re.compile(f"{_WORD}(?: {_WORD})*")
_PLAIN_START = re.compile(rf"{_WORD}(?=[\x00-\x7f]|$)")


class Trie(Generic[V]):
    """Phrases by their tokens. Hyphens, apostrophes and a possessive s inside a phrase make no difference.

    >>> trie = Trie([("LDL-C", False, 1), ("LDL", False, 2)])
    >>> trie.longest(tokenize("LDL C levels"), 0)
    (1, 2)
    """

    def __init__(self, phrases: Iterable[tuple[str, bool, V]]) -> None:
        """Take (phrase, only in these capitals, value); of equal phrases the first is preferred."""
        self._phrases: dict[str, list[tuple[str, bool, V]]] = defaultdict(list)
        self._branches: dict[str, dict[str, Any]] = {}
        for phrase in phrases:
            self._phrases[_first(phrase[0])].append(phrase)

    def _branch(self, key: str) -> dict[str, Any]:
        """What follows a first token; grown when it is first asked for, as a text needs few of all branches."""
        return self._branches.setdefault(key, _grown(self._phrases[key]))

    def longest(self, tokens: Sequence[Token], at: int) -> tuple[V, int] | None:
        """The value of the longest phrase that begins at token `at`, and the token after it."""
        key = tokens[at].key
        if key not in self._phrases:
            return None
        node = self._branches.get(key) or self._branch(key)
        best: tuple[V, int] | None = None
        texts = [tokens[at].text]
        i, size = at + 1, len(tokens)
        while True:
            ends = node.get(_END)
            if ends:
                for exact, value in ends:
                    if exact is None or exact == tuple(texts):
                        best = value, i
                        break
            if i >= size:
                return best
            following = node.get(tokens[i].key)
            if following is None and tokens[i].key in _SKIPPED and i + 1 < size:
                i += 1
                if tokens[i].key == "s" and tokens[i - 1].key == "'" and i + 1 < size:
                    i += 1
                following = node.get(tokens[i].key)
            if following is None:
                return best
            node = following
            texts.append(tokens[i].text)
            i += 1

    def starts(self, key: str) -> bool:
        """Whether some phrase begins with this token."""
        return key in self._phrases


def _grown(phrases: Iterable[tuple[str, bool, V]]) -> dict[str, Any]:
    """The tree of what follows the first word, which the phrases share."""
    branch: dict[str, Any] = {}
    for phrase, exact, value in phrases:
        words = _words(phrase)
        node = branch
        for word in words[1:]:
            node = node.setdefault(word.lower(), {})
        ends: list[tuple[tuple[str, ...] | None, V]] = node.setdefault(_END, [])
        ends.append((words if exact else None, value))
    return branch


def _first(phrase: str) -> str:
    """The key of a phrase's first token."""
    plain = _PLAIN_START.match(phrase)
    return plain[0].lower() if plain else next((t.key for t in tokenize(phrase)), _END)


def _words(phrase: str) -> tuple[str, ...]:
    """The words by which a phrase is matched, without the hyphens and apostrophes inside it."""
    if _PLAIN.fullmatch(phrase):
        return tuple(phrase.split(" "))
    tokens = tokenize(phrase)
    possessive = {i for i, t in enumerate(tokens) if i and t.key == "s" and tokens[i - 1].key == "'"}
    kept = [t.text for i, t in enumerate(tokens) if (t.key not in _SKIPPED and i not in possessive) or i == 0]
    return tuple(kept)
