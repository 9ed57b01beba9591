"""What a header says of the items under it."""

import pytest

from critparse import parse
from critparse.expression import without_source, write

ITEMS = "\n  1. Stroke\n  2. HIV infection"


@pytest.mark.parametrize(
    ("header", "wanted"),
    [
        ("At least one of the following:", 'any(condition "stroke", condition "HIV infection")'),
        ("All of the following:", 'all(condition "stroke", condition "HIV infection")'),
        ("No more than one of the following:", 'not(at_least(2, condition "stroke", condition "HIV infection"))'),
        ("For women of childbearing potential:",
         'when(observation "childbearing potential", all(condition "stroke", condition "HIV infection"))'),
        ("Women must meet one of the following:", 'when(sex = female, any(condition "stroke", condition "HIV infection"))'),
        ("Men:", 'when(sex = male, all(condition "stroke", condition "HIV infection"))'),
        ("Any of the following within 6 months:",
         'any(condition "stroke" within [0, 6] mo before now, condition "HIV infection" within [0, 6] mo before now)'),
        ("No history of any of the following:",
         'not(any(condition "stroke" (course = history), condition "HIV infection" (course = history)))'),
        ("Uncontrolled illness including:",
         'all(condition "stroke" (treatment = uncontrolled), condition "HIV infection" (treatment = uncontrolled))'),
    ],
)  # fmt: skip
def test_header_over_its_items(header: str, wanted: str) -> None:
    criterion = parse(f"Inclusion criteria:\n- {header}{ITEMS}", model=None).criteria[0]
    assert write(without_source(criterion.expression)) == wanted


def test_more_items_asked_for_than_there_are_is_not_guessed() -> None:
    criterion = parse(f"Inclusion criteria:\n- At least three of the following:{ITEMS}", model=None).criteria[0]
    assert write(criterion.expression) == 'unparsed("At least three of the following:")'
