"""The phrases that extraction looks up, in order of preference."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from critparse.extract.tokens import Token
from critparse.extract.trie import Trie
from critparse.knowledge import ConceptEntry, Entry, Knowledge, VocabularyConcept, own_concept

_NOT_IN_ITEMS = frozenset(
    {"times", "multiple_filler", "multiplier", "section", "cohort", "note", "checked", "header", "header_introduction", "ending"}
)
_WORD_AND_NUMBER = re.compile(r"([A-Za-z]+)[- ](\d+)")


class Term(NamedTuple):
    """A phrase's token class, its value, and the entry of the lexicon that it names."""

    token_class: str
    value: str | Decimal | None
    entry: Entry | None = None
    concept: ConceptEntry | None = None


@cache
def terms(knowledge: Knowledge) -> tuple[tuple[str, bool, Term], ...]:
    """All phrases in order of preference: those in exact capitals, ages, the lexicon, then the other phrases.

    What has a value and is a condition too ("proteinuria") carries both.
    """
    return tuple(_terms(knowledge))


@cache
def term_trie(knowledge: Knowledge) -> Trie[Term]:
    """All phrases of the grammars, built once."""
    return Trie(terms(knowledge))


class VocabularyTerms:
    """The phrases of the grammars and, where they have none as long, those of the user's vocabularies."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._terms = term_trie(knowledge)
        self._own = Trie(
            (form, exact, concept)
            for vocabulary in knowledge.vocabularies
            for phrase, exact, concept in vocabulary.phrases
            for form in ((phrase,) if exact else _with_plural(phrase))
        )

    def longest(self, tokens: Sequence[Token], at: int) -> tuple[Term, int] | None:
        """The longest phrase that begins at token `at`, and the token after it; of equally long ones that of the grammars."""
        known, own = self._terms.longest(tokens, at), self._own.longest(tokens, at)
        if own is None or (known and known[1] >= own[1]) or not self._is_name(own[0], tokens, at, own[1]):
            return known
        return Term("concept", None, None, own_concept(own[0])), own[1]

    def starts(self, key: str) -> bool:
        """Whether some phrase begins with this token."""
        return self._terms.starts(key) or self._own.starts(key)

    def _is_name(self, concept: VocabularyConcept, tokens: Sequence[Token], at: int, stop: int) -> bool:
        """Not a mere number, nor what is observed of a thing that the lexicon has: "hemoglobin level", "history of stroke"."""
        if concept.domain != "observation":
            return any(token.kind == "word" for token in tokens[at:stop])
        inside = [self._terms.longest(tokens[:stop], i) for i in range(at, stop)]
        return not any(found and (found[0].entry or found[0].concept) for found in inside)


def _terms(knowledge: Knowledge) -> Iterator[tuple[str, bool, Term]]:
    phrases = [p for p in knowledge.phrases.values() if p.token_class not in _NOT_IN_ITEMS]
    entries: list[Entry] = [*knowledge.measurements.values(), *knowledge.scales.values()]
    for phrase in phrases:
        for spelling in phrase.exact:
            yield spelling, True, Term(phrase.token_class, phrase.value)
    also = {spelling.lower(): c for c in knowledge.concepts.values() for spelling in (c.name, *c.aliases)}
    for entry in entries:
        for spelling in entry.exact:
            yield spelling, True, Term(entry.kind, None, entry)
    for phrase in phrases:
        if phrase.token_class.startswith("age"):
            for spelling in phrase.phrases:
                yield spelling, False, Term(phrase.token_class, phrase.value)
    for entry in entries:
        for spelling in (*entry.aliases, *(() if entry.name in entry.exact else (entry.name,))):
            term = Term(entry.kind, None, entry, also.get(spelling.lower()))
            for form in (*_with_plural(spelling), *_joined(spelling)):
                yield form, False, term
    light = {spelling.lower() for p in phrases if p.token_class == "light_noun" for spelling in p.phrases}
    yield from concept_terms(knowledge.concepts.values(), light)
    for phrase in phrases:
        for spelling in phrase.phrases:
            yield spelling, False, Term(phrase.token_class, phrase.value)
            if phrase.token_class in ("person", "level_noun"):
                yield spelling + "s", False, Term(phrase.token_class, phrase.value)
        for spelling, value in phrase.values.items():
            yield spelling, False, Term("number", value)


def concept_terms(concepts: Iterable[ConceptEntry], light: AbstractSet[str] = frozenset()) -> Iterator[tuple[str, bool, Term]]:
    """The spellings of concepts; those that are light nouns too ("therapy") are things only where they stand alone."""
    for concept in concepts:
        plain = Term("concept", None, None, concept)
        for spelling in concept.exact:
            yield spelling, True, plain
        for spelling in (*concept.aliases, *(() if concept.name in concept.exact else (concept.name,))):
            term = Term("light_noun", None, None, concept) if spelling.lower() in light else plain
            for form in _with_plural(spelling):
                yield form, False, term


def _joined(spelling: str) -> tuple[str, ...]:
    """ "CA125" beside "CA-125": a number that may touch its word."""
    m = _WORD_AND_NUMBER.fullmatch(spelling)
    return (m[1] + m[2],) if m else ()


def _with_plural(spelling: str) -> tuple[str, ...]:
    last = spelling[-1]
    if last in "sS" or not last.isalpha() or len(spelling) < 3:
        return (spelling,)
    return (spelling, spelling[:-1] + "ies") if last == "y" else (spelling, spelling + "s")
