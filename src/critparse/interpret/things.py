"""A thing that a phrase names, while it is read, and the node that it becomes."""

from __future__ import annotations

from dataclasses import dataclass, field

from critparse.expression import Code, Interval, Occurrence, Qualifier
from critparse.interpret.qualifiers import with_qualifiers
from critparse.interpret.reading import Reading
from critparse.knowledge import CodedConcept, ConceptEntry


@dataclass(slots=True)
class Thing:
    """An occurrence while its phrase is read. `name_first` to `name_stop` are the mentions that name it."""

    first: int
    stop: int
    name_first: int
    name_stop: int
    domain: str
    concept: ConceptEntry | None
    qualifiers: list[Qualifier] = field(default_factory=list)
    dose: Interval | None = None

    def is_bare_measurement(self, reading: Reading) -> bool:
        """Whether it only names what could be measured: "hemoglobin" without a bound says nothing."""
        return self.concept is None and reading.mentions[self.name_first].entry is not None and not self.qualifiers


def occurrence(reading: Reading, thing: Thing) -> Occurrence:
    """The node of a thing."""
    span = reading.original(reading.mentions[thing.name_first].start, reading.mentions[thing.name_stop - 1].end)
    words = " ".join(span.of(reading.text).split())
    m = reading.mentions[thing.name_first]
    known = thing.concept or (m.entry if thing.name_stop == thing.name_first + 1 else None)
    return Occurrence(
        domain="observation" if thing.domain == "substance" else thing.domain,  # type: ignore[arg-type]
        concept=known.name if known else words,
        concept_id=known.id if known else "",
        codes=(concept_codes(thing.concept) if thing.concept else ()) or reading.recognition.codes_for(words, thing.domain),
        qualifiers=with_qualifiers(thing.qualifiers, ()),
        dose=thing.dose,
        source="model" if known is None else "lexicon" if known.id else "vocabulary",
        spans=(span,),
    )


def concept_codes(concept: ConceptEntry) -> tuple[Code, ...]:
    """The codes of a concept, terminology by terminology, those of the user's vocabularies last."""
    systems = (("ICD-10-CM", concept.icd10cm), ("SNOMED CT", concept.snomed), ("RxNorm", concept.rxnorm))
    own = concept.vocabulary_codes if isinstance(concept, CodedConcept) else ()
    pairs = (*((system, code) for system, codes in systems for code in codes), *own)
    return tuple(Code(system=system, code=code) for system, code in pairs)
