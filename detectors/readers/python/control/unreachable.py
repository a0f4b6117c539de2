"""Statements that never run: they stand behind a `return`, `raise`, `continue` or `break` of their block."""

from __future__ import annotations

from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import Node
from detectors.readers.python.syntax.tree import Tree

_LEAVE = (nodes.Return, nodes.Raise, nodes.Continue, nodes.Break)


def is_unreachable(tree: Tree, node: Node) -> bool:
    child = node
    for parent in tree.ancestors(node):
        if isinstance(parent, nodes.FunctionDef | nodes.Lambda):
            return False
        if isinstance(parent, nodes.IndentedBlock):
            for line in parent.body:
                if line is child:
                    break
                if isinstance(line, nodes.SimpleStatementLine) and isinstance(
                    line.body[-1], _LEAVE
                ):
                    return True
        child = parent
    return False
