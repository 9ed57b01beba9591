"""The ICD-10-CM table: what it holds, which codes there are, and what stands below them."""

from __future__ import annotations

import gzip
from importlib.resources import files

import pytest

from critparse.knowledge.icd10cm import covers, description, is_code, rows


@pytest.mark.parametrize(
    ("code", "meaning"),
    [
        ("I21", "Acute myocardial infarction"),
        ("E11.9", "Type 2 diabetes mellitus without complications"),
        ("I20-I25", "Ischemic heart diseases"),
        ("C00-D49", "Neoplasms"),
        ("R99", "Ill-defined and unknown cause of mortality"),
        ("C7A", "Malignant neuroendocrine tumors"),
        ("S52.501A", "Unspecified fracture of the lower end of right radius"),
        ("W19.XXXD", "Unspecified fall"),
        ("E99", None),
        ("", None),
        ("S52.501Z", None),
        ("E11.9XXA", None),
        ("heart failure", None),
    ],
)
def test_description(code, meaning):
    assert description(code) == meaning


@pytest.mark.parametrize("code", ["A00", "E11.65", "C00-C96", "E08-E13", "I10-I10", "U00-U49", "E08.3211", "T36.0X1S"])
def test_codes(code):
    assert is_code(code)


@pytest.mark.parametrize(
    "text", ["", "-", "E", "e11", "E119", "E11.", "E13-E08", "E08-", "E99-F01", "E11.9-E12", "XXXXXXXX", "...X.XXX"]
)
def test_not_codes(text):
    assert not is_code(text)


@pytest.mark.parametrize(
    ("codes", "code"),
    [
        (["E11"], "E11"),
        (["E11"], "E11.65"),
        (["E11"], "E1165"),
        (["E11"], "e11.65"),
        (["I10", "E11.6"], "E11.65"),
        (["C00-C96"], "C50.911"),
        (["C00-C96"], "C34"),
        (["C00-D49"], "C00-C96"),
        (["S52"], "S52.501A"),
        (["M05-M14"], "M1A.0"),
        (["C43-C44"], "C4A.9"),
        (["C00-C96"], "C96.Z"),
        (["U00-U49"], "U07.1"),
    ],
)
def test_covered(codes, code):
    assert covers(codes, code)


@pytest.mark.parametrize(
    ("codes", "code"),
    [
        ([], "E11"),
        (["E11"], "E10.9"),
        (["E11.9"], "E11"),
        (["E11"], "E08-E13"),
        (["C00-C75"], "C7A.1"),
        (["C76-C80"], "C7A.1"),
        (["C00-C96"], "D00"),
        (["I20-I25"], "I20-I28"),
        (["C00-C96"], "not a code"),
    ],
)
def test_not_covered(codes, code):
    assert not covers(codes, code)


def test_the_table():
    table = list(rows())
    assert len(table) > 47_000
    assert len({row.code for row in table}) == len(table)
    assert all(row.description and is_code(row.code) for row in table)
    assert "cardiac infarction" in next(row.terms for row in table if row.code == "I21")


def test_the_file_is_small_and_names_its_release():
    packed = (files("critparse") / "grammars" / "codes" / "icd10cm.tsv.gz").read_bytes()
    assert len(packed) < 1_500_000
    assert gzip.decompress(packed).decode().startswith("# ICD-10-CM, April 2026, CMS/NCHS (public domain)\n")
