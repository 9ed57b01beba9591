"""The extraction rules as spaCy components, for pipelines of spaCy users. spaCy is imported with this module only."""

from __future__ import annotations

from importlib.resources import as_file, files

from spacy.language import Language
from spacy.tokens import Doc, SpanGroup
from spacy.util import registry
from spacy.vocab import Vocab

from critparse.extract.extractor import Extractor, extractor
from critparse.extract.tokens import tokenize
from critparse.knowledge import load as load_knowledge
from critparse.source import normalise

SPANS_KEY = "critparse"
"""Where the component puts its spans: `doc.spans["critparse"]`, labelled with token classes in capitals."""
_SHOWN = frozenset(("measurement", "scale", "age", "quantity", "number", "level", "limit")) | frozenset(
    ("comparator", "comparator_after", "comparator_of_age", "comparator_after_of_age")
)


class CriteriaTokenizer:
    """Tokens by critparse's rules ("DLCO<45%" is four), with all white space kept."""

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        """The tokens of a text, white space included."""
        words: list[str] = []
        spaces: list[bool] = []
        at = 0
        for token in tokenize(text):
            gap = text[at : token.start]
            if gap == " " and words:
                spaces[-1] = True
            elif gap:
                words.append(gap)
                spaces.append(False)
            words.append(text[token.start : token.end])
            spaces.append(False)
            at = token.end
        if at < len(text):
            words.append(text[at:])
            spaces.append(False)
        return Doc(self.vocab, words=words, spaces=spaces)

    def to_bytes(self, **_: object) -> bytes:
        """Nothing to save: the rules are code."""
        return b""

    def from_bytes(self, _data: bytes, **_kwargs: object) -> CriteriaTokenizer:
        """Nothing to restore."""
        return self

    def to_disk(self, *_args: object, **_kwargs: object) -> None:
        """Nothing to save."""

    def from_disk(self, *_args: object, **_kwargs: object) -> CriteriaTokenizer:
        """Nothing to restore."""
        return self


class MentionComponent:
    """Adds measurements, quantities, comparators and levels to `doc.spans["critparse"]`."""

    def __init__(self, rules: Extractor) -> None:
        self._rules = rules

    def __call__(self, doc: Doc) -> Doc:
        """The document with its span group."""
        normalised = normalise(doc.text)
        spans = []
        for mention in self._rules.mentions(normalised.text):
            if mention.token_class in _SHOWN:
                start, end = normalised.original(mention.start, mention.end)
                span = doc.char_span(start, end, label=mention.token_class.upper(), alignment_mode="expand")
                if span is not None:
                    spans.append(span)
        doc.spans[SPANS_KEY] = SpanGroup(doc, name=SPANS_KEY, spans=spans)
        return doc


@registry.tokenizers("critparse.tokenizer.v1")  # type: ignore[untyped-decorator]
def create_tokenizer() -> object:
    """The tokenizer, for a pipeline's config."""
    return lambda nlp: CriteriaTokenizer(nlp.vocab)


@Language.factory("critparse_mentions")
def create_mentions(nlp: Language, name: str) -> MentionComponent:  # noqa: ARG001  spaCy passes both
    """The component, with the shipped grammars."""
    return MentionComponent(extractor(load_knowledge()))


def load() -> Language:
    """A blank English pipeline with critparse's tokenizer and components.

    >>> doc = load()("DLCO<45% of predicted")
    >>> [(span.text, span.label_) for span in doc.spans["critparse"]]
    [('DLCO', 'MEASUREMENT'), ('<', 'COMPARATOR'), ('45% of predicted', 'QUANTITY')]
    """
    import spacy

    nlp = spacy.blank("en", config={"nlp": {"tokenizer": {"@tokenizers": "critparse.tokenizer.v1"}}})
    nlp.add_pipe("critparse_mentions")
    return nlp


def with_recogniser(nlp: Language) -> Language:
    """The pipeline with the shipped recogniser, whose entities are `doc.spans["entities"]`; as it was where none is installed."""
    import spacy

    place = files("critparse") / "models" / "entities"
    if (place / "config.cfg").is_file():
        with as_file(place) as folder:
            nlp.add_pipe("critparse_entities", source=spacy.load(folder))
    return nlp
