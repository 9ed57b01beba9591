"""Write `grammars/codes/icd10cm.tsv.gz` from the library simple-icd-10-cm, which carries the CMS/NCHS tabular list.

Run `python tools/prepare_icd10cm.py` after `pip install simple-icd-10-cm`; the same release gives the same bytes.
A row is code, seventh characters, description, inclusion terms (separated by "|"), in the order of the tabular list.
Chapters and blocks are rows too, under their range of categories. Codes that only add a seventh character to another
("S52.501A") are not: their letters stand with the code that they extend.
"""

from __future__ import annotations

import gzip
from collections import defaultdict
from pathlib import Path

import simple_icd_10_cm as icd

TARGET = Path(__file__).parents[1] / "grammars" / "codes" / "icd10cm.tsv.gz"

CATEGORY_LENGTH = 3


def main() -> None:
    """Write the table."""
    lines = [f"# ICD-10-CM, {release()}, CMS/NCHS (public domain)", "# code\tseventh characters\tdescription\tinclusion terms"]
    text = "\n".join([*lines, *rows()]) + "\n"
    TARGET.write_bytes(gzip.compress(text.encode(), compresslevel=9, mtime=0))


def release() -> str:
    """The release of the library's code list ("April 2026")."""
    (codes,) = (Path(icd.__file__).parent / "data").glob("code-list-*.txt")
    return codes.stem.removeprefix("code-list-").replace("-", " ")


def rows() -> list[str]:
    """One line for each chapter, block, category, subcategory and code, without the seventh-character extensions."""
    codes = icd.get_all_codes(with_dots=True)
    sevenths = seventh_characters(codes)
    categories = {code for code in codes if len(code) == CATEGORY_LENGTH}
    table: dict[str, str] = {}
    for item in codes:
        if icd.is_extended_subcategory(item):
            continue
        code, description = item, plain(icd.get_description(item))
        if item not in categories and icd.is_chapter_or_block(item):
            description, _, code = description.removesuffix(")").rpartition(" (")
        terms = [plain(term) for term in (*icd.get_includes(item), *icd.get_inclusion_term(item))]
        fields = (code, "".join(sorted(sevenths[code])), description, "|".join(terms))
        table.setdefault(code, "\t".join(fields))
    return list(table.values())


def plain(text: str) -> str:
    """The text without line breaks and without the sign that separates terms."""
    return " ".join(text.replace("|", " ").split())


def seventh_characters(codes: list[str]) -> defaultdict[str, set[str]]:
    """Code → the characters that may stand seventh after it."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    known = {code for code in codes if not icd.is_extended_subcategory(code)}
    for code in codes:
        if icd.is_extended_subcategory(code):
            stem = code[:-1]
            while stem not in known:
                stem = stem[:-1].removesuffix(".")
            found[stem].add(code[-1])
    return found


if __name__ == "__main__":
    main()
