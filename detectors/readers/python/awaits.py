"""Calls whose answer is awaited: right there, or in the other branch of a condition on the mode."""

from __future__ import annotations

from detectors.readers.python import nodes as cst
from detectors.readers.python.syntax import Node, last_name
from detectors.readers.python.tree import Tree


def is_awaited(tree: Tree, call: cst.Call) -> bool:
    """`await client.get(url)`, and the second call of `if self.is_async: await get() else: get()`."""
    return isinstance(tree.parents[call], cst.Await) or is_awaited_otherwise(tree, call)


def is_awaited_otherwise(tree: Tree, call: cst.Call) -> bool:
    """Whoever awaits the same call in another branch knows that it does not wait in this one."""
    name = last_name(call.func)
    child: Node = call
    for parent in tree.ancestors(call):
        if isinstance(parent, cst.FunctionDef | cst.Lambda):
            return False
        if isinstance(parent, cst.If) and child is not parent.test and name:
            others = [b for b in (parent.body, parent.orelse) if b is not None and b is not child]
            if any(_awaits(tree, other, name) for other in others):
                return True
        child = parent
    return False


def _awaits(tree: Tree, branch: Node, name: str) -> bool:
    return any(
        isinstance(inner, cst.Await)
        and isinstance(inner.expression, cst.Call)
        and last_name(inner.expression.func) == name
        for inner in tree.walk(branch)
    )
