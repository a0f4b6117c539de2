"""Pauses: whether one stands between an attempt that has failed and the next."""

from __future__ import annotations

from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import Node

_LEAVE = (nodes.Return, nodes.Break)


def is_after_failure(program: Program, call: nodes.Call) -> bool:
    """It stands in an except clause, or in a loop that the first attempt without an exception leaves."""
    child: Node = call
    for parent in program.tree.ancestors(call):
        match parent:
            case nodes.ExceptHandler() | nodes.ExceptStarHandler():
                return True
            case nodes.FunctionDef() | nodes.Lambda():
                return False
            case nodes.For() | nodes.While() if child is parent.body:
                if any(map(_is_left_by_success, program.tree.walk(parent.body))):
                    return True
        child = parent
    return False


def _is_left_by_success(node: Node) -> bool:
    """`try: return fetch()`, `try: answer = fetch() else: break`."""
    if not isinstance(node, nodes.Try | nodes.TryStar):
        return False
    blocks = [node.body, *([node.orelse.body] if node.orelse else [])]
    return any(
        isinstance(line, nodes.SimpleStatementLine) and isinstance(line.body[-1], _LEAVE)
        for block in blocks
        if isinstance(block, nodes.IndentedBlock)
        for line in block.body
    )
