"""What `critparse check` costs on top of parsing: both over the same documents, in one process.

    python benchmarks/check_speed.py [CORPUS.jsonl ...]

Without arguments it uses ../shared/corpora/lct/dev.jsonl when that is there, else the examples repeated.
Prints ratios, so that machines can be compared; asserts nothing.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

from critparse import Protocol
from critparse.check import lint
from critparse.cli.inputs import grammars_with
from critparse.pipeline import Model, parse_sources
from critparse.source import SourceText

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared" / "corpora" / "lct" / "dev.jsonl"
ROUNDS = 3
LENGTHS = (500, 1000, 2000, 4000)


def documents(paths: list[Path]) -> list[SourceText]:
    lines: dict[str, dict[int, str]] = {}
    for path in paths:
        for row in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
            lines.setdefault(row["doc"], {})[row["start"]] = row["text"]
    if not lines:
        text = (ROOT / "examples" / "NCT00962923.txt").read_text(encoding="utf-8")
        return [SourceText.of(text, name=f"example-{n}") for n in range(100)]
    return [SourceText.of("\n".join(parts[at] for at in sorted(parts)), name=doc) for doc, parts in lines.items()]


def best(task: Callable[[], object]) -> float:
    """Seconds of the fastest of several rounds."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        task()
        times.append(time.perf_counter() - start)
    return min(times)


def main() -> None:
    knowledge = grammars_with(None)
    sources = documents([Path(a) for a in sys.argv[1:]] or [path for path in [SHARED] if path.exists()])

    def parsed(model: Model) -> list[Protocol]:
        return [p for p in parse_sources(sources, knowledge=knowledge, model=model) if isinstance(p, Protocol)]

    def checked(protocols: list[Protocol]) -> int:
        return sum(len(lint(source, p, knowledge)) for source, p in zip(sources, protocols, strict=True))

    for label, model in (("rules only", None), ("with model", "shipped")):
        protocols = parsed(model)
        found = checked(protocols)
        parsing, checking = best(lambda model=model: parsed(model)), best(lambda protocols=protocols: checked(protocols))
        criteria = sum(1 for p in protocols for _ in p.walk())
        print(
            f"{label}: {criteria} criteria, {found} findings; parsing {parsing:.2f} s, checking {checking:.2f} s, "
            f"ratio {checking / parsing:.3f}"
        )
    print("growth with length (seconds of checking alone; the ratio is to half the length)")
    before = None
    for n in LENGTHS:
        text = "Inclusion Criteria:\n" + "- Hb < 9 g/dL and/or ALT > 3 x ULN, within 6 months (XYZ), recent surgery\n" * n
        source = SourceText.of(text)
        (protocol,) = parse_sources([source], knowledge=knowledge, model=None)
        assert isinstance(protocol, Protocol)
        seconds = best(lambda source=source, protocol=protocol: lint(source, protocol, knowledge))
        print(f"  {len(text):8} characters {seconds:7.3f} s" + (f"   x {seconds / before:.2f}" if before else ""))
        before = seconds


if __name__ == "__main__":
    main()
