"""Messages to whoever is at the other end of a WebSocket that a program serves."""

from __future__ import annotations

import re

from detectors.readers.python.naming.things import Made
from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import Node, dotted, last_name, parameters_of
from detectors.vocabulary.coroutines import STARTS_A_TASK

_SENDS = frozenset(
    {"send", "send_json", "send_text", "send_str", "send_message", "write_message", "close"}
)
_STARTS = STARTS_A_TASK | {"run_coroutine_threadsafe"}
_SERVED = re.compile(
    r"\b(?:WebSocket|WebSocketResponse|WebSocketServerProtocol|ServerConnection)\b"
)
"""What frameworks hand to the function that serves a socket; a client's has another name."""
_OF_CLIENTS = re.compile(r"^(?:websocket|websockets\.(?:asyncio\.|sync\.|legacy\.)?client)\b")
_SERVE = re.compile(r"WebsocketConsumer$|WebSocketHandler$|WebSocketEndpoint$")
"""Classes of Channels and Tornado whose methods send through themselves."""


def is_sent_to_a_client(program: Program, statement: Node) -> bool:
    """`await ws.send_json({...})`, where `ws` is a socket that somebody has opened to this program."""
    call = statement.value if isinstance(statement, nodes.Expr) else None
    if isinstance(call, nodes.Await):
        call = call.expression
    if isinstance(call, nodes.Call) and last_name(call.func) in _STARTS and call.args:
        call = call.args[0].value
    if not isinstance(call, nodes.Call) or not isinstance(call.func, nodes.Attribute):
        return False
    return call.func.attr.value in _SENDS and _is_served(program, call.func.value, call)


def _is_served(program: Program, socket: nodes.BaseExpression, call: nodes.Call) -> bool:
    if not isinstance(socket, nodes.Name):
        return False
    for function in program.tree.ancestors(call):
        if not isinstance(function, nodes.FunctionDef):
            continue
        around = program.tree.class_of(function)
        if socket.value == "self" and around is not None:
            return any(_SERVE.search(dotted(base.value)) for base in around.bases)
        for parameter in parameters_of(function):
            if parameter.name.value == socket.value:
                annotation = parameter.annotation
                return annotation is not None and _names_a_socket(program, annotation.annotation)
    return any(
        isinstance(thing, Made) and bool(_SERVED.search(thing.name)) and "web" in thing.name
        for thing in program.evaluator.things(socket)
    )


def _names_a_socket(program: Program, annotation: nodes.BaseExpression) -> bool:
    name = program.evaluator.ref(annotation) or dotted(annotation)
    said = program.evaluator.text(annotation) or name
    return bool(_SERVED.search(said)) and not _OF_CLIENTS.match(name)
