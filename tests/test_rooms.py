"""Each room imports only rooms before it, and pint and spaCy live in one room each."""

import ast
from pathlib import Path

import pytest

import critparse

PACKAGE = Path(critparse.__file__).parent
ROOMS = [
    "errors", "source", "units", "expression", "knowledge", "document", "extract", "interpret", "check", "pipeline",
    "grammar_check", "patient", "evaluate", "screen", "export", "score", "cli",
]  # fmt: skip
FILES = sorted(p for p in PACKAGE.rglob("*.py") if p.parent != PACKAGE or p.stem in ROOMS)


def imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found


def room(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_imports_only_rooms_before_it(path: Path) -> None:
    own = ROOMS.index(room(path))
    for module in imports(path):
        parts = module.split(".")
        if parts[0] == "critparse" and len(parts) > 1:
            assert ROOMS.index(parts[1]) <= own, f"{path.name} imports {module}"


def test_every_room_has_its_place() -> None:
    found = {room(p) for p in PACKAGE.rglob("*.py") if "grammars" not in p.parts} - {"__init__"}
    assert found == set(ROOMS)


@pytest.mark.parametrize(("library", "owner"), [("pint", "units"), ("ucumvert", "units"), ("spacy", "extract"), ("typer", "cli")])
def test_library_lives_in_one_room(library: str, owner: str) -> None:
    users = {room(p) for p in FILES if any(m.split(".")[0] == library for m in imports(p))}
    assert users == {owner}


def test_library_code_never_prints() -> None:
    for path in FILES:
        if room(path) != "cli":
            calls = [n for n in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(n, ast.Call)]
            assert not any(isinstance(c.func, ast.Name) and c.func.id == "print" for c in calls), path
