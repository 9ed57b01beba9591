"""Abbreviations that a document defines are known in its criteria."""

import pytest

from critparse import parse
from critparse.expression import without_source, write
from critparse.extract.abbreviations import definitions


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("systemic sclerosis(SSc)", {"SSc": "systemic sclerosis"}),
        ("Chronic obstructive pulmonary disease (COPD)", {"COPD": "Chronic obstructive pulmonary disease"}),
        ("creatinine clearance ( CrCl )", {"CrCl": "creatinine clearance"}),
        ("as needed (daily)", {}),
        ("stage (III)", {}),
        ("patients (n=20)", {}),
    ],
)
def test_definitions(text: str, found: dict[str, str]) -> None:
    assert definitions(text) == found


def test_abbreviation_of_a_measurement_is_read_as_it() -> None:
    assert write(parse("- HGLO > 9 g/dL").criteria[0].expression) == 'unparsed("HGLO > 9 g/dL")'
    defined = "Background: hemoglobin (HGLO) is measured.\n\nInclusion criteria:\n- HGLO > 9 g/dL"
    assert write(without_source(parse(defined).criteria[-1].expression)) == "hemoglobin > 9 g/dL"
