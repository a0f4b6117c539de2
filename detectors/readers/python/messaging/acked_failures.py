"""Messages that are acknowledged although their work has failed: the failure is caught, and nothing keeps the message."""

from __future__ import annotations

from collections.abc import Sequence

from detectors.readers.python.control.catches import catches_all
from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import LOOPS, Node, body_of, descendants, last_name
from detectors.vocabulary.names import listed

_SAYS = listed(
    "debug info warning warn error exception critical log print print_exc print_exception format_exc str repr"
    " rollback set_status record_exception"
)
_TAKES_APART = _SAYS | listed(
    "loads get int float len dict list decode encode b64decode model_validate parse_obj from_json json append"
    " parse validate isinstance strip split lower"
)
"""Calls that read a message: one that cannot be read is as bad when it comes again."""
_WITHIN = (nodes.If, nodes.Else, nodes.With, nodes.IndentedBlock, nodes.SimpleStatementLine)


def acknowledges_a_failure(program: Program, call: nodes.Call) -> bool:
    """`except Exception: log(...); ack()`, or `ack()` behind a `try` whose failures are only logged."""
    child: Node = call
    for parent in program.tree.ancestors(call):
        match parent:
            case nodes.ExceptHandler():
                tried = parent.parent
                return (
                    isinstance(tried, nodes.Try)
                    and catches_all(program, parent)
                    and _works(tried)
                    and _only_says(parent, call)
                )
            case nodes.IndentedBlock():
                before = [*body_of(parent)]
                at = next((n for n, one in enumerate(before) if _holds(one, child)), 0)
                if _follows_a_failure(program, before[:at]):
                    return True
            case nodes.FunctionDef() | nodes.Lambda() | nodes.Finally() | nodes.Try():
                return False
            case _ if isinstance(parent, LOOPS):
                return False
        if not isinstance(parent, (*_WITHIN, nodes.Expr, nodes.Await)):
            return False
        child = parent
    return False


def leaves_quietly(program: Program, item: nodes.WithItem) -> bool:
    """`async with message.process(): try: ... except Exception: log(...)`: what is left without an exception is acknowledged."""
    block = item.parent
    call = item.item
    if not isinstance(block, nodes.With) or not isinstance(call, nodes.Call):
        return False
    if last_name(call.func) != "process" or not isinstance(call.func, nodes.Attribute):
        return False
    return _follows_a_failure(program, [*body_of(block.body)])


def _holds(statement: Node, child: Node) -> bool:
    return statement is child or (
        isinstance(child, nodes.SimpleStatementLine) and statement in child.body
    )


def _follows_a_failure(program: Program, statements: Sequence[Node]) -> bool:
    """One of them is a `try` that works on the message, catches everything and only says so."""
    return any(
        isinstance(one, nodes.Try)
        and _works(one)
        and any(catches_all(program, handler) and _only_says(handler) for handler in one.handlers)
        and not any(
            isinstance(inner, nodes.Return | nodes.Continue) for inner in descendants(one.body)
        )
        for one in statements
    )


def _works(tried: nodes.Try) -> bool:
    """It does more than to take the message apart."""
    return any(
        isinstance(one, nodes.Call) and last_name(one.func) not in _TAKES_APART
        for one in descendants(tried.body)
    )


def _only_says(handler: nodes.ExceptHandler, besides: nodes.Call | None = None) -> bool:
    """Nothing keeps the message, and nobody else is told: all that it calls is a log, and what acknowledges."""
    for one in descendants(handler.body):
        match one:
            case nodes.Raise() | nodes.Assign() | nodes.AugAssign() | nodes.Yield() | nodes.If():
                return False
            case nodes.Return() | nodes.Continue() | nodes.Break() if besides is None:
                return False
            case nodes.Call() if one is not besides and last_name(one.func) not in _SAYS:
                return False
    return True
