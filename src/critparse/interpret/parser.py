"""Document → protocol: each item is read by itself, then headers are combined with the items under them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, partial
from typing import NamedTuple

from critparse.document import Document, Item
from critparse.expression import All, Any, Expression, Not, Unparsed, simplify
from critparse.extract import Abbreviations, Entity, Extractor, Mention, Recogniser, extractor, in_pieces, labelled
from critparse.interpret.attach import attach
from critparse.interpret.classes import CONNECTORS, WORDS
from critparse.interpret.codes import codes_for
from critparse.interpret.comparison import Comparison
from critparse.interpret.derived import with_derived
from critparse.interpret.derived_leaf import derived_leaf, is_derived
from critparse.interpret.entities import found_entities
from critparse.interpret.find import find_comparisons
from critparse.interpret.grammar import grammar
from critparse.interpret.headers import header_reader
from critparse.interpret.leaf import leaf
from critparse.interpret.logic import combine, unread
from critparse.interpret.model import ComparedSubject, Criterion, FoundComparison, FoundEntity, Protocol
from critparse.interpret.reading import Read, Recognition
from critparse.interpret.repair import repairs
from critparse.interpret.restatement import restatements, scale_extents
from critparse.interpret.subject import Attached, Subject
from critparse.knowledge import Knowledge, MeasurementEntry
from critparse.source import Diagnostic, SourceText, Span
from critparse.units import UnitConverter

_FARTHEST_SUBJECT = 60


Recognised = dict[int, tuple[Entity, ...]]
"""Where an item's text begins → the recogniser's entities in it, at normalised offsets of the document."""


class _Page(NamedTuple):
    """A document while it is read."""

    source: SourceText
    abbreviations: Abbreviations
    entities: Recognised


class Parser:
    """Reads items with one set of grammars."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self.extractor: Extractor = extractor(knowledge)
        self.grammar = grammar(knowledge)
        self.headers = header_reader(knowledge)
        self.units = UnitConverter(knowledge.incommensurable)

    def protocol(self, source: SourceText, document: Document, entities: Recognised) -> Protocol:
        """The protocol of a segmented document; without recognised entities, what the lexicon and the grammar know is read."""
        title = source.metadata.title
        abbreviations = self.extractor.abbreviations(f"{title}\n{source.normalised.text}" if title else source.normalised.text)
        page = _Page(source, abbreviations, entities)
        criteria = tuple(self._criterion(page, item) for item in document.items)
        return Protocol(
            name=source.name,
            metadata=source.metadata,
            criteria=criteria,
            diagnostics=tuple(_document_diagnostics(source, document)),
            abbreviations=abbreviations.definitions,
        )

    def _criterion(self, page: _Page, item: Item) -> Criterion:
        source = page.source
        children = tuple(self._criterion(page, child) for child in item.children)
        span = source.normalised.original(item.content_start, item.content_end)
        text = span.of(source.text)
        read, found, entities = self._item(page, item, span)
        below = [c.expression for c in children if c.role != "note"]
        is_label = bool(below) and isinstance(read.expression, Unparsed) and self.headers.is_label(text)
        expression = simplify(self.headers.expression(text, read, below, item.kind))
        negates = isinstance(expression, Not) and isinstance(read.expression, Unparsed)
        return Criterion(
            id=item.id,
            kind=item.kind,
            cohort=item.cohort,
            role=item.role,
            span=span,
            text=text,
            expression=expression,
            coverage=1.0 if is_label or (below and negates) else round(read.coverage, 4),
            comparisons=found,
            entities=entities,
            diagnostics=read.diagnostics,
            children=children,
        )

    def _item(self, page: _Page, item: Item, span: Span) -> tuple[Read, tuple[FoundComparison, ...], tuple[FoundEntity, ...]]:
        """What the item's own text says, and the comparisons and entities in it."""
        source, original = page.source, page.source.normalised.original
        start, end = item.content_start, item.content_end
        recognised = page.entities.get(start)
        mentions, attached = self.read(source.normalised.text, start, end, page.abbreviations, recognised or ())
        attached, taken = with_derived(attached, mentions)
        short_forms = frozenset(page.abbreviations.definitions)
        recognition = Recognition(
            self.extractor.concept,
            self.extractor.is_qualifier,
            self.extractor.is_adjective,
            codes_for,
            self.headers.joins,
            short_forms,
            in_pieces(recognised or ()),
        )
        entities = tuple(found_entities(source.normalised.text, mentions, attached, recognised, original, recognition))
        repeated = restatements(attached, mentions, self.units)
        found = tuple(self._found(source, a, restates=i in repeated) for i, a in enumerate(attached) if not a.comparison.against)
        if item.role == "note" or not mentions:
            return unread(source.text, span), found, entities
        silent = repeated | scale_extents(attached)
        for i in silent:
            for j in range(attached[i].comparison.first, attached[i].comparison.stop):
                mentions[j] = mentions[j]._replace(token_class="aside")
        for j in taken:
            mentions[j] = mentions[j]._replace(token_class="aside")
        kept = [a for i, a in enumerate(attached) if i not in silent]
        read = combine(source, mentions, kept, item.kind, partial(self._node, source, mentions), recognition)
        beside = self._diagnostics(source, attached)
        return read._replace(diagnostics=(*read.diagnostics, *beside)) if beside else read, found, entities

    def read(
        self, text: str, start: int, end: int, abbreviations: Abbreviations | None = None, recognised: Sequence[Entity] = ()
    ) -> tuple[list[Mention], list[Attached]]:
        """Mentions and attached comparisons of normalised characters `start` to `end`."""
        mentions = self.extractor.mentions(text, start, end, abbreviations.known if abbreviations else None)
        mentions = labelled(mentions, recognised) if recognised else mentions
        return mentions, attach(find_comparisons(mentions, self.grammar), mentions)

    def _node(self, source: SourceText, mentions: Sequence[Mention], a: Attached) -> Expression | None:
        """The leaf of a comparison; with several subjects, as their connector says."""
        c, original = a.comparison, source.normalised.original
        if _unit_may_follow(a, mentions):
            return None
        parts: list[Expression] = []
        for subject in a.subjects:
            spans = tuple(sorted({original(subject.start, subject.end), original(c.start, max(c.end, c.unit_span[1]))}))
            part = (derived_leaf if is_derived(c, subject) else leaf)(c, subject, spans, self.units)
            if part is None:
                return None
            parts.append(part)
        if len(parts) <= 1:
            return parts[0] if parts else None
        return (Any if _joined_by_or(a.subjects, mentions, c) else All)(of=tuple(parts))

    def _found(self, source: SourceText, a: Attached, *, restates: bool) -> FoundComparison:
        c, original = a.comparison, source.normalised.original
        number = original(*c.number_span)
        unit = original(*c.unit_span)
        return FoundComparison(
            span=original(c.start, max(c.end, c.unit_span[1])),
            operator=c.operator,
            values=c.values,
            value_text=number.of(source.text),
            low=c.low,
            low_inclusive=c.low_inclusive,
            high=c.high,
            high_inclusive=c.high_inclusive,
            unit=c.unit,
            unit_text=unit.of(source.text),
            subjects=tuple(_subject(source, s) for s in a.subjects),
            restates=restates,
            rule=c.rule,
        )

    def _diagnostics(self, source: SourceText, attached: Sequence[Attached]) -> list[Diagnostic]:
        found: list[Diagnostic] = []
        for a in attached:
            found += repairs(source, a.comparison)
            if a.comparison.unknown_unit:
                unit = source.normalised.original(*a.comparison.unit_span)
                message = f'unit "{unit.of(source.text)}" is not known'
                found.append(Diagnostic(code="U002", severity="warning", span=unit, message=message))
        return found


