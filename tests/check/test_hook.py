"""The pre-commit hook that ships runs the command that exists, on the files that it names."""

from __future__ import annotations

import re
from pathlib import Path

HOOKS = (Path(__file__).parents[2] / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")


def test_hook_runs_the_command(check, tmp_path):
    entry = re.search(r"^  entry: (.*)$", HOOKS, re.M)
    assert entry
    assert entry[1] == "critparse check"
    protocol = tmp_path / "protocol.txt"
    protocol.write_text("Inclusion Criteria:\n- Albumin ,25 g/L\n", encoding="utf-8")
    assert check(protocol).status == 1


def test_hook_takes_text_files():
    files = re.search(r"^  files: (.*)$", HOOKS, re.M)
    assert files
    assert re.search(files[1], "protocols/a.txt")
    assert not re.search(files[1], "protocols/a.py")
