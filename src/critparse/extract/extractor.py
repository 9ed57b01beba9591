"""Item text → mentions, left to right, longest match first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cache

from critparse.extract.abbreviations import Abbreviations, definitions
from critparse.extract.levels import level_at, step_of_scale
from critparse.extract.mention import Level, Mention, Quantity
from critparse.extract.numbers import number
from critparse.extract.quantities import quantity_at
from critparse.extract.signs import past_repetition, signed, titer
from critparse.extract.terms import Term, VocabularyTerms, term_trie
from critparse.extract.tokens import Token, tokenize
from critparse.extract.trie import Trie
from critparse.extract.unit_reader import UnitReader
from critparse.knowledge import ConceptEntry, Entry, Knowledge

_PUNCTUATION = {
    "-": "dash", "~": "dash", ",": "comma", ";": "semicolon", "(": "open_bracket", "[": "open_bracket",
    ")": "close_bracket", "]": "close_bracket", "'": "apostrophe", "/": "slash", ":": "sign", ".": "stop", "^": "sign",
}  # fmt: skip
_AFTER = frozenset({"comparator_after", "comparator_after_of_age"})
_THAN = frozenset({"than", "then", "that"})
_MAY_BE_LEVEL = frozenset("ivxabcdeftg")
_VALUE_REACH = 3
_MOST_REMEMBERED = 50_000
"""Names of which it is remembered whether they are concepts: criteria repeat themselves."""
_LONGEST_LEVEL = 6


class Extractor:
    """Finds numbers, units, measurements and the phrases that relate them, by `grammars/`."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._units = UnitReader(knowledge)
        self._terms = VocabularyTerms(knowledge) if knowledge.vocabularies else term_trie(knowledge)
        self._concepts: dict[str, ConceptEntry | None] = {}
        self._verb_endings = knowledge.phrases["verb_endings"].phrases
        self._endings = knowledge.phrases["adjective_endings"].phrases
        self._multipliers = dict(knowledge.phrases["multipliers"].values)
        self._limits = Trie(
            [(s, False, u) for u in ("{ULN}", "{LLN}") for s in (*knowledge.units[u].any, *knowledge.units[u].exact)]
        )

    def concept(self, text: str) -> ConceptEntry | None:
        """The concept that a whole text names, or None."""
        if text not in self._concepts:
            tokens = tokenize(text)
            found = self._terms.longest(tokens, 0) if tokens else None
            if len(self._concepts) >= _MOST_REMEMBERED:
                self._concepts.clear()
            self._concepts[text] = found[0].concept if found and found[1] == len(tokens) else None
        return self._concepts[text]

    def is_adjective(self, word: str) -> bool:
        """Whether a word right before a name can only describe it: it ends as adjectives do, or not as verbs do."""
        word = word.lower()
        return word.isalpha() and (word.endswith(self._endings) or not word.endswith(self._verb_endings))

    def is_qualifier(self, word: str) -> bool:
        """Whether a word says "kind = value" of a thing ("latent")."""
        found = self._terms.longest(tokenize(word), 0)
        return found is not None and " = " in str(found[0].value)

    def mentions(self, text: str, start: int = 0, end: int | None = None, extra: Trie[Term] | None = None) -> list[Mention]:
        """Mentions of normalised `text` between two offsets; every token belongs to exactly one mention.

        `extra` are abbreviations that the document defines itself.
        """
        tokens = self._split(tokenize(text, start, end))
        found: list[Mention] = []
        at, after_scale = 0, False
        while at < len(tokens):
            token = tokens[at]
            if token.kind == "word" and not after_scale and self._is_plain(token, found, extra):
                found.append(Mention("word", token.start, token.end, token.text))
                at += 1
                continue
            step = step_of_scale(tokens, at, found) if after_scale else None
            if step:
                found.append(_mention(text, tokens, at, step[1], "level", level=step[0]))
                at = step[1]
                continue
            mention, at = self._next(text, tokens, at, found, extra)
            after_scale = after_scale or mention.token_class == "scale"
            found.append(mention)
        return found

    def _is_plain(self, token: Token, before: Sequence[Mention], extra: Trie[Term] | None) -> bool:
        """Whether nothing can begin at a word: most words are told by one look, which is what makes this fast."""
        key = token.key
        if self._terms.starts(key) or self._limits.starts(key) or (extra is not None and extra.starts(key)):
            return False
        if len(key) <= _LONGEST_LEVEL and key[0] in _MAY_BE_LEVEL:
            return False
        return not before or (before[-1].token_class not in _AFTER and before[-1].token_class != "close_bracket")

    def abbreviations(self, text: str) -> Abbreviations:
        """The abbreviations that a text defines; those of what the lexicon names become matchable."""
        found = definitions(text)
        known: list[tuple[str, bool, Term]] = []
        for short, long in found.items():
            tokens = tokenize(long)
            term = self._terms.longest(tokens, 0) if tokens else None
            if term and term[1] == len(tokens) and (term[0].entry or term[0].concept):
                known.append((short, True, term[0]))
        return Abbreviations(found, Trie(known) if known else None)

    def _next(
        self, text: str, tokens: Sequence[Token], at: int, before: Sequence[Mention], extra: Trie[Term] | None
    ) -> tuple[Mention, int]:
        token = tokens[at]
        local = extra.longest(tokens, at) if extra else None
        found = self._terms.longest(tokens, at)
        if found and found[0].token_class in _AFTER and (_goes_on(tokens, at, found[1]) or not _value_near(before)):
            alone = self._terms.longest(tokens[at : at + 1], 0)
            found = (alone[0], at + 1) if alone else None
        if local and (not found or local[1] >= found[1]):
            return _named(text, tokens, at, *local), local[1]
        if found and not (found[0].entry and _ends_compound(tokens, at)):
            term, stop = found
            if term.token_class == "number":
                return self._quantity(text, tokens, at, stop, Decimal(str(term.value)), word=True)
            if not _is_apart(tokens, at, stop):
                return _named(text, tokens, at, term, stop), stop
        if (below_zero := signed(tokens, at, before)) is not None:
            return self._quantity(text, tokens, at, at + 2, below_zero)
        if (reciprocal := titer(tokens, at)) is not None:
            return self._quantity(text, tokens, at, at + 3, reciprocal)
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
        level = level_at(tokens, at, before)
        if level:
            return _mention(text, tokens, at, at + 1, "level", level=level), at + 1
        token_class = _PUNCTUATION.get(token.text) or ("date" if token.kind == "date" else "word")
        return _mention(text, tokens, at, at + 1, token_class), at + 1

    def _quantity(
        self, text: str, tokens: Sequence[Token], at: int, stop: int, value: Decimal, *, word: bool = False
    ) -> tuple[Mention, int]:
        stop = past_repetition(tokens, stop, value)
        quantity, after = quantity_at(tokens, at, stop, value, self._multipliers, self._units)
        has_unit = quantity.unit_end > quantity.unit_start
        token_class = "quantity" if has_unit else "number_word" if word else "number"
        counted = self._counted(tokens, at, quantity) if has_unit else None
        start, end = tokens[at].start, tokens[after - 1].end
        return Mention(token_class, start, end, text[start:end], quantity=quantity, entry=counted), after

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
        return [part for i, token in enumerate(tokens) for part in (self._parts(token) if _begins_word(tokens, i) else (token,))]

    def _parts(self, token: Token) -> Iterator[Token]:
        head = token.text.rstrip("0123456789")
        if (
            token.kind != "word"
            or head == token.text
            or len(head) < 2
            or self._known(token.key)
            or not self._terms.starts(head.lower())
        ):
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


