"""What two things look like that may hang together: "allergy to penicillin", "heart disease such as angina".

These features go with those of every pair (`relation_features.py`). "<" says that the candidate stands left of the tail, ">" right
of it, "o" that they overlap. Then come the pair of labels, T and H (what is said of tail and head), h^ t^ (the first letters of a
word), h9~ t9~ (the last letters of the last word), g G (the way from the end of the head's list to the tail), B (brackets), A
(short forms).
"""

from __future__ import annotations

from collections.abc import Iterator

from critparse.interpret.relation_kinds import SAYING
from critparse.interpret.relation_line import EDGE, Line, bucket
from critparse.interpret.relation_state import State

_ROOT, _ENDING = 5, 4
"""Letters at either end of a word that stand for it: "allergy", "allergies", "allergic"."""
_SHORTEST = 3
_LONGEST_WAY = 8
_MOST_WORDS = 5
_MOST_BETWEEN = 14
_SHORTEST_FORM = 2


def link_features(line: Line, state: State, t: int, h: int) -> list[str]:
    """Features of a tail and a candidate that it may hang together with."""
    tail, head = line.placed[t], line.placed[h]
    left, right = (head, tail) if head.first <= tail.first else (tail, head)
    gap = line.between(left, right)
    order = "o" if gap is None else "<" if left is head else ">"
    pair = f"{order}{head.label}~{tail.label}"
    roles = f"{state.role(h)}{state.role(t)}"
    shared = min(len(set(head.words) & set(tail.words)), 2)
    start, end = head.closing[:_ROOT], head.closing[-_ENDING:]
    found = [
        f"{pair}r{roles}", f"{pair}T{state.has[t]}", f"{pair}H{state.has[h]}", f"{pair}t-1:{line.before[t]}",
        f"{pair}t+1:{line.after[t]}", f"{pair}h+1:{line.after[h]}", f"{order}h9:{head.closing}~{tail.label}",
        f"{order}{head.label}~t9:{tail.closing}", f"{order}h9:{head.closing}t-1:{line.before[t]}",
        f"{order}h9:{head.closing}~{tail.closing}", f"{order}={shared}",
        f"{order}h9~{end}~{tail.label}", f"{order}t9~{tail.closing[-_ENDING:]}~{head.label}",
        f"{order}h9~{end}t9~{tail.closing[-_ENDING:]}", f"{order}h^{start}t^{tail.closing[:_ROOT]}",
        f"{order}h-2:{line.word(head.first - 2)} {line.before[h]}", f"{order}t+2:{line.after[t]} {line.word(tail.last + 2)}",
    ]  # fmt: skip
    if head.label == tail.label:
        found += [f"{order}same", f"{order}same r{roles}", f"{order}same{shared}"]
    for root in _roots(head.words):
        found += [f"{order}h^{root}", f"{order}h^{root}~{tail.label}"]
    for root in _roots(tail.words):
        found += [f"{order}t^{root}", f"{order}t^{root}~{head.label}"]
    if gap is None:
        return found
    path = line.path(*gap)
    first, last = (path[0], path[-1]) if path else (EDGE, EDGE)
    ending = " ".join(path[-2:])
    plain = [w for w in path if not w[:1].isupper()]
    words = " ".join(plain) if len(plain) <= _MOST_WORDS else ".."
    found += [
        f"{order}f2:{' '.join(path[:2])}", f"{order}l2:{ending}", f"{pair}l2:{ending}", f"{pair}f:{first}", f"{pair}l:{last}",
        f"{order}q:{words}", f"{pair}q:{words}", f"{order}h^{start}l:{last}", f"{order}h^{start}f:{first}",
    ]  # fmt: skip
    found += [f"{pair}w:{w}" for w in dict.fromkeys(path[:_MOST_BETWEEN])]
    if order == "<":
        found += _onward_features(line, state, t, h, pair)
        if last == "(":
            found += [f"<A{_shortens(tail.words, head.words)}", f"{pair}A{_shortens(tail.words, head.words)}"]
        if ":" in path:
            found += [f"{pair}:", f"<:r{state.role(t)}"]
    return found


def no_link_features(line: Line, state: State, t: int) -> list[str]:
    """Features of a tail that go with its hanging together with nothing before it."""
    tail = line.placed[t]
    label, role, has = tail.label, state.role(t), state.has[t]
    before = f"{line.word(tail.first - 2)} {line.before[t]}"
    inside = line.bracket[t] >= 0
    leads = line.leads(t)
    return [
        f"L{label}t-1:{line.before[t]}", f"l2:{before}", f"L{label}l2:{before}", f"T{has}", f"L{label}T{has}", f"lead{leads}",
        f"L{label}lead{leads}r{role}", f"B{inside}", f"L{label}B{inside}r{role}", f"L{label}B{inside}T{has}",
        f"@{state.said_of[t]}", f"L{label}@{state.said_of[t]}", f"in{line.outer[t]}", f"L{label}in{line.outer[t]}",
        f"t9~{tail.closing[-_ENDING:]}{label}", *(f"t^{root}" for root in _roots(tail.words)),
    ]  # fmt: skip


def _onward_features(line: Line, state: State, t: int, h: int, pair: str) -> Iterator[str]:
    """Of the way to the tail from the end of the head's list: in "allergy or intolerance to aspirin" it is "to" from "allergy"."""
    end = _last_of_list(state, t, h)
    gap = line.between(line.placed[end], line.placed[t])
    between = [n for n in range(end + 1, t) if line.placed[n].label not in SAYING]
    if gap is not None:
        path = line.path(*gap)
        way = " ".join(w for w in path if w not in SAYING) if len(path) <= _LONGEST_WAY else ".."
        passed = min(len(between), 3)
        yield from (
            f"<g{'+' if end != h else ''}:{way}", f"{pair}g:{way}", f"<G{bucket(gap[1] - gap[0])}", f"<G:{passed}",
            f"{pair}G:{passed}",
        )  # fmt: skip
    opened = line.bracket[t]
    if opened >= 0:
        inside = sum(line.placed[n].first > opened for n in range(end + 1, t))
        outside = sum(line.placed[n].first < opened for n in between)
        place = f"B{int(line.placed[h].first > opened)}{min(inside, 2)}{min(outside, 2)}"
        yield from (
            f"<{place}", f"{pair}{place}", f"{pair}{place}T{state.has[t]}", f"<{place}r{state.role(t)}",
            f"<{place}:{line.word(opened + 1)}",
        )  # fmt: skip


def _last_of_list(state: State, t: int, h: int) -> int:
    """The last member of a candidate's list before the tail; the candidate itself where the tail is in that list too."""
    own = state.group[h]
    if own < 0 or state.group[t] == own:
        return h
    return next((n for n in range(t - 1, h, -1) if state.group[n] == own), h)


def _roots(words: tuple[str, ...]) -> Iterator[str]:
    return iter(dict.fromkeys(w[:_ROOT] for w in words if len(w) >= _SHORTEST))


def _shortens(short: tuple[str, ...], words: tuple[str, ...]) -> str:
    """Whether a word is made of the first letters of others ("1": "BMI"), or of some in order ("2": "Hb"); "" for neither."""
    if len(short) != 1 or len(short[0]) < _SHORTEST_FORM or not words or short[0][0] != words[0][:1]:
        return ""
    if short[0].removesuffix("s") == "".join(w[:1] for w in words).removesuffix("s"):
        return "1"
    letters = iter(" ".join(words))
    return "2" if all(letter in letters for letter in short[0]) else ""
