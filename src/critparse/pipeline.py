"""The public functions: text or files in, protocols out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Literal

from critparse.check import check
from critparse.document import Document, Item, segment
from critparse.errors import CritparseError, SourceError
from critparse.extract import Recogniser, recogniser
from critparse.interpret import Protocol, parser, recognise
from critparse.knowledge import Knowledge
from critparse.knowledge import load as load_knowledge
from critparse.source import SourceText, read_file, read_text

_BATCH = 32
"""Documents that the recogniser sees at once."""
_FAULTS = (ValueError, LookupError, TypeError, ArithmeticError, RuntimeError)
_SURROGATE = re.compile("[\ud800-\udfff]")


Model = Recogniser | Literal["shipped"] | None
"""The recogniser to read with: the shipped one, the user's own, or none."""


def parse(text: str, *, name: str = "text", knowledge: Knowledge | None = None, model: Model = "shipped") -> Protocol:
    """The protocol that a text holds: plain criteria, a copied trial page, or HTML.

    Raises `CritparseError` for JSON without criteria.

    >>> from critparse.expression import write
    >>> [write(c.expression) for c in parse("DLCO<45% of predicted").criteria]
    ['DLCO < 45 %{predicted}']
    """
    knowledge = knowledge or load_knowledge()
    text = _encodable(text)
    for source in read_text(text, name, "", knowledge.page):
        if isinstance(source, CritparseError):
            raise source
        document = segment(source, knowledge)
        (entities,) = recognise([(source, document)], _loaded(model, knowledge))
        return check(parser(knowledge).protocol(source, document, entities), knowledge)
    return Protocol(name=name)


def parse_criterion(
    text: str,
    *,
    kind: Literal["inclusion", "exclusion"] = "inclusion",
    knowledge: Knowledge | None = None,
    model: Model = "shipped",
) -> Protocol:
    """The protocol of one criterion: the text is not divided into items.

    >>> len(parse_criterion("1. age > 18 2. HIV").criteria)
    1
    """
    knowledge = knowledge or load_knowledge()
    source = SourceText.of(_encodable(text), name="criterion")
    length = len(source.normalised.text)
    item = Item("I1" if kind == "inclusion" else "E1", kind, None, "item", 0, length, 0, length)
    document = Document((), (item,), kind_is_given=True)
    (entities,) = recognise([(source, document)], _loaded(model, knowledge))
    return check(parser(knowledge).protocol(source, document, entities), knowledge)


def parse_file(path: str | Path, *, knowledge: Knowledge | None = None, model: Model = "shipped") -> Protocol:
    """The protocol of a file that holds one document; of several, the first.

    Raises `CritparseError` where the file cannot be used.
    """
    for protocol in parse_files([path], knowledge=knowledge, model=model):
        if isinstance(protocol, CritparseError):
            raise protocol
        return protocol
    return Protocol(name=Path(path).stem)


def parse_files(
    paths: Iterable[str | Path], *, knowledge: Knowledge | None = None, model: Model = "shipped"
) -> Iterator[Protocol | CritparseError]:
    """Protocols of many files, one by one; what cannot be used comes as an error in its place."""
    knowledge = knowledge or load_knowledge()
    yield from parse_sources(_sources(paths, knowledge), knowledge=knowledge, model=model)


def _sources(paths: Iterable[str | Path], knowledge: Knowledge) -> Iterator[SourceText | CritparseError]:
    for path in paths:
        try:
            yield from read_file(Path(path), knowledge.page)
        except CritparseError as error:
            yield error
        except _FAULTS as error:
            yield _internal(error, str(path))


def parse_sources(
    sources: Iterable[SourceText | CritparseError], *, knowledge: Knowledge, model: Model = "shipped"
) -> Iterator[Protocol | CritparseError]:
    """Protocols of sources that were read already; the recogniser sees several documents at once, which is faster.

    An error in a source's place, or one of this program's own, comes in its place and does not end the others.
    """
    loaded = _loaded(model, knowledge)
    reader = parser(knowledge)
    for batch in _batches(sources):
        documents = [(source, segment(source, knowledge)) for source in batch if isinstance(source, SourceText)]
        recognised = iter(recognise(documents, loaded))
        read = iter(documents)
        for source in batch:
            if isinstance(source, CritparseError):
                yield source
                continue
            _, document = next(read)
            try:
                yield check(reader.protocol(source, document, next(recognised)), knowledge)
            except _FAULTS as error:
                yield _internal(error, source.name)


def parse_texts(
    texts: Iterable[tuple[str, str]], *, knowledge: Knowledge | None = None, model: Model = "shipped"
) -> Iterator[Protocol]:
    """Protocols of many (name, text) pairs.

    >>> [p.name for p in parse_texts([("a", "age > 18"), ("b", "BMI < 30")])]
    ['a', 'b']
    """
    knowledge = knowledge or load_knowledge()
    sources = (
        next(iter(read_text(_encodable(text), name, "", knowledge.page)), SourceText.of("", name=name)) for name, text in texts
    )
    for protocol in parse_sources(sources, knowledge=knowledge, model=model):
        if isinstance(protocol, CritparseError):
            raise protocol
        yield protocol


def _internal(error: Exception, where: str) -> SourceError:
    return SourceError(f"internal error ({type(error).__name__}: {error})", where=where, hint="please report it with this input")


def _batches(sources: Iterable[SourceText | CritparseError]) -> Iterator[list[SourceText | CritparseError]]:
    rest = iter(sources)
    while batch := list(islice(rest, _BATCH)):
        yield batch


def _loaded(model: Model, knowledge: Knowledge) -> Recogniser | None:
    return recogniser(knowledge) if model == "shipped" else model


def _encodable(text: str) -> str:
    """The text with lone surrogates, which no encoding writes, replaced one for one."""
    return text if text.isascii() else _SURROGATE.sub("\ufffd", text)
