"""Messages that a queue hands to a Lambda together: whether one that fails is told from those that are done."""

from __future__ import annotations

import re

from detectors.places import Lines
from detectors.readers.python.control.clauses import only_says, plain
from detectors.readers.python.program import Program
from detectors.readers.python.repetition.loop_roles import goes_over_a_batch
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import Handler, Node, body_of

_OF_A_QUEUE = frozenset({"body", "receiptHandle", "messageAttributes"})
"""Keys of a record that comes from SQS, and from nothing else."""
_TELLS = re.compile(r"(?i)batch_?item_?failures|item_?identifier|partial_?response|partial_?batch")
"""How a function answers which of its messages failed."""
_STOPS = nodes.For | nodes.While | nodes.FunctionDef | nodes.Lambda


def dropped_from(program: Program, clause: Handler) -> Lines | None:
    """`for record in event["Records"]: try: ... except Exception: print(...)`: the header of that loop."""
    loop = next((one for one in program.tree.ancestors(clause) if isinstance(one, _STOPS)), None)
    function = program.tree.definition_of(clause)
    if not isinstance(loop, nodes.For) or function is None:
        return None
    if not goes_over_a_batch(program, _named(program, loop.iter)):
        return None
    if not _is_of_a_queue(program, loop):
        return None
    if not all(map(only_says, plain(body_of(clause.body)))):
        return None
    if _TELLS.search(program.code(function)) or _may_raise(program, function):
        return None
    return Lines(program.lines(loop).first, program.lines(loop.iter).last)


def _named(program: Program, over: nodes.BaseExpression) -> nodes.BaseExpression:
    """`records = event["Records"]` for `records`."""
    if not isinstance(over, nodes.Name):
        return over
    scope = program.tree.scopes[over]
    bindings = program.evaluator.names.reaching(over.value, over, scope) or ()
    given = [one.node for one in bindings]
    return given[0] if len(given) == 1 and isinstance(given[0], nodes.BaseExpression) else over


def _is_of_a_queue(program: Program, loop: nodes.For) -> bool:
    return isinstance(loop.target, nodes.Name) and any(
        _key_of(program, one, loop.target.value) in _OF_A_QUEUE
        for one in program.tree.walk(loop.body)
    )


def _key_of(program: Program, node: Node, name: str) -> str | None:
    """`body` of `record["body"]` and of `record.get("body")`."""
    match node:
        case nodes.Subscript(
            value=nodes.Name(value=of),
            slice=[nodes.SubscriptElement(slice=nodes.Index(value=key))],
        ) if of == name:
            return program.evaluator.text(key)
        case nodes.Call(
            func=nodes.Attribute(value=nodes.Name(value=of), attr=nodes.Name(value="get")),
            args=[nodes.Arg(value=key), *_],
        ) if of == name:
            return program.evaluator.text(key)
    return None


def _may_raise(program: Program, function: nodes.FunctionDef) -> bool:
    """Whoever raises anywhere in it may do so for a message that failed."""
    return any(isinstance(one, nodes.Raise) for one in program.tree.walk(function.body))
