"""Enter: `SourceText`. Leave: headings and a tree of items; each character belongs to exactly one of them."""

from critparse.document.model import Document as Document
from critparse.document.model import Heading as Heading
from critparse.document.model import Item as Item
from critparse.document.model import Kind as Kind
from critparse.document.segment import segment as segment
