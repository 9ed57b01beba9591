"""Trial pages copied from the web."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from critparse.knowledge import load
from critparse.source import Metadata, SourceText, read_text

EXAMPLE = Path(__file__).parents[2] / "examples" / "NCT00962923.txt"

REGISTRY_PAGE = """\
ClinicalTrials.gov
A Study of Examplimab in Adults With Active Lupus Nephritis
ClinicalTrials.gov ID: NCT01234567
Study Overview
Brief Summary
This study compares examplimab with placebo. Patients under 12 are not eligible.
Official Title
A Randomized Trial of Examplimab
Conditions
Lupus Nephritis
Participation Criteria
Researchers look for people who fit a certain description.
Eligibility Criteria
Description
Inclusion Criteria:

* Proteinuria > 1 g/24 h
Age:
* at least 18 years

Exclusion Criteria:

* eGFR < 30 mL/min/1.73 m2
Ages Eligible for Study
18 Years to 75 Years (Adult, Older Adult)
Sexes Eligible for Study
Female
Accepts Healthy Volunteers
No
Study Plan
How is the study designed?
Design Details
Primary Purpose: Treatment
"""

CLASSIC_PAGE = """\
Study Design
Conditions
Asthma
Criteria
Inclusion Criteria:
- FEV1 < 80%
Ages Eligible for Study:   6 Months to 11 Years   (Child)
Sexes Eligible for Study:   All
Accepts Healthy Volunteers:   Yes
Contacts and Locations
Somewhere
"""

BARE_PAGE = """\
Study Overview
Conditions
Asthma
Eligibility Criteria
Description
FEV1 < 80% in the last year
Ages Eligible for Study
18 Years and older (Adult, Older Adult)
Study Plan
"""


def read(text: str) -> SourceText:
    (source,) = read_text(text, "page", ".txt", load().page)
    assert isinstance(source, SourceText)
    return source


def criteria(source: SourceText) -> list[str]:
    return [region.of(source.normalised.text).strip() for region in source.regions]


def test_the_example_page() -> None:
    source = read(EXAMPLE.read_text(encoding="utf-8"))
    assert source.metadata == Metadata(
        registry_id="NCT00962923",
        title="Allogeneic Mesenchymal Stem Cells Transplantation for Systemic Sclerosis (SSc)",
        conditions=("Systemic Sclerosis", "Mesenchymal Stem Cells"),
        sex="all",
        minimum_age=(Decimal(15), "a"),
        maximum_age=(Decimal(65), "a"),
        healthy_volunteers=False,
    )
    (region,) = criteria(source)
    assert region.startswith("Inclusion criteria\n\n  • All patients fulfilled")
    assert region.endswith("and no vascular access")
    assert "mesenchymal stem cells transplantation (MSCT)" in source.context
    assert "DLCO<45%" not in source.context


def test_a_registry_page() -> None:
    source = read(REGISTRY_PAGE)
    (region,) = criteria(source)
    assert region.startswith("Inclusion Criteria:")
    assert region.endswith("* eGFR < 30 mL/min/1.73 m2")
    assert source.metadata == Metadata(
        registry_id="NCT01234567",
        title="A Randomized Trial of Examplimab",
        conditions=("Lupus Nephritis",),
        sex="female",
        minimum_age=(Decimal(18), "a"),
        maximum_age=(Decimal(75), "a"),
        healthy_volunteers=False,
    )


def test_a_heading_of_one_word_among_the_criteria_does_not_end_them() -> None:
    assert "Age:\n* at least 18 years" in criteria(read(REGISTRY_PAGE))[0]


def test_fields_with_their_value_on_the_same_line() -> None:
    source = read(CLASSIC_PAGE)
    assert criteria(source) == ["Inclusion Criteria:\n- FEV1 < 80%"]
    assert source.metadata.minimum_age == (Decimal(6), "mo")
    assert source.metadata.maximum_age == (Decimal(11), "a")
    assert source.metadata.sex == "all"
    assert source.metadata.healthy_volunteers is True


def test_a_page_whose_criteria_have_no_headings() -> None:
    source = read(BARE_PAGE)
    assert criteria(source) == ["FEV1 < 80% in the last year"]
    assert (source.metadata.minimum_age, source.metadata.maximum_age) == ((Decimal(18), "a"), None)


def test_lists_apart_on_the_page_are_apart() -> None:
    page = "Menu\nConditions\nX\nInclusion criteria\na > 1\nSponsor\nS\nExclusion criteria\nb > 2\nContacts\nC"
    assert criteria(read(page)) == ["Inclusion criteria\na > 1", "Exclusion criteria\nb > 2"]


@pytest.mark.parametrize(
    "text",
    [
        "Inclusion Criteria:\n- Age > 18\nExclusion Criteria:\n- HIV",
        "Inclusion Criteria:\nAge:\n- 18 and over\nSex:\n- Female\nContact:\n- by telephone",
        "* Conditions\n* Sex\n* Ages\nInclusion criteria\nDLCO < 45%",
        "DLCO<45% of predicted",
        "",
    ],
)
def test_plain_criteria_are_no_page(text: str) -> None:
    source = read(text)
    assert source.regions == ((0, len(source.normalised.text)),)
    assert source.metadata == Metadata()