def recognise(documents: Sequence[tuple[SourceText, Document]], recogniser: Recogniser | None) -> list[Recognised]:
    """The recogniser's entities in the items of each document; none without a recogniser."""
    if recogniser is None:
        return [{} for _ in documents]
    items = [(n, item) for n, (_, document) in enumerate(documents) for top in document.items for item in top.walk()]
    texts = [documents[n][0].normalised.text[item.content_start : item.content_end] for n, item in items]
    found: list[Recognised] = [{} for _ in documents]
    for (n, item), entities in zip(items, recogniser.entities(texts), strict=True):
        found[n][item.content_start] = tuple(_moved(e, item.content_start) for e in entities)
    return found


def _moved(entity: Entity, by: int) -> Entity:
    return Entity(entity.label, tuple((start + by, end + by) for start, end in entity.fragments))


@cache
def parser(knowledge: Knowledge) -> Parser:
    """The parser for these grammars, built once."""
    return Parser(knowledge)


def _unit_may_follow(a: Attached, mentions: Sequence[Mention]) -> bool:
    """Whether a number goes on, or stands before words that may be its unit: "WBC > 15, 000", "AST > 2 fold normal"."""
    c = a.comparison
    after = mentions[c.stop : c.stop + 2]
    if not c.unit and _number_goes_on(after):
        return True
    if c.levels and len(after) > 1 and after[0].token_class in CONNECTORS and after[1].token_class == "level":
        return True  # a list of levels that the grammar could not read whole
    needs_unit = any(isinstance(s.entry, MeasurementEntry) and s.entry.unit != "1" for s in a.subjects)
    if c.unit or not needs_unit:
        return False
    classes = [m.token_class for m in after]
    return not WORDS.isdisjoint(classes[:1]) or (classes[:1] in (["determiner"], ["of"]) and not WORDS.isdisjoint(classes[1:]))


