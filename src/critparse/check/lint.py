"""Runs rules over a document."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from critparse.check.page import Page
from critparse.check.rule import Rule
from critparse.check.rules import RULES
from critparse.interpret import Protocol
from critparse.knowledge import Knowledge
from critparse.source import Diagnostic, SourceText


def lint(source: SourceText, protocol: Protocol, knowledge: Knowledge, rules: Sequence[Rule] = RULES) -> tuple[Diagnostic, ...]:
    """What the rules and the parser say of a document, in order of text.

    What a rule and the parser both report, or several findings of one rule that overlap, is reported once.

    >>> from critparse import parse
    >>> from critparse.knowledge import load
    >>> source = SourceText.of("Inclusion criteria: ALT =/> 40 U/L")
    >>> [d.code for d in lint(source, parse(source.text, model=None), load())]
    ['C005']
    """
    page = Page(source, protocol, knowledge)
    codes = {rule.code for rule in rules}
    read = [d for d in (*protocol.diagnostics, *(d for c in protocol.walk() for d in c.diagnostics)) if d.code in codes]
    return _once((*read, *(d for rule in rules for d in rule.findings(page))))


def _once(found: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """In order of text; of overlapping findings with one code the first, or the one that has a fix."""
    kept: dict[str, list[Diagnostic]] = {}
    for one in sorted(found, key=lambda d: d.span):
        same = kept.setdefault(one.code, [])
        if not same or one.span.start >= same[-1].span.end:
            same.append(one)
        elif same[-1].fix is None and one.fix:
            same[-1] = one
    return tuple(sorted((d for same in kept.values() for d in same), key=lambda d: (d.span, d.code)))
