"""Files and folders of FHIR, whole and broken: what cannot be used is one error, and the others are read."""

import gzip
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from critparse.errors import SourceError
from critparse.patient import fhir_files
from critparse.patient.fhir import PatientRead
from critparse.patient.read import read_patients

SYNTHEA = Path(__file__).parents[3] / "shared" / "patients" / "fhir-r4"


def person(own):
    return {"resourceType": "Patient", "id": own, "gender": "male", "birthDate": "1970-01-01"}


def gout(own, number=1):
    return {"resourceType": "Condition", "id": f"c{number}", "subject": {"reference": f"Patient/{own}"}, "code": {"text": "gout"}}


def bundle(*resources):
    return {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": r} for r in resources]}


def patient(own):
    return bundle(person(own), gout(own))


def lines(*values):
    return "\n".join(v if isinstance(v, str) else json.dumps(v) for v in values).encode()


def read(path):
    """The ids of patients with their number of events, and the text of errors, in order."""
    found = []
    for one in read_patients(path):
        if isinstance(one, PatientRead):
            found.append((one.patient.id, len(one.patient.events)))
            found += map(str, one.faults)
        else:
            assert one.where
            assert one.hint
            found.append(str(one))
    return found


def test_a_bundle_in_any_form(tmp_path):
    for name, data in {
        "one.json": json.dumps(patient("p"), indent=2).encode(),
        "flat.json": lines(patient("p")),
        "marked.json": b"\xef\xbb\xbf" + lines(patient("p")),
        "blank.json": b"\n\n" + lines(patient("p")) + b"\n\n",
        "lines.ndjson": lines(patient("p")),
        "packed.json.gz": gzip.compress(lines(patient("p"))),
        "packed.json": gzip.compress(lines(patient("p"))),
        "no_ending": lines(patient("p")),
    }.items():
        (tmp_path / name).write_bytes(data)
        assert read(tmp_path / name) == [("p", 1)], name


def test_lines_in_a_file_of_any_name(tmp_path):
    for name in ("a.ndjson", "a.json", "a.jsonl"):
        (tmp_path / name).write_bytes(lines(patient("p"), "", patient("q"), patient("r")))
        assert read(tmp_path / name) == [("p", 1), ("q", 1), ("r", 1)], name


def test_a_folder_in_the_order_of_names(tmp_path):
    (tmp_path / "deep").mkdir()
    (tmp_path / ".hidden").mkdir()
    for name, own in (("b.json", "b"), ("deep/c.json", "c"), ("a.json", "a"), (".hidden/d.json", "d"), ("notes.txt", "e")):
        (tmp_path / name).write_bytes(lines(patient(own)))
    assert read(tmp_path) == [("a", 1), ("b", 1), ("c", 1)]


def test_references_by_url_and_urn(tmp_path):
    for full, reference in (
        ("urn:uuid:1", "urn:uuid:1"),
        ("https://example.org/fhir/Patient/p", "https://example.org/fhir/Patient/p"),
        ("https://example.org/fhir/Patient/p", "Patient/p/_history/3"),
    ):
        of_url = gout("p") | {"subject": {"reference": reference}}
        (tmp_path / "a.json").write_bytes(
            lines({"resourceType": "Bundle", "entry": [{"resource": of_url}, {"fullUrl": full, "resource": person("p")}]})
        )
        assert read(tmp_path) == [("p", 1)]


def test_several_patients_in_a_bundle(tmp_path):
    both = bundle(person("p"), person("q"), gout("q"), gout("q", 2), gout("p"), {"resourceType": "Claim"})
    (tmp_path / "a.json").write_bytes(lines(both))
    assert read(tmp_path) == [("p", 1), ("q", 2)]


def test_what_is_of_no_patient_here_is_a_fault(tmp_path):
    nobody = {"resourceType": "Condition", "code": {"text": "gout"}}
    (tmp_path / "a.json").write_bytes(lines(bundle(person("p"), gout("x"), gout("x", 2), nobody)))
    (tmp_path / "b.json").write_bytes(lines(bundle(person("q"), person("r"), nobody)))
    found = read(tmp_path)
    assert found[0] == ("p", 1)
    assert "2 resources of kind Condition cannot be used: of no patient in the Bundle" in found[1]
    assert found[2] == ("q", 0)
    assert "1 resource of kind Condition" in found[3]
    assert found[4] == ("r", 0)


def bulk(folder, *, packed):
    files = {
        "Patient.ndjson": lines(person("p"), person("q")),
        "Condition.000.ndjson": lines(gout("q"), gout("p", 2), gout("q", 3)),
        "Condition.001.ndjson": lines(gout("q", 4)),
        "MedicationRequest.ndjson": lines(
            {
                "resourceType": "MedicationRequest", "status": "active", "subject": {"reference": "Patient/p"},
                "medicationReference": {"reference": "Medication/m"},
            }
        ),
        "Medication.ndjson": lines({"resourceType": "Medication", "id": "m", "code": {"text": "warfarin"}}),
        "Encounter.ndjson": lines({"resourceType": "Encounter"}, {"resourceType": "Encounter"}),
    }  # fmt: skip
    for name, data in files.items():
        (folder / (name + ".gz" * packed)).write_bytes(gzip.compress(data) if packed else data)


@pytest.mark.parametrize("packed", [False, True])
def test_bulk_export(tmp_path, packed):
    bulk(tmp_path, packed=packed)
    first, second = read_patients(tmp_path)
    assert [e.text for e in first.patient.events] == ["gout", "warfarin"]
    assert [e.id for e in second.patient.events] == ["Condition/c1", "Condition/c3", "Condition/c4"]
    assert (first.left_out, second.left_out) == ((("Encounter: not read", 2),), ())
    assert not first.faults


def test_bulk_faults(tmp_path):
    bulk(tmp_path, packed=False)
    bad = gout("p", 8) | {"code": []}
    (tmp_path / "Condition.002.ndjson").write_bytes(lines(gout("x"), "{", {"resourceType": "Condition"}, bad, "[1]", gout("q", 9)))
    (tmp_path / "Patient.001.ndjson").write_bytes(lines(person("q"), {"resourceType": "Patient"}, person("r")))
    found = read(tmp_path)
    texts = [one for one in found if isinstance(one, str)]
    assert [one for one in found if not isinstance(one, str)] == [("q", 4), ("r", 0), ("p", 2)]
    for part in (
        "Condition.002.ndjson, line 2: not JSON: it breaks off",
        "Condition.002.ndjson, line 3: Condition refers to no patient",
        "Condition.002.ndjson, line 5: not a FHIR resource",
        "Patient.001.ndjson, line 2: the Patient has no id",
        "Patient.ndjson, line 2: Patient/q stands twice; the first counts",
        "Condition/c8 cannot be used: code is not an object",
        "resources of patients without a Patient resource cannot be used: 1, of 1 (add Patient/x and the like)",
    ):
        assert sum(part in text for text in texts) == 1, part
    assert len(texts) == 7


def test_an_id_counts_once(tmp_path):
    (tmp_path / "a.ndjson").write_bytes(lines(patient("p"), patient("p"), patient("q")))
    found = read(tmp_path)
    assert found[0] == ("p", 1)
    assert "Patient/p stands twice; the first counts" in found[1]
    assert found[2] == ("q", 1)


BROKEN = {
    "empty": (b"", "the file is empty"),
    "blank": (b" \n\n ", "the file is empty"),
    "truncated": (lines(patient("x"))[:-20], "it breaks off at line 1"),
    "truncated in lines": (json.dumps(patient("x"), indent=1).encode()[:-20], "it breaks off at line"),
    "in a word": (lines(patient("x"))[:40], "it breaks off at line 1"),
    "garbage": (b"hello", "fault at line 1, column 1"),
    "binary": (bytes(range(256)), "not UTF-8 text (byte 128)"),
    "utf-16": (lines(patient("x")).decode().encode("utf-16"), "not UTF-8 text"),
    "damaged gzip": (gzip.compress(lines(patient("x")))[:-10], "the gzip file is damaged or cut off"),
    "gzip of nothing": (b"\x1f\x8b", "the gzip file is damaged or cut off"),
    "nested": (b'{"a":' * 100_000, "nested too deeply"),
    "nested lists": (b'{"resourceType": "Bundle", "entry": ' + b"[" * 200_000 + b"]" * 200_000 + b"}", "nested too deeply"),
    "a number": (b"1", "not a FHIR resource"),
    "a list": (b"[]", "not a FHIR resource"),
    "null": (b"null", "not a FHIR resource"),
    "no kind": (b"{}", "not a FHIR resource"),
    "a kind that is none": (b'{"resourceType": 1}', "not a FHIR resource"),
    "no entries": (b'{"resourceType": "Bundle"}', "the Bundle has no entries"),
    "entries of the wrong type": (b'{"resourceType": "Bundle", "entry": {"a": 1}}', "the Bundle has no entries"),
    "no patient": (lines(bundle(gout("x"))), "no Patient in the Bundle"),
    "no id": (lines(bundle({"resourceType": "Patient"})), "the Patient has no id"),
    "id of the wrong type": (lines(bundle(person(7))), "the Patient has no id"),
    "id with a line break": (lines(bundle(person("a\nb"))), "the Patient's id is not an id"),
    "id without end": (lines(bundle(person("a" * 5000))), "the Patient's id is not an id"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_one_error_and_the_others_are_read(tmp_path, name):
    data, message = BROKEN[name]
    (tmp_path / "a.json").write_bytes(lines(patient("a")))
    (tmp_path / "b.json").write_bytes(data)
    (tmp_path / "c.json").write_bytes(lines(patient("c")))
    first, error, last = read(tmp_path)
    assert (first, last) == (("a", 1), ("c", 1))
    assert message in error
    assert str(tmp_path / "b.json") in error
    assert "\n" not in error


@pytest.mark.parametrize("name", ["empty folder", "missing"])
def test_nothing_to_read(tmp_path, name):
    (error,) = read_patients(tmp_path if name == "empty folder" else tmp_path / name)
    assert isinstance(error, SourceError)


def test_faults_inside_a_good_bundle(tmp_path):
    strange = {"resourceType": "Bundle", "entry": [7, {"resource": []}, {"resource": {"id": "x"}}, {"resource": person("p")}]}
    born = bundle(person("q") | {"birthDate": "1970-13-01", "gender": 1, "deceasedBoolean": "no"}, gout("q"))
    (tmp_path / "a.ndjson").write_bytes(lines(strange, born))
    found = read(tmp_path)
    assert found[0] == ("p", 0)
    assert [f"entry {n} holds no resource" in text for n, text in enumerate(found[1:4], start=1)] == [True] * 3
    assert found[4] == ("q", 1)
    assert all("a.ndjson, line 2: Patient/q: " in text and "counts as unknown" in text for text in found[5:])
    assert len(found) == 8


def test_lines_beyond_what_memory_bears(tmp_path, monkeypatch):
    monkeypatch.setattr(fhir_files, "LARGEST", 2000)
    long = lines(bundle(person("x"), *(gout("x", n) for n in range(40))))
    (tmp_path / "a.ndjson").write_bytes(lines(patient("p"), long.decode(), patient("q")))
    (tmp_path / "b.json").write_bytes(json.dumps(json.loads(long), indent=1).encode())
    (tmp_path / "c.json").write_bytes(lines(person("r")) + b"\n" + long + b"\n" + lines(gout("r")))
    found = read(tmp_path)
    assert [one for one in found if not isinstance(one, str)] == [("p", 1), ("q", 1), ("r", 1)]
    assert ["a.ndjson, line 2: larger than" in found[1], "b.json: larger" in found[3], "c.json, line 2: larger" in found[4]] == [
        True
    ] * 3


def test_a_line_that_is_too_long_by_its_end_takes_no_other_with_it(tmp_path, monkeypatch):
    line = lines(patient("x" * 9))
    monkeypatch.setattr(fhir_files, "LARGEST", len(line))
    (tmp_path / "a.ndjson").write_bytes(lines(patient("p")) + b"\n" + line + b"\n" + lines(patient("q")))
    found = read(tmp_path)
    assert (found[0], found[-1]) == (("p", 1), ("q", 1))


def test_numbers_keep_their_digits(tmp_path):
    value = {"resourceType": "Observation", "status": "final", "valueQuantity": {"value": "NUMBER"}}
    data = lines(bundle(person("p"), value)).replace(b'"NUMBER"', b"0.10000000000000000001")
    (tmp_path / "a.json").write_bytes(data)
    (found,) = read_patients(tmp_path)
    assert str(found.patient.results[0].value.value) == "0.10000000000000000001"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(["Patient", "2019-02-30", "final", "p"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(
        ["resourceType", "id", "status", "code", "coding", "subject", "reference", "valueQuantity", "value", "component", "onsetAge",
         "onsetDateTime", "effectiveDateTime", "text", "dosageInstruction", "timing", "repeat", "period", "doseAndRate", "referenceRange",
         "low", "medicationReference", "contained", "relationship", "condition", "clinicalStatus", "when", "frequency", "valueRange"]
    ), inner, max_size=6),
    max_leaves=25,
)  # fmt: skip
KINDS = st.sampled_from(
    ["Observation", "Condition", "AllergyIntolerance", "Procedure", "Immunization", "FamilyMemberHistory", "Device", "DeviceUseStatement",
     "MedicationRequest", "MedicationStatement", "MedicationAdministration", "Patient", "Medication"]
)  # fmt: skip


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(KINDS, JSON), max_size=4), st.booleans())
def test_anything_in_resources_is_read_or_told(tmp_path, parts, as_lines):
    resources = [
        person("p"),
        *((value if isinstance(value, dict) else {"code": value}) | {"resourceType": kind} for kind, value in parts),
    ]
    (tmp_path / "a.ndjson").write_bytes(lines(*resources) if as_lines else lines(bundle(*resources)))
    found = list(read_patients(tmp_path / "a.ndjson"))
    assert sum(isinstance(one, PatientRead) and one.patient.id == "p" for one in found) == 1
    assert all(isinstance(one, PatientRead | SourceError) for one in found)


RICH = [
    {
        "resourceType": "Observation", "id": "o", "status": "final", "subject": {"reference": "Patient/p"}, "effectiveDateTime": "2020-01",
        "code": {"coding": [{"system": "http://loinc.org", "code": "1", "display": "a"}], "text": "a"},
        "valueQuantity": {"value": 1, "unit": "mg", "system": "http://unitsofmeasure.org", "code": "mg", "comparator": "<"},
        "referenceRange": [{"low": {"value": 1}, "high": {"value": 2}, "type": {"coding": [{"code": "normal"}]}}],
        "component": [{"code": {"text": "b"}, "valueCodeableConcept": {"text": "c"}}, {"valueRange": {"low": {"value": 1}}}],
    },
    {
        "resourceType": "Condition", "id": "c", "subject": {"reference": "Patient/p"}, "code": {"text": "a"},
        "clinicalStatus": {"coding": [{"code": "active"}]}, "verificationStatus": {"coding": [{"code": "confirmed"}]},
        "onsetAge": {"value": 40, "code": "a"}, "abatementRange": {"low": {"value": 50, "code": "a"}}, "severity": {"text": "mild"},
    },
    {
        "resourceType": "MedicationRequest", "id": "m", "status": "active", "intent": "order", "subject": {"reference": "Patient/p"},
        "medicationReference": {"reference": "#d"}, "authoredOn": "2020",
        "contained": [{"resourceType": "Medication", "id": "d", "ingredient": [{"itemCodeableConcept": {"text": "x"}}]}],
        "dosageInstruction": [
            {
                "timing": {"repeat": {"period": 1, "periodUnit": "d", "when": ["MORN"], "boundsPeriod": {"start": "2020"}}},
                "doseAndRate": [{"doseQuantity": {"value": 1, "unit": "mg"}}],
            }
        ],
    },
    {
        "resourceType": "FamilyMemberHistory", "id": "f", "status": "completed", "patient": {"reference": "Patient/p"},
        "relationship": {"text": "mother"}, "condition": [{"code": {"text": "x"}}],
    },
    {
        "resourceType": "DeviceUseStatement", "id": "u", "status": "active", "subject": {"reference": "Patient/p"},
        "device": {"reference": "Device/d", "display": "x"}, "timingPeriod": {"start": "2020"},
    },
    {"resourceType": "Device", "id": "d", "deviceName": [{"name": "x"}], "type": {"text": "y"}, "status": "active"},
    person("q"),
]  # fmt: skip


def places(value, path=()):
    """The paths of all that a JSON value holds."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield (*path, key)
        yield from places(inner, (*path, key))


def put(value, path, instead):
    """The JSON value with something else at a path."""
    first, *rest = path
    copy = value.copy()
    copy[first] = put(value[first], rest, instead) if rest else instead
    return copy


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_anything_instead_of_any_part_is_read_or_told(tmp_path, data):
    whole = bundle(person("p"), *RICH)
    path = data.draw(st.sampled_from([p for p in places(whole) if len(p) > 3]))
    (tmp_path / "a.json").write_bytes(lines(put(whole, path, data.draw(JSON))))
    found = list(read_patients(tmp_path / "a.json"))
    assert found
    assert all(isinstance(one, PatientRead | SourceError) for one in found)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200))
def test_any_bytes(tmp_path, data):
    (tmp_path / "a.json").write_bytes(data)
    assert all(isinstance(one, SourceError) for one in read_patients(tmp_path / "a.json"))


@pytest.mark.skipif(not SYNTHEA.exists(), reason="needs ../shared")
def test_synthea_is_read_without_a_fault():
    found = list(read_patients(SYNTHEA))
    assert len(found) == 38
    assert not any(one.faults for one in found)
    assert sum(len(one.patient.results) for one in found) == 3684
    assert sum(len(one.patient.events) for one in found) == 1344
    assert {why for one in found for why, _ in one.left_out} == {
        f"{kind}: not read"
        for kind in (
            "CarePlan",
            "Claim",
            "DiagnosticReport",
            "Encounter",
            "ExplanationOfBenefit",
            "Goal",
            "ImagingStudy",
            "Organization",
            "Practitioner",
        )
    }
