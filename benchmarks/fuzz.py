"""A fuzz run over mutated corpus texts: no exception, spans inside the text, no document slower than its length allows.

    python benchmarks/fuzz.py [SECONDS] [SEED]

Exit status 1 when a text fails; the text is printed.
"""

from __future__ import annotations

import json
import random
import sys
import time
from pathlib import Path

from critparse import parse
from critparse.expression import read, walk, without_source, write

ROOT = Path(__file__).parents[1]
CORPORA = sorted((ROOT.parent / "shared" / "corpora").glob("*/*.jsonl"))
NOISE = [
    *"<>≤≥=±/()[]{},;:.-–+*^%°µ²³½&\\\"'\n\t 0123456789xXIVeE",
    "\x00",
    "\u200b",
    "\ud800",
    "😀",
    "10^9/L",
    "&gt;",
    "x109",
    "1,000",
    "  - ",
    "\n\n",
]
SLOWEST = 0.001
"""Seconds a character that a text may take, over the tenth of a second that any may."""


def texts() -> list[str]:
    found = []
    for path in CORPORA:
        found += [json.loads(line)["text"] for line in path.read_text(encoding="utf-8").splitlines()]
    return found or [(ROOT / "examples" / "NCT00962923.txt").read_text(encoding="utf-8")]


def mutated(text: str, rng: random.Random) -> str:
    characters = list(text)
    for _ in range(rng.randint(1, 12)):
        at = rng.randrange(len(characters) + 1)
        match rng.randrange(5):
            case 0:
                characters.insert(at, rng.choice(NOISE))
            case 1:
                del characters[at : at + rng.randint(1, 8)]
            case 2:
                characters[at:at] = characters[at : at + rng.randint(1, 30)] * rng.randint(1, 4)
            case 3:
                other = rng.randrange(len(characters) + 1)
                characters[at:at] = characters[other : other + rng.randint(1, 30)]
            case _:
                characters[at : at + 1] = [rng.choice(NOISE)]
    return "".join(characters)


def fault(text: str) -> str | None:
    start = time.perf_counter()
    protocol = parse("." + text if text.lstrip()[:1] in ("{", "[") else text)
    seconds = time.perf_counter() - start
    if seconds > 0.1 + SLOWEST * len(text):
        return f"slow: {seconds:.2f} s for {len(text)} characters"
    for criterion in protocol.walk():
        for node in walk(criterion.expression):
            if any(not 0 <= s.start <= s.end <= len(text) + 1 for s in node.spans):
                return f"span outside the text: {node.spans}"
        form = write(without_source(criterion.expression))
        if write(read(form)) != form:
            return f"text form does not read back: {form}"
    return None


def main() -> int:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 60
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    rng = random.Random(seed)
    corpus = texts()
    parse("Hb < 9 mmol/L")
    tried, end = 0, time.monotonic() + seconds
    while time.monotonic() < end:
        text = mutated(rng.choice(corpus), rng)
        try:
            found = fault(text)
        except Exception as error:
            found = f"{type(error).__name__}: {error}"
        if found:
            print(f"{found}\n{text!r}")
            return 1
        tried += 1
    print(f"{tried} texts, no fault (seed {seed})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
