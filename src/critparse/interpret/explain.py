"""How a criterion was read, step by step, for people who want to know or to change it."""

from __future__ import annotations

from typing import NamedTuple

from critparse.expression import write
from critparse.extract import Mention
from critparse.interpret.comparison import Comparison
from critparse.interpret.model import Criterion
from critparse.interpret.parser import parser
from critparse.knowledge import Knowledge
from critparse.source import Span, normalise


class MentionShown(NamedTuple):
    """A stretch of text, its token class and what it means."""

    span: Span
    text: str
    token_class: str
    meaning: str


class Step(NamedTuple):
    """A rule of the grammar that fired: on which text, and what it made."""

    rule: str
    text: str
    comparison: str
    subject: str


class Explanation(NamedTuple):
    """The derivation of one criterion."""

    criterion: Criterion
    mentions: tuple[MentionShown, ...]
    steps: tuple[Step, ...]
    expression: str


def explain_criterion(criterion: Criterion, knowledge: Knowledge) -> Explanation:
    """The derivation of a criterion. Offsets are within its own text.

    >>> from critparse import parse
    >>> from critparse.knowledge import load
    >>> [s.rule for s in explain_criterion(parse("DLCO<45%").criteria[0], load()).steps]
    ['bound']
    """
    normalised = normalise(criterion.text)
    text = normalised.text
    mentions, attached = parser(knowledge).read(text, 0, len(text))
    return Explanation(
        criterion,
        tuple(MentionShown(normalised.original(m.start, m.end), m.text, m.token_class, _meaning(m)) for m in mentions),
        tuple(
            Step(
                a.comparison.rule,
                text[a.comparison.start : a.comparison.end],
                _comparison(a.comparison),
                ", ".join(s.entry.name if s.entry else text[s.start : s.end] for s in a.subjects),
            )
            for a in attached
        ),
        write(criterion.expression),
    )


def _meaning(m: Mention) -> str:
    if m.quantity:
        return f"{m.quantity.value} {m.quantity.unit}".strip()
    if m.level:
        return f"level {m.level.name}"
    if m.entry:
        return m.entry.name
    return str(m.value) if m.value is not None else ""


def _comparison(c: Comparison) -> str:
    values = " and ".join(str(v) for v in c.values)
    return f"{c.operator} {values} {c.unit}".rstrip()
