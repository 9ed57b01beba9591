"""Names that share a part over a list: "cardiac or vascular prosthesis", "hepatitis B, C", "active or latent tuberculosis"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from critparse.expression import Occurrence, Qualifier
from critparse.interpret.classes import LISTING, SILENT
from critparse.interpret.pieces import DOMAINS, Piece, is_qualifier, pieces
from critparse.interpret.qualifiers import typed
from critparse.interpret.reading import Reading
from critparse.knowledge import ConceptEntry
from critparse.source import Span

_MOST_WORDS = 3
_OWN = frozenset({"time", "text", "count"})
"""Kinds of qualifiers that are not shared over a list."""
_SAYS_NOTHING = SILENT | {"cue"}
_NAMING = frozenset({"word", "level", "number_name", "number", "specimen", "name_with_number"})
"""Token classes that a part of a name may have."""

Bounds = tuple[int, int]


class Completed(NamedTuple):
    """Segment → the occurrence that it is with the part of its name that stands in another segment; and donor → what
    is said before the first of a list that shares its head ("severe renal or hepatic impairment")."""

    whole: dict[int, Occurrence]
    shared: dict[int, tuple[Qualifier, ...]]


def completed(reading: Reading, segments: Sequence[Bounds]) -> Completed:
    """The segments that are whole only with a part of another one."""
    found: dict[int, Occurrence] = {}
    shared: dict[int, tuple[Qualifier, ...]] = {}
    if len(segments) == 1:
        return Completed(found, shared)
    fragments = {n: list(_own_words(reading, s)) for n, s in enumerate(segments) if _is_fragment(reading, s)}
    for n, words in fragments.items():
        donors = (*_neighbours(reading, segments, fragments, n, 1), *_neighbours(reading, segments, fragments, n, -1))
        things = [(donor, side, _thing(reading, segments[donor], last=side < 0)) for donor, side in donors]
        for make in (_made, _by_recogniser):
            made = ((donor, make(reading, words, thing, segments[n], side)) for donor, side, thing in things if thing)
            donor, node = next(((d, node) for d, node in made if node), (-1, None))
            if node:
                found[n] = node
                if donor > n and words and n - 1 not in fragments:
                    said_before = tuple(q for q in node.qualifiers if q.kind not in _OWN)
                    shared |= dict.fromkeys(range(n + 1, donor + 1), said_before)
                break
    for n in found:
        for i in range(*segments[n]):
            reading.understood[i] = True
    return Completed(found, shared)


def _is_fragment(reading: Reading, segment: Bounds) -> bool:
    """Whether a segment holds at most three words of a name, and nothing that stands for itself."""
    said = [
        i for i in range(*segment)
        if is_qualifier(reading.mentions[i]) or reading.mentions[i].token_class not in _SAYS_NOTHING
    ]  # fmt: skip
    if any(reading.mentions[i].token_class in _NAMING for i in said):
        said = [i for i in said if reading.mentions[i].token_class != "light_noun"]  # "hepatitis B or C infection"
    if not 0 < len(said) <= _MOST_WORDS + 1:
        return False
    return all(
        reading.owner[i] < 0 and (is_qualifier(reading.mentions[i]) or reading.mentions[i].token_class in _NAMING) for i in said
    ) or (len(said) == 1 and _heads_none(reading, said[0]))


def _heads_none(reading: Reading, i: int) -> bool:
    """Whether a segment is one general word that a shared head makes another thing: "drug or alcohol abuse"."""
    concept = reading.mentions[i].concept
    return concept is not None and not concept.icd10cm and not concept.members and " " not in reading.mentions[i].text


def _own_words(reading: Reading, segment: Bounds) -> Iterator[int]:
    for i in range(*segment):
        if reading.mentions[i].token_class in _NAMING or _heads_none(reading, i):
            yield i


def _neighbours(
    reading: Reading, segments: Sequence[Bounds], fragments: dict[int, list[int]], n: int, step: int
) -> Iterator[tuple[int, int]]:
    """The nearest segment on one side that is no fragment, with only list connectors on the way."""
    at = n + step
    while 0 <= at < len(segments):
        joint = segments[max(at, at - step)][0] - 1
        if reading.mentions[joint].token_class not in LISTING:
            return
        start, stop = segments[at]
        if at not in fragments and start < stop:
            yield at, step
            return
        at += step


def _thing(reading: Reading, segment: Bounds, *, last: bool) -> Piece | None:
    things = [p for p in pieces(reading, *segment) if p.kind == "thing"]
    return (things[-1] if last else things[0]) if things else None


def _made(reading: Reading, own: list[int], thing: Piece, segment: Bounds, side: int) -> Occurrence | None:
    """The occurrence of a fragment and the shared part of a thing's name."""
    mentions = reading.mentions
    said = [typed(reading, mentions[i]) for i in range(*segment) if is_qualifier(mentions[i])]
    named = thing.inner[0] if thing.inner else thing
    words = " ".join(m.text for m in mentions[named.first : named.stop]).split()
    if not own:
        listed_with_or = any(m.token_class in ("or", "and_or") for m in mentions[segment[1] : thing.first])
        return _qualified(reading, thing.concept, words, said, named) if said and side > 0 and listed_with_or else None
    fragment = " ".join(mentions[i].text for i in own)
    for k in range(1, len(words)) if side > 0 else range(len(words) - 1, 0, -1):
        text = f"{fragment} {' '.join(words[k:])}" if side > 0 else f"{' '.join(words[:k])} {fragment}"
        concept = reading.recognition.concept_of(text)
        if concept:
            own_piece = Piece("thing", own[0], own[-1] + 1)
            return _occurrence(reading, concept, said, (own_piece, named) if side > 0 else (named, own_piece))
    return None


