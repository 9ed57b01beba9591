"""Enter: a `Protocol`. Leave: rows, lines and trees for people and programs."""

from critparse.export.comparisons import comparison_rows as comparison_rows
from critparse.export.table import COLUMNS as COLUMNS
from critparse.export.table import table_rows as table_rows
from critparse.export.text import text_lines as text_lines
from critparse.export.tree import Node as Node
from critparse.export.tree import Piece as Piece
from critparse.export.tree import Role as Role
from critparse.export.tree import protocol_tree as protocol_tree
from critparse.export.tree import tree_lines as tree_lines
