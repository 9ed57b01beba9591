"""FHIR Conditions, Procedures, allergies, family histories, devices and immunisations → events."""

from __future__ import annotations

from collections.abc import Iterator

from critparse.patient.fhir_context import Context
from critparse.patient.fhir_dates import at_age, moment_of, period_of, up_to, within
from critparse.patient.fhir_json import Concept, Json, Misshapen, child, children, code_of, concept_of, record_id, text_of
from critparse.patient.model import Event, EventDomain, Moment

_WRONG = "entered-in-error"
_OVER = frozenset(("inactive", "remission", "resolved"))
_STATES = _OVER | {"", "active", "recurrence", "relapse"}
_REFUTED = frozenset(("refuted", _WRONG))
_DOUBTED = frozenset(("unconfirmed", "provisional", "differential"))
_CERTAINTIES = _REFUTED | _DOUBTED | {"", "confirmed"}
_SEVERITIES = {"255604002": "mild", "6736007": "moderate", "24484000": "severe"}
"""The codes of FHIR's value set of severities."""
_NOT_DONE = frozenset(("not-done", _WRONG))
_DONE = frozenset(("completed", "stopped"))


def condition(resource: Json, context: Context) -> Iterator[Event]:
    """The condition that a Condition states, unless it is refuted or was a mistake."""
    yield from _stated(resource, context, "condition", concept_of(resource, "code"))


def allergy(resource: Json, context: Context) -> Iterator[Event]:
    """The allergy that an AllergyIntolerance states: by its code, else by the substances that were reacted to."""
    if "code" in resource:
        yield from _stated(resource, context, "allergy", concept_of(resource, "code"))
        return
    for reaction in children(resource, "reaction"):
        if "substance" in reaction:
            yield from _stated(resource, context, "allergy", concept_of(reaction, "substance"))


def _stated(resource: Json, context: Context, domain: EventDomain, what: Concept) -> Iterator[Event]:
    state, certainty = code_of(resource, "clinicalStatus"), code_of(resource, "verificationStatus")
    if state not in _STATES or certainty not in _CERTAINTIES:
        raise Misshapen(f"{'clinicalStatus' if state not in _STATES else 'verificationStatus'} is not one of FHIR's")
    if certainty in _REFUTED:
        context.leave_out(resource, f"verificationStatus {certainty}")
        return
    yield Event(
        record_id(resource),
        domain,
        *what,
        onset=_time(resource, "onset", context.birth) or up_to(moment_of(resource, "recordedDate"), context.birth),
        abatement=_time(resource, "abatement", context.birth),
        ended=state in _OVER or any(key.startswith("abatement") for key in resource),
        confirmed=certainty not in _DOUBTED,
        severity=_severity(resource),
    )


def _severity(resource: Json) -> str:
    if "severity" not in resource:
        return ""
    codings, words = concept_of(resource, "severity")
    coded = next((_SEVERITIES[coding.code] for coding in codings if coding.code in _SEVERITIES), "")
    return coded or (words.lower() if words.lower() in _SEVERITIES.values() else "")


def _time(resource: Json, of: str, birth: Moment | None) -> Moment | None:
    """When something began or ended, in any form but words; a period and a range of ages say between which days."""
    if (day := moment_of(resource, f"{of}DateTime")) is not None:
        return day
    if f"{of}Period" in resource:
        return within(*period_of(resource, f"{of}Period"))
    if f"{of}Age" in resource:
        age = child(resource, f"{of}Age")
        return at_age(birth, age, age)
    if f"{of}Range" in resource:
        ages = child(resource, f"{of}Range")
        return at_age(birth, child(ages, "low"), child(ages, "high"))
    return None


def procedure(resource: Json, context: Context) -> Iterator[Event]:
    """The procedure that was begun or is prepared."""
    status = text_of(resource, "status")
    if status in _NOT_DONE:
        context.leave_out(resource, f"status {status}")
        return
    begun, over = (moment_of(resource, "performedDateTime"),) * 2
    if "performedPeriod" in resource:
        begun, over = period_of(resource, "performedPeriod")
    elif begun is None:
        begun = over = _time(resource, "performed", context.birth)
    yield Event(
        record_id(resource),
        "procedure",
        *concept_of(resource, "code"),
        onset=begun,
        abatement=over,
        ended=status in _DONE or over is not None,
        confirmed=status != "unknown",
        planned=status == "preparation",
    )


def immunization(resource: Json, context: Context) -> Iterator[Event]:
    """The vaccine that was given, as a drug."""
    status = text_of(resource, "status")
    if status in _NOT_DONE:
        context.leave_out(resource, f"status {status}")
        return
    given = moment_of(resource, "occurrenceDateTime")
    yield Event(record_id(resource), "drug", *concept_of(resource, "vaccineCode"), onset=given, abatement=given, ended=True)


def family_history(resource: Json, context: Context) -> Iterator[Event]:
    """The conditions of a relative."""
    if text_of(resource, "status") in (_WRONG, "health-unknown"):
        context.leave_out(resource, f"status {text_of(resource, 'status')}")
        return
    relative = concept_of(resource, "relationship").words or code_of(resource, "relationship") or "relative"
    for place, stated in enumerate(children(resource, "condition"), start=1):
        yield Event(f"{record_id(resource)}#{place}", "condition", *concept_of(stated, "code"), relative=relative.lower())


def device(resource: Json, context: Context) -> Iterator[Event]:
    """The device that a patient has; the record does not say since when."""
    status = text_of(resource, "status")
    if status == _WRONG:
        context.leave_out(resource, f"status {status}")
        return
    what = _device_type(resource)
    yield Event(record_id(resource), "device", *what, ended=status == "inactive", confirmed=status != "unknown")


def device_use(resource: Json, context: Context) -> Iterator[Event]:
    """The device that a patient uses or used."""
    status = text_of(resource, "status")
    if status == _WRONG:
        context.leave_out(resource, f"status {status}")
        return
    reference = child(resource, "device")
    what = _device_type(context.referred(text_of(reference, "reference")) or {})
    since, until = period_of(resource, "timingPeriod")
    yield Event(
        record_id(resource),
        "device",
        what.codings,
        what.words or text_of(reference, "display"),
        onset=since or moment_of(resource, "timingDateTime") or up_to(moment_of(resource, "recordedOn"), context.birth),
        abatement=until,
        ended=status in _DONE,
        planned=status == "intended",
    )


def _device_type(resource: Json) -> Concept:
    """What a device is by its type, else by its name."""
    names = children(resource, "deviceName")
    what = concept_of(resource, "type")
    return what if what.words or not names else what._replace(words=text_of(names[0], "name"))
