"""Counters of attempts that stand still: `tries = 0`, `while tries < 5:`, and nothing in the loop raises them."""

from __future__ import annotations

from detectors.readers.python.control.exits import inside, names_in
from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.scopes import Binding
from detectors.readers.python.syntax.traits import dotted

_BELOW = (nodes.LessThan, nodes.LessThanEqual)
_ABOVE = (nodes.GreaterThan, nodes.GreaterThanEqual)


def counts_nothing(program: Program, loop: nodes.While) -> bool:
    """What the test compares is after each turn what it was before, so that it never ends the loop."""
    match loop.test:
        case nodes.Comparison(
            left=left, comparisons=[nodes.ComparisonTarget(operator=operator, comparator=right)]
        ) if isinstance(operator, (*_BELOW, *_ABOVE)):
            low, high = (left, right) if isinstance(operator, _BELOW) else (right, left)
        case _:
            return False
    counts_up = _is_a_count(program, low) and (_is_number(program, high) or bool(dotted(high)))
    counts_down = _is_number(program, low) and _is_a_count(program, high)
    return (counts_up or counts_down) and not _sets_any(program, loop)


def _is_number(program: Program, node: nodes.BaseExpression) -> bool:
    const = program.evaluator.const(node)
    return const is not None and isinstance(const.value, int | float)


def _is_a_count(program: Program, node: nodes.BaseExpression) -> bool:
    """A name of this function alone, which begins as a number or is handed in."""
    bindings = _bindings(program, node)
    return bool(bindings) and all(
        one.how == "parameter"
        or (
            one.how == "value"
            and isinstance(one.node, nodes.BaseExpression)
            and _is_number(program, one.node)
        )
        for one in bindings
        if not one.is_foreign
    )


def _bindings(program: Program, node: nodes.BaseExpression) -> list[Binding]:
    scope = program.tree.scopes.get(node) if isinstance(node, nodes.Name) else None
    if scope is None or scope.kind != "function" or not isinstance(node, nodes.Name):
        return []
    return scope.bindings.get(node.value, [])


def _sets_any(program: Program, loop: nodes.While) -> bool:
    """The loop gives one of the names in its test another value, or another function does."""
    names = names_in(program.tree, loop.test)
    bound = [
        one
        for node in program.tree.walk(loop.test)
        if isinstance(node, nodes.Name) and node in program.tree.scopes
        for one in program.tree.scopes[node].bindings.get(node.value, ())
    ]
    return any(one.is_foreign or inside(program.tree, one.statement, loop) for one in bound) or any(
        f"self.{one.attribute}" in names and inside(program.tree, one.statement, loop)
        for one in program.tree.assigned
    )
