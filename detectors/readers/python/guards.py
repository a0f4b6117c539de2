"""What the conditions around a name rule out: inside `if timeout:` it is not None."""

from __future__ import annotations

from detectors.readers.python import nodes as cst
from detectors.readers.python.syntax import Node
from detectors.readers.python.things import Const, Thing
from detectors.readers.python.tree import Tree


def possible(tree: Tree, node: cst.Name, things: list[Thing]) -> list[Thing]:
    """The things that a name can still be where it stands."""
    if not any(isinstance(thing, Const) and not thing.value for thing in things):
        return things
    found = things
    child: Node = node
    for parent in tree.ancestors(node):
        if isinstance(parent, cst.FunctionDef | cst.Lambda | cst.ClassDef):
            break
        if isinstance(parent, cst.If | cst.IfExp) and parent.body is child:
            found = [thing for thing in found if not _rules_out(parent.test, node.value, thing)]
        child = parent
    return found


def _rules_out(test: cst.BaseExpression, name: str, thing: Thing) -> bool:
    """A condition that holds says that the name is not this thing."""
    if not isinstance(thing, Const):
        return False
    match test:
        case cst.Name(value=value):
            return value == name and not thing.value
        case cst.BooleanOperation(left=left, operator=cst.And(), right=right):
            return _rules_out(left, name, thing) or _rules_out(right, name, thing)
        case cst.Comparison(
            left=cst.Name(value=value),
            comparisons=[cst.ComparisonTarget(cst.IsNot(), cst.Name(value="None"))],
        ):
            return value == name and thing.value is None
        case cst.Call(
            func=cst.Name(value="isinstance"), args=[cst.Arg(value=cst.Name(value=value)), _]
        ):
            return value == name and thing.value is None
    return False
