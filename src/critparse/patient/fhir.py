"""One patient's FHIR R4 resources → `PatientRead`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any, Literal, NamedTuple, TypeVar

from critparse.errors import CritparseError, SourceError
from critparse.patient import fhir_drugs, fhir_events, fhir_results
from critparse.patient.fhir_context import Context
from critparse.patient.fhir_dates import moment_of
from critparse.patient.fhir_json import Json, Misshapen, flag, record_id, text_of
from critparse.patient.model import Event, Moment, Patient, Result

_T = TypeVar("_T")
_LONGEST_ID = 128
_SEXES: dict[str, Literal["female", "male"]] = {"female": "female", "male": "male"}
_READERS: dict[str, Callable[[Json, Context], Iterator[Result | Event]]] = {
    "Observation": fhir_results.observation,
    "Condition": fhir_events.condition,
    "AllergyIntolerance": fhir_events.allergy,
    "Procedure": fhir_events.procedure,
    "Immunization": fhir_events.immunization,
    "FamilyMemberHistory": fhir_events.family_history,
    "Device": fhir_events.device,
    "DeviceUseStatement": fhir_events.device_use,
    "MedicationRequest": fhir_drugs.request,
    "MedicationStatement": fhir_drugs.statement,
    "MedicationAdministration": fhir_drugs.administration,
}
FACTS = frozenset(_READERS)
"""Kinds of resources that are read as facts of a patient."""
REFERRED = frozenset(("Medication", "Device"))
"""Kinds of resources that facts refer to; without a patient they are no facts themselves."""


class PatientRead(NamedTuple):
    """A patient as read, and what could not be used of the record."""

    patient: Patient
    faults: tuple[CritparseError, ...] = ()
    """One for each resource, or part of one, that is not what FHIR says it is."""
    left_out: tuple[tuple[str, int], ...] = ()
    """Records that are sound and yet no facts ("Observation: status cancelled", "Claim: not read"), and how many."""


def patient_id(resource: Json) -> str:
    """The id of a Patient resource.

    Raises `Misshapen` where it has none that can be printed.
    """
    own = resource.get("id")
    if not isinstance(own, str) or not own.strip():
        raise Misshapen("the Patient has no id")
    if len(own) > _LONGEST_ID or not own.isprintable():
        raise Misshapen("the Patient's id is not an id")
    return own


def owner_of(resource: Json) -> str:
    """The reference to the patient whose resource it is, empty if there is none."""
    found = resource.get("subject") or resource.get("patient")
    reference = found.get("reference") if isinstance(found, dict) else None
    return reference if isinstance(reference, str) else ""


def reference_key(reference: Any) -> str:
    """What a reference and the thing that it means have in common: kind and id, or a URN.

    >>> reference_key("https://example.org/fhir/Patient/p1/_history/2"), reference_key("urn:uuid:1")
    ('Patient/p1', 'urn:uuid:1')
    """
    if not isinstance(reference, str):
        return ""
    if reference.startswith("urn:"):
        return reference
    parts = reference.partition("/_history/")[0].rsplit("/", 2)
    return "/".join(parts[-2:])


def read_patient(
    person: Json,
    resources: Iterable[Json],
    referred: Callable[[str], Json | None],
    where: str,
    faults: Iterable[CritparseError] = (),
) -> PatientRead:
    """The facts of a patient; what cannot be used is a fault, and the rest is read.

    Raises `Misshapen` where the Patient has no id.
    """
    identity = patient_id(person)
    found = list(faults)
    birth = _or_fault(lambda: moment_of(person, "birthDate"), person, where, found)
    sex = _or_fault(lambda: _SEXES.get(text_of(person, "gender")), person, where, found)
    death = _or_fault(lambda: _death(person, birth), person, where, found)
    context = Context(referred, birth)
    results: list[Result] = []
    events: list[Event] = []
    for resource in resources:
        reader = _READERS.get(str(resource.get("resourceType")))
        if reader is None:
            context.leave_out(resource, "not read")
            continue
        try:
            for fact in reader(resource, context):
                if isinstance(fact, Result):
                    results.append(fact)
                else:
                    events.append(fact)
        except Misshapen as fault:
            what = f"{record_id(resource)} cannot be used: {fault}"
            found.append(SourceError(what, where=where, hint="correct it or leave it out"))
    patient = Patient(identity, birth, sex, death, tuple(results), tuple(events))
    return PatientRead(patient, tuple(found), tuple(sorted(context.left_out.items())))


def _or_fault(read: Callable[[], _T], person: Json, where: str, faults: list[CritparseError]) -> _T | None:
    try:
        return read()
    except Misshapen as fault:
        faults.append(SourceError(f"{record_id(person)}: {fault}; it counts as unknown", where=where, hint="correct it"))
        return None


def _death(person: Json, birth: Moment | None) -> Moment | None:
    """When the patient died; some day in time where the record only says that it was so."""
    if "deceasedBoolean" in person:
        return Moment(birth.first if birth else date.min, date.max) if flag(person, "deceasedBoolean") else None
    return moment_of(person, "deceasedDateTime")
