"""The tree on a terminal: the same nodes, coloured and wrapped by rich."""

from __future__ import annotations

from rich.text import Text
from rich.tree import Tree

from critparse.export import Node, Role

_STYLES: dict[Role, str] = {
    "plain": "", "strong": "bold", "faint": "dim", "understood": "green", "partly": "yellow", "nothing": "red",
    "logic": "magenta", "error": "bold red", "warning": "bold yellow", "note": "cyan",
}  # fmt: skip


def rich_tree(node: Node) -> Tree:
    """The node and what is below it, for a rich console.

    >>> from critparse.export import Piece
    >>> str(rich_tree(Node((Piece("I1", "strong"), Piece(" age")))).label)
    'I1 age'
    """
    tree = Tree(Text.assemble(*((piece.text, _STYLES[piece.role]) for piece in node.label)), guide_style="dim")
    tree.children = [rich_tree(child) for child in node.children]
    return tree
