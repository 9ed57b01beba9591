"""What a command is given: files, folders, globs, standard input or one criterion → protocols, one by one."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Annotated

import typer

from critparse.cli.console import FAILED, fail, note, with_progress
from critparse.errors import CritparseError, SourceError
from critparse.interpret import Protocol, parser
from critparse.knowledge import Knowledge, load, read_vocabulary, with_vocabularies
from critparse.pipeline import Model, parse_criterion, parse_files, parse_sources
from critparse.source import find, read_text
from critparse.source.encoding import decode

CriterionText = Annotated[
    str | None, typer.Option("-c", "--criterion-text", metavar="TEXT", help="One criterion, given here.", show_default=False)
]
Overlay = Annotated[
    list[Path] | None,
    typer.Option("--grammars", metavar="FOLDER", help="A folder laid over the shipped grammars.", show_default=False),
]
OwnVocabulary = Annotated[
    list[Path] | None,
    typer.Option(
        "--vocabulary",
        metavar="PATH",
        help="Your own vocabulary, for what the lexicon does not have: a folder of OMOP tables (CONCEPT, CONCEPT_ANCESTOR; CSV or "
        "Parquet) or concepts as scispaCy has them (.jsonl, .jsonl.gz). Of several, the first goes first.",
        show_default=False,
    ),
]
WithoutModel = Annotated[bool, typer.Option("--no-model", help="Read by lexicon and grammar only, without the trained recogniser.")]
_Results = Iterable[Protocol | CritparseError]


def grammars_with(overlays: Sequence[Path] | None, vocabularies: Sequence[Path] | None = None) -> Knowledge:
    """The grammars with the user's folders laid over them and vocabularies beside them, and the parser made ready.

    They live as long as the process, so the garbage collector is kept from looking through them again and again.
    """
    gc.disable()
    try:
        knowledge = with_vocabularies(load(*(overlays or ())), [read_vocabulary(path) for path in vocabularies or ()])
        parser(knowledge)
    finally:
        gc.enable()
    gc.freeze()
    return knowledge


class Inputs:
    """The inputs of a run; what cannot be used is reported at once, and the rest is still done."""

    def __init__(self, places: list[str], criterion: str | None, knowledge: Knowledge, model: Model) -> None:
        if not places and criterion is None:
            raise SourceError("nothing to parse", hint="name files or folders, or - for standard input, or give -c TEXT")
        self._places, self._criterion, self._knowledge, self._model = places, criterion, knowledge, model
        self.failed = False

    def __iter__(self) -> Iterator[Protocol]:
        for result in self._results():
            if isinstance(result, CritparseError):
                self.failed = True
                fail(result)
            else:
                name = _utf8(result.name)
                yield result if name == result.name else result.model_copy(update={"name": name})

    def exit(self) -> None:
        """Leave with the status that says whether all inputs could be used."""
        if self.failed:
            raise typer.Exit(FAILED)

    def _results(self) -> Iterator[Protocol | CritparseError]:
        if self._criterion is not None:
            yield parse_criterion(_utf8(self._criterion), knowledge=self._knowledge, model=self._model)
        if "-" in self._places:
            yield from _guarded(self._standard_input())
        files, skipped, missing = find([place for place in self._places if place != "-"])
        yield from missing
        if skipped:
            kinds = ", ".join(sorted({path.suffix or path.name for path in skipped}))
            note(f"skipped {len(skipped)} file{'s' if len(skipped) > 1 else ''} of other kinds ({kinds})")
        yield from parse_files(with_progress(files, label="parsing"), knowledge=self._knowledge, model=self._model)

    def _standard_input(self) -> Iterator[Protocol | CritparseError]:
        text = decode(sys.stdin.buffer.read(), where="standard input")
        sources = read_text(text, "stdin", "", self._knowledge.page, where="standard input")
        yield from parse_sources(sources, knowledge=self._knowledge, model=self._model)


def _guarded(results: _Results) -> Iterator[Protocol | CritparseError]:
    """The results of one input; an error ends only these."""
    try:
        yield from results
    except CritparseError as error:
        yield error


def _utf8(given: str) -> str:
    """An argument or file name in which bytes that are not UTF-8 have become U+FFFD."""
    return given.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
