"""Criteria per second, with and without the recogniser, one process, beside spaCy's blank tokenizer; growth with length; memory.

    python benchmarks/speed.py [CORPUS.jsonl ...]

Without arguments it uses ../shared/corpora/lct when that is there, else the examples repeated.
Prints ratios, so that machines can be compared; asserts nothing.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

import spacy

from critparse import parse, parse_texts
from critparse.cli.inputs import grammars_with

ROOT = Path(__file__).parents[1]
SHARED = sorted((ROOT.parent / "shared" / "corpora" / "lct").glob("*.jsonl"))
ROUNDS = 3
LENGTHS = (250, 500, 1000, 2000, 4000)


def documents(paths: list[Path]) -> dict[str, str]:
    lines: dict[str, dict[int, str]] = {}
    for path in paths:
        for row in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
            lines.setdefault(row["doc"], {})[row["start"]] = row["text"]
    if not lines:
        text = (ROOT / "examples" / "NCT00962923.txt").read_text(encoding="utf-8")
        return {f"example-{n}": text for n in range(200)}
    return {doc: "\n".join(parts[at] for at in sorted(parts)) for doc, parts in lines.items()}


def best(task: Callable[[], object]) -> float:
    """Seconds of the fastest of several rounds."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        task()
        times.append(time.perf_counter() - start)
    return min(times)


def main() -> None:
    texts = documents([Path(a) for a in sys.argv[1:]] or SHARED)
    start = time.perf_counter()
    grammars_with(None)
    parse("Hb < 9 mmol/L (COPD)")
    print(f"first criterion, grammars and units loaded: {time.perf_counter() - start:.2f} s")
    criteria = sum(len(list(p.walk())) for p in parse_texts(texts.items(), model=None))
    lines = [line for text in texts.values() for line in text.splitlines() if line.strip()]
    seconds = best(lambda: [None for _ in parse_texts(texts.items(), model=None)])
    with_model = best(lambda: [None for _ in parse_texts(texts.items())])
    nlp = spacy.blank("en")
    blank = best(lambda: [nlp.make_doc(line) for line in lines])
    print(f"{len(texts)} documents, {len(lines)} lines, {criteria} criteria")
    print(f"critparse, rules only  {criteria / seconds:8.0f} criteria/s   {len(lines) / seconds:8.0f} lines/s")
    print(f"critparse, with model  {criteria / with_model:8.0f} criteria/s   {len(lines) / with_model:8.0f} lines/s")
    print(f"spaCy blank tokenizer  {'':8}              {len(lines) / blank:8.0f} lines/s")
    print(f"ratio to the blank tokenizer: rules only {blank / seconds:.3f}, with model {blank / with_model:.3f}")
    print(f"memory at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    print("growth with length (seconds a criterion of one line; the ratio is to half the length)")
    before = None
    for n in LENGTHS:
        text = "Hb < 9 g/dL, ALT > 3 x ULN or (age 18 to 65 years and diabetes), " * n
        seconds = best(lambda text=text: parse(text, model=None))
        print(f"  {len(text):8} characters {seconds:7.3f} s" + (f"   x {seconds / before:.2f}" if before else ""))
        before = seconds


if __name__ == "__main__":
    main()
