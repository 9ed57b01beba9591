"""Lists under an exclusion are disjunctions, by the rules of docs/how-it-works.md."""

import pytest

from critparse import parse
from critparse.expression import without_source, write


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Hb < 9 g/dL, ANC < 1.5 x 10^9/L", "any(hemoglobin < 9 g/dL, neutrophils < 1.5 10*9/L)"),
        (
            "Hb < 9 g/dL, ANC < 1.5 x 10^9/L, and ALT > 3 x ULN",
            "any(hemoglobin < 9 g/dL, neutrophils < 1.5 10*9/L, ALT > 3 x ULN)",
        ),
        ("Hb < 9 g/dL and ANC < 1.5 x 10^9/L", "all(hemoglobin < 9 g/dL, neutrophils < 1.5 10*9/L)"),
        ("UACR > 3000 mg/g, at the baseline visit", "UACR > 3000 mg/g at baseline"),
        ("Hb < 9 g/dL or ANC < 1.5 x 10^9/L", "any(hemoglobin < 9 g/dL, neutrophils < 1.5 10*9/L)"),
    ],
)
def test_list_under_exclusion(text: str, wanted: str) -> None:
    criterion = parse(f"Exclusion criteria:\n- {text}", model=None).criteria[0]
    assert (criterion.id, criterion.kind) == ("E1", "exclusion")
    assert write(without_source(criterion.expression)) == wanted


def test_bare_and_under_exclusion_is_reported() -> None:
    criterion = parse("Exclusion criteria:\n- Hb < 9 g/dL and ANC < 1.5 x 10^9/L", model=None).criteria[0]
    assert [d.code for d in criterion.diagnostics] == ["L002"]


def test_bare_and_under_inclusion_is_not_reported() -> None:
    criterion = parse("Inclusion criteria:\n- Hb > 9 g/dL and ANC > 1.5 x 10^9/L", model=None).criteria[0]
    assert criterion.diagnostics == ()


@pytest.mark.parametrize(
    ("header", "operator"),
    [
        ("Inclusion criteria:\n- Adequate organ function, defined as:", "all"),
        ("Inclusion criteria:\n- Any of the following:", "any"),
        ("Inclusion criteria:\n- At least one of the following criteria:", "any"),
        ("Exclusion criteria:\n- Laboratory values:", "any"),
        ("Exclusion criteria:\n- All of the following:", "all"),
    ],
)
def test_header_joins_the_items_under_it(header: str, operator: str) -> None:
    criterion = parse(f"{header}\n  1. Hb < 9 g/dL\n  2. ALT > 3 x ULN", model=None).criteria[0]
    assert write(without_source(criterion.expression)) == f"{operator}(hemoglobin < 9 g/dL, ALT > 3 x ULN)"
    assert [c.role for c in criterion.walk()] == ["header", "item", "item"]


def test_counted_header_is_not_computed() -> None:
    criterion = parse(
        "Inclusion criteria:\n- At least two of the following:\n  1. Hb < 9 g/dL\n  2. ALT > 3 x ULN", model=None
    ).criteria[0]
    assert write(criterion.expression) == 'unparsed("At least two of the following:")'
    assert [write(without_source(c.expression)) for c in criterion.children] == ["hemoglobin < 9 g/dL", "ALT > 3 x ULN"]


def test_header_that_says_more_than_a_label_is_kept() -> None:
    criterion = parse(
        "Inclusion criteria:\n- Cirrhosis proven by biopsy with the presence of ascites and with:\n  1. Hb < 9 g/dL\n  2. ALT > 3 x ULN",
        model=None,
    ).criteria[0]
    assert write(without_source(criterion.expression)).startswith(
        'all(condition "cirrhosis" (certainty = confirmed, text = "by biopsy"), condition "ascites", '
    )


@pytest.mark.parametrize("header", ["No:", "None of the following:", "Patients without:"])
def test_header_that_negates_is_of_all_items_under_it(header: str) -> None:
    criterion = parse(f"Inclusion criteria:\n- {header}\n  1. ALT > 3 x ULN\n  2. Hb < 9 g/dL", model=None).criteria[0]
    assert write(without_source(criterion.expression)) == "not(any(ALT > 3 x ULN, hemoglobin < 9 g/dL))"
    assert criterion.coverage == 1


@pytest.mark.parametrize("header", ["If diabetic:", "Unless on dialysis:"])
def test_header_that_governs_is_not_dropped(header: str) -> None:
    criterion = parse(f"Inclusion criteria:\n- {header}\n  1. ALT > 3 x ULN\n  2. Hb < 9 g/dL", model=None).criteria[0]
    assert write(criterion.expression) == f'unparsed("{header}")'
    assert criterion.coverage == 0


def test_header_that_says_for_whom_is_kept() -> None:
    criterion = parse(
        "Inclusion criteria:\n- Patients with liver metastases:\n  1. ALT < 5 x ULN\n  2. Hb > 9 g/dL", model=None
    ).criteria[0]
    assert write(without_source(criterion.expression)).startswith('all(condition "liver metastases", ')
