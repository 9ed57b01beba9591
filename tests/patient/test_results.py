"""FHIR Observations as results and findings."""

from datetime import date
from decimal import Decimal

import pytest

from critparse.patient.model import Amount, Coding, Moment

HEMOGLOBIN = '"code": {"coding": [{"system": "http://loinc.org", "code": "718-7", "display": "Hb"}], "text": "Hemoglobin"}'
DAY = '"effectiveDateTime": "2020-03-01T23:30:00-05:00"'
GRAMS = '{"value": 10.50, "unit": "g/dL", "system": "http://unitsofmeasure.org", "code": "g/dL"}'


def observation(*parts, status='"final"'):
    return "{" + ", ".join(('"resourceType": "Observation"', '"id": "o1"', f'"status": {status}', HEMOGLOBIN, *parts)) + "}"


def test_value_as_written_on_the_day_as_written(read):
    (result,) = read(observation(DAY, f'"valueQuantity": {GRAMS}')).patient.results
    assert result.value == Amount(Decimal("10.50"), "g/dL")
    assert str(result.value.value) == "10.50"
    assert result.when == Moment(date(2020, 3, 1), date(2020, 3, 1))
    assert (result.id, result.codings, result.text) == ("Observation/o1", (Coding("LOINC", "718-7", "Hb"),), "Hemoglobin")


VALUES = {
    '"valueQuantity": {"value": 5, "comparator": "<", "unit": "mg/dL"}': (Amount(Decimal(5), "mg/dL", is_ucum=False), "<", ()),
    '"valueQuantity": {"value": 5, "code": "mg", "system": "http://example.org"}': (Amount(Decimal(5), "mg", is_ucum=False), "", ()),
    '"valueQuantity": {"value": 5}': (Amount(Decimal(5), ""), "", ()),
    '"valueQuantity": {"unit": "mg"}': (None, "", ()),
    '"valueInteger": 3': (Amount(Decimal(3), "1"), "", ()),
    '"valueString": "trace"': (None, "", (Coding("", "", "trace"),)),
    '"valueBoolean": false': (None, "", (Coding("", "", "false"),)),
    '"valueRatio": {"numerator": {"value": 1}, "denominator": {"value": 64}}': (None, "", (Coding("", "", "1:64"),)),
    '"valueRange": {"low": {"value": 5, "unit": "mg"}}': (Amount(Decimal(5), "mg", is_ucum=False), ">=", ()),
    '"valueRange": {"high": {"value": 5, "unit": "mg"}}': (Amount(Decimal(5), "mg", is_ucum=False), "<=", ()),
    '"valueRange": {"low": {"value": 5}, "high": {"value": 9}}': (None, "", (Coding("", "", "5-9"),)),
    '"valueSampledData": {}': (None, "", ()),
    '"valueCodeableConcept": {"coding": [{"system": "http://loinc.org", "code": "LA9622-7"}]}': (None, "", (Coding("LOINC", "LA9622-7"),)),
    '"valueCodeableConcept": {"text": "1"}': (None, "", (Coding("", "", "1"),)),
}  # fmt: skip


@pytest.mark.parametrize("value", VALUES)
def test_forms_of_values(read, value):
    (result,) = read(observation(DAY, value)).patient.results
    assert (result.value, result.comparator, result.answer) == VALUES[value]


def test_components_are_results_of_their_own(read):
    component = '{"code": {"text": "a"}, "valueQuantity": {"value": 120, "unit": "mmHg"}}'
    empty = '{"code": {"text": "b"}, "dataAbsentReason": {"text": "error"}}'
    found = read(observation(DAY, f'"component": [{component}, {empty}, {component}]'))
    assert [(r.id, r.text) for r in found.patient.results] == [("Observation/o1#1", "a"), ("Observation/o1#3", "a")]
    assert found.left_out == (("Observation: component without value", 1),)


@pytest.mark.parametrize("status", ["registered", "preliminary", "cancelled", "entered-in-error", "unknown"])
def test_what_nobody_stands_for_is_left_out_and_counted(read, status):
    found = read(observation(DAY, f'"valueQuantity": {GRAMS}', status=f'"{status}"'))
    assert not found.patient.results
    assert found.left_out == ((f"Observation: status {status}", 1),)


