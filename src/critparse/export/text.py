"""One line a criterion: document, id, kind and the text form of its expression."""

from __future__ import annotations

from collections.abc import Iterator

from critparse.expression import write
from critparse.interpret import Protocol


def text_lines(protocol: Protocol) -> Iterator[str]:
    r"""Lines separated by tabs.

    >>> from critparse import parse
    >>> list(text_lines(parse("DLCO<45% of predicted", name="a")))
    ['a\tI1\tinclusion\tDLCO < 45 %{predicted}']
    """
    for criterion in protocol.walk():
        yield "\t".join((protocol.name, criterion.id, criterion.kind, write(criterion.expression)))
