"""L008: alternatives that stand as separate inclusion criteria."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from critparse.check.page import Page
from critparse.check.rule import Finding, Rule
from critparse.interpret import Criterion

_LABEL = re.compile(r"(?P<label>[^\W\d][^:;.()\n]{2,60}?)\s?:\s+\S")
_WORD = re.compile(r"[A-Za-z]+")
_ENDS_IN_OR = re.compile(r"[,;.]?\s(?:OR|or)\s*[:.]?$")
_MOST_WORDS = 6


def _check(page: Page) -> Iterator[Finding]:
    inclusions = [c for c in page.protocol.criteria if c.kind == "inclusion" and c.role != "note"]
    yield from _labelled(inclusions)
    for criterion in inclusions[:-1]:
        m = None if criterion.children else _ENDS_IN_OR.search(criterion.text)
        if m:
            at = criterion.span.start + m.start()
            span = criterion.span._replace(start=at + len(m[0]) - len(m[0].lstrip(" ,;.")))
            yield Finding(span, 'ends in "or", and the next item is a criterion of its own: both are required as they stand')


def _labelled(inclusions: Sequence[Criterion]) -> Iterator[Finding]:
    """Runs of neighbouring items whose labels end in the same word: "lung involvement: …", "kidney involvement: …"."""
    run: list[Criterion] = []
    before = ""
    for criterion in (*inclusions, None):
        last = _last_word(criterion) if criterion else ""
        if run and last and last == before and criterion:
            run.append(criterion)
            continue
        if len({_label(c) for c in run}) > 1:
            ids = f"{run[0].id} to {run[-1].id}"
            message = f'{ids} each name another "{before}" and stand as separate criteria, all required: is one of them meant?'
            yield Finding(run[0].span._replace(end=run[-1].span.end), message)
        run, before = ([criterion] if criterion and last else []), last


def _label(criterion: Criterion) -> str:
    m = _LABEL.match(criterion.text)
    return m["label"].lower() if m else ""


def _last_word(criterion: Criterion) -> str:
    """The last word of a label of several words that opens a criterion; empty without one."""
    words = _WORD.findall(_label(criterion))
    return "" if words[-1:] == ["only"] else words[-1] if 2 <= len(words) <= _MOST_WORDS else ""


RULE = Rule(
    code="L008",
    severity="warning",
    summary="Alternatives stand as separate inclusion criteria, so that all of them are required.",
    why="""Inclusion criteria hold together. Lung, gut and kidney involvement as three items ask for patients who have
all three, where one or more is meant.""",
    example="""Inclusion criteria:
- Lung involvement: DLCO < 70 % predicted
- Kidney involvement: creatinine > 120 µmol/L
- Age ≥ 18 years""",
    instead="""Inclusion criteria:
- One or more of:
  - lung involvement: DLCO < 70 % predicted
  - kidney involvement: creatinine > 120 µmol/L
- Age ≥ 18 years""",
    limits="""Only neighbouring items that open with labels ending in the same word, or of which one ends in "or".""",
    protocol=_check,
)
