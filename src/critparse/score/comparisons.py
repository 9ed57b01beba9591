"""Comparisons found against gold: value, unit and subject, as bounds matched one to one.

A range counts as its two bounds, and so do several whole-number levels, so that "18 to 65", ">= 18 and <= 65" and
"0, 1 or 2" and "0-2" score alike. Gold without a plain number is left out, with the predictions that touch it.
The three levels are nested: a unit is right only where the value is, a subject only where the unit is.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from critparse.extract.numbers import number, roman
from critparse.interpret import ComparedSubject, FoundComparison, Protocol
from critparse.knowledge import Knowledge
from critparse.score.gold import GoldComparison, GoldDocument

LEVELS = ("value", "unit", "subject")
"""What is scored, each level on top of the one before."""
OUTCOMES = ("missed", "wrong value", "wrong unit", "wrong subject", "surplus")
"""The kinds of error, in the order in which they are listed."""

_OPERATORS = {"LT": "<", "LTEQ": "<=", "GT": ">", "GTEQ": ">=", "EQ": "=", "BETWEEN": "between", "PLUS-MINUS": "±"}
_POWER = re.compile(r"(?:[x×*·]\s*)?10\s*(?:\^|\*\*?|e)?\s*\(?(\d{1,2}|[⁰¹²³⁴⁵⁶⁷⁸⁹]+)\)?(?!\d)", re.IGNORECASE)
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_PAIR = re.compile(r"\d{2,3}\s*/\s*\d{2,3}")
_UNSCORED = re.compile(r"/7\b|\b20/\d")
_NOISE_WORDS = frozenset(
    [
        "the", "a", "an", "of", "and", "or", "level", "levels", "count", "counts", "value", "values", "serum", "plasma",
        "blood", "score", "rate", "total", "patient", "patients", "subject", "subjects", "with", "for", "in", "at",
        "is", "are", "to", "on", "history",
    ]
)  # fmt: skip
_UNIT_NOISE = frozenset(
    [
        "times", "time", "fold", "x", "of", "the", "predicted", "pred", "normal", "value", "old", "age", "cell",
        "cells", "body", "weight", "class", "grade", "stage", "score", "point", "points", "level", "levels",
        "classification", "degree", "type", "total", "at", "or", "and", "above", "below", "u", "iu", "per",
    ]
)  # fmt: skip
_CLOSE = 1e-6


class _Bound(NamedTuple):
    side: str
    """low, high, equal, or any."""
    strict: bool | None
    value: float


class _Item(NamedTuple):
    """One bound on either side of the comparison."""

    start: int
    end: int
    bound: _Bound
    factor: float
    unit: frozenset[str]
    subjects: tuple[tuple[str, frozenset[str], str], ...]
    """(type, words, initials) of each name."""
    shown: str
    restates: bool = False


class Fault(NamedTuple):
    """One error, for the listing."""

    outcome: str
    doc: str
    shown: str


@dataclass
class ComparisonScore:
    """Counts and errors."""

    gold: int = 0
    predicted: int = 0
    hits: dict[str, int] = field(default_factory=lambda: dict.fromkeys(LEVELS, 0))
    by_subject: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    faults: list[Fault] = field(default_factory=list)

    def figures(self, level: str) -> tuple[float, float, float]:
        """Precision, recall and F1 of a level."""
        precision = self.hits[level] / max(1, self.predicted)
        recall = self.hits[level] / max(1, self.gold)
        return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)


def score_comparisons(pairs: Iterable[tuple[GoldDocument, Protocol]], knowledge: Knowledge) -> ComparisonScore:
    """Score the comparisons of protocols against gold documents."""
    score = ComparisonScore()
    words = _number_words(knowledge)
    for document, protocol in pairs:
        _score_document(score, document, protocol, words)
    return score


def _score_document(score: ComparisonScore, document: GoldDocument, protocol: Protocol, words: dict[str, float]) -> None:
    gold: list[_Item] = []
    left_out: list[GoldComparison] = []
    types: list[str] = []
    for comparison in document.comparisons:
        items = _gold_items(comparison, words)
        if items is None:
            left_out.append(comparison)
        else:
            gold += items
            types += [comparison.subjects[0][0] if comparison.subjects else "none"] * len(items)
    predicted = [item for c in protocol.walk() for found in c.comparisons for item in _predicted_items(found)]
    matched, used = _match(gold, predicted)
    score.gold += len(gold)
    counted: dict[tuple[int, int, _Bound], bool] = {}
    for j, p in enumerate(predicted):
        free = j not in used
        if free and (p.restates or any(_overlap(p.start, p.end, g.start, g.end) > 0 for g in left_out)):
            continue
        key = (p.start, p.end, p.bound)
        counted[key] = counted.get(key, False) or not free
        if free and not counted[key]:
            score.faults.append(Fault("surplus", document.name, p.shown))
    score.predicted += len(counted)
    for i, item in enumerate(gold):
        level = matched.get(i, -1)
        score.by_subject[types[i]]["gold"] += 1
        for n, name in enumerate(LEVELS, start=1):
            if level >= n:
                score.hits[name] += 1
                score.by_subject[types[i]][name] += 1
        if level < len(LEVELS):
            score.faults.append(Fault(OUTCOMES[level + 1], document.name, item.shown))


def _match(gold: list[_Item], predicted: list[_Item]) -> tuple[dict[int, int], set[int]]:
    """Best pairs first: gold index → level reached, and the predictions used."""
    pairs = sorted(
        (
            (_level(g, p), _overlap(g.start, g.end, p.start, p.end), -i, -j)
            for i, g in enumerate(gold)
            for j, p in enumerate(predicted)
            if _overlap(g.start, g.end, p.start, p.end) > 0
        ),
        reverse=True,
    )
    matched: dict[int, int] = {}
    used: set[int] = set()
    for level, _, i, j in pairs:
        if -i not in matched and -j not in used:
            matched[-i] = level
            used.add(-j)
    return matched, used


def _level(gold: _Item, predicted: _Item) -> int:
    """0: they only overlap; 1: value; 2: and unit; 3: and subject."""
    same_value = any(
        _near(gold.bound.value * gold.factor, v) for v in (predicted.bound.value, predicted.bound.value * predicted.factor)
    )
    if not same_value or not _same_side(gold.bound, predicted.bound):
        return 0
    if gold.unit and gold.unit != predicted.unit:
        return 1
    return 3 if _same_subject(gold, predicted) else 2


def _same_side(gold: _Bound, predicted: _Bound) -> bool:
    if gold.side == "equal":
        return predicted.side in ("equal", "any")
    if gold.side not in ("any", predicted.side):
        return False
    return None in (gold.strict, predicted.strict) or gold.strict == predicted.strict


def _same_subject(gold: _Item, predicted: _Item) -> bool:
    if not gold.subjects:
        return True
    for kind, words, initials in gold.subjects:
        for _, other, other_initials in predicted.subjects:
            if kind == "Age":
                if other & {"age", "old", "year", "aged"}:
                    return True
                continue
            shared = words & other
            if shared and (2 * len(shared) >= len(words) or shared == other):
                return True
            if initials in other or other_initials in words:
                return True
    return False


def _gold_items(c: GoldComparison, words: dict[str, float]) -> list[_Item] | None:
    """The bounds of a gold comparison, or None where it has no plain number."""
    if not c.scorable or not c.values or _UNSCORED.search(c.text):
        return None
    pair = any(_PAIR.fullmatch(v.strip()) for v in c.values)
    texts = [part for v in c.values for part in (v.split("/") if _PAIR.fullmatch(v.strip()) else [v])]
    power = _POWER.search(c.unit)
    factor = 10.0 ** int(power[1].translate(_SUPERSCRIPTS)) if power else 1.0
    unit = _POWER.sub("", c.unit)
    values = [_value(t, words) for t in texts]
    if any(v is None for v in values):
        return None
    numbers = [v for v in values if v is not None]
    operators = {_OPERATORS[o] for o in c.operators if o in _OPERATORS}
    operator = "between" if "between" in operators or len(operators) > 1 else next(iter(operators), "any")
    subjects = tuple(_named(kind, name) for kind, names in c.subjects for name in names)
    bounds = [b for n in numbers for b in _bounds(operator, [n])] if pair else _bounds(operator, numbers)
    shown = f"{c.line.strip()[:160]} | {c.text} | {c.unit} | {'; '.join(n for _, names in c.subjects for n in names)}"
    return [_Item(c.start, c.end, b, factor, _unit_words(unit), subjects, f"{b.side} {b.value:g} | {shown}") for b in bounds]


def _predicted_items(c: FoundComparison) -> Iterator[_Item]:
    power = _POWER.search(c.unit_text)
    thousands = re.search(r"\bk\s*/|thousand", c.unit_text, re.IGNORECASE)
    factor = 10.0 ** int(power[1].translate(_SUPERSCRIPTS)) if power else 1e3 if thousands else 1.0
    unit = _unit_words(_POWER.sub("", c.unit_text))
    for subject in c.subjects or (None,):
        named = tuple(_named("", n) for n in (subject.text, subject.name) if n) if subject else ()
        for bound in _bounds(c.operator, [float(v) for v in c.values]):
            yield _Item(c.span.start, c.span.end, bound, factor, unit, named, _shown(bound, c, subject), c.restates)


def _shown(bound: _Bound, c: FoundComparison, subject: ComparedSubject | None) -> str:
    return (
        f"{bound.side} {bound.value:g} {c.unit_text} | {subject.text if subject else ''} | {c.span.start}-{c.span.end} | {c.rule}"
    )


def _bounds(operator: str, values: list[float]) -> list[_Bound]:
    if operator == "±" and len(values) == 2:
        values, operator = [values[0] - values[1], values[0] + values[1]], "between"
    levels = len(values) > 1 and all(v == int(v) for v in values) and operator in ("=", "any", "between")
    if len(values) > 1 and (operator == "between" or levels):
        return [_Bound("low", None, min(values)), _Bound("high", None, max(values))]
    sides: dict[str, tuple[str, bool | None]] = {
        "<": ("high", True), "<=": ("high", False), ">": ("low", True), ">=": ("low", False), "=": ("equal", None),
    }  # fmt: skip
    side, strict = sides.get(operator, ("any", None))
    return [_Bound(side, strict, v) for v in values]


def _value(text: str, words: dict[str, float]) -> float | None:
    t = text.strip().strip("()[]").lower()
    if t in words:
        return words[t]
    numeral = roman(t)
    if numeral and not numeral[1]:
        return float(numeral[0])
    m = re.fullmatch(r"([-+−–]?)([\d.,·\s\u00a0]+?)\s*(k|million)?", t)
    if not m or not m[2].strip():
        return None
    try:
        plain = number(m[2].replace("\u00a0", " ").strip())
    except ArithmeticError:
        return None
    if plain is None:
        return None
    scale = {"k": 1e3, "million": 1e6}.get(m[3] or "", 1.0)
    return float(plain if m[1] in ("", "+") else -plain) * scale


def _number_words(knowledge: Knowledge) -> dict[str, float]:
    words: dict[str, Decimal] = {}
    for entry in knowledge.phrases.values():
        if entry.token_class == "number":
            words |= entry.values
    return {k: float(v) for k, v in words.items()} | {"a": 1.0, "an": 1.0, "½": 0.5, "¼": 0.25}


_SPELLINGS = (
    (r"[μµ]|micro\s*|mc(?=[lg]\b)", "u"), (r"milli", "m"), (r"deci", "d"), (r"nano", "n"), (r"lit(?:re|er)s?", "l"),
    (r"kilograms?|kgs\b", " kg "), (r"grams?\b|gr\b|gm\b", " g "), (r"mm\s*hg", " mmhg "), (r"degrees?|°|deg\b", " "),
    (r"celsius|centigrade", "c"), (r"fahrenheit", "f"), (r"(?:milliseconds?|msecs?)\b", " ms "), (r"(?:seconds?|secs?)\b", " s "),
    (r"(?:minutes?|mins?)\b", " min "), (r"(?:hours?|hrs?)\b", " h "), (r"days?\b", " d "), (r"(?:weeks?|wks?)\b", " wk "),
    (r"(?:months?|mos?)\b", " mo "), (r"(?:years?|yrs?|y/o|\byo|\by)\b", " yr "), (r"per\s?cent(?:age)?|%", " pct "),
    (r"\b(?:institutional )?upper\s*(?:normal\s*)?limits?(?: of)?(?: the)?(?: normal)?(?: range| value)?\b", " uln "),
    (r"pounds?|lbs?\b", " lb "), (r"inch(?:es)?", " in "), (r"m²|m\^2", " m2 "),
    (r"mm\^?3|mm³|cubic millimet(?:er|re)s?|cmm\b", " ul "),
)  # fmt: skip
_COMPILED = tuple((re.compile(pattern), word) for pattern, word in _SPELLINGS)


def _unit_words(unit: str) -> frozenset[str]:
    """The words of a unit, spelling, order and filler aside."""
    text = unit.lower()
    for pattern, word in _COMPILED:
        text = pattern.sub(word, text)
    text = re.sub(r"\b(\d?)u\s+([lg])\b", r"u\2", text)
    return frozenset(w for w in re.findall(r"[a-z]+\d?|\d+(?:\.\d+)?", text) if w not in _UNIT_NOISE and w not in ("1", "2"))


def _named(kind: str, name: str) -> tuple[str, frozenset[str], str]:
    parts = re.findall(r"[a-z0-9]+", name.lower())
    stems = frozenset(w.rstrip("s").replace("haem", "hem").replace("oed", "ed") for w in parts) - _NOISE_WORDS
    return kind, stems or frozenset((name.lower(),)), "".join(w[0] for w in parts)


def _near(a: float, b: float) -> bool:
    return abs(a - b) <= _CLOSE * max(1.0, abs(a))


def _overlap(a: int, b: int, c: int, d: int) -> int:
    return min(b, d) - max(a, c)
