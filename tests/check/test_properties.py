"""What holds for any text: spans lie in it, fixes can be written, and writing them ends."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from critparse.check.fixes import fixed
from critparse.source import Diagnostic, Fix, Span

PIECES = [
    "Inclusion criteria:", "Exclusion criteria:", "\n- ", "\n  1. ", " (", ")", ", ", ";\n", "Hb ", "ALT", " =/> ", " ≧ ", "<", " 1,5 ", "80 000",
    " g/dL", " mmol/L", " and/or ", " and ", " or ", "within 6 ", "months", "(MI)", "myocardial infarction", "ECOG 7", "and and", " x109/L",
    "&lt;", "\ufffd", "?100", "recent ", "\r\n", "\u00a0", "１８", "between 9 and 3", "age ", "diabetes", "\U0001f600",
]  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(parts=st.lists(st.sampled_from(PIECES), max_size=30))
def test_spans_lie_in_the_text_and_fixes_come_to_an_end(findings, parts):
    text = "".join(parts)
    for _ in range(12):
        found = findings(text)
        for d in found:
            assert 0 <= d.span.start < d.span.end <= len(text)
            assert d.fix is None or 0 <= d.fix.span.start <= d.fix.span.end <= len(text)
        text, made = fixed(text, found)
        if not made:
            return
    raise AssertionError(f"fixes do not end: {text!r}")


@given(st.text(max_size=40), st.lists(st.tuples(st.integers(0, 40), st.integers(0, 10), st.text(max_size=5)), max_size=6))
def test_fixes_never_overlap_and_leave_the_rest_alone(text, edits):
    spans = [(min(start, len(text)), min(start + size, len(text)), new) for start, size, new in edits]
    diagnostics = [
        Diagnostic(code="C001", severity="note", span=Span(a, b), message="", fix=Fix(span=Span(a, b), replacement=new, safe=True))
        for a, b, new in spans
    ]
    after, made = fixed(text, diagnostics)
    assert made <= len(edits)
    assert fixed(text, [], unsafe=True) == (text, 0)
    assert len(after) <= len(text) + sum(len(new) for *_, new in spans)
