"""Longest-match lookup of token sequences."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Generic, TypeVar

from critparse.extract.tokens import Token, tokenize

V = TypeVar("V")
_END = ""
_SKIPPED = frozenset("-'")


class Trie(Generic[V]):
    """Phrases by their tokens. Hyphens, apostrophes and a possessive s inside a phrase make no difference.

    >>> trie = Trie([("LDL-C", False, 1), ("LDL", False, 2)])
    >>> trie.longest(tokenize("LDL C levels"), 0)
    (1, 2)
    """

    def __init__(self, phrases: Iterable[tuple[str, bool, V]]) -> None:
        """Take (phrase, only in these capitals, value); of equal phrases the first is preferred."""
        self._root: dict[str, Any] = {}
        for phrase, exact, value in phrases:
            self._add(phrase, value, exact=exact)

    def _add(self, phrase: str, value: V, *, exact: bool) -> None:
        words = _words(phrase)
        node = self._root
        for word in words:
            node = node.setdefault(word.lower(), {})
        ends: list[tuple[tuple[str, ...] | None, V]] = node.setdefault(_END, [])
        ends.append((words if exact else None, value))

    def longest(self, tokens: Sequence[Token], at: int) -> tuple[V, int] | None:
        """The value of the longest phrase that begins at token `at`, and the token after it."""
        node = self._root.get(tokens[at].key)
        if node is None:
            return None
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
        return key in self._root


def _words(phrase: str) -> tuple[str, ...]:
    """The words by which a phrase is matched, without the hyphens and apostrophes inside it."""
    plain = phrase.split(" ")
    if phrase.isascii() and all(word.isalpha() and len(word) > 1 for word in plain):
        return tuple(plain)  # most phrases: the tokenizer would give the same
    tokens = tokenize(phrase)
    possessive = {i for i, t in enumerate(tokens) if i and t.key == "s" and tokens[i - 1].key == "'"}
    kept = [t.text for i, t in enumerate(tokens) if (t.key not in _SKIPPED and i not in possessive) or i == 0]
    return tuple(kept)
