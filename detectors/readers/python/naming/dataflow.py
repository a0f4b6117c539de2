"""What following a value through a file takes: where it is bound and read, where it decides, and what has been seen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import Node
from detectors.readers.python.syntax.tree import Tree

DEEPEST = 4
"""Names and helpers through which an answer is followed."""
Use = Literal["check", "body", "shown", "status", "returned", "passed-on", "discarded"]
TALKS = frozenset(
    {"debug", "info", "warning", "warn", "error", "exception", "critical", "log", "print", "write"}
)
"""Calls that only tell somebody: to log a status is not to check it."""


@dataclass
class Seen:
    """What was met on the way: uses in order, and the names and values that were gone through."""

    uses: list[tuple[Use, Node]] = field(default_factory=list)
    names: set[tuple[str, Node]] = field(default_factory=set)
    derived: set[Node] = field(default_factory=set)
    executed: nodes.Call | None = None
    """What runs the body as code."""
    raising: Node | None = None
    """What makes an exception of an error status: `raise_for_status`."""

    def add(self, use: Use, node: Node) -> None:
        self.uses.append((use, node))


def is_tested(tree: Tree, node: Node) -> bool:
    """It decides what happens next: in a condition, a comparison, an assertion."""
    child = node
    for parent in tree.ancestors(node):
        match parent:
            case nodes.If() | nodes.While() | nodes.IfExp() | nodes.Assert() | nodes.CompIf():
                return child is parent.test
            case nodes.Match():
                return child is parent.subject
            case nodes.UnaryOperation() if isinstance(parent.operator, nodes.Not):
                return True
            case nodes.Comparison():
                return True
            case nodes.BooleanOperation() | nodes.ComparisonTarget() | nodes.NamedExpr():
                child = parent
            case nodes.Subscript() | nodes.Index() | nodes.SubscriptElement():
                child = parent
            case _:
                return False
    return False


def is_compared_with_texts(program: Program, body: Node) -> bool:
    """The whole of it is one of the answers that are known: `answer.text == "ok"`, `in ["ok", "no_text"]`."""
    match body.parent:
        case nodes.Comparison(left=left, comparisons=[nodes.ComparisonTarget() as target]) if (
            left is body and isinstance(target.operator, nodes.Equal | nodes.In)
        ):
            given = target.comparator
            if isinstance(given, nodes.List | nodes.Tuple | nodes.Set):
                return bool(given.elements) and all(
                    program.evaluator.text(one.value) for one in given.elements
                )
            is_whole = isinstance(target.operator, nodes.Equal)
            return is_whole and bool(program.evaluator.text(given))
    return False


def targets(node: nodes.Assign | nodes.AnnAssign | nodes.NamedExpr) -> list[nodes.Node]:
    if isinstance(node, nodes.Assign):
        return [target.target for target in node.targets]
    return [node.target]


def unpacked(element: nodes.Element) -> Node | None:
    """The name that an item is bound to: `b` for the `2` of `a, b = 1, 2`."""
    items, parent = element.parent, element.parent.parent
    if not isinstance(items, nodes.Tuple) or not isinstance(parent, nodes.Assign):
        return None
    names = parent.targets[0].target
    if not isinstance(names, nodes.Tuple) or len(names.elements) != len(items.elements):
        return None
    return names.elements[items.elements.index(element)].value


def reads_of(program: Program, target: Node | None) -> Iterator[nodes.Name]:
    """Where the value that is bound here is read."""
    if not isinstance(target, nodes.Name):
        return
    statement = next(
        parent
        for parent in (target, *program.tree.ancestors(target))
        if parent in program.tree.order
        or isinstance(parent, nodes.Lambda)
        or (isinstance(parent, nodes.NamedExpr) and parent.target is target)
    )
    yield from (n for n in program.readers(target.value, statement) if n is not target)


def key_of(program: Program, node: nodes.Subscript) -> str | None:
    index = node.slice[0].slice
    return program.evaluator.text(index.value) if isinstance(index, nodes.Index) else None


def value_of(program: Program, node: Node) -> nodes.BaseExpression | None:
    """What a variable was given, where that is one value."""
    scope = program.tree.scopes.get(node) if isinstance(node, nodes.Name) else None
    if scope is None or not isinstance(node, nodes.Name):
        return None
    bindings = program.evaluator.names.reaching(node.value, node, scope) or ()
    values = [b.node for b in bindings if b.how == "value"]
    value = values[0] if len(values) == 1 else None
    return value if isinstance(value, nodes.BaseExpression) else None
