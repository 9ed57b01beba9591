"""Findings that were looked at and accepted: `<file>.critparse-ignore`, beside a protocol, which cannot hold comments.

A line is a code, and where it holds only somewhere, a criterion's id or a text in quotes:

    # reasons stand behind a number sign
    L002
    C008 E3           # house style
    A001 "mRSS"
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from critparse.check.selection import rule_named
from critparse.errors import SourceError
from critparse.interpret import Protocol
from critparse.source import Diagnostic, Span

ENDING = ".critparse-ignore"
_LINE = re.compile(r'(?P<code>[A-Za-z]\d{3})(?:\s+(?:"(?P<text>[^"]+)"|(?P<criterion>[IE][\d.]+)))?\s*(?:#.*)?')


class Ignore(NamedTuple):
    """A code that is accepted: everywhere, in a criterion, or at a text."""

    code: str
    criterion: str = ""
    text: str = ""


def read_ignores(text: str, where: str) -> tuple[Ignore, ...]:
    """The lines of a sidecar file.

    Raises `SourceError` for a line that is not understood.

    >>> read_ignores('C008 E3  # house style', "a.txt.critparse-ignore")
    (Ignore(code='C008', criterion='E3', text=''),)
    """
    found = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        m = _LINE.fullmatch(line.strip())
        if m is None:
            hint = 'write a code, and behind it a criterion\'s id or a text in quotes: C008 E3, or A001 "mRSS"'
            raise SourceError("not understood", where=f"{where}, line {number}", hint=hint)
        try:
            code = rule_named(m["code"]).code
        except SourceError as error:
            raise SourceError(error.what, where=f"{where}, line {number}", hint=error.hint) from None
        found.append(Ignore(code, m["criterion"] or "", m["text"] or ""))
    return tuple(found)


def without_ignored(
    diagnostics: Sequence[Diagnostic], ignores: Sequence[Ignore], protocol: Protocol, text: str
) -> tuple[tuple[Diagnostic, ...], tuple[Ignore, ...]]:
    """The diagnostics that are left, and the ignores that applied to none."""
    used: set[Ignore] = set()
    left = []
    for d in diagnostics:
        applying = [i for i in ignores if _applies(i, d, protocol, text)]
        used.update(applying)
        if not applying:
            left.append(d)
    return tuple(left), tuple(i for i in ignores if i not in used)


def _applies(ignore: Ignore, diagnostic: Diagnostic, protocol: Protocol, text: str) -> bool:
    if ignore.code != diagnostic.code:
        return False
    if ignore.criterion:
        return ignore.criterion in criterion_ids(protocol, [diagnostic.span])
    return not ignore.text or ignore.text in diagnostic.span.of(text)


def criterion_ids(protocol: Protocol, spans: Iterable[Span]) -> list[str]:
    """The id of the criterion in whose own text each span begins; empty where none has it."""
    own = sorted((c.span, c.id) for c in protocol.walk())
    found = []
    for wanted in spans:
        at = bisect_right(own, wanted.start, key=lambda c: c[0].start) - 1
        inside = at >= 0 and wanted.start < max(own[at][0].end, own[at][0].start + 1)
        found.append(own[at][1] if inside else "")
    return found
