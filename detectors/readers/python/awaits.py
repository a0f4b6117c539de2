"""Calls whose answer is awaited: right there, or in the other branch of a condition on the mode."""

from __future__ import annotations

from detectors.readers.python import nodes
from detectors.readers.python.syntax import Node, last_name
from detectors.readers.python.tree import Tree


def is_awaited(tree: Tree, call: nodes.Call) -> bool:
    """`await client.get(url)`, and the second call of `if self.is_async: await get() else: get()`."""
    return isinstance(call.parent, nodes.Await) or is_awaited_otherwise(tree, call)


def is_awaited_otherwise(tree: Tree, call: nodes.Call) -> bool:
    """Whoever awaits the same call in another branch knows that it does not wait in this one."""
    name = last_name(call.func)
    child: Node = call
    for parent in tree.ancestors(call):
        if isinstance(parent, nodes.FunctionDef | nodes.Lambda):
            return False
        if isinstance(parent, nodes.If) and child is not parent.test and name:
            others = [b for b in (parent.body, parent.orelse) if b is not None and b is not child]
            if any(_awaits(tree, other, name) for other in others):
                return True
        child = parent
    return False


def _awaits(tree: Tree, branch: Node, name: str) -> bool:
    return any(
        isinstance(inner, nodes.Await)
        and isinstance(inner.expression, nodes.Call)
        and last_name(inner.expression.func) == name
        for inner in tree.walk(branch)
    )
