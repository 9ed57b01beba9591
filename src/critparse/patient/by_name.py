"""The names of records → the concepts that they mean: whole names, and for some records what a name is a kind of."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from critparse.extract import extractor
from critparse.knowledge import Knowledge
from critparse.knowledge.linker import link
from critparse.patient.code_index import code_index
from critparse.patient.model import Coding, EventDomain
from critparse.patient.record_names import record_names

_LONGEST_NAME = 300
_INVISIBLE = "\u200b"
"""Stands in names where a line may break."""
DOMAINS: dict[EventDomain, frozenset[str]] = {
    "condition": frozenset(("condition", "observation")),
    "procedure": frozenset(("procedure", "drug")),
    "drug": frozenset(("drug",)),
    "device": frozenset(("device",)),
    "allergy": frozenset(("drug", "substance", "device", "condition")),
    "observation": frozenset(("observation",)),
}
"""Domain of a record → the domains of the concepts that it may be of."""
_PAST = "course = history"
_DOUBTED = frozenset(("certainty = suspected", "certainty = possible", "certainty = probable"))
_ALLERGY = "allergy"


class Meant(NamedTuple):
    """A concept that a code or name means, before what stands above it is added."""

    concept_id: str
    how: str
    sure: bool = True
    past: bool = False
    route: str = ""


def names_of(codings: tuple[Coding, ...], text: str) -> tuple[str, ...]:
    """The names of a record: its text and what its codes display, none of them twice."""
    names = (name.replace(_INVISIBLE, "").strip() for name in (text, *(coding.display for coding in codings)))
    return tuple(dict.fromkeys(name for name in names if 0 < len(name) <= _LONGEST_NAME))


def by_name(domain: EventDomain, name: str, codings: tuple[Coding, ...], knowledge: Knowledge) -> Iterator[Meant]:
    """The concepts that a name means: of a drug one for each ingredient, of an allergy itself and what it is to."""
    how, names = f'name "{name}"', record_names()
    plain = names.untagged(name)
    if domain == "drug":
        ways = _drug_names(plain, is_vaccine=any(coding.system == "CVX" for coding in codings))
        found = [_named(domain, way, knowledge) for way in ways]
        yield from (Meant(concept_id, how, route=names.route(name)) for concept_id in dict.fromkeys(filter(None, found)))
        return
    plain, past, doubted = _opened(domain, plain, knowledge)
    parts = (plain, names.allergen(plain), _without(_ALLERGY, plain, knowledge)) if domain == "allergy" else (plain,)
    for part in parts:  # what is past may have been done too: "History of appendectomy"
        if concept_id := _named(domain, (part,), knowledge) or (_named("procedure", (part,), knowledge) if past else ""):
            yield Meant(concept_id, how, not doubted, past)


def _drug_names(name: str, *, is_vaccine: bool) -> Iterator[tuple[str, ...]]:
    """For the whole of a drug and for each of its ingredients the names that it may go by."""
    names = record_names()
    if is_vaccine:
        yield tuple(names.vaccines(name))
        return
    parts = list(names.ingredients(name))
    yield (name, *(f"{one[-1]}/{other[-1]}" for one in parts[:2] for other in parts[:2] if one is not other))
    yield from parts


def _named(domain: EventDomain, names: tuple[str, ...], knowledge: Knowledge) -> str:
    """The concept of a fitting domain that the first of some whole names means, empty if none does."""
    for name in names:
        concept = extractor(knowledge).concept(name) if name else None
        if concept and concept.domain in DOMAINS[domain]:
            return concept.id
    return ""


def by_wider_name(domain: EventDomain, name: str, knowledge: Knowledge) -> Iterator[Meant]:
    """What a record is a kind of, by the parts of its name and the codes of ICD-10-CM that are named as they are."""
    names = record_names()
    plain, past, doubted = _opened(domain, names.untagged(name), knowledge)
    for way in ((plain,), names.wider(plain, domain), filter(None, (names.cause(plain),))):
        for part in way:
            found = tuple(_told_by(domain, part, name, knowledge))
            if found:
                yield from (m._replace(sure=m.sure and not doubted, past=past) for m in found)
                break


def _told_by(domain: EventDomain, part: str, name: str, knowledge: Knowledge) -> Iterator[Meant]:
    if concept_id := _named(domain, (part,), knowledge):
        yield Meant(concept_id, f'name "{name}"')
    elif domain == "condition" and (code := link(part)):
        for claimed, sure in code_index(knowledge).claims("ICD-10-CM", code.code):
            yield Meant(claimed, f'name "{name}", ICD-10-CM {code.code}', sure)


def _opened(domain: EventDomain, name: str, knowledge: Knowledge) -> tuple[str, bool, bool]:
    """The name of a condition without the words in front that say that it is over or in doubt, and whether they say so."""
    lower = name.lower()
    for opening, meaning in _openings(knowledge) if domain == "condition" else ():
        if lower.startswith(opening):
            return name[len(opening) :], meaning == _PAST, meaning in _DOUBTED
    return name, False, False


def _without(meaning: str, name: str, knowledge: Knowledge) -> str:
    """What stands behind an opening with this meaning, empty if there is none."""
    lower = name.lower()
    return next((name[len(o) :] for o, m in _openings(knowledge) if m == meaning and lower.startswith(o)), "")


@cache
def _openings(knowledge: Knowledge) -> tuple[tuple[str, str], ...]:
    """The phrases that open a name and say something of it, longest first, with what they say."""
    wanted = {_PAST, _ALLERGY, *_DOUBTED}
    found = {
        (f"{phrase.lower()} ", str(p.value))
        for p in knowledge.phrases.values()
        if str(p.value) in wanted and p.token_class in ("qualifier", "qualifier_over", "cue")
        for phrase in (*p.phrases, *p.exact)
    }
    return tuple(sorted(found, key=lambda pair: (-len(pair[0]), pair)))
