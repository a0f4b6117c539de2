"""Answers that a handler writes and does not return: of `http.server`, Tornado, Falcon and gRPC, and what a page shows next."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors.readers.python.program import Program
from detectors.readers.python.serving.started_servers import serves_this_machine
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import (
    Node,
    descendants,
    dotted,
    last_name,
    parameters_of,
)

_SERVER = re.compile(r"HTTPRequestHandler$")
_TORNADO = re.compile(r"RequestHandler$|APIHandler$")
_WRITES = frozenset({"write", "finish", "send_error"})
_BODIES = frozenset({"media", "text", "body", "data"})
"""What Falcon sends of `resp`."""
_FLASHES = re.compile(r"^(?:(?:flask|quart)\.flash|django\.contrib\.messages\.\w+)$")
"""What puts a message onto the next page that the visitor sees."""
_OF_GRPC = frozenset({"set_details", "abort"})
"""By what a method of gRPC tells its client what went wrong, through the `context` that it is given."""
_ASKED = re.compile(r"^on_(?:get|post|put|patch|delete|head|options)\w*$")


def is_written_to_a_client(program: Program, statement: Node) -> bool:
    """`self.send_error(500, text)`, `self.wfile.write(text)`, `self.write({"error": text})`, `resp.media = {...}`."""
    match statement:
        case (
            nodes.Expr(value=nodes.Await(expression=nodes.Call() as call))
            | nodes.Expr(value=nodes.Call() as call)
        ):
            return (
                _is_of_a_server(program, call)
                or _is_of_tornado(program, call)
                or _is_of_grpc(program, call)
                or bool(_FLASHES.match(program.evaluator.ref(call.func)))
            )
        case nodes.Assign(targets=[nodes.AssignTarget(target=nodes.Attribute() as target)]):
            return _is_of_falcon(program, target)
    return False


def _bases(program: Program, node: Node) -> Iterator[str]:
    for parent in program.tree.ancestors(node):
        if isinstance(parent, nodes.ClassDef):
            yield from (last_name(base.value) for base in parent.bases)
            return


def _is_of_a_server(program: Program, call: nodes.Call) -> bool:
    name = dotted(call.func)
    if not name.startswith("self.") or not any(map(_SERVER.search, _bases(program, call))):
        return False
    if serves_this_machine(program):
        return False  # whoever looks at it is who has started it
    if name in {"self.wfile.write", "self.send_error"}:
        return True
    method = _method(program, call)
    return method is not None and any(
        isinstance(one, nodes.Call) and dotted(one.func) in {"self.wfile.write", "self.send_error"}
        for one in descendants(method.body)
    )


def _method(program: Program, call: nodes.Call) -> nodes.FunctionDef | None:
    """The method of the same class that `self._answer(500, ...)` calls."""
    around = next(p for p in program.tree.ancestors(call) if isinstance(p, nodes.ClassDef))
    for one in program.tree.functions:
        if one.name.value == last_name(call.func) and program.tree.class_of(one) is around:
            return one
    return None


def _is_of_tornado(program: Program, call: nodes.Call) -> bool:
    owner, _, name = dotted(call.func).rpartition(".")
    if owner != "self" or name not in _WRITES:
        return False
    return _imports(program, "tornado") and any(map(_TORNADO.search, _bases(program, call)))


def _is_of_grpc(program: Program, call: nodes.Call) -> bool:
    """`context.set_details(text)`, `await context.abort(grpc.StatusCode.INTERNAL, text)`."""
    owner, _, name = dotted(call.func).rpartition(".")
    if name not in _OF_GRPC or not _imports(program, "grpc"):
        return False
    function = program.tree.definition_of(call)
    return function is not None and owner in {p.name.value for p in parameters_of(function)}


def _imports(program: Program, package: str) -> bool:
    return any(one.partition(".")[0] == package for one in program.tree.imported)


def _is_of_falcon(program: Program, target: nodes.Attribute) -> bool:
    if target.attr.value not in _BODIES or last_name(target.value) not in {"resp", "response"}:
        return False
    function = program.tree.definition_of(target)
    return (
        _imports(program, "falcon")
        and function is not None
        and bool(_ASKED.match(function.name.value))
    )
