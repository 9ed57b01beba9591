"""Codes for names that the lexicon does not hold."""

from __future__ import annotations

from critparse.expression import Code
from critparse.knowledge.linker import link


def codes_for(name: str, domain: str) -> tuple[Code, ...]:
    """The ICD-10-CM code of a condition by its name; empty where no code is sure.

    >>> codes_for("something else", "drug")
    ()
    """
    found = link(name) if domain == "condition" else None
    return (Code(system="ICD-10-CM", code=found.code),) if found else ()