def _qualified(
    reading: Reading, concept: ConceptEntry | None, words: list[str], said: list[Qualifier], named: Piece
) -> Occurrence | None:
    """A shared name with other qualifiers: "active or latent tuberculosis" has no latent tuberculosis that is active."""
    text = " ".join(q.value for q in said)
    for k in range(len(words)):
        rest = " ".join(words[k:])
        whole = reading.recognition.concept_of(f"{text} {rest}") if k else None
        if whole:
            return _occurrence(reading, whole, [], (named,))
        if k == 0 and reading.recognition.says(words[0]):
            continue  # the thing's own first word is a qualifier, which this fragment stands in place of
        head = concept if k == 0 else reading.recognition.concept_of(rest)
        if head:
            return _occurrence(reading, head, said, (named,))
    return None


def _occurrence(reading: Reading, concept: ConceptEntry, said: list[Qualifier], parts: tuple[Piece, ...]) -> Occurrence:
    return Occurrence(
        domain="observation" if concept.domain == "substance" else concept.domain,
        concept=concept.name,
        concept_id=concept.id,
        codes=concept.codes,
        qualifiers=tuple(said),
        source="lexicon" if concept.id else "vocabulary",
        spans=tuple(_span(reading, p) for p in parts),
    )


def _span(reading: Reading, piece: Piece) -> Span:
    return reading.original(reading.mentions[piece.first].start, reading.mentions[piece.stop - 1].end)


def _by_recogniser(reading: Reading, own: list[int], thing: Piece, segment: Bounds, _side: int) -> Occurrence | None:
    """A name in pieces that the recogniser found: its first piece in the fragment, another one in the thing, or the reverse."""
    if not own:
        return None
    named = thing.inner[0] if thing.inner else thing
    said = [typed(reading, reading.mentions[i]) for i in range(*segment) if is_qualifier(reading.mentions[i])]
    start, end = reading.mentions[own[0]].start, reading.mentions[own[-1]].end
    for entity in reading.recognition.pieced:
        places = entity.fragments
        inside = any(a < end and start < b for a, b in places)
        beyond = any(reading.mentions[named.first].start <= a and b <= reading.mentions[named.stop - 1].end for a, b in places)
        if inside and beyond and entity.label in DOMAINS:
            spans = tuple(reading.original(a, b) for a, b in places)
            name = " ".join(" ".join(s.of(reading.text).split()) for s in spans)
            concept = reading.recognition.concept_of(name)
            domain = concept.domain if concept else DOMAINS[entity.label]
            return Occurrence(
                domain="observation" if domain == "substance" else domain,  # type: ignore[arg-type]
                concept=concept.name if concept else name,
                concept_id=concept.id if concept else "",
                codes=concept.codes if concept else reading.recognition.codes_for(name, domain),
                qualifiers=tuple(said),
                source="model" if concept is None else "lexicon" if concept.id else "vocabulary",
                spans=spans,
            )
    return None
