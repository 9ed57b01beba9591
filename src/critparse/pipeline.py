"""The public functions: text or files in, protocols out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Literal

from critparse.check import check
from critparse.document import Document, Item, segment
from critparse.errors import CritparseError
from critparse.extract import Recogniser, recogniser
from critparse.interpret import Protocol, parser
from critparse.knowledge import Knowledge
from critparse.knowledge import load as load_knowledge
from critparse.source import SourceText, read_file, read_text

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
        return parse_source(source, knowledge=knowledge, model=model)
    return Protocol(name=name)


def parse_criterion(text: str, *, knowledge: Knowledge | None = None, model: Model = "shipped") -> Protocol:
    """The protocol of one criterion: the text is not divided into items.

    >>> len(parse_criterion("1. age > 18 2. HIV").criteria)
    1
    """
    knowledge = knowledge or load_knowledge()
    source = SourceText.of(_encodable(text), name="criterion")
    length = len(source.normalised.text)
    item = Item("I1", "inclusion", None, "item", 0, length, 0, length)
    document = Document((), (item,), kind_is_given=True)
    return check(parser(knowledge).protocol(source, document, _loaded(model, knowledge)), knowledge)


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
    for path in paths:
        try:
            for source in read_file(Path(path), knowledge.page):
                yield source if isinstance(source, CritparseError) else parse_source(source, knowledge=knowledge, model=model)
        except CritparseError as error:
            yield error


def parse_texts(
    texts: Iterable[tuple[str, str]], *, knowledge: Knowledge | None = None, model: Model = "shipped"
) -> Iterator[Protocol]:
    """Protocols of many (name, text) pairs.

    >>> [p.name for p in parse_texts([("a", "age > 18"), ("b", "BMI < 30")])]
    ['a', 'b']
    """
    for name, text in texts:
        yield parse(text, name=name, knowledge=knowledge, model=model)


def parse_source(source: SourceText, *, knowledge: Knowledge, model: Model = "shipped") -> Protocol:
    """The protocol of a source that was read already."""
    document = segment(source, knowledge)
    return check(parser(knowledge).protocol(source, document, _loaded(model, knowledge)), knowledge)


def _loaded(model: Model, knowledge: Knowledge) -> Recogniser | None:
    return recogniser(knowledge) if model == "shipped" else model


def _encodable(text: str) -> str:
    """The text with lone surrogates, which no encoding writes, replaced one for one."""
    return text if text.isascii() else _SURROGATE.sub("\ufffd", text)
