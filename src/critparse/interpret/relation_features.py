"""What a pair of entities looks like: readable features for the ranker, and for "none of the candidates".

A feature is a short string. "<" says that the candidate stands left of the tail, ">" right of it, "o" that they overlap; then come
labels, k (rank on its side), n (number of candidates), r (place in a list: "-" none, "1" first, "2" later), @ (what it is itself
said of), t and h (words of tail and head, and about them), d e s u (distance, entities between), b (brackets opened or closed
between), "." (sentences ended between), f l p w (first, last, all and each of the words between).
"""

from __future__ import annotations

from collections.abc import Sequence

from critparse.interpret.relation_line import EDGE, Line, Placed, bucket
from critparse.interpret.relation_state import State

_LONGEST_PATH = 5
_MOST_BETWEEN = 14


def pair_features(line: Line, state: State, t: int, h: int, rank: int, others: str) -> list[str]:
    """Features of the pair of a tail and a candidate head, which is the `rank`th on its side."""
    tail, head = line.placed[t], line.placed[h]
    left, right = (head, tail) if head.first <= tail.first else (tail, head)
    gap = line.between(left, right)
    order = "o" if gap is None else "<" if left is head else ">"
    label = f"{order}{head.label}"
    role = f"{order}r{state.role(h)}{state.role(t)}"
    ending = tail.closing[-3:]
    leads = line.leads(h)
    said = state.said_of[h]
    found = [
        label, f"{label}~{tail.label}", role, f"{role}{label}", f"{order}k{rank}", f"{label}k{rank}",
        f"{order}n{others}k{rank}", f"{label}n{others}", f"{order}taken{min(state.taken[h], 2)}", f"{label}@{said}",
        f"{order}in{line.outer[h]}", f"{label}in{line.outer[h]}", f"{order}lead{leads}", f"{label}lead{leads}r{state.role(h)}",
        f"{order}t~{ending}", f"{label}t~{ending}", f"{order}t~{ending}k{rank}", f"{order}t~{ending}{role}",
        f"{order}t~{ending}lead{leads}", f"{order}t1:{tail.opening}{label}", f"{order}t1:{tail.opening}k{rank}",
        f"{label}@{said}k{rank}", f"{order}t:{tail.key}lead{leads}", f"{order}t:{tail.key}r{state.role(h)}",
        f"{order}t:{tail.key}{head.label}@{said}", f"{order}t:{tail.key}", f"{order}t1:{tail.opening}", f"{order}t9:{tail.closing}",
        f"{order}h:{head.key}", f"{order}h9:{head.closing}", f"{order}h1:{head.opening}",
        f"{order}t-1:{line.before[t]}", f"{order}t+1:{line.after[t]}",
        f"{order}h-1:{line.before[h]}", f"{order}h+1:{line.after[h]}",
    ]  # fmt: skip
    if gap is None:
        nested = _nesting(head, tail)
        return [*found, f"o{nested}", f"o{nested}{head.label}~{tail.label}"]
    path = line.path(*gap)
    return found + _gap_features(line, state, (t, h), order, label, gap, path)


def _gap_features(
    line: Line, state: State, pair: tuple[int, int], order: str, label: str, gap: tuple[int, int], path: Sequence[str]
) -> list[str]:
    t, h = pair
    head, tail = line.placed[h], line.placed[t]
    near = bucket(gap[1] - gap[0])
    between = range(min(t, h) + 1, max(t, h))
    same_head = sum(line.placed[n].label == head.label for n in between)
    same_tail = sum(line.placed[n].label == tail.label for n in between)
    opened, sentences = line.steps(gap)
    first, last = (path[0], path[-1]) if path else (EDGE, EDGE)
    found = [
        f"{order}d{near}", f"{label}d{near}", f"{order}e{min(len(between), 4)}", f"{label}s{min(same_head, 3)}",
        f"{order}u{min(same_tail, 3)}", f"{label}s{min(same_head, 2)}u{min(same_tail, 2)}", f"{order}b{opened}",
        f"{label}b{opened}",
        f"{order}.{sentences}", f"{order}f:{first}", f"{order}l:{last}", f"{label}f:{first}", f"{label}l:{last}",
    ]  # fmt: skip
    if len(path) <= _LONGEST_PATH:
        whole = " ".join(path)
        found += [f"{order}p:{whole}", f"{label}p:{whole}", f"{label}~{tail.label}p:{whole}"]
    found += [f"{order}w:{w}" for w in dict.fromkeys(path[:_MOST_BETWEEN])]
    if len(path) == 0:
        found.append(f"{label}~{tail.label}adj")
    own = state.group[h]
    if own >= 0:
        found.append(f"{order}g{sum(state.group[n] == own for n in between)}r{state.role(h)}")
    return found


def _nesting(head: Placed, tail: Placed) -> str:
    """Whether a candidate lies in the tail, around it, or across its edge."""
    if head.first >= tail.first and head.last <= tail.last:
        return "in"
    return "out" if head.first <= tail.first and head.last >= tail.last else "x"


def none_features(line: Line, state: State, t: int, others: str) -> list[str]:
    """Features of a tail that go with having no head."""
    tail = line.placed[t]
    return [
        "none", f"r{state.role(t)}", f"n{others}", f"L{tail.label}", f"L{tail.label}r{state.role(t)}", f"t:{tail.key}",
        f"t1:{tail.opening}", f"t9:{tail.closing}", f"t-1:{line.before[t]}", f"t+1:{line.after[t]}",
        f"i{min(t, 3)}", f"L{tail.label}n{others}", f"z{bucket(len(line.placed))}",
    ]  # fmt: skip
