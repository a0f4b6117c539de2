"""What the conditions around a name rule out: inside `if timeout:` it is not None."""

from __future__ import annotations

from detectors.readers.python import nodes
from detectors.readers.python.syntax import Node
from detectors.readers.python.things import Const, Thing
from detectors.readers.python.tree import Tree


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
        child = parent
    return found


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
