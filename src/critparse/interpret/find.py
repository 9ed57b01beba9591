"""Mentions → comparisons, by the grammar."""

from __future__ import annotations

from collections.abc import Sequence

from critparse.extract.mention import Mention
from critparse.interpret.comparison import Comparison
from critparse.interpret.grammar import Grammar
from critparse.interpret.productions import PRODUCTIONS

_NUMERIC = frozenset({"number", "quantity", "level", "limit", "number_word"})
_TWO = 2
"""Measurements that can be compared with each other."""


def find_comparisons(mentions: Sequence[Mention], grammar: Grammar) -> list[Comparison]:
    """Every comparison in order of text; at each place the first rule that does not decline wins."""
    if not any(m.token_class in _NUMERIC for m in mentions) and sum(m.token_class == "measurement" for m in mentions) < _TWO:
        return []
    classes = grammar.encode(mentions)
    found: list[Comparison] = []
    at = 0
    while at < len(mentions):
        for rule, stop in grammar.matches(classes, at):
            made = PRODUCTIONS[rule.produces](mentions[at:stop], at, rule.name)
            if made is not None:
                found += made
                at = stop
                break
        else:
            at += 1
    return found
