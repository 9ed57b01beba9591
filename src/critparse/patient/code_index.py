"""Codes of terminologies → the entries of the lexicon that claim them, and what stands above an entry."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from critparse.knowledge import ConceptEntry, Knowledge, icd10cm
from critparse.knowledge.linker import link

_CATEGORY = 3
"""Characters of a category of ICD-10."""


class Claim(NamedTuple):
    """An entry that claims a code, and whether all that the code stands for is of it."""

    concept_id: str
    sure: bool = True


class CodeIndex:
    """Which entries claim a code; built once for grammars."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._concepts = knowledge.concepts
        self.values: dict[tuple[str, str], list[str]] = defaultdict(list)
        """Code of a measurement or scale → its entries."""
        self._exact: dict[tuple[str, str], list[Claim]] = defaultdict(list)
        self._classes: dict[str, list[str]] = defaultdict(list)
        self._prefixes: dict[str, list[Claim]] = {}
        self._ranges: dict[str, list[Claim]] = {}
        for entry in (*knowledge.measurements.values(), *knowledge.scales.values()):
            for code in entry.loinc:
                self.values["LOINC", code].append(entry.id)
        by_icd: dict[str, list[ConceptEntry]] = defaultdict(list)
        for concept in knowledge.concepts.values():
            for code in concept.snomed:
                self._exact["SNOMED CT", code].append(Claim(concept.id))
            for code in concept.rxnorm if not concept.members else ():
                self._exact["RxNorm", code].append(Claim(concept.id))
            for code in concept.icd10cm:
                by_icd[code].append(concept)
            for member in concept.members:
                self._classes[member].append(concept.id)
        for code, claiming in by_icd.items():
            claims = [Claim(concept.id, self._is_told(concept, code, claiming)) for concept in claiming]
            (self._ranges if "-" in code else self._prefixes)[code.replace(".", "")] = claims

    def claims(self, system: str, code: str) -> tuple[Claim, ...]:
        """The entries that claim a code or, in ICD-10-CM, a code above it.

        Of other editions of ICD-10 only what is claimed by category counts: below it they differ.
        """
        if system in ("ICD-10-CM", "ICD-10"):
            return tuple(dict.fromkeys(self._in_icd(code, system)))
        return tuple(self._exact.get((system, code), ()))

    def _in_icd(self, code: str, system: str) -> Iterator[Claim]:
        plain = code.replace(".", "").upper()
        longest = len(plain) if system == "ICD-10-CM" else _CATEGORY
        for size in range(_CATEGORY, longest + 1):
            yield from self._prefixes.get(plain[:size], ())
        for held, claims in self._ranges.items():
            if len(plain) >= _CATEGORY and icd10cm.covers((held,), code):
                yield from claims

    def directly_above(self, concept_id: str) -> tuple[str, ...]:
        """The concepts of which one is a kind, and the drug classes that hold it."""
        concept = self._concepts.get(concept_id)
        return (*(concept.broader if concept else ()), *self._classes.get(concept_id, ()))

    def above(self, concept_id: str) -> frozenset[str]:
        """All that stands above a concept."""
        found: set[str] = set()
        open_ids = [concept_id]
        while open_ids:
            for higher in self.directly_above(open_ids.pop()):
                if higher not in found:
                    found.add(higher)
                    open_ids.append(higher)
        return frozenset(found)

    def _is_told(self, concept: ConceptEntry, code: str, claiming: list[ConceptEntry]) -> bool:
        """Whether a record with this code is of the concept, not only of one above it that claims the code too.

        It is not where a concept above means no more codes than this one ("castration-resistant prostate cancer", C61),
        nor where others below share the code and it is not named as this one is (high-grade B-cell lymphoma, C83.3). What
        claims all codes of this one and more stands above it too.
        """
        above, own = self.above(concept.id), _plain(concept)
        higher = {c.id for c in claiming if c.id in above}
        if any(c.id in higher and _holds(own, _plain(c)) for c in claiming):
            return False
        wider = {c.id for c in claiming if _holds(_plain(c), own) and not _holds(own, _plain(c))}
        higher |= wider
        beside = [
            c
            for c in claiming
            if c.id not in higher
            and c is not concept
            and concept.id not in self.above(c.id)
            and any(h.id in self.above(c.id) or _holds(_plain(h), _plain(c)) for h in claiming if h.id in higher)
        ]
        return not beside or any(found and found.code == code for found in map(link, (concept.name, *concept.aliases)))


def _plain(concept: ConceptEntry) -> tuple[str, ...]:
    return tuple(code.replace(".", "") for code in concept.icd10cm)


def _holds(wide: tuple[str, ...], narrow: tuple[str, ...]) -> bool:
    """Whether each of some codes is one of others or stands below it."""
    return all(code.startswith(wide) for code in narrow)


@cache
def code_index(knowledge: Knowledge) -> CodeIndex:
    """The index of these grammars, built once."""
    return CodeIndex(knowledge)
