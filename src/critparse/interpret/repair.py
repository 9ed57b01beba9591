"""What is said of a comparison that was mended to be read."""

from __future__ import annotations

from collections.abc import Iterator

from critparse.interpret.comparison import Comparison
from critparse.source import Diagnostic, Fix, SourceText, Span

_SIGNS = {"<=": "≤", ">=": "≥"}


def _before_space(text: str, start: int, stop: int) -> int:
    while stop > start and text[stop - 1].isspace():
        stop -= 1
    return stop


def repairs(source: SourceText, c: Comparison) -> Iterator[Diagnostic]:
    """The diagnostic of a mended comparison; none where the text was read as it stands."""
    if not c.repair:
        return
    span = source.normalised.original(c.start, max(c.end, c.unit_span[1]))
    written = span.of(source.text)
    if c.repair == "sign":
        sign = _SIGNS.get(c.operator, c.operator)
        number = source.normalised.original(*c.number_span)
        garbled = Span(span.start, max(span.start + 1, _before_space(source.text, span.start, number.start)))
        message = f'"{written}" is garbled: read as "{sign}{written[garbled.end - garbled.start :]}"'
        fix = Fix(span=garbled, replacement=sign, safe=False)
        yield Diagnostic(code="C001", severity="warning", span=span, message=message, fix=fix)
    elif c.repair == "superscript":
        power = source.normalised.original(*c.unit_span) if c.unit_span[1] > c.unit_span[0] else span
        message = f'"{power.of(source.text)}" has lost its superscript: read as {c.unit or "a power of ten"}'
        yield Diagnostic(code="C002", severity="warning", span=power, message=message)
    elif c.repair == "thousands":
        number = source.normalised.original(*c.number_span)
        message = (
            f'"{number.of(source.text)}" is read as {" and ".join(format(v, "f") for v in c.values)}: a point that parts thousands'
        )
        yield Diagnostic(code="C004", severity="warning", span=number, message=message)
    else:
        yield Diagnostic(
            code="L001", severity="warning", span=span, message=f"the higher bound stands first: read as {c.low} to {c.high}"
        )
