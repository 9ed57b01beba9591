"""FHIR's medication resources as drug events."""

from datetime import date
from decimal import Decimal

import pytest

from critparse.patient.model import Amount, Moment

DRUG = '"medicationCodeableConcept": {"text": "prednisone"}'
MG = '"doseAndRate": [{"doseQuantity": {"value": 10, "unit": "mg", "system": "http://unitsofmeasure.org", "code": "mg"}}]'


def request(*parts):
    return "{" + ", ".join(('"resourceType": "MedicationRequest"', '"id": "m1"', *parts)) + "}"


STATUSES = {
    ("active", "order"): (False, True, False), ("active", "plan"): (False, True, True), ("active", "proposal"): (False, True, True),
    ("completed", "order"): (True, True, False), ("stopped", "order"): (True, True, False), ("completed", "plan"): (True, True, False),
    ("draft", "order"): (False, True, True), ("on-hold", "order"): (False, False, False), ("unknown", "order"): (False, False, False),
}  # fmt: skip


@pytest.mark.parametrize(("status", "intent"), STATUSES)
def test_status_and_intent(read, status, intent):
    (event,) = read(request(DRUG, f'"status": "{status}", "intent": "{intent}"')).patient.events
    assert (event.ended, event.confirmed, event.planned) == STATUSES[status, intent]


@pytest.mark.parametrize(
    ("kind", "part"),
    [
        ("MedicationRequest", '"status": "cancelled"'), ("MedicationRequest", '"status": "entered-in-error"'),
        ("MedicationRequest", '"status": "active", "doNotPerform": true'), ("MedicationStatement", '"status": "not-taken"'),
        ("MedicationAdministration", '"status": "not-done"'),
    ],
)  # fmt: skip
def test_what_was_never_taken_is_left_out(read, kind, part):
    found = read(f'{{"resourceType": "{kind}", {DRUG}, {part}}}')
    assert not found.patient.events
    assert len(found.left_out) == 1


TIMINGS = {
    '"timing": {"repeat": {"frequency": 1, "period": 1, "periodUnit": "d"}}': Amount(Decimal(10), "mg/d"),
    '"timing": {"repeat": {"frequency": 2, "period": 1, "periodUnit": "d"}}': Amount(Decimal(20), "mg/d"),
    '"timing": {"repeat": {"frequency": 1, "period": 6, "periodUnit": "h"}}': Amount(Decimal(40), "mg/d"),
    '"timing": {"repeat": {"frequency": 1, "period": 2, "periodUnit": "wk"}}': Amount(Decimal(5), "mg/wk"),
    '"timing": {"repeat": {"period": 1, "periodUnit": "d", "when": ["MORN", "EVE"]}}': Amount(Decimal(20), "mg/d"),
    '"timing": {"repeat": {"period": 1, "periodUnit": "d", "timeOfDay": ["08:00", "12:00", "18:00"]}}': Amount(Decimal(30), "mg/d"),
    '"timing": {"code": {"coding": [{"code": "TID"}]}}': Amount(Decimal(30), "mg/d"),
    '"timing": {"repeat": {"frequency": 1, "frequencyMax": 3, "period": 1, "periodUnit": "d"}}': Amount(Decimal(10), "mg"),
    '"timing": {"repeat": {"frequency": 1, "period": 1, "periodUnit": "d"}}, "asNeededBoolean": true': Amount(Decimal(10), "mg"),
    '"timing": {"repeat": {"frequency": 1, "period": 0, "periodUnit": "d"}}': Amount(Decimal(10), "mg"),
    '"text": "as told"': Amount(Decimal(10), "mg"),
}


@pytest.mark.parametrize("timing", TIMINGS)
def test_dose_with_its_rate(read, timing):
    (event,) = read(request(DRUG, '"status": "active"', f'"dosageInstruction": [{{{MG}, {timing}}}]')).patient.events
    assert event.dose == TIMINGS[timing]


@pytest.mark.parametrize(
    "dosages",
    [
        f"[{{{MG}}}, {{{MG}}}]", '[{"doseAndRate": [{"doseQuantity": {"value": 1}}]}]', "[]",
        '[{"doseAndRate": [{"doseRange": {"low": {"value": 1, "unit": "mg"}}}]}]',
    ],
)  # fmt: skip
def test_no_one_dose(read, dosages):
    (event,) = read(request(DRUG, '"status": "active"', f'"dosageInstruction": {dosages}')).patient.events
    assert event.dose is None


def test_times(read):
    day = Moment(date(2020, 1, 2), date(2020, 1, 2))
    bounds = '"dosageInstruction": [{"timing": {"repeat": {"boundsPeriod": {"start": "2020-01-02", "end": "2020"}}}}]'
    (event,) = read(request(DRUG, '"status": "active", "authoredOn": "2020-01-02"')).patient.events
    assert (event.onset, event.abatement) == (day, None)
    (event,) = read(request(DRUG, '"status": "active", "authoredOn": "2019"', bounds)).patient.events
    assert (event.onset, event.abatement) == (day, Moment(date(2020, 1, 1), date(2020, 12, 31)))
    start = f'"status": "completed", {DRUG}, '
    (event,) = read(f'{{"resourceType": "MedicationAdministration", {start}"effectiveDateTime": "2020-01-02"}}').patient.events
    assert event.onset == event.abatement == day
    (event,) = read(
        f'{{"resourceType": "MedicationStatement", {start}"effectivePeriod": {{"start": "2020-01-02"}}}}'
    ).patient.events
    assert (event.onset, event.abatement, event.ended) == (day, None, True)
    (event,) = read(f'{{"resourceType": "MedicationStatement", {start}"dateAsserted": "2020-01-02"}}').patient.events
    assert event.onset == Moment(date(1960, 5, 17), date(2020, 1, 2))


def test_administered_dose(read):
    dose = '"dosage": {"dose": {"value": 2, "unit": "g"}}'
    (event,) = read(f'{{"resourceType": "MedicationAdministration", "status": "completed", {DRUG}, {dose}}}').patient.events
    assert event.dose == Amount(Decimal(2), "g", is_ucum=False)


def test_drug_by_reference(read):
    named = '{"resourceType": "Medication", "id": "d", "code": {"text": "warfarin"}}'
    made = '{"resourceType": "Medication", "id": "d", "ingredient": [{"itemCodeableConcept": {"text": "a"}}, {"itemCodeableConcept": {"text": "b"}}]}'
    reference = '"medicationReference": {"reference": "%s"}, "status": "active"'
    contained = request(f'"contained": [{named}]', reference % "#d")
    assert [e.text for e in read(contained).patient.events] == ["warfarin"]
    for target in ("Medication/d", "http://example.org/fhir/Medication/d", "Medication/d/_history/2"):
        assert [e.text for e in read(request(reference % target), named).patient.events] == ["warfarin"]
    assert [e.text for e in read(request(reference % "Medication/d"), made).patient.events] == ["a / b"]
    shown = '"medicationReference": {"reference": "Medication/x", "display": "digoxin"}, "status": "active"'
    assert [e.text for e in read(request(shown)).patient.events] == ["digoxin"]
    (fault,) = read(request(reference % "Medication/x")).faults
    assert "leads nowhere" in str(fault)
