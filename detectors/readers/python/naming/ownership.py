"""Whether a value is the program's own, or comes with the work: an item of a loop, what a caller gives."""

from __future__ import annotations

from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.scopes import Binding
from detectors.readers.python.syntax.traits import Node, dotted
from detectors.vocabulary.names import words

_DEEPEST = 8
_OF_THE_WAY = frozenset({"timeout", "verify", "follow_redirects", "trust_env", "http2"})
"""Options of a client of which a program uses one or two values."""
_REQUEST = frozenset({"request", "req"})
_CALLERS = frozenset({"request", "req", "event", "message", "msg", "payload", "user", "tenant"})
"""Attributes of `self` that hold what a caller has sent or who it is."""


def is_own(program: Program, node: Node, depth: int = 0) -> bool:
    """Nothing in it differs from one piece of work to the next, as far as the file shows; unknown is no."""
    if depth > _DEEPEST:
        return False
    for inner in program.tree.walk(node):
        if isinstance(inner, nodes.Attribute):
            parts = dotted(inner).split(".")
            if parts[0] in {"self", "cls"} and _CALLERS & set(parts[1:2]):
                return False
        if isinstance(inner, nodes.Name) and not _is_own_name(program, inner, depth):
            return False
    return True


def is_client_like_all(program: Program, call: nodes.Call) -> bool:
    """Nothing that differs from call to call is given to what makes a client, but how long it may wait and whom it trusts."""
    return all(
        (one.keyword is not None and one.keyword.value in _OF_THE_WAY)
        or (is_own(program, one.value) and not _is_of_a_request(program, one.value))
        for one in call.args
    )


def _is_of_a_request(program: Program, node: Node) -> bool:
    """`proxy=request_model.options.proxy`: each request says how it wants to be sent."""
    return any(
        isinstance(inner, nodes.Attribute)
        and isinstance(inner.value, nodes.Name)
        and bool(_REQUEST & {*words(inner.value.value)})
        for inner in program.tree.walk(node)
    )


def _is_own_name(program: Program, node: nodes.Name, depth: int) -> bool:
    scope = program.tree.scopes.get(node)
    if scope is None:
        return True  # a keyword, the name of an attribute
    bindings = program.evaluator.names.reaching(node.value, node, scope)
    if bindings is None:
        return True
    return bool(bindings) and all(_is_own_binding(program, b, depth) for b in bindings)


def _is_own_binding(program: Program, binding: Binding, depth: int) -> bool:
    match binding.how:
        case "value":
            return is_own(program, binding.node, depth + 1)
        case "import":
            return binding.detail.rpartition(".")[2] not in _CALLERS  # `from flask import request`
        case "function" | "class":
            return True
        case "context":
            statement = binding.statement
            items = statement.items if isinstance(statement, nodes.With) else ()
            return bool(items) and all(is_own(program, i.item, depth + 1) for i in items)
        case "parameter":
            return _is_own_parameter(program, binding, depth)
    return False


def _is_own_parameter(program: Program, binding: Binding, depth: int) -> bool:
    if binding.name == binding.scope.myself:
        return True
    function = binding.statement
    if not isinstance(function, nodes.FunctionDef):
        return False
    sites = program.evaluator.sites(function)
    default = binding.node.default if isinstance(binding.node, nodes.Param) else None
    for site in sites:
        given = program.evaluator.parameters.argument(binding, function, site)
        given = default if given is None else given
        if given is None or not is_own(program, given, depth + 1):
            return False
    return bool(sites)
