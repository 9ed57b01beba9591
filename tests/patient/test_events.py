"""FHIR Conditions, procedures, allergies, families, devices and vaccines as events."""

from datetime import date

import pytest

from critparse.patient.model import Moment

SUBJECT = '"id": "x", "subject": {"reference": "Patient/p1"}, "code": {"text": "asthma"}'


def coded(key, code):
    return f'"{key}": {{"coding": [{{"code": "{code}"}}]}}'


def condition(*parts):
    return "{" + ", ".join(('"resourceType": "Condition"', SUBJECT, *parts)) + "}"


STATES = {
    "active": False, "recurrence": False, "relapse": False, "inactive": True, "remission": True, "resolved": True,
}  # fmt: skip


@pytest.mark.parametrize("state", STATES)
def test_clinical_status(read, state):
    (event,) = read(condition(coded("clinicalStatus", state))).patient.events
    assert event.ended is STATES[state]


def test_verification(read):
    certain = {
        c: read(condition(coded("verificationStatus", c))) for c in ("confirmed", "provisional", "differential", "unconfirmed")
    }
    assert {c: found.patient.events[0].confirmed for c, found in certain.items()} == {
        "confirmed": True, "provisional": False, "differential": False, "unconfirmed": False,
    }  # fmt: skip
    for wrong in ("refuted", "entered-in-error"):
        found = read(condition(coded("verificationStatus", wrong)))
        assert not found.patient.events
        assert found.left_out == ((f"Condition: verificationStatus {wrong}", 1),)


def days(first, last=None):
    return Moment(date.fromisoformat(first), date.fromisoformat(last or first))


ONSETS = {
    '"onsetDateTime": "2010-02-03T04:05:06Z"': days("2010-02-03"),
    '"onsetDateTime": "2010"': days("2010-01-01", "2010-12-31"),
    '"onsetPeriod": {"start": "2010-02", "end": "2010-03"}': days("2010-02-01", "2010-03-31"),
    '"onsetPeriod": {"start": "2010-02-01"}': Moment(date(2010, 2, 1), date.max),
    '"onsetAge": {"value": 45, "code": "a"}': days("2005-05-17", "2006-05-16"),
    '"onsetAge": {"value": 6, "unit": "mo"}': days("1960-11-17", "1960-12-16"),
    '"onsetAge": {"value": 2, "unit": "wk"}': days("1960-05-31", "1960-06-06"),
    '"onsetAge": {"value": 3, "unit": "d"}': days("1960-05-20"),
    '"onsetRange": {"low": {"value": 40, "code": "a"}, "high": {"value": 45, "code": "a"}}': days("2000-05-17", "2006-05-16"),
    '"onsetRange": {"high": {"value": 45, "code": "a"}}': days("1960-05-17", "2006-05-16"),
    '"onsetString": "in childhood"': None,
    '"recordedDate": "2012-01-01"': days("1960-05-17", "2012-01-01"),
    '"onsetString": "in childhood", "recordedDate": "2012-01-01"': days("1960-05-17", "2012-01-01"),
}


@pytest.mark.parametrize("onset", ONSETS)
def test_onset(read, onset):
    (event,) = read(condition(onset)).patient.events
    assert event.onset == ONSETS[onset]


@pytest.mark.parametrize(
    ("abatement", "when"),
    [
        ('"abatementDateTime": "2015-06"', days("2015-06-01", "2015-06-30")),
        ('"abatementAge": {"value": 50, "code": "a"}', days("2010-05-17", "2011-05-16")),
        ('"abatementString": "after treatment"', None),
    ],
)
def test_abatement_is_an_end_even_without_a_date(read, abatement, when):
    (event,) = read(condition(abatement, coded("clinicalStatus", "active"))).patient.events
    assert (event.abatement, event.ended) == (when, True)


def test_an_age_counts_from_a_partial_date_of_birth(read):
    (event,) = read(condition('"onsetAge": {"value": 45, "code": "a"}'), birth='"1960"').patient.events
    assert event.onset == days("2005-01-01", "2006-12-30")


def test_an_age_without_a_date_of_birth_is_no_date(read):
    (event,) = read(condition('"onsetAge": {"value": 45, "code": "a"}'), birth="null").patient.events
    assert event.onset is None


@pytest.mark.parametrize(
    ("severity", "word"),
    [('{"coding": [{"code": "24484000"}]}', "severe"), ('{"text": "Mild"}', "mild"), ('{"text": "awful"}', "")],
)
def test_severity(read, severity, word):
    (event,) = read(condition(f'"severity": {severity}')).patient.events
    assert event.severity == word


