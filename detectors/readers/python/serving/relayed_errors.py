"""Answers into which a program puts what somebody else has answered: `raise HTTPException(502, answer.text)`."""

from __future__ import annotations

from collections.abc import Iterator

from detectors.readers.python.naming.things import Made
from detectors.readers.python.program import Program
from detectors.readers.python.serving.error_messages import status_of
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import Node, last_name
from detectors.vocabulary.names import listed, words

_BODIES = frozenset({"text", "content"})
_STATUSES = frozenset({"status_code", "status"})
_HANDS_ON = listed("proxy forward forwarded passthrough relay reverse tunnel mirror")
"""Words of a function whose purpose it is to hand on what others answer."""
_ERROR, _LAST = 400, 599
"""The statuses of errors."""


def errors_of_others(program: Program) -> Iterator[tuple[Node, nodes.BaseExpression]]:
    """(statement, answer) of each return or raise that tells of an error in the words of an upstream."""
    for function in program.tree.functions:
        if _HANDS_ON & set(words(function.name.value)):
            continue
        for statement in program.tree.walk(function.body):
            made = _answer(statement)
            if made is None or program.tree.function_of(statement) is not function:
                continue
            is_error = (
                isinstance(statement, nodes.Raise | nodes.Expr)
                or _holds(program, made, _STATUSES)
                or _says_error(program, made)
            )
            if is_error and (
                _holds(program, made, _BODIES)
                or any(_holds(program, value, _BODIES) for value in _named_in(program, made))
            ):
                yield statement, made


def _named_in(program: Program, made: nodes.BaseExpression) -> Iterator[nodes.BaseExpression]:
    """What the variables hold that are put into it, each of which is given a value once in its function."""
    function = program.tree.function_of(made)
    if function is None:
        return
    given: dict[str, list[nodes.BaseExpression]] = {}
    for node in program.tree.walk(function.body):
        if isinstance(node, nodes.Assign) and isinstance(node.targets[0].target, nodes.Name):
            given.setdefault(node.targets[0].target.value, []).append(node.value)
    for node in program.tree.walk(made):
        if isinstance(node, nodes.Name) and isinstance(
            node.parent, nodes.Arg | nodes.FormattedStringExpression | nodes.DictElement
        ):
            values = given.get(node.value, [])
            if len(values) == 1 and isinstance(values[0], nodes.Attribute):
                yield values[0]


def _says_error(program: Program, made: nodes.BaseExpression) -> bool:
    """A number among its arguments or beside it is the status of an error."""
    status = status_of(program, made)
    return (status is not None and status >= _ERROR) or any(
        isinstance(node, nodes.Integer)
        and isinstance(node.parent, nodes.Arg | nodes.Element)
        and _ERROR <= node.evaluated_value <= _LAST
        for node in program.tree.walk(made)
    )


def _answer(statement: Node) -> nodes.BaseExpression | None:
    match statement:
        case nodes.Return(value=value):
            return value
        case nodes.Raise(exc=raised):
            return raised
        case nodes.Expr(value=nodes.Call() as call) if last_name(call.func) == "abort":
            return call
    return None


def _holds(program: Program, made: nodes.BaseExpression, names: frozenset[str]) -> bool:
    """Some attribute so named of the answer to a request stands in it, not in a test or handed to something else."""
    pending: list[Node] = [made]
    while pending:
        node = pending.pop()
        match node:
            case nodes.Attribute(value=owner, attr=nodes.Name(value=name)):
                if name in names and _is_a_response(program, owner):
                    return True
            case nodes.Call():
                pending += [argument.value for argument in node.args]
            case nodes.Dict():
                pending += [element.value for element in node.elements]
            case nodes.Tuple() | nodes.List():
                pending += [element.value for element in node.elements]
            case nodes.FormattedString():
                pending += [
                    part.expression
                    for part in node.parts
                    if isinstance(part, nodes.FormattedStringExpression)
                ]
            case nodes.ConcatenatedString() | nodes.BinaryOperation() | nodes.BooleanOperation():
                pending += [node.left, node.right]
            case nodes.Subscript():
                pending.append(node.value)  # `answer.text[:200]`
    return False


def _is_a_response(program: Program, node: nodes.BaseExpression) -> bool:
    return any(
        isinstance(thing, Made)
        and (found := program.lookup.object(thing.name)) is not None
        and found.item.kind == "response"
        for thing in program.evaluator.things(node)
    )
