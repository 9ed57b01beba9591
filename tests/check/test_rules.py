"""Every rule: its fixture, its own example, its place in the table, its page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from critparse.check import RULES
from critparse.check.explain import index, page
from critparse.source import CODES

HERE = Path(__file__).parent
FIXTURES = HERE / "fixtures"
DOCS = HERE.parents[1] / "docs" / "rules"
MARK = re.compile(r"\[\[(.*?)\]\]", re.S)


def texts(code: str, title: str) -> list[str]:
    """The texts of one half of a fixture: each "- " line is an inclusion criterion, each block a whole text."""
    half = (FIXTURES / f"{code}.md").read_text(encoding="utf-8").split(f"## {title}\n", 1)[1].split("\n## ", 1)[0]
    blocks = re.findall(r"^```text\n(.*?)\n```$", half, re.S | re.M)
    lines = re.findall(r"^- (.*)$", re.sub(r"^```text\n.*?\n```$", "", half, flags=re.S | re.M), re.M)
    return [*(f"Inclusion criteria:\n- {line}" for line in lines), *blocks]


def marked(text: str) -> tuple[str, list[tuple[int, int]]]:
    """A text without its [[marks]], and where they stood."""
    spans, plain, at = [], "", 0
    for m in MARK.finditer(text):
        plain += text[at : m.start()]
        spans.append((len(plain), len(plain) + len(m[1])))
        plain += m[1]
        at = m.end()
    return plain + text[at:], spans


REPORTED = [(rule.code, text) for rule in RULES for text in texts(rule.code, "Reported")]
CLEAN = [(rule.code, text) for rule in RULES for text in texts(rule.code, "Not reported")]


@pytest.mark.parametrize(("code", "text"), REPORTED)
def test_is_reported_at_its_place(findings, code, text):
    plain, spans = marked(text)
    assert spans
    assert [tuple(d.span) for d in findings(plain) if d.code == code] == spans


@pytest.mark.parametrize(("code", "text"), CLEAN)
def test_is_not_reported(findings, code, text):
    assert [d.message for d in findings(text) if d.code == code] == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_example_is_reported_and_what_to_write_instead_is_not(findings, rule):
    assert rule.code in {d.code for d in findings(rule.example)}
    assert [d.code for d in findings(rule.instead) if d.severity != "note"] == []
    assert rule.code not in {d.code for d in findings(rule.instead)}


def test_one_table_of_codes():
    assert [rule.code for rule in RULES] == list(CODES)
    assert len(set(CODES.values())) == len(CODES)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_fixture_has_both_halves(rule):
    assert (FIXTURES / f"{rule.code}.md").read_text(encoding="utf-8").startswith(f"# {rule.code} {rule.name}\n")
    assert texts(rule.code, "Reported")
    assert texts(rule.code, "Not reported")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_fix_cures_what_is_reported(findings, rule):
    from critparse.check.fixes import fixed

    for text in texts(rule.code, "Reported"):
        plain, _ = marked(text)
        mine = [d for d in findings(plain) if d.code == rule.code and d.fix]
        if mine:
            assert rule.fix
            after, made = fixed(plain, mine, unsafe=True)
            assert made == len(mine)
            assert len([d for d in findings(after) if d.code == rule.code]) <= len(texts(rule.code, "Reported")) - 1 or not mine
            assert [d for d in findings(after) if d.code == rule.code and d.fix] == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_page_is_in_step(rule):
    assert (DOCS / f"{rule.code}.md").read_text(encoding="utf-8") == page(rule), "run tools/write_rules.py"


def test_index_is_in_step():
    assert (DOCS / "README.md").read_text(encoding="utf-8") == index(RULES), "run tools/write_rules.py"
    assert {p.stem for p in DOCS.glob("*.md")} == {*CODES, "README"}
