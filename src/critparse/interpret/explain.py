"""How a criterion was read, step by step, for people who want to know or to change it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from critparse.expression import Code, Occurrence, walk, write
from critparse.extract import Mention
from critparse.interpret.comparison import Comparison
from critparse.interpret.derived import with_derived
from critparse.interpret.model import Criterion
from critparse.interpret.parser import parser
from critparse.interpret.subject import Subject
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


class OccurrenceShown(NamedTuple):
    """An occurrence of the tree: where it stands, what it is, its codes, what is said of it, and what recognised it."""

    span: Span
    concept: str
    codes: str
    qualifiers: str
    source: str


class Explanation(NamedTuple):
    """The derivation of one criterion."""

    criterion: Criterion
    mentions: tuple[MentionShown, ...]
    steps: tuple[Step, ...]
    occurrences: tuple[OccurrenceShown, ...]
    entities: tuple[tuple[str, str], ...]
    """(label, text) of what was recognised."""
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
    attached, _ = with_derived(attached, mentions)
    return Explanation(
        criterion,
        tuple(MentionShown(normalised.original(m.start, m.end), m.text, m.token_class, _meaning(m)) for m in mentions),
        tuple(
            Step(
                a.comparison.rule,
                text[a.comparison.start : a.comparison.end],
                _comparison(a.comparison),
                ", ".join(_subject(s, text) for s in a.subjects),
            )
            for a in attached
        ),
        tuple(_occurrence(n, criterion) for n in walk(criterion.expression) if isinstance(n, Occurrence)),
        tuple((e.label, " ".join(_relative(s, criterion).of(criterion.text) for s in e.spans)) for e in criterion.entities),
        write(criterion.expression),
    )


def _relative(span: Span, criterion: Criterion) -> Span:
    return Span(max(0, span.start - criterion.span.start), max(0, span.end - criterion.span.start))


def _occurrence(node: Occurrence, criterion: Criterion) -> OccurrenceShown:
    return OccurrenceShown(
        _relative(node.spans[0], criterion),
        f"{node.domain} {node.concept}",
        shown_codes(node.codes),
        ", ".join(f"{q.kind} = {q.value}" for q in node.qualifiers),
        node.source,
    )


def shown_codes(codes: Sequence[Code]) -> str:
    """Codes in one line, terminology by terminology.

    >>> shown_codes([Code(system="ICD-10-CM", code="I21"), Code(system="ICD-10-CM", code="I22")])
    'ICD-10-CM I21 I22'
    """
    by_system: dict[str, list[str]] = {}
    for code in codes:
        by_system.setdefault(code.system, []).append(code.code)
    return ", ".join(f"{system} {' '.join(own)}" for system, own in by_system.items())


def _meaning(m: Mention) -> str:
    if m.quantity:
        return f"{m.quantity.value} {m.quantity.unit}".strip()
    if m.level:
        return f"level {m.level.name}"
    if m.entry or m.concept:
        return (m.entry or m.concept).name  # type: ignore[union-attr]
    return str(m.value) if m.value is not None else ""


def _subject(s: Subject, text: str) -> str:
    name = s.entry.name if s.entry else text[s.start : s.end]
    if s.under:
        return f"{name}/{s.under.name}"
    return f"{s.change} of {name}" if s.change else name


def _comparison(c: Comparison) -> str:
    values = " and ".join(str(v) for v in c.values)
    return f"{c.operator} {values} {c.against.name if c.against else c.unit}".rstrip()
