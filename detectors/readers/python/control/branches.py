"""Branches of which a run takes one."""

from __future__ import annotations

from detectors.readers.python.naming.names import leaves
from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import Node


def rules_out(program: Program, one: Node, other: Node) -> bool:
    """They stand in two branches of one condition, or the branch of the first ends before the second is reached."""
    around = dict(_around(program, other))
    for parent, child in _around(program, one):
        inside = around.get(parent)
        match parent:
            case nodes.If() if child is parent.body:
                if inside is not None and inside is parent.orelse:
                    return True
                if inside is None and leaves(parent.body):
                    return True
            case nodes.If() if child is parent.orelse and inside is parent.body:
                return True
            case nodes.IfExp() if {child, inside} == {parent.body, parent.orelse}:
                return True
            case nodes.Match() if inside is not None and inside is not child:
                return parent.subject not in {child, inside}
        if inside is not None:
            return False
    return False


def _around(program: Program, node: Node) -> list[tuple[Node, Node]]:
    """(what is around, the part of it that the node is in), innermost first."""
    found: list[tuple[Node, Node]] = []
    child = node
    for parent in program.tree.ancestors(node):
        found.append((parent, child))
        child = parent
    return found
