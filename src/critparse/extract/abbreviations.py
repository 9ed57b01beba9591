"""Abbreviations that a document defines itself: "modified Rodnan skin score (mRSS)". scispaCy finds them."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from critparse.extract.terms import Term
from critparse.extract.trie import Trie

if TYPE_CHECKING:
    from spacy.tokens import Doc

_MAY_DEFINE = re.compile(r"\([^()\n]{0,300}[A-Z][^()\n]{0,300}\)")
_LONGEST_LINE = 5_000
_LONGEST_SHORT_FORM = 12


@dataclass(frozen=True)
class Abbreviations:
    """Short form → long form, and those whose long form is in the lexicon."""

    definitions: dict[str, str] = field(default_factory=dict)
    known: Trie[Term] | None = None


def definitions(text: str) -> dict[str, str]:
    """Short forms and their long forms, line by line; the first definition stands.

    scispaCy is imported only where a bracket with capitals may define something.

    >>> definitions("treated with mesenchymal stem cell transplantation (MSCT) for systemic sclerosis(SSc)")
    {'MSCT': 'mesenchymal stem cell transplantation', 'SSc': 'systemic sclerosis'}
    """
    found: dict[str, str] = {}
    for line in text.splitlines():
        if len(line) <= _LONGEST_LINE and _MAY_DEFINE.search(line) and _holds_short_form(line):
            for short, long in _in_line(line):
                found.setdefault(short, long)
    return found


def _holds_short_form(line: str) -> bool:
    """Whether a word with capitals stands alone in or right before a bracket, which is told faster than scispaCy reads a line."""
    before, *rest = line.split("(")
    for behind in rest:
        word = before.rstrip()[-_LONGEST_SHORT_FORM:].rpartition(" ")[2]
        inside = behind.partition(")")[0].strip()
        if _has_capitals(word) or (" " not in inside and _has_capitals(inside)):
            return True
        before = behind
    return False


def _in_line(line: str) -> Iterator[tuple[str, str]]:
    tokenize, detect = _detector()
    for short in sorted(detect(tokenize(line))._.abbreviations, key=lambda span: span.start):
        long = " ".join(short._.long_form.text.split())
        if _is_short_form(short.text) and len(long) > len(short.text):
            yield short.text, long


def _is_short_form(text: str) -> bool:
    """Whether a text looks like one: scispaCy also offers words ("Pregnant") and signs of units."""
    return _has_capitals(text) and " " not in text and len(text) <= _LONGEST_SHORT_FORM


def _has_capitals(text: str) -> bool:
    return sum(c.isupper() for c in text) > 1


@cache
def _detector() -> tuple[Callable[[str], Doc], Callable[[Doc], Doc]]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import spacy
        from scispacy.abbreviation import AbbreviationDetector

        from critparse.extract.spacy_components import CriteriaTokenizer

        nlp = spacy.blank("en")
        detector = AbbreviationDetector(nlp)

    def quietly(doc: Doc) -> Doc:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            marked: Doc = detector(doc)
            return marked

    return CriteriaTokenizer(nlp.vocab), quietly
