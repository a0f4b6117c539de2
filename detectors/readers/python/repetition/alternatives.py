"""The other way to do what a loop does: `if threaded: pool.map(fetch, keys)`, and one after the other otherwise."""

from __future__ import annotations

from collections.abc import Iterator

from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import Node, dotted
from detectors.readers.python.syntax.tree import Tree
from detectors.vocabulary.names import words

_AT_ONCE = frozenset(
    {"many", "bulk", "batch", "gather", "submit", "parallel", "pool", "executor", "concurrently"}
)
"""Words in the name of what does many things in one call or side by side."""


def is_done_at_once_elsewhere(tree: Tree, loop: Node, over: Node) -> bool:
    """A condition chooses between this loop and one call, or many at a time, for the same items."""
    items = {inner.value for inner in tree.walk(over) if isinstance(inner, nodes.Name)}
    return any(
        _does_many(tree, branch) and _mentions(tree, branch, items)
        for branch in _other_ways(tree, loop)
    )


def is_collected_elsewhere(tree: Tree, loop: Node, call: Node) -> bool:
    """`if remote: rows.append(row); if len(rows) >= 500: send(rows)`, and one by one where that is not needed."""
    child = call
    for parent in tree.ancestors(call):
        if parent is loop:
            return False
        if isinstance(parent, nodes.If) and child is not parent.test:
            other = parent.orelse if child is parent.body else parent.body
            if other is not None and _appended(tree, other) & _counted(tree, other):
                return True
        child = parent
    return False


def _appended(tree: Tree, branch: Node) -> set[str]:
    return {
        dotted(inner.func.value)
        for inner in tree.walk(branch)
        if isinstance(inner, nodes.Call)
        and isinstance(inner.func, nodes.Attribute)
        and inner.func.attr.value in {"append", "add"}
    }


def _counted(tree: Tree, branch: Node) -> set[str]:
    """What is asked there whether enough has come together."""
    return {
        dotted(inner.args[0].value)
        for test in tree.walk(branch)
        if isinstance(test, nodes.If)
        for inner in tree.walk(test.test)
        if isinstance(inner, nodes.Call) and dotted(inner.func) == "len" and inner.args
    }


def _other_ways(tree: Tree, loop: Node) -> Iterator[Node]:
    child = loop
    for parent in tree.ancestors(loop):
        match parent:
            case nodes.FunctionDef() | nodes.Lambda():
                return
            case nodes.If() if child is parent.body and parent.orelse is not None:
                yield parent.orelse
            case nodes.If() if child is parent.orelse:
                yield parent.body
            case nodes.IndentedBlock():
                yield from _left_before(tree, parent, child)
        child = parent


def _left_before(tree: Tree, block: nodes.IndentedBlock, statement: Node) -> Iterator[Node]:
    for before in block.body:
        if before is statement:
            return
        if (
            isinstance(before, nodes.If)
            and before.orelse is None
            and any(isinstance(inner, nodes.Return) for inner in tree.walk(before.body))
        ):
            yield before.body


def _does_many(tree: Tree, branch: Node) -> bool:
    return any(
        _AT_ONCE & set(words(dotted(inner.func)))
        for inner in tree.walk(branch)
        if isinstance(inner, nodes.Call)
    )


def _mentions(tree: Tree, branch: Node, names: set[str]) -> bool:
    return any(inner.value in names for inner in tree.walk(branch) if isinstance(inner, nodes.Name))