@pytest.mark.parametrize(
    "part",
    [
        '"clinicalStatus": "active"', coded("clinicalStatus", "well"), coded("verificationStatus", "maybe"), '"onsetDateTime": "2019-13"',
        '"onsetAge": {"value": 4500, "code": "a"}', '"onsetAge": {"value": -1, "code": "a"}', '"code": []', '"code": {"coding": [[]]}',
    ],
)  # fmt: skip
def test_faults(read, part):
    found = read(condition(part))
    assert not found.patient.events
    assert len(found.faults) == 1


PROCEDURES = {
    "completed": (True, True, False), "stopped": (True, True, False), "in-progress": (False, True, False), "on-hold": (False, True, False),
    "preparation": (False, True, True), "unknown": (False, False, False),
}  # fmt: skip


@pytest.mark.parametrize("status", PROCEDURES)
def test_procedure(read, status):
    (event,) = read(f'{{"resourceType": "Procedure", {SUBJECT}, "status": "{status}"}}').patient.events
    assert (event.ended, event.confirmed, event.planned) == PROCEDURES[status]


def test_procedure_times(read):
    start = '{"resourceType": "Procedure", "status": "completed", '
    (event,) = read(start + '"performedPeriod": {"start": "2020-01-01", "end": "2020-01-02"}}').patient.events
    assert (event.onset, event.abatement) == (days("2020-01-01"), days("2020-01-02"))
    (event,) = read(start + '"performedDateTime": "2020-01"}').patient.events
    assert event.onset == event.abatement == days("2020-01-01", "2020-01-31")


@pytest.mark.parametrize("kind", ["Procedure", "Immunization"])
@pytest.mark.parametrize("status", ["not-done", "entered-in-error"])
def test_what_was_not_done_is_left_out(read, kind, status):
    found = read(f'{{"resourceType": "{kind}", "status": "{status}"}}')
    assert not found.patient.events
    assert found.left_out == ((f"{kind}: status {status}", 1),)


def test_allergy_by_code_else_by_what_was_reacted_to(read):
    kind = '{"resourceType": "AllergyIntolerance", "patient": {"reference": "Patient/p1"}, '
    (event,) = read(kind + '"code": {"text": "Penicillin V"}}').patient.events
    assert (event.domain, event.text) == ("allergy", "Penicillin V")
    (event,) = read(kind + '"reaction": [{"substance": {"text": "Latex"}}, {"description": "rash"}]}').patient.events
    assert (event.domain, event.text) == ("allergy", "Latex")


def test_family_history_is_of_the_relative(read):
    events = read(
        '{"resourceType": "FamilyMemberHistory", "id": "f", "status": "completed", "relationship": {"text": "Mother"}, '
        '"condition": [{"code": {"text": "breast cancer"}}, {"code": {"text": "gout"}, "onsetAge": {"value": 40}}]}'
    ).patient.events
    assert [(e.id, e.text, e.relative) for e in events] == [
        ("FamilyMemberHistory/f#1", "breast cancer", "mother"), ("FamilyMemberHistory/f#2", "gout", "mother"),
    ]  # fmt: skip


def test_devices(read):
    pacemaker = '"type": {"text": "Pacemaker"}'
    patient = '"patient": {"reference": "Patient/p1"}'
    (event,) = read(f'{{"resourceType": "Device", {pacemaker}, {patient}, "status": "inactive"}}').patient.events
    assert (event.domain, event.text, event.ended) == ("device", "Pacemaker", True)
    assert not read(f'{{"resourceType": "Device", {pacemaker}}}').patient.events
    use = '{"resourceType": "DeviceUseStatement", "status": "completed", "device": {"reference": "Device/d"}, "timingPeriod": {"start": "2019"}}'
    (event,) = read(use, f'{{"resourceType": "Device", "id": "d", {pacemaker}}}').patient.events
    assert (event.text, event.onset, event.ended) == ("Pacemaker", days("2019-01-01", "2019-12-31"), True)


def test_vaccine(read):
    (event,) = read(
        '{"resourceType": "Immunization", "status": "completed", "vaccineCode": {"text": "MMR"}, "occurrenceDateTime": "2019"}'
    ).patient.events
    assert (event.domain, event.text, event.ended, event.onset) == ("drug", "MMR", True, days("2019-01-01", "2019-12-31"))
