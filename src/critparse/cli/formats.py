"""What `critparse parse` prints: one function a format."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterable
from enum import StrEnum

from critparse.cli.console import put, terminal
from critparse.export import COLUMNS, Node, comparison_rows, protocol_tree, table_rows, text_lines, tree_lines
from critparse.interpret import Protocol


class Format(StrEnum):
    """The formats by name."""

    tree = "tree"
    json = "json"
    jsonl = "jsonl"
    text = "text"
    csv = "csv"
    comparisons = "comparisons"


FORMATS_HELP = (
    "tree: for people. json: an array of protocols. jsonl: one protocol a line. text: one criterion a line. "
    "csv: one criterion a row. comparisons: one JSON object for each comparison and subject."
)


def print_protocols(protocols: Iterable[Protocol], form: Format) -> None:
    """Print protocols as they come."""
    _WRITERS[form](protocols)


def _tree(protocols: Iterable[Protocol]) -> None:
    show = _coloured if sys.stdout.isatty() else _plain
    for n, protocol in enumerate(protocols):
        if n:
            put()
        show(protocol_tree(protocol))


def _plain(roots: list[Node]) -> None:
    for line in tree_lines(roots):
        put(line)


def _coloured(roots: list[Node]) -> None:
    from critparse.cli.colours import rich_tree

    for n, root in enumerate(roots):
        if n:
            terminal().print()
        terminal().print(rich_tree(root))


def _json(protocols: Iterable[Protocol]) -> None:
    opening = "[\n"
    for protocol in protocols:
        sys.stdout.write(opening + protocol.model_dump_json(indent=2))
        opening = ",\n"
    put("[]" if opening == "[\n" else "\n]")


def _jsonl(protocols: Iterable[Protocol]) -> None:
    for protocol in protocols:
        put(protocol.model_dump_json())


def _text(protocols: Iterable[Protocol]) -> None:
    for protocol in protocols:
        for line in text_lines(protocol):
            put(line)


def _csv(protocols: Iterable[Protocol]) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(COLUMNS)
    for protocol in protocols:
        writer.writerows(table_rows(protocol))


def _comparisons(protocols: Iterable[Protocol]) -> None:
    for protocol in protocols:
        for row in comparison_rows(protocol):
            put(json.dumps(row, ensure_ascii=False))


_WRITERS = {
    Format.tree: _tree, Format.json: _json, Format.jsonl: _jsonl, Format.text: _text, Format.csv: _csv,
    Format.comparisons: _comparisons,
}  # fmt: skip
