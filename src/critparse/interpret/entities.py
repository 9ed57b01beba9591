"""The entities of an item: the recogniser's, or without it what the lexicon and the grammar name."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence

from critparse.extract import Entity
from critparse.extract.mention import Mention
from critparse.interpret.classes import PREPOSITIONS
from critparse.interpret.model import FoundEntity
from critparse.interpret.pieces import DOMAINS, is_qualifier
from critparse.interpret.reading import Recognition
from critparse.interpret.subject import Attached
from critparse.knowledge import ConceptEntry
from critparse.source import Span

_LABELS = {
    "condition": "Condition", "drug": "Drug", "procedure": "Procedure", "device": "Device", "observation": "Observation",
    "substance": "Drug",
}  # fmt: skip
"""Domain of a concept → Chia's label."""


def found_entities(
    text: str, mentions: Sequence[Mention], attached: Sequence[Attached], recognised: Sequence[Entity] | None,
    original: Callable[[int, int], Span], recognition: Recognition,
) -> Iterator[FoundEntity]:  # fmt: skip
    """The entities of normalised `text`, in order; those that name things with their concept and codes."""
    starts = [m.start for m in mentions]
    for entity in _by_rules(mentions, attached) if recognised is None else recognised:
        spans = tuple(original(start, end) for start, end in entity.fragments)
        if entity.label not in DOMAINS:
            yield FoundEntity(label=entity.label, spans=spans)
            continue
        name = " ".join([text[start:end] for start, end in entity.fragments])
        concept = recognition.concept_of(name) or head(_inside(mentions, starts, entity))
        codes = (concept.codes if concept else ()) or recognition.codes_for(name, DOMAINS[entity.label])
        yield FoundEntity(label=entity.label, spans=spans, concept=concept.name if concept else "", codes=codes)


def _inside(mentions: Sequence[Mention], starts: Sequence[int], entity: Entity) -> list[Mention]:
    return [m for start, end in entity.fragments for m in mentions[bisect_left(starts, start) : bisect_left(starts, end)]]


def head(mentions: Sequence[Mention]) -> ConceptEntry | None:
    """The concept that is the head of a name: it ends the name, or something is said of it with a preposition."""
    concepts = [i for i, m in enumerate(mentions) if m.concept]
    if len(concepts) != 1:
        return None
    at = concepts[0]
    after = mentions[at + 1].token_class if at + 1 < len(mentions) else "of"
    return mentions[at].concept if after in PREPOSITIONS or after == "light_noun" else None


def _by_rules(mentions: Sequence[Mention], attached: Sequence[Attached]) -> list[Entity]:
    found = {Entity(label, ((m.start, m.end),)) for m in mentions if (label := _label(m))}
    for a in attached:
        c = a.comparison
        found.add(Entity("Temporal" if c.window else "Value", ((c.start, max(c.end, c.unit_span[1])),)))
        found |= {Entity("Person", ((s.start, s.end),)) for s in a.subjects if s.kind == "age"}
    return sorted(found, key=lambda e: (e.fragments, e.label))


def _label(m: Mention) -> str:
    if m.concept:
        return _LABELS[m.concept.domain]
    if m.token_class in ("measurement", "scale"):
        return "Measurement"
    if m.token_class == "negation":
        return "Negation"
    if m.token_class in ("sex", "age_group"):
        return "Person"
    return "Qualifier" if is_qualifier(m) else ""
