"""critparse: free-text eligibility criteria → typed, unit-aware constraints."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from critparse.errors import CritparseError as CritparseError
from critparse.interpret import Criterion as Criterion
from critparse.interpret import FoundComparison as FoundComparison
from critparse.interpret import Protocol as Protocol
from critparse.pipeline import parse as parse
from critparse.pipeline import parse_criterion as parse_criterion
from critparse.pipeline import parse_file as parse_file
from critparse.pipeline import parse_files as parse_files
from critparse.pipeline import parse_texts as parse_texts
from critparse.screen import screen as screen

if TYPE_CHECKING:
    from spacy.language import Language

__version__ = "0.1.0"


def load(model: Literal["shipped"] | None = "shipped") -> Language:
    """A spaCy pipeline with critparse's tokenizer and components; spaCy is imported only here.

    With `model=None` it has the rules only: `doc.spans["critparse"]`. The shipped recogniser adds `doc.spans["entities"]`.

    >>> load(model=None).pipe_names
    ['critparse_mentions']
    """
    from critparse.extract.spacy_components import load as load_rules
    from critparse.extract.spacy_components import with_recogniser

    return load_rules() if model is None else with_recogniser(load_rules())
