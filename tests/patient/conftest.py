"""Resources of one patient, read as from a Bundle."""

import pytest

from critparse.patient.fhir import PatientRead
from critparse.patient.fhir_bundle import read_bundle
from critparse.patient.json_text import load_json


@pytest.fixture
def read():
    """Reads JSON texts of resources as those of patient p1, born on 1960-05-17."""

    def reads(*resources: str, birth: str = '"1960-05-17"') -> PatientRead:
        person = f'{{"resourceType": "Patient", "id": "p1", "gender": "female", "birthDate": {birth}}}'
        entries = ", ".join(f'{{"resource": {one}}}' for one in (person, *resources))
        bundle = load_json(f'{{"resourceType": "Bundle", "entry": [{entries}]}}'.encode(), "bundle.json")
        (found,) = read_bundle(bundle, "bundle.json")
        assert isinstance(found, PatientRead)
        return found

    return reads
