"""Reads texts as `critparse check` does, and runs the command in this process."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from typing import NamedTuple

import pytest

from critparse.check import lint
from critparse.cli.main import run
from critparse.knowledge import load
from critparse.pipeline import parse_sources
from critparse.source import Diagnostic, SourceText, read_text


class Result(NamedTuple):
    status: int
    out: str
    err: str


def linted(text: str) -> tuple[Diagnostic, ...]:
    """Everything that is found in a text, read without the model."""
    knowledge = load()
    (source,) = (s for s in read_text(text, "text", ".txt", knowledge.page) if isinstance(s, SourceText))
    (protocol,) = parse_sources([source], knowledge=knowledge, model=None)
    return lint(source, protocol, knowledge)


@pytest.fixture(scope="session")
def findings() -> Callable[[str], tuple[Diagnostic, ...]]:
    return linted


@pytest.fixture
def check(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Result]:
    """`check("a.txt", "--fix")` → exit status, standard output, standard error; read without the model."""

    def call(*arguments: object, stdin: bytes = b"") -> Result:
        monkeypatch.setattr(sys, "argv", ["critparse", "check", "--no-model", *map(str, arguments)])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        with pytest.raises(SystemExit) as left:
            run()
        captured = capsys.readouterr()
        return Result(int(left.value.code or 0), captured.out, captured.err)

    return call
