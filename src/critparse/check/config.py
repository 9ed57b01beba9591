"""The settings of a project: `critparse.toml`, or `[tool.critparse]` in `pyproject.toml`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import tomli
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from critparse.errors import SourceError
from critparse.source import Severity


class Config(BaseModel):
    """What a project wants reported."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    select: tuple[str, ...] = ()
    """Codes or their beginnings; all rules when empty."""
    ignore: tuple[str, ...] = ()
    """Codes or their beginnings that are left out."""
    fail_on: Severity | None = Field(default=None, alias="fail-on")
    """The least severity that makes the exit status 1."""


def find_config(start: Path) -> Config:
    """The settings of the nearest folder, from `start` upwards, that has some; else none.

    Raises `SourceError` for a file that is not valid.
    """
    for folder in (start, *start.parents):
        own, project = folder / "critparse.toml", folder / "pyproject.toml"
        if own.is_file():
            return _config(_table(own), own)
        if project.is_file():
            tool = _table(project).get("tool")
            if isinstance(tool, dict) and "critparse" in tool:
                return _config(tool["critparse"], project)
    return Config()


def _table(file: Path) -> dict[str, Any]:
    try:
        return tomli.loads(file.read_text(encoding="utf-8"))
    except (tomli.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SourceError(f"not valid TOML: {error}", where=str(file), hint="correct the file") from None
    except OSError as error:
        raise SourceError(f"cannot be read: {error.strerror}", where=str(file)) from None


def _config(table: Any, file: Path) -> Config:
    try:
        return Config.model_validate(table)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        raise SourceError(f"{field or 'critparse'}: {first['msg']}", where=str(file), hint="see docs/check.md") from None
