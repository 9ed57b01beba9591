"""The recogniser as a trainable spaCy component. Its tokens are critparse's own, whatever tokenizer the pipeline has."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language
from spacy.pipeline import TrainablePipe
from spacy.tokens import Doc, Span, SpanGroup
from spacy.training import Example
from thinc.api import Model, Optimizer, set_dropout_rate

from critparse.extract.entity import Entity
from critparse.extract.entity_features import Featurizer, Rows
from critparse.extract.entity_inference import Network
from critparse.extract.entity_labels import JUDGEMENT, LABELS
from critparse.extract.entity_lattice import likely_spans
from critparse.extract.entity_lexicon import lexicon_tagger
from critparse.extract.entity_model import build_model, gradient
from critparse.extract.entity_parts import PARTS, Discontinuous, combine, joined, separate
from critparse.extract.entity_tags import groups, tags
from critparse.extract.tokens import Token, tokenize
from critparse.extract.unanswerable import Stretch, Unanswerable
from critparse.knowledge import load as load_knowledge

SPANS_KEY = "entities"
"""`doc.spans["entities"]` holds the fragments of entities; those of one discontinuous entity share a `span_id`."""
_SCORE = "entities_f"
_BATCH = 3000
"""Tokens that are read together, the padding of shorter texts included."""
_USUAL_WORDS = 40
"""Gradients are of a mean over tokens, times this: the learning rates that spaCy's users know then fit."""
_WORD, _HIDDEN = 0, 1
"""The column of words; the hash that stands for no known phrase, and for a hidden word."""


