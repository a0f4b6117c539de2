"""What conditions rule out for a name: inside `if timeout:` it is not None, nor after `if timeout is None: timeout = 5`."""

from __future__ import annotations

from collections.abc import Iterator

from detectors.readers.python.naming.names import leaves
from detectors.readers.python.naming.things import Const, Thing
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import Node, body_of, last_name
from detectors.readers.python.syntax.tree import Tree


def possible(tree: Tree, node: nodes.Name, things: list[Thing]) -> list[Thing]:
    """The things that a name can still be where it stands."""
    if not any(isinstance(thing, Const) and not thing.value for thing in things):
        return things
    found = things
    child: Node = node
    for parent in tree.ancestors(node):
        if isinstance(parent, nodes.FunctionDef | nodes.Lambda | nodes.ClassDef):
            break
        if isinstance(parent, nodes.If | nodes.IfExp) and parent.body is child:
            found = [thing for thing in found if not _rules_out(parent.test, node.value, thing)]
        elif isinstance(parent, nodes.If | nodes.IfExp) and parent.orelse is child:
            found = [thing for thing in found if not _lets_in(parent.test, node.value, thing)]
        if isinstance(parent, nodes.IndentedBlock):
            for before in _fill_ins(parent, child, node.value):
                found = [
                    t
                    for t in found
                    if not (_lets_in(before.test, node.value, t) and _is_given(tree, t, before))
                ]
        child = parent
    return found


def _fill_ins(block: nodes.IndentedBlock, statement: Node, name: str) -> Iterator[nodes.If]:
    """The `if`s before a statement that give the name another value, or let nothing go on."""
    for before in block.body:
        if before is statement:
            return
        if not isinstance(before, nodes.If) or before.orelse is not None:
            continue
        if leaves(before.body) or any(_binds(one, name) for one in body_of(before.body)):
            yield before


def _binds(statement: Node, name: str) -> bool:
    return isinstance(statement, nodes.Assign) and any(
        isinstance(target.target, nodes.Name) and target.target.value == name
        for target in statement.targets
    )


def _lets_in(test: nodes.BaseExpression, name: str, thing: Thing) -> bool:
    """A condition holds where the name is this thing."""
    if not isinstance(thing, Const):
        return False
    match test:
        case nodes.UnaryOperation(operator=nodes.Not(), expression=nodes.Name(value=value)):
            return value == name and not thing.value
        case nodes.Comparison(
            left=nodes.Name(value=value),
            comparisons=[nodes.ComparisonTarget(nodes.Is(), nodes.Name(value="None"))],
        ):
            return value == name and thing.value is None
    return False


def _is_given(tree: Tree, thing: Thing, within: Node) -> bool:
    """The parameters of the function around have it from the beginning, by default or from a call."""
    function = tree.function_of(within)
    if not isinstance(thing, Const) or not isinstance(function, nodes.FunctionDef):
        return False
    around = [thing.node, *tree.ancestors(thing.node)]
    if function in around:
        return thing.is_default
    definition = tree.class_of(function) if function.name.value == "__init__" else None
    called = definition.name.value if definition else function.name.value
    call = next((node for node in around if isinstance(node, nodes.Call)), None)
    return call is not None and last_name(call.func) == called


def _rules_out(test: nodes.BaseExpression, name: str, thing: Thing) -> bool:
    """A condition that holds says that the name is not this thing."""
    if not isinstance(thing, Const):
        return False
    match test:
        case nodes.Name(value=value):
            return value == name and not thing.value
        case nodes.BooleanOperation(left=left, operator=nodes.And(), right=right):
            return _rules_out(left, name, thing) or _rules_out(right, name, thing)
        case nodes.Comparison(
            left=nodes.Name(value=value),
            comparisons=[nodes.ComparisonTarget(nodes.IsNot(), nodes.Name(value="None"))],
        ):
            return value == name and thing.value is None
        case nodes.Call(
            func=nodes.Name(value="isinstance"), args=[nodes.Arg(value=nodes.Name(value=value)), _]
        ):
            return value == name and thing.value is None
    return False
