"""Writes `docs/rules/` from the rules of `critparse check`: `python tools/write_rules.py`."""

from __future__ import annotations

from pathlib import Path

from critparse.check import RULES
from critparse.check.explain import index, page

DOCS = Path(__file__).parents[1] / "docs" / "rules"


def main() -> None:
    """One page a rule, and the index; pages of rules that are gone go too."""
    DOCS.mkdir(exist_ok=True)
    for old in DOCS.glob("*.md"):
        old.unlink()
    for rule in RULES:
        (DOCS / f"{rule.code}.md").write_text(page(rule), encoding="utf-8")
    (DOCS / "README.md").write_text(index(RULES), encoding="utf-8")


if __name__ == "__main__":
    main()
