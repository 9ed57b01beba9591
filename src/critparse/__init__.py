"""critparse: free-text eligibility criteria → typed, unit-aware constraints."""

from critparse.errors import CritparseError as CritparseError
from critparse.interpret import Criterion as Criterion
from critparse.interpret import FoundComparison as FoundComparison
from critparse.interpret import Protocol as Protocol
from critparse.pipeline import parse as parse
from critparse.pipeline import parse_criterion as parse_criterion
from critparse.pipeline import parse_file as parse_file
from critparse.pipeline import parse_files as parse_files
from critparse.pipeline import parse_texts as parse_texts

__version__ = "0.1.0"
