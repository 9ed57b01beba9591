"""What two entities look like that may be neighbours in a list: "fever, cough or pain"."""

from __future__ import annotations

from critparse.interpret.relation_line import EDGE, Line, bucket
from critparse.interpret.relation_state import State

_LONGEST_PATH = 6
_MOST_BETWEEN = 14
_FARTHEST_AHEAD = 20


def list_features(line: Line, state: State, t: int, h: int, rank: int, ahead: str) -> list[str]:
    """Features of an entity and an earlier one of which it may be the next in a list."""
    tail, head = line.placed[t], line.placed[h]
    gap = line.between(head, tail)
    same = f"{head.label}={tail.label}" if head.label == tail.label else f"{head.label}~{tail.label}"
    equal = "=" if head.label == tail.label else "~"
    role = f"{state.role(h)}{'c' if state.last.get(state.group[h], h) == h else 'x'}"
    found = [
        same, f"{equal}k{min(rank, 4)}", f"{same}k{min(rank, 3)}", f"r{role}", f"r{role}{equal}", f"a:{ahead}",
        f"{equal}a:{ahead}r{role}", f"t-1:{line.before[t]}", f"t+1:{line.after[t]}", f"h-1:{line.before[h]}",
        f"h9:{head.closing}", f"t9:{tail.closing}", f"t:{tail.key}", f"h:{head.key}", f"w={head.words == tail.words}",
        f"s9={head.words[-1:] == tail.words[-1:]}{equal}", f"s1={head.words[:1] == tail.words[:1]}{equal}",
        f"pp{equal}{line.before[h]}|{line.before[t]}",
    ]  # fmt: skip
    if gap is None:
        shared = "last" if head.pieces[-1] == tail.pieces[-1] else "first" if head.pieces[0] == tail.pieces[0] else "x"
        nested = head.first <= tail.first and head.last >= tail.last
        return [*found, f"o{shared}{equal}", f"o{shared}{equal}{nested}p{len(head.pieces)}{len(tail.pieces)}", f"o{shared}{same}"]
    path = line.path(*gap)
    whole = " ".join(path)
    opened, sentences = line.steps(gap)
    first, last = (path[0], path[-1]) if path else (EDGE, EDGE)
    found += [
        f"d{bucket(gap[1] - gap[0])}{equal}", f"e{min(t - h - 1, 4)}{equal}", f"b{opened}", f"b{opened}{equal}", f".{sentences}",
        f"f:{first}", f"l:{last}", f"{equal}l:{last}a:{ahead}",
    ]  # fmt: skip
    if len(path) <= _LONGEST_PATH:
        found += [f"p:{whole}", f"{equal}p:{whole}", f"{same}p:{whole}", f"{equal}p:{whole}a:{ahead}"]
    words = [w for w in path if w[:1].islower() or not w[:1].isalpha()]
    plain = " ".join(words[:6])
    found += [f"q:{plain}", f"{equal}q:{plain}", f"{equal}q:{plain}a:{ahead}r{role}"]
    found += [f"w:{w}{equal}" for w in dict.fromkeys(path[:_MOST_BETWEEN])]
    return found


def connective_ahead(line: Line, t: int) -> str:
    """The next "and" or "or" after an entity in its sentence, with what comes first: in "A, B or C" it is "or" after A."""
    at = line.placed[t].last + 1
    sentence = line.sentence[min(at, len(line.sentence) - 1)] if line.sentence else 0
    commas = 0
    for i in range(at, min(at + _FARTHEST_AHEAD, len(line.words))):
        if line.sentence[i] != sentence:
            break
        word = line.words[i]
        if word in ("or", "and", "nor"):
            return f"{word}{min(commas, 1)}"
        commas += word == ","
    return f"-{min(commas, 1)}"
