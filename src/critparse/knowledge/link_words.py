"""The words of a condition's name, made alike: spelling, number, adjective and noun, synonyms.

Which words are alike, and which carry little, stands in `grammars/codes/synonyms.tsv`.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from functools import cache, lru_cache
from importlib.resources import files

from critparse.errors import KnowledgeError

_WORD = re.compile(r"[a-z0-9]+")
_POSSESSIVE = re.compile(r"['’]s\b")
_ARTICLE = re.compile(r"(^|\b(?:by|for|in|of|to|with) )an? ")
"""Elsewhere "a" is the letter of a type ("hepatitis A")."""
_GREEK_PLURAL = re.compile(r"(?:[oey]|ta)ses$")
_LATIN_PLURAL = re.compile(r"(?:x|ch|sh|ss)es$")
_NO_PLURAL = re.compile(r"(?:ss|us|is|[^s]ites|etes|pes|nges|nses|bies|mps)$")
_ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4"}
_SHORT = 3
"""Words up to this length have no ending to take off."""
_KINDS = ("dropped", "light", "implied", "telling", "same")


class Words:
    """How names are read.

    >>> words().read("haemorrhages of the stomach") == words().read("hemorrhage of stomach") == ("hemorrhage", "stomach")
    True
    >>> sorted(words().read("renal calculi")), words().read("type II diabetes")
    (['calculus', 'kidney'], ('type', '2', 'diabetes'))
    """

    def __init__(self, lines: Iterable[str]) -> None:
        table = _table(lines)
        self.light, self.implied, self.telling = (frozenset(table[kind]) for kind in ("light", "implied", "telling"))
        self.weak = self.light | self.implied
        """Words that one of two names may have and still be the same."""
        self._known: dict[str, str] = dict.fromkeys(table["dropped"], "")
        """Word as written, or its stem → the word that stands for it, empty if it is dropped."""
        self._same = lru_cache(maxsize=65536)(self._find_same)
        self._phrases: dict[str, list[tuple[tuple[str, ...], tuple[str, ...]]]] = defaultdict(list)
        """First word → the phrases that begin with it, longest first, and what stands for them."""
        groups = [group.split(", ") for group in table["same"]]
        for first, *others in groups:
            for other in others:
                if " " not in first and " " not in other:
                    self._known[_stem(other)] = _stem(first)
        for first, *others in groups:
            for other in others:
                if " " in first or " " in other:
                    phrase = self._singly(other)
                    self._phrases[phrase[0]].append((phrase, self._singly(first)))
        for phrases in self._phrases.values():
            phrases.sort(key=lambda pair: -len(pair[0]))

    def read(self, name: str) -> tuple[str, ...]:
        """The words of a name in their order, without those that are dropped."""
        singly = self._singly(name)
        if self._phrases.keys().isdisjoint(singly):
            return singly
        found: list[str] = []
        at = 0
        while at < len(singly):
            for phrase, instead in self._phrases.get(singly[at], ()):
                if singly[at : at + len(phrase)] == phrase:
                    found += instead
                    at += len(phrase)
                    break
            else:
                found.append(singly[at])
                at += 1
        return tuple(found)

    def _singly(self, name: str) -> tuple[str, ...]:
        """The words, each replaced by the one that stands for it."""
        return tuple(filter(None, map(self._same, _WORD.findall(_plain(name)))))

    def _find_same(self, word: str) -> str:
        same = self._known.get(word)
        if same is not None:
            return same
        stem = _stem(word)
        return self._known.get(stem, stem)


@cache
def words() -> Words:
    """The words as the shipped grammars have them."""
    file = files("critparse") / "grammars" / "codes" / "synonyms.tsv"
    return Words(file.read_text(encoding="utf-8").splitlines())


def _table(lines: Iterable[str]) -> dict[str, list[str]]:
    table: dict[str, list[str]] = {kind: [] for kind in _KINDS}
    for number, line in enumerate(lines, start=1):
        kind, tab, listed = line.partition("\t")
        if line.startswith("#"):
            continue
        if kind not in table or not tab:
            raise KnowledgeError(
                f"line {number} is not a kind, a tab and words", where="codes/synonyms.tsv", hint=f"kinds: {', '.join(_KINDS)}"
            )
        table[kind] += [listed] if kind == "same" else listed.split(", ")
    return table


def _plain(name: str) -> str:
    """Lower case, without accents, articles and possessive s."""
    name = name.lower()
    if not name.isascii():
        name = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    if " a" in name or name.startswith("a"):
        name = _ARTICLE.sub(r"\1", name)
    return _POSSESSIVE.sub("", name) if "'" in name or "’" in name else name


def _stem(word: str) -> str:
    """American spelling and singular, by endings alone; Roman numerals as digits."""
    if len(word) <= _SHORT:
        return _ROMAN.get(word, word)
    word = word.replace("ae", "e").replace("oe", "e")
    if word.endswith(("our", "ours", "oural")) and len(word) > _SHORT + 2:
        word = word.replace("our", "or")
    if word.endswith(("ised", "isation")):
        word = word.replace("is", "iz")
    if word.endswith("emic"):
        return word[:-1] + "a"
    if word.endswith("ies") and len(word) > _SHORT + 2 and not _NO_PLURAL.search(word):
        return word[:-3] + "y"
    if _GREEK_PLURAL.search(word) and len(word) > len("doses"):
        return word[:-2] + "is"
    if _LATIN_PLURAL.search(word):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not _NO_PLURAL.search(word) else word
