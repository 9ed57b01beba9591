"""How a header reads the items under it, by the phrases of `grammars/phrases/headers.toml`."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Literal

from critparse.expression import All, Any, Expression, Not, Occurrence, Unparsed
from critparse.extract import Trie, extractor, tokenize
from critparse.knowledge import Knowledge
from critparse.source import normalise

_GOVERNING = frozenset({"negation", "condition"})
"""What in a header changes the truth of the items under it."""
_SPEAKING = _GOVERNING | {"anyone", "person", "sex", "age_group", "other_person", "change", "number_name"}
"""What in a header says for whom the items under it hold, or something of its own."""
_LABEL_WORDS = 6
_NEAR_THE_END = 8

Joining = Literal["all", "any", "counted"]


class HeaderReader:
    """Tells what a header asks of the items under it."""

    def __init__(self, knowledge: Knowledge) -> None:
        phrases = knowledge.phrases.values()
        self._extractor = extractor(knowledge)
        self._joining = Trie([(p, False, e.value) for e in phrases if e.token_class == "header" for p in e.phrases])
        self._introducing = Trie([(p, False, True) for e in phrases if e.token_class == "header_introduction" for p in e.phrases])

    def expression(self, header: str, own: Expression, below: Sequence[Expression], kind: str) -> Expression:
        """The header's own expression together with those of the items under it."""
        if not below:
            return own
        if isinstance(own, Unparsed | Occurrence | Not) and self._classes(header) & _GOVERNING:
            return Unparsed(text=header, reason="a negation or a condition over the items under it", spans=own.spans)
        if not isinstance(own, Unparsed) and not header.endswith(":") and kind == "exclusion":
            return Any(of=(own, *below))
        joining = self._joins(header)
        if joining == "counted" and isinstance(own, Unparsed | Occurrence):
            return Unparsed(text=header, reason="a number of the items under it is asked for", spans=own.spans)
        any_of = joining == "any" or (joining is None and kind == "exclusion")
        parts = tuple(below)
        joined = parts[0] if len(parts) == 1 else Any(of=parts) if any_of else All(of=parts)
        return joined if isinstance(own, Unparsed | Occurrence) and self.is_label(header) else All(of=(own, joined))

    def is_label(self, header: str) -> bool:
        """Whether a header only names or introduces the items under it, and says nothing of its own."""
        if not header.endswith(":") or self._joins(header) == "counted" or self._classes(header) & _SPEAKING:
            return False
        if len(header.split()) <= _LABEL_WORDS:
            return True
        tokens = tokenize(header)
        return any(self._introducing.longest(tokens, at) for at in range(max(0, len(tokens) - _NEAR_THE_END), len(tokens)))

    def _classes(self, header: str) -> frozenset[str]:
        return frozenset(m.token_class for m in self._extractor.mentions(normalise(header).text))

    def _joins(self, header: str) -> Joining | None:
        """What the last joining phrase of the header says; None where it has none."""
        tokens = tokenize(header)
        found: str | None = None
        at = 0
        while at < len(tokens):
            phrase = self._joining.longest(tokens, at)
            if phrase:
                found, at = phrase
            else:
                at += 1
        return found if found in ("all", "any", "counted") else None  # type: ignore[return-value]


@cache
def header_reader(knowledge: Knowledge) -> HeaderReader:
    """The reader for these grammars, built once."""
    return HeaderReader(knowledge)