def _number_goes_on(after: Sequence[Mention]) -> bool:
    """Whether what follows a number is more of it: "4.10^9", "0.5 10^3", "15, 000", "3+4", "4' 11"."""
    classes = [m.token_class for m in after]
    if classes[:1] in (["number"], ["quantity"], ["apostrophe"]) or (classes[:1] == ["sign"] and after[0].text == "^"):
        return True
    if classes in (["comma", "number"], ["comma", "quantity"]) and after[1].text.startswith("000"):
        return True
    return len(after) > 1 and after[0].text == "+" and classes[1] in ("number", "quantity")


def _subject(source: SourceText, s: Subject) -> ComparedSubject:
    span = source.normalised.original(s.start, s.end)
    name = "age" if s.kind == "age" else s.entry.name if s.entry else ""
    code = next(iter(s.entry.loinc), "") if s.entry and not s.under else ""
    if s.under:
        name = f"{name}/{s.under.name}"
    text = "age" if s.kind == "age" else span.of(source.text)
    return ComparedSubject(text=text, span=span, name=name, code=code)


def _joined_by_or(subjects: Sequence[Subject], mentions: Sequence[Mention], c: Comparison) -> bool:
    near = mentions[max(0, c.first - _FARTHEST_SUBJECT) : c.stop]
    between = [m.token_class for m in near if subjects[0].end <= m.start < subjects[-1].start]
    if "or" in between or "and_or" in between:
        return True
    return "slash" in between and "and" not in between and c.operator in (">", ">=")


def _document_diagnostics(source: SourceText, document: Document) -> list[Diagnostic]:
    found = []
    if document.items and not document.kind_is_given:
        first = document.items[0]
        span = source.normalised.original(first.content_start, first.content_end)
        found.append(
            Diagnostic(
                code="S001",
                severity="note",
                span=span,
                message="no heading says whether these are inclusion or exclusion criteria: read as inclusion",
            )
        )
    at = source.normalised.text.find("\ufffd")
    if at >= 0:
        found.append(
            Diagnostic(
                code="C003",
                severity="warning",
                span=source.normalised.original(at, at + 1),
                message="a character could not be read here, and perhaps elsewhere",
            )
        )
    return found
