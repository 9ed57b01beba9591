"""What `critparse check` does with each document: read, parse, check, fix."""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from critparse.check import Rule, lint
from critparse.check.fixes import fixed
from critparse.check.ignores import ENDING, Ignore, criterion_ids, read_ignores, without_ignored
from critparse.check.report import Checked
from critparse.cli.console import note, with_progress
from critparse.errors import CritparseError, SourceError
from critparse.interpret import Protocol
from critparse.knowledge import Knowledge
from critparse.pipeline import Model, parse_sources
from critparse.source import SourceText, find, read_text
from critparse.source.encoding import decode, read_bytes

STDIN = "<stdin>"
CRITERION = "<criterion>"
_MOST_ROUNDS = 10


class Change(StrEnum):
    """What is done with fixes."""

    nothing = "nothing"
    write = "write"
    show = "show"


@dataclass(frozen=True)
class Run:
    """What holds for all documents of a run."""

    knowledge: Knowledge
    model: Model
    rules: tuple[Rule, ...]
    change: Change
    unsafe: bool


@dataclass(frozen=True)
class Input:
    """One document before it is parsed."""

    path: str
    content: str
    """Everything that the file holds."""
    file: Path | None
    """Where fixes are written; None for standard input."""
    source: SourceText | CritparseError
    is_utf8: bool = True
    """Whether writing the text anew leaves all but the fixes as it was."""
    ignores: tuple[Ignore, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """One document after it was checked; `text` is as fixed."""

    checked: Checked
    before: str
    made: int


def documents(places: list[str], criterion: str | None, stdin_name: str | None, knowledge: Knowledge) -> Iterator[Input]:
    """The documents of a run, in the order in which they are given; what cannot be used comes as an error in its place."""
    if criterion is not None:
        yield from _of_file(criterion.encode("utf-8", "surrogateescape"), CRITERION, None, knowledge)
    if "-" in places:
        yield from _of_file(sys.stdin.buffer.read(), stdin_name or STDIN, None, knowledge)
    files, skipped, missing = find([place for place in places if place != "-"])
    yield from (Input("", "", None, error) for error in missing)
    others = [path for path in skipped if not path.name.endswith(ENDING)]
    if others:
        note(f"skipped {len(others)} file{'s' if len(others) > 1 else ''} of other kinds")
    for file in with_progress(files, label="checking"):
        try:
            content = read_bytes(file)
        except CritparseError as error:
            yield Input(str(file), "", file, error)
        else:
            yield from _of_file(content, str(file), file, knowledge)


def _of_file(content: bytes, path: str, file: Path | None, knowledge: Knowledge) -> Iterator[Input]:
    """The documents of one file; what cannot be used comes as an error."""
    try:
        text = decode(content, where=path)
        named = file or (Path(path) if path not in (STDIN, CRITERION) else None)
        ignores = _ignores(named) if named else ()
        ending = named.suffix.lower() if named else ""
        for source in read_text(text, named.stem if named else "stdin", ending, knowledge.page, where=path):
            yield Input(path, text, file, source, text.encode("utf-8") == content, ignores)
    except CritparseError as error:
        yield Input(path, "", file, error)


def _ignores(file: Path) -> tuple[Ignore, ...]:
    sidecar = file.with_name(file.name + ENDING)
    if not sidecar.is_file():
        return ()
    return read_ignores(decode(read_bytes(sidecar), where=str(sidecar)), str(sidecar))


def outcomes_of(documents: Iterator[Input], run: Run) -> Iterator[Outcome | CritparseError]:
    """The documents as they are checked; the parser reads ahead, so they wait in a queue."""
    waiting: deque[Input] = deque()

    def sources() -> Iterator[SourceText | CritparseError]:
        for document in documents:
            waiting.append(document)
            yield document.source

    for protocol in parse_sources(sources(), knowledge=run.knowledge, model=run.model):
        document = waiting.popleft()
        if isinstance(protocol, CritparseError) or isinstance(document.source, CritparseError):
            yield protocol if isinstance(protocol, CritparseError) else SourceError("cannot be read", where=document.path)
            continue
        try:
            yield _checked(document, document.source, protocol, run)
        except CritparseError as error:
            yield error


def _checked(document: Input, source: SourceText, protocol: Protocol, run: Run) -> Outcome:
    """One document with its diagnostics, fixed where that is asked for."""
    whole = source.text == document.content
    diagnostics, unused = without_ignored(lint(source, protocol, run.knowledge, run.rules), document.ignores, protocol, source.text)
    for ignore in unused:
        shown = " ".join(part for part in (ignore.code, ignore.criterion, ignore.text) if part)
        note(f"{document.path}{ENDING}: {shown} applies to nothing")
    before, made = source.text, 0
    fixable = whole and document.is_utf8
    if run.change is Change.write and not fixable and fixed(source.text, diagnostics, unsafe=run.unsafe)[1]:
        note(f"{document.path}: not fixed, for fixes are written only to UTF-8 text that holds one document")
    while run.change is not Change.nothing and fixable and made < _MOST_ROUNDS:
        text, count = fixed(source.text, diagnostics, unsafe=run.unsafe)
        if not count:
            break
        made += 1
        source, protocol = _reread(text, source, run)
        diagnostics, _ = without_ignored(lint(source, protocol, run.knowledge, run.rules), document.ignores, protocol, text)
    if made and run.change is Change.write and document.file is not None:
        _write(document.file, source.text)
    checked = Checked(
        document.path,
        "" if whole else source.name,
        source.text,
        diagnostics,
        tuple(criterion_ids(protocol, (d.span for d in diagnostics))),
    )
    return Outcome(checked, before, made)


def _reread(text: str, source: SourceText, run: Run) -> tuple[SourceText, Protocol]:
    """The fixed text, read anew."""
    again = next(s for s in read_text(text, source.name, ".txt", run.knowledge.page) if isinstance(s, SourceText))
    (protocol,) = parse_sources([again], knowledge=run.knowledge, model=run.model)
    if isinstance(protocol, CritparseError):
        raise protocol
    return again, protocol


def _write(file: Path, text: str) -> None:
    try:
        file.write_bytes(text.encode("utf-8"))
    except OSError as error:
        raise SourceError(f"cannot be written: {error.strerror}", where=str(file)) from None
