"""The readable tree."""

from __future__ import annotations

import pytest

from critparse import parse
from critparse.export import Node, Piece, protocol_tree, tree_lines

TEXT = """Inclusion Criteria:
1. Adequate organ function, defined as:
   a. haemoglobin ≥ 9 g/dL
   b. serum albumin ,25 g/L
2. Able to give
   consent

Exclusion Criteria:
- ALT or AST > 3 x ULN
"""


def lines(text: str) -> list[str]:
    return list(tree_lines(protocol_tree(parse(text, name="trial", model=None))))


def test_tree_of_a_protocol():
    shown = lines(TEXT)
    assert shown[0] == "trial"
    assert shown[2] == "Inclusion criteria"
    assert shown[3].startswith("├── I1 ")
    assert shown[4:6] == ["│   └── all of", "│       ├── I1.1 100% haemoglobin ≥ 9 g/dL"]
    assert any(line.startswith("│           ├── albumin < 25 g/L  repaired  [") for line in shown)
    assert '│           └── C001 ",25 g/L" is garbled: read as "<25 g/L"' in shown
    assert "└── I2 100% Able to give consent" in shown
    assert any(line.startswith('    └── judgement("Able to give') for line in shown)
    assert "    └── any of" in shown


@pytest.mark.parametrize("text", ["", "age", TEXT, "Inclusion criteria:\n- \u2028odd\x0bspaces\u00a0"])
def test_every_line_is_one_line_without_trailing_spaces(text):
    for line in lines(text):
        assert line == line.rstrip()
        assert len(line.splitlines()) <= 1


def test_rich_shows_the_same_labels():
    from rich.console import Console

    from critparse.cli.colours import rich_tree

    root = Node((Piece("a", "strong"),), (Node((Piece("[b]", "faint"),), (Node((Piece("c"),)),)), Node((Piece("d", "error"),))))
    console = Console(width=80)
    with console.capture() as captured:
        console.print(rich_tree(root))
    assert [line.rstrip() for line in captured.get().splitlines()] == list(tree_lines([root]))
