"""A thing that a phrase names, while it is read, and the node that it becomes."""

from __future__ import annotations

from dataclasses import dataclass, field

from critparse.expression import Interval, Occurrence, Qualifier
from critparse.interpret.qualifiers import with_qualifiers
from critparse.interpret.reading import Reading
from critparse.knowledge import ConceptEntry


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
    count: Interval | None = None

    def is_bare_measurement(self, reading: Reading) -> bool:
        """Whether it only names what could be measured: "hemoglobin" without a bound says nothing, whenever it was."""
        bare = all(q.kind == "time" for q in self.qualifiers)
        return self.concept is None and reading.mentions[self.name_first].entry is not None and bare


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
        codes=(thing.concept.codes if thing.concept else ()) or reading.recognition.codes_for(words, thing.domain),
        qualifiers=with_qualifiers(thing.qualifiers, ()),
        dose=thing.dose,
        count=thing.count,
        source="model" if known is None else "lexicon" if known.id else "vocabulary",
        spans=(span,),
    )
