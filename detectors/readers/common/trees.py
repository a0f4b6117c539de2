"""Syntax trees of text with broken lines: such a line is blanked, so that the others can be read."""

from __future__ import annotations

from tree_sitter import Node, Parser, Tree

REPAIRS = 20
"""So many broken lines are taken out one by one."""
EFFORT = 4_000_000
"""Bytes that may be parsed again because of broken lines."""
_SOUND = {"block", "attribute", "body", "pair", "table", "table_array_element", "comment"}
"""Nodes that are whole in themselves."""


def parsed(parser: Parser, source: bytes) -> tuple[Tree, list[int]]:
    """The tree, every byte at its place, and the offsets of the lines that were taken out."""
    text = bytearray(source)
    taken: list[int] = []
    tree = parser.parse(source)
    while len(taken) < min(REPAIRS, EFFORT // (len(source) + 1)):
        broken = _first_broken(tree.root_node)
        if broken is None:
            break
        start = text.rfind(b"\n", 0, broken.start_byte) + 1
        end = text.find(b"\n", start) if b"\n" in text[start:] else len(text)
        if not text[start:end].strip():
            break
        taken.append(start)
        text[start:end] = b" " * (end - start)
        tree = parser.parse(bytes(text))
    return tree, taken


def _first_broken(root: Node) -> Node | None:
    """The first innermost node that is not as the grammar wants it.

    A broken node may begin with much that is sound: what is broken comes after it.
    """
    node = root
    while True:
        for child in node.children:
            if child.has_error or (node.is_error and child.type not in _SOUND):
                break
        else:
            return node if node.is_error or node.is_missing else None
        if not child.has_error:
            return child
        node = child
