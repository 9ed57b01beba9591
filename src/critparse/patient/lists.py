"""Files of `grammars/codes/` that hold lists: a line is a kind, a tab, and items separated by ", "."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from importlib.resources import files

from critparse.errors import KnowledgeError


def shipped_lists(name: str, kinds: Collection[str] = ()) -> dict[str, tuple[str, ...]]:
    """The lists of a file of the shipped grammars; see `lists`."""
    text = (files("critparse") / "grammars" / "codes" / name).read_text(encoding="utf-8")
    return lists(text.splitlines(), f"codes/{name}", kinds)


def lists(lines: Iterable[str], where: str, kinds: Collection[str] = ()) -> dict[str, tuple[str, ...]]:
    """Kind → its items; a kind may stand in several lines, and a line that begins with # is a remark.

    Raises `KnowledgeError`, with the line, for what is no list, is of none of the kinds (where some are given), or stands twice.

    >>> lists(["# fruit", "red\\tapple, cherry", "red\\tplum"], "fruit.tsv")
    {'red': ('apple', 'cherry', 'plum')}
    """
    found: dict[str, tuple[str, ...]] = dict.fromkeys(kinds, ())
    for number, line in enumerate(lines, start=1):
        if line.startswith("#"):
            continue
        kind, _, listed = line.partition("\t")
        items = tuple(listed.split(", "))
        if not all(item and item == item.strip(" ,") for item in (kind, *items)) or (kinds and kind not in kinds):
            hint = f"kinds: {', '.join(sorted(kinds))}" if kinds else ""
            raise KnowledgeError(f"line {number} is not a kind, a tab and items", where=where, hint=hint)
        both = (*found.get(kind, ()), *items)
        if len(set(both)) < len(both):
            twice = next(item for item in both if both.count(item) > 1)
            raise KnowledgeError(f"line {number}: {twice!r} stands twice as {kind}", where=where, hint="keep it once")
        found[kind] = both
    return found
