"""What an expression is where an optional parameter is left out: `timeout = None`, and another one under `if limit:`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detectors.readers.python.naming.things import Const
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import Node

if TYPE_CHECKING:
    from detectors.readers.python.naming.evaluate import Evaluator


def where_left_out(evaluator: Evaluator, node: Node) -> Const | None:
    """The literal that holds for such a caller; None if there is no such parameter, or it cannot be told."""
    match node:
        case nodes.IfExp(test=test, orelse=orelse) if fails_where_left_out(evaluator, test):
            return evaluator.const(orelse)
        case nodes.Name(value=name) if scope := evaluator.tree.scopes.get(node):
            bindings = evaluator.names.reaching(name, node, scope) or ()
            around = set(evaluator.tree.ancestors(node))
            held = [b for b in bindings if not is_skipped(evaluator, b.statement, around)]
            value = held[0].node if len(held) == 1 and held[0].how == "value" else None
            if isinstance(value, nodes.IfExp):
                return where_left_out(evaluator, value)
            return evaluator.const(value) if value is not None else None
    return None


def is_skipped(evaluator: Evaluator, statement: Node, around: set[Node]) -> bool:
    """It stands under a condition that does not hold then, and that is not among what is around its use."""
    child = statement
    for parent in evaluator.tree.ancestors(statement):
        if isinstance(parent, nodes.FunctionDef) or parent in around:
            return False
        test = parent.test if isinstance(parent, nodes.If) and child is parent.body else None
        if test is not None and fails_where_left_out(evaluator, test):
            return True
        child = parent
    return False


def fails_where_left_out(evaluator: Evaluator, test: nodes.BaseExpression) -> bool:
    """A condition that does not hold for a caller who leaves an optional parameter out: `limit`, `limit is not None`."""
    match test:
        case nodes.Name() | nodes.Attribute():
            return any(not one.value for one in _defaults(evaluator, test))
        case nodes.BooleanOperation(left=left, operator=nodes.And(), right=right):
            return fails_where_left_out(evaluator, left) or fails_where_left_out(evaluator, right)
        case nodes.Comparison(
            left=asked,
            comparisons=[nodes.ComparisonTarget(nodes.IsNot(), nodes.Name(value="None"))],
        ):
            return any(one.value is None for one in _defaults(evaluator, asked))
        case nodes.Call(func=nodes.Name(value="isinstance"), args=[asked, _]):
            return any(one.value is None for one in _defaults(evaluator, asked.value))
    return False


def _defaults(evaluator: Evaluator, node: Node) -> list[Const]:
    """What a parameter is where nothing is given for it."""
    things = evaluator.things(node)
    return [t for t in things if isinstance(t, Const) and (t.is_default or t.is_relied_on)]
