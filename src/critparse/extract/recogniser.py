"""The trained recogniser: entities of item texts. The model and spaCy are loaded when it is first asked for."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.resources import as_file, files
from typing import TYPE_CHECKING

from critparse.extract.entity import Entity
from critparse.extract.entity_lexicon import lexicon_tagger
from critparse.knowledge import Knowledge

if TYPE_CHECKING:
    from critparse.extract.entity_component import EntityTagger

_PIPE = "critparse_entities"


class Recogniser:
    """Finds conditions, drugs, procedures and what is said of them."""

    def __init__(self, tagger: EntityTagger) -> None:
        self._tagger = tagger

    def entities(self, texts: Sequence[str]) -> list[list[Entity]]:
        """The entities of normalised item texts, in order; offsets are in the given text. Best called with many texts."""
        return self._tagger.entities(texts)


@cache
def recogniser(knowledge: Knowledge) -> Recogniser | None:
    """The shipped recogniser, which sees the lexicon of these grammars; None where no model is installed."""
    place = files("critparse") / "models" / "entities"
    if not (place / "config.cfg").is_file():
        return None
    import spacy

    from critparse.extract import entity_component
    from critparse.extract.entity_features import Featurizer

    with as_file(place) as folder:
        pipe = spacy.load(folder).get_pipe(_PIPE)
    if not isinstance(pipe, entity_component.EntityTagger):
        raise TypeError(f"{_PIPE} is {type(pipe).__name__}")
    pipe.featurizer = Featurizer(lexicon_tagger(knowledge))
    return Recogniser(pipe)
