"""What the README shows is what the commands print."""

import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from critparse.cli.main import app

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```\w*\n(.*?)\n```$", README, re.S | re.M)
DOCS = sorted((ROOT / "docs").glob("*.md"))


def printed(*arguments: str) -> str:
    result = CliRunner().invoke(app, list(arguments))
    assert result.exit_code == 0, result.output
    return result.stdout


def test_first_example_is_real() -> None:
    block = next(b for b in BLOCKS if b.startswith("$ critparse"))
    command, output = block.removeprefix("$ ").split("\n", 1)
    assert printed(*shlex.split(command)[1:]).rstrip() == output


def test_tree_excerpt_is_real(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    shown = set(printed("parse", "examples/").splitlines())
    excerpt = next(block for block in BLOCKS if "mRSS > 20" in block)
    for line in excerpt.splitlines():
        assert line in shown or line == "..."


def test_screening_shown_is_real(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    block = next(b for b in BLOCKS if b.startswith("$ critparse screen"))
    command, output = block.removeprefix("$ ").split("\n", 1)
    assert printed(*shlex.split(command)[1:]).rstrip() == output


def test_findings_shown_are_real(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    result = CliRunner().invoke(app, ["check", "examples/NCT00962923.txt"])
    block = next(b for b in BLOCKS if "L008 warning" in b)
    assert set(block.splitlines()) <= set(result.stdout.splitlines())


@pytest.mark.parametrize("path", [ROOT / "README.md", *DOCS], ids=lambda p: p.name)
def test_links_lead_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8")):
        assert (path.parent / target).exists(), target