class EntityTagger(TrainablePipe):  # type: ignore[misc]
    """Tags tokens in several groups of labels and reads entities, discontinuous ones too, from the tags."""

    def __init__(
        self, nlp: Language, name: str, model: Model[Any, Any], featurizer: Featurizer, *,
        labels: Sequence[Sequence[str]], towers: int, blindness: float, rareness: float, eagerness: float, parts_eagerness: float,
        doubt: float,
    ) -> None:  # fmt: skip
        """`eagerness` raises the score of each entity a little, which trades precision for recall; so does the other for parts.

        A sentence that is likelier than `doubt` to hold nothing that a record answers becomes one entity, and loses all others.

        The others make training forget, so that it does not lean on what new text will not have: `blindness` is how often
        a text's known phrases are hidden, and of a word that was seen n times `rareness` / (`rareness` + n).
        """
        self.vocab = nlp.vocab
        self.name = name
        self.model = model
        self.featurizer = featurizer
        self.cfg: dict[str, Any] = {"judgement": {}}
        self._groups = groups([*labels, PARTS])
        self._labels = frozenset(label for group in labels for label in group)
        self._towers, self._blindness, self._rareness = towers, blindness, rareness
        self._eagerness, self._parts_eagerness = eagerness, parts_eagerness
        self._doubt = doubt
        self._network: Network | None = None
        self._seen: Counter[int] = Counter()
        self._random = np.random.default_rng(0)

    def entities(self, texts: Sequence[str]) -> list[list[Entity]]:
        """The entities of each text, in order; those of the label Judgement are sentences that no record answers."""
        found: list[list[Entity]] = [[] for _ in texts]
        tokens = [tokenize(text) for text in texts]
        for batch in _batches(tokens):
            for i, entities in zip(batch, self._read([tokens[i] for i in batch]), strict=True):
                found[i] = [_placed(entity, tokens[i]) for entity in entities]
        return found

    def predict(self, docs: Iterable[Doc]) -> list[list[Entity]]:
        """The entities of each document; nothing is set."""
        return self.entities([doc.text for doc in docs])

    def set_annotations(self, docs: Sequence[Doc], scores: Sequence[Sequence[Entity]]) -> None:
        """Write entities to `doc.spans["entities"]`."""
        for doc, entities in zip(docs, scores, strict=True):
            write(doc, entities)

    def initialize(
        self, get_examples: Callable[[], Iterable[Example]], *, nlp: Language | None = None, judgement: str = ""
    ) -> None:  # fmt: skip
        """Count the words and size the network; the labels come from the config. `judgement` is a file of weights of sentences."""
        del nlp
        if judgement:
            self.cfg["judgement"] = json.loads(Path(judgement).read_text(encoding="utf-8"))
        for example in get_examples():
            self._seen.update(self.featurizer.rows(tokenize(example.reference.text))[:, _WORD].tolist())
        self.model.initialize(X=[self.featurizer.rows(tokenize("No asthma"))] * 2)

    def update(
        self,
        examples: Iterable[Example],
        *,
        drop: float = 0.0,
        sgd: Optimizer | None = None,
        losses: dict[str, float] | None = None,
    ) -> dict[str, float]:
        """One step on a batch."""
        losses = {} if losses is None else losses
        self._network = None
        losses.setdefault(self.name, 0.0)
        set_dropout_rate(self.model, drop)
        references = [example.reference for example in examples]
        tokens = [tokenize(doc.text) for doc in references]
        rows = [self._hidden(self.featurizer.rows(words)) for words in tokens]
        truth = np.concatenate([self._truth(read(doc), words) for doc, words in zip(references, tokens, strict=True)])
        scores, backprop = self.model.begin_update(rows)
        lengths = [len(words) for words in tokens]
        change, loss = gradient(np.concatenate(scores), truth, lengths, self._groups, self._towers)
        change *= _USUAL_WORDS / max(1, len(truth))
        backprop(np.split(change, np.cumsum(lengths)[:-1]))
        if sgd is not None:
            self.finish_update(sgd)
        losses[self.name] += loss / max(1, len(truth))
        return losses

    def score(self, examples: Iterable[Example], **_: object) -> dict[str, Any]:
        """Strict F1 over the texts."""
        ours, theirs, right = 0, 0, 0
        for example in examples:
            predicted, gold = ({e for e in read(doc) if e.label in LABELS} for doc in (example.predicted, example.reference))
            ours, theirs, right = ours + len(predicted), theirs + len(gold), right + len(predicted & gold)
        return {_SCORE: 2 * right / max(1, ours + theirs)}

    def from_disk(self, path: Path, **options: Any) -> EntityTagger:
        """Load the weights."""
        super().from_disk(path, **options)
        self._network = None
        return self

    def from_bytes(self, data: bytes, **options: Any) -> EntityTagger:
        """Load the weights."""
        super().from_bytes(data, **options)
        self._network = None
        return self

    def _read(self, batch: Sequence[Sequence[Token]]) -> list[list[Discontinuous]]:
        """The entities of tokenised texts, over tokens."""
        if self._network is None:
            self._network = Network(self.model, self._towers)
        marks = [self.featurizer.marks(tokens) for tokens in batch]
        rows = [self.featurizer.rows(tokens, own) for tokens, own in zip(batch, marks, strict=True)]
        scores = np.split(self._network.scores(rows), np.cumsum([len(tokens) for tokens in batch])[:-1])
        *spans, parts = (
            likely_spans(scores, group, self._parts_eagerness if group.labels == PARTS else self._eagerness)
            for group in self._groups
        )
        doubter = Unanswerable(self.cfg["judgement"], self._doubt)
        return [
            _answerable(combine([s for found in of_text[:-1] for s in found], of_text[-1]), doubter.stretches(tokens, own))
            for *of_text, tokens, own in zip(*spans, parts, batch, marks, strict=True)
        ]

    def _truth(self, entities: Sequence[Entity], tokens: Sequence[Token]) -> NDArray[np.intp]:
        """The tag of each token in each group."""
        spans, parts = separate([_over_tokens(entity, tokens) for entity in entities if entity.label in self._labels])
        return np.stack([tags([*spans, *parts], group, len(tokens)) for group in self._groups], axis=1)

    def _hidden(self, rows: Rows) -> Rows:
        """The features of a text, now and then without its known phrases and without some of its rare words."""
        if self._random.random() < self._blindness:
            rows[:, -1] = _HIDDEN
        seen = np.array([self._seen[word] for word in rows[:, _WORD].tolist()])
        rows[self._random.random(len(rows)) < self._rareness / (self._rareness + seen), _WORD] = _HIDDEN
        return rows


