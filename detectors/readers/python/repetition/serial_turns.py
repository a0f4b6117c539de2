"""Turns of a loop that start something and wait for it before the next turn: tasks and threads that run one after the other."""

from __future__ import annotations

from detectors.readers.python.control.exits import names_in
from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import COMPREHENSIONS, LOOPS, Node, last_name

_WAITS = frozenset({"join", "result"})
"""Methods of a thread, or of what a pool gives back, that come back when it has ended."""
_CONDITIONS = (nodes.If, nodes.ExceptHandler, nodes.MatchCase, nodes.FunctionDef, nodes.Lambda)


def waits_in_its_turn(program: Program, loop: Node, started: nodes.Call) -> bool:
    """`task = create_task(load(url)); await task`: whatever one turn starts has ended before the next one."""
    names = _kept_as(program, loop, started)
    return bool(names) and any(
        _waits_for(program, inner, names) and _is_in_each_turn(program, loop, inner)
        for inner in program.tree.walk(loop)
    )


def _kept_as(program: Program, loop: Node, started: nodes.Call) -> set[str]:
    """The name of what a turn starts, and of the list that it is put into; none where another loop stands between."""
    tree = program.tree
    for parent in tree.ancestors(started):
        if parent is loop:
            return set()
        if isinstance(parent, (*LOOPS, *COMPREHENSIONS)):
            return set()
        if isinstance(parent, nodes.Assign):
            names = {name for one in parent.targets for name in names_in(tree, one.target)}
            return names | _lists_with(program, loop, names)
        if isinstance(parent, nodes.Call) and last_name(parent.func) == "append":
            return names_in(tree, parent.func)
    return set()


def _lists_with(program: Program, loop: Node, names: set[str]) -> set[str]:
    """`tasks.append(task)`"""
    tree = program.tree
    return {
        name
        for inner in tree.walk(loop)
        if isinstance(inner, nodes.Call)
        and isinstance(inner.func, nodes.Attribute)
        and inner.func.attr.value == "append"
        and any(names_in(tree, one.value) & names for one in inner.args)
        for name in names_in(tree, inner.func.value)
    }


def _waits_for(program: Program, node: Node, names: set[str]) -> bool:
    match node:
        case nodes.Await(expression=expression):
            return bool(names_in(program.tree, expression) & names)
        case nodes.Call(func=nodes.Attribute(value=nodes.Name(value=name), attr=method)):
            return name in names and method.value in _WAITS and not node.args
    return False


def _is_in_each_turn(program: Program, loop: Node, wait: Node) -> bool:
    """No condition and no other loop decides whether it is waited for."""
    for parent in program.tree.ancestors(wait):
        if parent is loop:
            return True
        if isinstance(parent, (*_CONDITIONS, *LOOPS, *COMPREHENSIONS)):
            return False
    return False
