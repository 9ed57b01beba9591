"""The user's own vocabularies beside the lexicon: what only they name, and standard concepts for what the lexicon has."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from critparse.errors import KnowledgeError
from critparse.knowledge.concepts import CodedConcept, ConceptEntry, Domain
from critparse.knowledge.load import Knowledge
from critparse.knowledge.vocabulary import Vocabulary, VocabularyConcept, read_kb, read_omop

OMOP = "OMOP"
"""The coding system of OMOP's own numbers of concepts."""
_ALIKE: Mapping[Domain, tuple[Domain, ...]] = {
    "condition": ("condition", "observation"),
    "observation": ("observation", "condition"),
    "substance": ("substance", "drug", "observation"),
}
"""Domain of the lexicon → those in which a vocabulary may have the same thing; of any other, only the same one."""


def read_vocabulary(path: Path) -> Vocabulary:
    """A folder of OMOP tables, or a file of concepts as scispaCy has them.

    Raises `KnowledgeError` for what is neither, or cannot be read.
    """
    if path.name.endswith((".jsonl", ".jsonl.gz")):
        return read_kb(path)
    if path.is_dir():
        return read_omop(path)
    what = "is no vocabulary" if path.exists() else "no such file or folder"
    raise KnowledgeError(what, where=str(path), hint="name a folder of OMOP tables, or a .jsonl or .jsonl.gz file of concepts")


def with_vocabularies(knowledge: Knowledge, vocabularies: Iterable[Vocabulary]) -> Knowledge:
    """The grammars with vocabularies of the user's own, for `critparse.parse(..., knowledge=...)`.

    Their phrases are found where the grammars have none as long; concepts of the lexicon that an OMOP vocabulary has too
    get the number of its standard concept.
    """
    added = tuple(vocabularies)
    if not added:
        return knowledge
    plain = [entry for entry in knowledge.concepts.values() if not isinstance(entry, CodedConcept)]
    coded = {key: _coded(knowledge.concepts[key], concept_id) for key, concept_id in _standard_concepts(plain, added).items()}
    return replace(knowledge, concepts=knowledge.concepts | coded, vocabularies=(*knowledge.vocabularies, *added))


@lru_cache(maxsize=65536)
def own_concept(concept: VocabularyConcept) -> CodedConcept:
    """A concept of a vocabulary as the lexicon would have it, without an id."""
    codes = [(concept.system, concept.code)]
    if concept.concept_id is not None:
        codes.append((OMOP, str(concept.concept_id)))
    return CodedConcept(id="", domain=concept.domain, name=concept.name, examples=(concept.name,), vocabulary_codes=tuple(codes))


def _coded(entry: ConceptEntry, concept_id: int) -> CodedConcept:
    return CodedConcept.model_construct(**dict(entry), vocabulary_codes=((OMOP, str(concept_id)),))


def _standard_concepts(entries: Collection[ConceptEntry], vocabularies: Iterable[Vocabulary]) -> dict[str, int]:
    """Id of the lexicon → the one standard concept that has its name or, if none has, its aliases."""
    spellings = {entry.id: (_key(entry.name), [_key(alias) for alias in entry.aliases]) for entry in entries}
    asked = {key for name, aliases in spellings.values() for key in (name, *aliases)}
    named: dict[str, list[tuple[bool, int, Domain]]] = defaultdict(list)
    for vocabulary in vocabularies:
        for phrase, _, concept in vocabulary.phrases:
            if concept.concept_id is not None and (key := _key(phrase)) in asked:
                named[key].append((phrase == concept.name, concept.concept_id, concept.domain))
    found: dict[str, int] = {}
    for entry in entries:
        name, aliases = spellings[entry.id]
        ids = _ids(entry.domain, named.get(name, ())) or {i for a in aliases for i in _ids(entry.domain, named.get(a, ()))}
        if len(ids) == 1:
            found[entry.id] = ids.pop()
    return found


def _ids(domain: Domain, named: Sequence[tuple[bool, int, Domain]]) -> set[int]:
    """The concepts that a spelling may stand for: those of the nearest domain, by preferred name if one is so called."""
    for alike in _ALIKE.get(domain, (domain,)):
        for preferred in (True, False):
            if ids := {i for is_name, i, of in named if of == alike and is_name >= preferred}:
                return ids
    return set()


def _key(spelling: str) -> str:
    """A spelling in which capitals, hyphens and spaces make no difference."""
    return " ".join(spelling.lower().replace("-", " ").split())
