"""Enter: files, registry JSON, web-page text. Leave: `SourceText` with metadata and offsets into the original."""

from critparse.source.diagnostic import CODES as CODES
from critparse.source.diagnostic import Diagnostic as Diagnostic
from critparse.source.diagnostic import Fix as Fix
from critparse.source.diagnostic import Severity as Severity
from critparse.source.normal import Normalised as Normalised
from critparse.source.normal import normalise as normalise
from critparse.source.read import find as find
from critparse.source.read import read_file as read_file
from critparse.source.read import read_text as read_text
from critparse.source.span import Span as Span
from critparse.source.text import Metadata as Metadata
from critparse.source.text import SourceText as SourceText
