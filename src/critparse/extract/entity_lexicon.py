"""Which words of a text the lexicon knows, as evidence for the recogniser: the kind of the longest phrase at each token."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import groupby

from critparse.extract.terms import Term, term_trie, terms
from critparse.extract.tokens import Token
from critparse.extract.trie import Trie
from critparse.knowledge import Knowledge

OUTSIDE = ""


def kind_of(term: Term) -> str:
    """What kind of thing a phrase names: a domain of concepts, or its token class."""
    return term.concept.domain if term.concept else term.token_class


class LexiconTagger:
    """Marks tokens with the kind of the longest known phrase they stand in, and words with the kind of phrases they make up."""

    def __init__(self, trie: Trie[Term], phrases: Iterable[tuple[str, bool, Term]]) -> None:
        self._trie = trie
        self._kinds = _kinds_of_words(phrases)

    def kind(self, word: str) -> str:
        """The kind of most of the phrases that hold a word: unknown phrases are made of known words.

        >>> from critparse.knowledge import load
        >>> lexicon_tagger(load()).kind("carcinoma")
        'condition+'
        """
        return self._kinds.get(word, OUTSIDE)

    def tags(self, tokens: Sequence[Token]) -> list[str]:
        """One mark a token: "B-drug" where a phrase begins, "I-drug" inside it, "" outside.

        >>> from critparse.extract.tokens import tokenize
        >>> from critparse.knowledge import load
        >>> lexicon_tagger(load()).tags(tokenize("blood pressure"))
        ['B-measurement', 'I-measurement']
        """
        marks = [OUTSIDE] * len(tokens)
        at = 0
        while at < len(tokens):
            found = self._trie.longest(tokens, at) if self._trie.starts(tokens[at].key) else None
            if found is None:
                at += 1
                continue
            kind, stop = kind_of(found[0]), found[1]
            marks[at] = f"B-{kind}"
            marks[at + 1 : stop] = [f"I-{kind}"] * (stop - at - 1)
            at = stop
        return marks


_SURE = 0.8
_OFTEN = 2


def _kinds_of_words(phrases: Iterable[tuple[str, bool, Term]]) -> dict[str, str]:
    """Word → the kind of most phrases that it stands in, with "+" where it stands in several and nearly all are of that kind."""
    counts: dict[str, dict[str, int]] = {}
    for kind, neighbours in groupby(phrases, key=lambda phrase: kind_of(phrase[2])):
        text = " ".join(phrase for phrase, _, _ in neighbours)
        for word, times in Counter(text.lower().replace("-", " ").split()).items():
            own = counts.setdefault(word, {})
            own[kind] = own.get(kind, 0) + times
    kinds: dict[str, str] = {}
    for word, own in counts.items():
        total, best = sum(own.values()), max(own, key=own.__getitem__)
        kinds[word] = best + "+" * (total >= _OFTEN and own[best] >= _SURE * total)
    return kinds


@cache
def lexicon_tagger(knowledge: Knowledge) -> LexiconTagger:
    """The tagger for these grammars, built once."""
    return LexiconTagger(term_trie(knowledge), terms(knowledge))
