"""Answers that go out piece by piece: what a generator yields to whoever reads the stream."""

from __future__ import annotations

from detectors.readers.python.naming.things import Function
from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import Node, last_name
from detectors.vocabulary.names import words

_STREAMS = frozenset(
    {"StreamingResponse", "EventSourceResponse", "StreamingHttpResponse", "stream_with_context",
     "ServerSentEventResponse", "Stream", "ServerSentEvents"}
)  # fmt: skip
"""What is given a generator, and sends what it yields."""
_FIELDS = ("data:", "event:")
"""How an event begins that a server sends."""


def is_streamed(program: Program, statement: Node) -> bool:
    """`yield f"data: {text}"`, or the `yield` of a generator that `StreamingResponse(events())` sends."""
    if not isinstance(statement, nodes.Expr) or not isinstance(statement.value, nodes.Yield):
        return False
    value = statement.value.value
    if isinstance(value, nodes.BaseExpression) and _begins_an_event(program, value):
        return True
    function = program.tree.function_of(statement)
    if not isinstance(function, nodes.FunctionDef):
        return False
    return any(
        isinstance(call.parent, nodes.Arg)
        and isinstance(call.parent.parent, nodes.Call)
        and last_name(call.parent.parent.func) in _STREAMS
        for call in program.evaluator.sites(function)
    )


def _begins_an_event(program: Program, value: nodes.BaseExpression) -> bool:
    match value:
        case nodes.Call() if _makes_an_event(program, value):
            return True
        case nodes.Call(func=nodes.Attribute(value=inner, attr=nodes.Name(value="encode"))):
            return _begins_an_event(program, inner)
        case nodes.FormattedString(parts=[nodes.FormattedStringText(value=text), *_]):
            return text.startswith(_FIELDS)
        case nodes.SimpleString():
            return str(program.evaluator.text(value) or "").startswith(_FIELDS)
        case nodes.BinaryOperation(left=left) | nodes.ConcatenatedString(left=left):
            return _begins_an_event(program, left)
    return False


def _makes_an_event(program: Program, call: nodes.Call) -> bool:
    """`format_sse("error", {...})`: by its name, or by what a function of the file gives back."""
    if "sse" in words(last_name(call.func)):
        return True
    function = program.evaluator.thing(call.func)
    return (
        isinstance(function, Function)
        and isinstance(function.node, nodes.FunctionDef)
        and any(
            isinstance(one, nodes.Return)
            and isinstance(one.value, nodes.BaseExpression)
            and not isinstance(one.value, nodes.Call)
            and _begins_an_event(program, one.value)
            for one in program.tree.walk(function.node.body)
        )
    )