def test_coded_answers_and_findings_are_events_too(read):
    smoker = '"valueCodeableConcept": {"coding": [{"system": "http://snomed.info/sct", "code": "8517006"}], "text": "Ex"}'
    for parts, text in ((smoker, "Ex"), ('"valueBoolean": true', "Hemoglobin"), ('"note": []', "Hemoglobin")):
        (event,) = read(observation(DAY, parts)).patient.events
        assert (event.domain, event.text, event.onset) == ("observation", text, Moment(date(2020, 3, 1), date(2020, 3, 1)))
    for parts in (
        '"valueBoolean": false',
        '"hasMember": [{"reference": "Observation/2"}]',
        '"dataAbsentReason": {"text": "unknown"}',
    ):
        assert not read(observation(DAY, parts)).patient.events


LOW, HIGH = Amount(Decimal(12), "g/dL"), Amount(Decimal(16), "g/dL")
BOTH = '"low": {"value": 12}, "high": {"value": 16}'
NORMAL = '"type": {"coding": [{"code": "normal"}]}'
RANGES = {
    f"{{{BOTH}}}": (LOW, HIGH),
    f"{{{BOTH}, {NORMAL}}}": (LOW, HIGH),
    f'{{{BOTH}, "type": {{"coding": [{{"code": "therapeutic"}}]}}}}': (None, None),
    f'{{{BOTH}, "appliesTo": [{{"text": "women"}}]}}': (LOW, HIGH),
    f'{{{BOTH}}}, {{"high": {{"value": 20}}, "appliesTo": [{{"text": "children"}}]}}': (LOW, HIGH),
    f'{{{BOTH}}}, {{"high": {{"value": 20}}}}': (None, None),
    '{"text": "12-16"}': (None, None),
}


@pytest.mark.parametrize("ranges", RANGES)
def test_reference_range(read, ranges):
    (result,) = read(observation(DAY, f'"valueQuantity": {GRAMS}', f'"referenceRange": [{ranges}]')).patient.results
    assert (result.low, result.high) == RANGES[ranges]


TIMES = {
    '"effectiveDateTime": "2019"': (date(2019, 1, 1), date(2019, 12, 31)),
    '"effectiveDateTime": "2019-04"': (date(2019, 4, 1), date(2019, 4, 30)),
    '"effectiveInstant": "2019-04-05T00:00:00Z"': (date(2019, 4, 5), date(2019, 4, 5)),
    '"effectivePeriod": {"start": "2019-04-05", "end": "2019-05"}': (date(2019, 4, 5), date(2019, 5, 31)),
    '"effectivePeriod": {"end": "2019-05"}': (date.min, date(2019, 5, 31)),
    '"issued": "2019-04-05T00:00:00Z"': (date(1960, 5, 17), date(2019, 4, 5)),
}


@pytest.mark.parametrize("time", TIMES)
def test_times(read, time):
    (result,) = read(observation(time, f'"valueQuantity": {GRAMS}')).patient.results
    assert result.when == TIMES[time]


def test_no_time(read):
    (result,) = read(observation(f'"valueQuantity": {GRAMS}')).patient.results
    assert result.when is None


FAULTS = [
    '"valueQuantity": {"value": "10"}',
    '"valueQuantity": {"value": NaN}',
    '"valueQuantity": {"value": -Infinity}',
    '"valueQuantity": {"value": 1e400}',
    '"valueQuantity": {"value": 1e99999999999999999999999}',
    f'"valueQuantity": {{"value": {"9" * 5000}}}',
    '"valueQuantity": {"value": true}',
    '"valueQuantity": [1]',
    '"valueQuantity": {"value": 1, "comparator": "~"}',
    '"valueQuantity": {"value": 1, "unit": 7}',
    '"valueInteger": "3"',
    '"valueBoolean": "yes"',
    '"component": {"code": 1}',
    '"component": [1]',
    '"effectiveDateTime": "2019-02-30"',
    '"effectiveDateTime": "20190301"',
    '"effectiveDateTime": "2019-3-1"',
    '"effectiveDateTime": "0000-01-01"',
    '"effectiveDateTime": "yesterday"',
    '"effectiveDateTime": 2019',
    '"valueCodeableConcept": {"coding": [{"code": 3}]}',
    '"valueCodeableConcept": {"coding": {"code": "3"}}',
]


@pytest.mark.parametrize("part", FAULTS, ids=lambda p: p[:60])
def test_a_fault_is_told_and_the_rest_is_read(read, part):
    found = read(observation(part), observation(DAY, f'"valueQuantity": {GRAMS}').replace("o1", "o2"))
    assert [r.id for r in found.patient.results] == ["Observation/o2"]
    (fault,) = found.faults
    assert "bundle.json: Observation/o1 cannot be used: " in str(fault)
    assert fault.hint


def test_status_that_is_none(read):
    (fault,) = read(observation(DAY, status='"done"')).faults
    assert "status is not one of FHIR's" in str(fault)
