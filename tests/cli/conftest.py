"""Runs the command line as the entry point does, in this process."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from typing import NamedTuple

import pytest

from critparse.cli.main import run


class Result(NamedTuple):
    status: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()


Critparse = Callable[..., Result]


@pytest.fixture
def critparse(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Critparse:
    """`critparse("parse", "-c", "age > 18")` → exit status, standard output, standard error; read without the model."""

    def call(*arguments: object, stdin: bytes = b"") -> Result:
        without_model = ["--no-model"] if arguments and arguments[0] in ("parse", "explain") else []
        monkeypatch.setattr(sys, "argv", ["critparse", *map(str, arguments[:1]), *without_model, *map(str, arguments[1:])])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        with pytest.raises(SystemExit) as left:
            run()
        captured = capsys.readouterr()
        return Result(int(left.value.code or 0), captured.out, captured.err)

    return call
