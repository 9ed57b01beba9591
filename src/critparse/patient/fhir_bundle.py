"""FHIR Bundles → the patients in them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from critparse.errors import CritparseError, SourceError
from critparse.patient.fhir import FACTS, REFERRED, PatientRead, owner_of, read_patient, reference_key
from critparse.patient.fhir_json import Json, Misshapen, record_id

_HINT = "give FHIR R4: a Bundle with a Patient, NDJSON of Bundles, or a bulk export"
_MEND = "correct it or leave it out"


def read_bundle(bundle: Json, where: str) -> Iterator[PatientRead | CritparseError]:
    """The patients of a Bundle in their order, each with the resources that refer to them.

    A fact that refers to nobody is of the one patient; where there are several it is a fault, as is one that refers to
    somebody else. Faults of the Bundle, and what is not read of it, stand with its first patient.
    """
    entries = bundle.get("entry")
    if not isinstance(entries, list) or not entries:
        yield SourceError("the Bundle has no entries", where=where, hint=_HINT)
        return
    faults: list[CritparseError] = []
    at_hand: dict[str, Json] = {}
    places: dict[str, int] = {}
    people: list[Json] = []
    others: list[Json] = []
    for place, entry in enumerate(entries, start=1):
        resource = entry.get("resource") if isinstance(entry, dict) else None
        if not isinstance(resource, dict) or not isinstance(resource.get("resourceType"), str):
            faults.append(SourceError(f"entry {place} holds no resource", where=where, hint=_MEND))
            continue
        kind = resource["resourceType"]
        if kind in REFERRED or kind == "Patient":
            names = (record_id(resource), reference_key(entry.get("fullUrl")))
            at_hand |= dict.fromkeys(names, resource)
            if kind == "Patient":
                places |= dict.fromkeys(names, len(people))
                people.append(resource)
                continue
        others.append(resource)
    if not people:
        yield SourceError("no Patient in the Bundle", where=where, hint=_HINT)
        return
    records, strays = _by_patient(others, places, len(people))
    faults += (_stray(kind, count, where) for kind, count in strays.items())
    for person, resources in zip(people, records, strict=True):
        try:
            yield read_patient(person, resources, lambda reference: at_hand.get(reference_key(reference)), where, faults)
        except Misshapen as fault:
            yield from faults
            yield SourceError(f"{fault}: none of the record can be used", where=where, hint="give each Patient an id")
        faults = []


def _by_patient(resources: list[Json], places: dict[str, int], count: int) -> tuple[list[list[Json]], Counter[str]]:
    """The resources of each patient, and how many facts of each kind are of nobody here."""
    records: list[list[Json]] = [[] for _ in range(count)]
    strays: Counter[str] = Counter()
    for resource in resources:
        kind = resource["resourceType"]
        if kind not in FACTS:
            if kind not in REFERRED:
                records[0].append(resource)
            continue
        reference = owner_of(resource)
        if reference:
            place = places.get(reference_key(reference))
        elif kind in REFERRED:
            continue
        else:
            place = 0 if count == 1 else None
        if place is None:
            strays[kind] += 1
        else:
            records[place].append(resource)
    return records, strays


def _stray(kind: str, count: int, where: str) -> SourceError:
    what = f"{count} resource{'s' if count > 1 else ''} of kind {kind} cannot be used: of no patient in the Bundle"
    return SourceError(what, where=where, hint="add the Patient or correct 'subject'")
