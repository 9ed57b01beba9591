"""Codes for names that the lexicon does not hold."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from critparse.expression import Code
from critparse.knowledge.linker import link
from critparse.knowledge.vocabulary import system_and_code

_NEIGHBOURS = 30
"""How many names scispaCy compares, as its own linker does."""
_SURE = 0.95
"""Likeness from which scispaCy's own linker trusts a concept by its name alone."""


class ScispacyLinker(Protocol):
    """What is needed of scispaCy's `CandidateGenerator`, which knows the user's index."""

    kb: Any
    """The knowledge base of the index."""

    def __call__(self, mention_texts: list[str], k: int) -> Sequence[Sequence[Any]]:
        """For each text the concepts with like names: `concept_id`, `aliases`, and the `similarities` of these."""


def codes_for(name: str, domain: str) -> tuple[Code, ...]:
    """The ICD-10-CM code of a condition by its name; empty where no code is sure.

    >>> codes_for("something else", "drug")
    ()
    """
    found = link(name) if domain == "condition" else None
    return (Code(system="ICD-10-CM", code=found.code),) if found else ()


def link_with_scispacy(name: str, linker: ScispacyLinker) -> tuple[Code, ...]:
    """The code of a name by scispaCy's linker (`EntityLinker.candidate_generator`); empty where none is sure.

    None is where the likest name is not like enough, or where several concepts have it.
    """
    (candidates,) = linker([name], _NEIGHBOURS)
    scores = {candidate.concept_id: max(candidate.similarities) for candidate in candidates}
    highest = max(scores.values(), default=0.0)
    best = [concept_id for concept_id, score in scores.items() if score == highest >= _SURE]
    if len(best) != 1:
        return ()
    system, code = system_and_code(best[0], type(linker.kb).__name__)
    return (Code(system=system, code=code),)
