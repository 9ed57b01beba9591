"""A001: an abbreviation that is defined nowhere."""

from __future__ import annotations

import re
from collections.abc import Iterator

from critparse.check.abbreviations.forms import SHORT_FORM, is_numeral, known
from critparse.check.page import Page, matches
from critparse.check.rule import Finding, Rule

_SHOUTED = 0.6
_IN_BRACKETS = re.compile(r"\([^()\n]{1,80}\)")
_SAID_BEHIND = re.compile(r"(?P<short>[A-Z][A-Za-z0-9]{0,9}[A-Z])s?(?:\s?\([a-z]{3}|\s?[=:–]\s?[A-Za-z]{3}|\s-\s[A-Za-z]{3})")


def _check(page: Page) -> Iterator[Finding]:
    needless, defined = known(page.knowledge), page.protocol.abbreviations
    explained: set[str] | None = None
    seen: set[str] = set()
    for criterion in page.criteria:
        shouted: bool | None = None
        for m, span in matches(SHORT_FORM, criterion):
            short = m[0].removesuffix("s")
            if short in seen or is_numeral(short):
                continue
            seen.add(short)
            if short in needless or short in defined:
                continue
            shouted = _is_shouted(criterion.text) if shouted is None else shouted
            if shouted:
                break
            explained = _explained(page.source.text) if explained is None else explained
            if short not in explained:
                yield Finding(span._replace(end=span.start + len(short)), f'"{short}" is defined nowhere in this text')


def _explained(text: str) -> set[str]:
    """Short forms that stand in brackets somewhere, or before what they stand for."""
    found = {m["short"] for m in _SAID_BEHIND.finditer(text)}
    for bracket in _IN_BRACKETS.finditer(text):
        found.update(m[0].removesuffix("s") for m in SHORT_FORM.finditer(bracket[0]))
    return found


def _is_shouted(text: str) -> bool:
    """Whether a text is written in capitals, so that nothing in it can be told for a short form."""
    letters = [c for c in text if c.isalpha()]
    return sum(c.isupper() for c in letters) > _SHOUTED * max(1, len(letters))


RULE = Rule(
    code="A001",
    severity="note",
    summary="An abbreviation is used and defined nowhere.",
    why="Sites read `MS` as multiple sclerosis, mitral stenosis or morphine sulphate.",
    example="Inclusion criteria:\n- Diagnosis of XLQP without treatment",
    instead="Inclusion criteria:\n- Diagnosis of x-linked quadriparesis (XLQP) without treatment",
    limits="""Common ones need no definition: those of the lexicon, units, and those in `grammars/phrases/check.toml`
under `check_common_abbreviations`. The first use is reported. Definitions count wherever they stand in the document.""",
    protocol=_check,
)
