"""The one family of errors that critparse raises; faults of criteria text are diagnostics, not errors."""

from __future__ import annotations


class CritparseError(Exception):
    """Something that critparse was given cannot be used: the message says what, where and what to do.

    >>> print(CritparseError("file is empty", where="a.txt", hint="give a file with criteria"))
    a.txt: file is empty (give a file with criteria)
    """

    def __init__(self, what: str, *, where: str = "", hint: str = "") -> None:
        self.what, self.where, self.hint = what, where, hint
        super().__init__(what, where, hint)

    def __str__(self) -> str:
        text = f"{self.where}: {self.what}" if self.where else self.what
        return f"{text} ({self.hint})" if self.hint else text


class SourceError(CritparseError):
    """An input cannot be read: missing file, unknown encoding, malformed JSON."""


class KnowledgeError(CritparseError):
    """A file of `grammars/` is not valid."""


class UnitError(CritparseError):
    """A unit is not known, or two units cannot be converted into each other."""


class ExpressionError(CritparseError):
    """An expression cannot be read from its text form."""