def write(doc: Doc, entities: Sequence[Entity]) -> None:
    """Put entities into `doc.spans["entities"]`."""
    spans: list[Span] = []
    for n, entity in enumerate(entities, start=1):
        own = str(n) if len(entity.fragments) > 1 else ""
        for start, end in entity.fragments:
            span = doc.char_span(start, end, label=entity.label, span_id=own, alignment_mode="expand")
            if span is not None:
                spans.append(span)
    doc.spans[SPANS_KEY] = SpanGroup(doc, name=SPANS_KEY, spans=spans)


def read(doc: Doc) -> list[Entity]:
    """The entities in `doc.spans["entities"]`, in order."""
    found: list[Entity] = []
    pieces: dict[str, list[tuple[int, int]]] = {}
    labels: dict[str, str] = {}
    for span in doc.spans.get(SPANS_KEY, ()):
        if span.id_:
            pieces.setdefault(span.id_, []).append((span.start_char, span.end_char))
            labels[span.id_] = span.label_
        else:
            found.append(Entity(span.label_, ((span.start_char, span.end_char),)))
    found.extend(Entity(labels[key], tuple(sorted(fragments))) for key, fragments in pieces.items())
    return sorted(found, key=lambda e: (e.fragments, e.label))


def _batches(texts: Sequence[Sequence[Token]]) -> Iterator[list[int]]:
    """The numbers of the texts that have tokens, those of like length together, because all are padded to the longest."""
    batch: list[int] = []
    for i in sorted((i for i, tokens in enumerate(texts) if tokens), key=lambda i: len(texts[i])):
        if batch and len(texts[i]) * (len(batch) + 1) > _BATCH:
            yield batch
            batch = []
        batch.append(i)
    if batch:
        yield batch


def _answerable(found: Sequence[Discontinuous], doubted: Sequence[Stretch]) -> list[Discontinuous]:
    """The entities outside doubted stretches, and those stretches."""
    kept = [e for e in found if not any(start <= e.pieces[0][0] < stop for start, stop in doubted)]
    kept += [Discontinuous(JUDGEMENT, (stretch,)) for stretch in doubted]
    return sorted(kept, key=lambda e: (e.pieces, e.label))


def _placed(entity: Discontinuous, tokens: Sequence[Token]) -> Entity:
    return Entity(entity.label, tuple((tokens[a].start, tokens[b - 1].end) for a, b in entity.pieces))


def _over_tokens(entity: Entity, tokens: Sequence[Token]) -> Discontinuous:
    """An entity over the tokens that its fragments touch."""
    pieces = [_touched(fragment, tokens) for fragment in entity.fragments]
    return Discontinuous(entity.label, joined(piece for piece in pieces if piece[0] < piece[1]))


def _touched(fragment: tuple[int, int], tokens: Sequence[Token]) -> tuple[int, int]:
    first = sum(token.end <= fragment[0] for token in tokens)
    return first, first + sum(token.end > fragment[0] and token.start < fragment[1] for token in tokens)


@Language.factory(
    "critparse_entities",
    default_config={"labels": [LABELS],
                    "rows": [6000, 2000, 3000, 4000, 500, 100, 32, 300], "embedding": 32, "width": 64, "depth": 3,
                    "towers": 3, "seed": 0, "blindness": 0.2, "rareness": 0.5, "eagerness": 0.4, "parts_eagerness": 1.0,
                    "doubt": 0.5},
    default_score_weights={_SCORE: 1.0},
)  # fmt: skip
def create_entities(
    nlp: Language, name: str, *, labels: list[list[str]], rows: list[int], embedding: int, width: int, depth: int,
    towers: int, seed: int, blindness: float, rareness: float, eagerness: float, parts_eagerness: float, doubt: float,
) -> EntityTagger:  # fmt: skip
    """The component, with the shipped grammars as its lexicon. `rows` are the buckets of each column of features."""
    last = groups([*labels, PARTS])[-1]
    model = build_model(
        rows=rows, embedding=embedding, width=width, depth=depth, towers=towers, seed=seed, size=last.offset + last.size
    )
    featurizer = Featurizer(lexicon_tagger(load_knowledge()))
    return EntityTagger(
        nlp, name, model, featurizer, labels=labels, towers=towers, blindness=blindness, rareness=rareness, eagerness=eagerness,
        parts_eagerness=parts_eagerness, doubt=doubt,
    )  # fmt: skip
