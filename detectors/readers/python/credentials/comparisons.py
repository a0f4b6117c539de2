"""Comparisons of two values, with `==` or in constant time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from detectors.facts import Comparison
from detectors.readers.python.context import Contexts
from detectors.readers.python.control.exits import names_in
from detectors.readers.python.naming.origins import Origins
from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import Node, body_of, last_name
from detectors.vocabulary import constant_time
from detectors.vocabulary.refusals import REFUSAL

_QUERIES = frozenset(
    {"filter", "where", "having", "and_", "or_", "not_", "exists", "join", "Q", "case"}
)
"""What takes a condition to have it answered by a database."""
_OPERATORS: dict[type[Node], Literal["==", "!="]] = {nodes.Equal: "==", nodes.NotEqual: "!="}
_LITERALS = (
    nodes.ConcatenatedString,
    nodes.Integer,
    nodes.Float,
    nodes.Dict,
    nodes.List,
    nodes.Tuple,
    nodes.Set,
)


def comparisons(program: Program, contexts: Contexts) -> Iterator[Comparison]:
    """Those of two values of which at most one is spelled where it is compared, and that one is a text."""
    origins = Origins(program)
    for node in program.tree.comparisons:
        target = node.comparisons[0] if len(node.comparisons) == 1 else None
        operator = _OPERATORS.get(type(target.operator)) if target else None
        if target and operator:
            sides = node.left, target.comparator
            is_of_values = not any(isinstance(side, _LITERALS) for side in sides) and not all(
                isinstance(side, nodes.SimpleString) for side in sides
            )
            if (
                is_of_values
                and not _is_of_a_query(program, node)
                and not _is_a_way_out(program, node)
                and not _is_of_an_update(program, node, *sides)
                and not _is_of_every_part(program, node, *sides)
                and not _is_of_itself(program, *sides)
                and not _is_of_itself(program, *reversed(sides))
            ):
                yield _comparison(program, contexts, origins, node, operator, *sides)
    for name in constant_time.COMPARISONS:
        for call in program.tree.calls_by_name.get(name, ()):
            given = program.evaluator.arguments(call).positional
            if len(given) == 2:
                yield _comparison(program, contexts, origins, call, "constant-time", *given)


def _is_of_a_query(program: Program, node: Node) -> bool:
    """`filter(User.token == token)`: the database compares."""
    for parent in program.tree.ancestors(node):
        if isinstance(parent, nodes.Arg) and isinstance(parent.parent, nodes.Call):
            return last_name(parent.parent.func) in _QUERIES
        if isinstance(parent, nodes.BaseSmallStatement | nodes.BaseCompoundStatement):
            return False
    return False


def _is_a_way_out(program: Program, node: Node) -> bool:
    """The same function compares in constant time where Python can."""
    function = program.tree.function_of(node)
    calls = (
        c for name in constant_time.COMPARISONS for c in program.tree.calls_by_name.get(name, ())
    )
    return function is not None and any(program.tree.function_of(c) is function for c in calls)


def _is_of_an_update(
    program: Program, node: Node, left: nodes.BaseExpression, right: nodes.BaseExpression
) -> bool:
    """`if form["secret"] != kept["secret"]: kept["secret"] = form["secret"]`: nobody is let in or refused."""
    statement = program.tree.statement_of(node)
    if not isinstance(statement, nodes.If):
        return False
    sides = {program.code(left), program.code(right)}
    for inner in program.tree.walk(statement.body):
        if isinstance(inner, nodes.Assign):
            target = program.code(inner.targets[0].target)
            if {target, program.code(inner.value)} == sides:
                return True
    return False


def _is_of_every_part(
    program: Program, node: Node, left: nodes.BaseExpression, right: nodes.BaseExpression
) -> bool:
    """`for i in range(16): if got[i] != made[i]: same = False`: it takes as long wherever they differ."""
    statement = program.tree.statement_of(node)
    if not isinstance(statement, nodes.If) or statement.orelse is not None:
        return False
    loop = next(program.tree.ancestors(statement.parent), None)
    if not isinstance(loop, nodes.For):
        return False
    is_of_parts = all(isinstance(side, nodes.Subscript) for side in (left, right)) or (
        isinstance(loop.iter, nodes.Call) and last_name(loop.iter.func) == "zip"
    )
    return is_of_parts and all(
        isinstance(one, nodes.Assign | nodes.AugAssign) for one in body_of(statement.body)
    )


def _is_of_itself(
    program: Program, made: nodes.BaseExpression, given: nodes.BaseExpression
) -> bool:
    """`decoded = b64decode(text); if b64encode(decoded) != text: raise`: what is compared was made of the other side."""
    if not isinstance(made, nodes.Call) or not isinstance(given, nodes.Name):
        return False
    return any(
        isinstance(argument.value, nodes.Name)
        and any(
            binding.how == "value" and given.value in names_in(program.tree, binding.node)
            for binding in program.evaluator.names.reaching(
                argument.value.value, argument.value, program.tree.scopes[argument.value]
            )
            or ()
        )
        for argument in made.args
    )


def _comparison(
    program: Program,
    contexts: Contexts,
    origins: Origins,
    node: nodes.BaseExpression,
    operator: Literal["==", "!=", "constant-time"],
    left: nodes.BaseExpression,
    right: nodes.BaseExpression,
) -> Comparison:
    statement = program.tree.statement_of(node)
    return Comparison(
        file=program.file,
        lines=program.lines(node),
        columns=program.columns(node),
        operator=operator,
        left=origins.of(left),
        right=origins.of(right),
        is_asserted=isinstance(statement, nodes.Assert),
        is_refused=operator == "!="
        and isinstance(statement, nodes.If)
        and REFUSAL.search(program.code(statement.body)) is not None,
        context=contexts.of(node),
        node=node,
    )