def _named(text: str, tokens: Sequence[Token], at: int, term: Term, stop: int) -> Mention:
    start, end = tokens[at].start, tokens[stop - 1].end
    return Mention(term.token_class, start, end, text[start:end], term.value, entry=term.entry, concept=term.concept)


def _begins_word(tokens: Sequence[Token], i: int) -> bool:
    """Whether no hyphen ties a token to the word before it: the "ABL1" of "BCR-ABL1" is no "ABL" with a number."""
    return i == 0 or tokens[i - 1].text != "-" or tokens[i - 1].end != tokens[i].start


def _is_apart(tokens: Sequence[Token], at: int, stop: int) -> bool:
    """Whether a "+" stands apart from the number before it and so is no comparator ("18+" has one, "24 + 0" none)."""
    if tokens[at].text != "+":
        return False
    follows = at > 0 and tokens[at - 1].end == tokens[at].start
    return not follows or (stop < len(tokens) and tokens[stop].kind == "number")


def _after_bracket(before: Sequence[Mention]) -> bool:
    """Whether "(inclusive)" stands just before: "between 50 and 80 (inclusive) years"."""
    classes = [m.token_class for m in before[-2:]]
    return classes in (["inclusive", "close_bracket"], ["exclusive", "close_bracket"])


def _ends_compound(tokens: Sequence[Token], at: int) -> bool:
    """Whether a name is the end of a hyphenated word: "T-MoCA" is not MoCA, "non-fasting glucose" not fasting glucose."""
    if at < 2 or tokens[at - 1].text != "-" or tokens[at - 2].kind != "word":
        return False
    return tokens[at - 2].end == tokens[at - 1].start and tokens[at - 1].end == tokens[at].start


def _value_near(before: Sequence[Mention]) -> bool:
    """Whether a value stands just before, which "or worse" and "and above" need to be comparators."""
    return any(m.quantity or m.level for m in before[-_VALUE_REACH:])


def _goes_on(tokens: Sequence[Token], at: int, stop: int) -> bool:
    """Whether "or greater" is the beginning of "or greater than 5", or "and above" that of "and above 45"."""
    if stop >= len(tokens) or tokens[at].text == "+":
        return False
    return tokens[stop].key in _THAN or tokens[stop].kind == "number"
