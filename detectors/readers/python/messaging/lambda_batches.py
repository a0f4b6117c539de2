"""Messages that a queue hands to a Lambda together: whether one that fails is told from those that are done."""

from __future__ import annotations

import re

from detectors.places import Lines
from detectors.readers.python.control.clauses import only_says, plain
from detectors.readers.python.control.exits import names_in
from detectors.readers.python.control.success_reports import called
from detectors.readers.python.messaging.deduplication import calls_in, reached
from detectors.readers.python.naming.dataflow import targets
from detectors.readers.python.program import Program
from detectors.readers.python.repetition.loop_roles import goes_over_a_batch
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import Handler, Node, body_of, dotted, last_name
from detectors.vocabulary.names import listed, words

_OF_A_QUEUE = frozenset({"body", "receiptHandle", "messageAttributes"})
"""Keys of a record that comes from SQS, and from nothing else."""
_TELLS = re.compile(r"(?i)batch_?item_?failures|item_?identifier|partial_?response|partial_?batch")
"""How a function answers which of its messages failed."""
_ENDS = frozenset({"sys.exit", "exit", "quit", "os._exit"})
_REFUSES = listed("raise fail abort exit check ensure assert report")
"""Words of functions elsewhere that may raise for what is left, or tell of it."""
_STOPS = nodes.For | nodes.While | nodes.FunctionDef | nodes.Lambda


def dropped_from(program: Program, clause: Handler) -> Lines | None:
    """`for record in event["Records"]: try: ... except Exception: print(...)`: the header of that loop."""
    loop = next((one for one in program.tree.ancestors(clause) if isinstance(one, _STOPS)), None)
    function, attempt = program.tree.definition_of(clause), clause.parent
    if not isinstance(loop, nodes.For) or function is None or not isinstance(attempt, nodes.Try):
        return None
    if not goes_over_a_batch(program, _named(program, loop.iter)):
        return None
    if not _is_of_a_queue(program, loop) or not _is_the_work(program, attempt, loop):
        return None
    if not all(map(only_says, plain(body_of(clause.body)))):
        return None
    if _tells(program, function, attempt) or _keeps(program, attempt):
        return None
    return Lines(program.lines(loop).first, program.lines(loop.iter).last)


def _is_the_work(program: Program, attempt: nodes.Try, loop: nodes.For) -> bool:
    """All that is done with a message stands in the `try`: before it something is made of it, and behind it nothing is."""
    statements = plain(body_of(loop.body))
    if attempt not in statements or attempt.finalbody is not None:
        return False
    at = statements.index(attempt)
    message = names_in(program.tree, loop.target)
    for one in statements[:at]:
        if isinstance(one, nodes.Assign | nodes.AnnAssign):
            message |= _bound_in(program, one)
        elif not only_says(one):
            return False
    made = message | _bound_in(program, attempt)
    return bool(message & names_in(program.tree, attempt.body)) and not any(
        made & names_in(program.tree, one) for one in statements[at + 1 :]
    )


def _bound_in(program: Program, node: Node) -> set[str]:
    return {
        name
        for one in (node, *program.tree.walk(node))
        if isinstance(one, nodes.Assign | nodes.AnnAssign)
        for target in targets(one)
        for name in names_in(program.tree, target)
    }


def _tells(program: Program, function: nodes.FunctionDef, attempt: nodes.Try) -> bool:
    """It answers which failed, raises or ends for it, itself or by a function of the file; what is raised in the `try` is caught."""
    if any(_TELLS.search(program.code(one)) for one in reached(program, function)):
        return True
    tried = {*program.tree.walk(attempt.body)}
    if any(
        isinstance(one, nodes.Call)
        and (
            dotted(one.func) in _ENDS
            or (
                one not in tried
                and not only_says(one.parent)
                and _REFUSES & {*words(last_name(one.func))}
            )
        )
        for one in program.tree.walk(function.body)
    ):
        return True
    beside = [other for call, other in calls_in(program, function.body) if call not in tried]
    return any(
        isinstance(inner, nodes.Raise)
        or (isinstance(inner, nodes.Call) and dotted(inner.func) in _ENDS)
        for one in (function, *(two for other in beside for two in reached(program, other)))
        for inner in program.tree.walk(one.body)
    )


def _keeps(program: Program, attempt: nodes.Try) -> bool:
    """A function that is tried catches what fails in it, and does something with it: it puts the message elsewhere."""
    tried = {other for call, other in calls_in(program, attempt.body)}
    return any(
        called(statement) is not None and not only_says(statement)
        for other in tried
        for one in reached(program, other)
        for caught in program.tree.walk(one.body)
        if isinstance(caught, nodes.ExceptHandler)
        for statement in plain(body_of(caught.body))
    )


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
