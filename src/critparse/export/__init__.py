"""Enter: a `Protocol`. Leave: rows and text for people and programs."""

from critparse.export.comparisons import comparison_rows as comparison_rows
from critparse.export.table import COLUMNS as COLUMNS
from critparse.export.table import table_rows as table_rows
from critparse.export.text import text_lines as text_lines
from critparse.export.tree import protocol_tree as protocol_tree
