"""Failures that a function turns into others before the policy around it sees them."""

from __future__ import annotations

import re

from detectors.facts import Request
from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import Node, body_of, last_name

_FAILURE = re.compile(r"(Error|Exception|Timeout)$")


def are_all_translated(program: Program, decorator: Node, request: Request) -> bool:
    """Each exception on which a decorator repeats is caught inside, and another one raised in its place.

    `@retry(retry=retry_if_exception_type(ConnectError))` over `except ConnectError: raise Unreachable()` repeats nothing.
    """
    function = request.context.function
    if function is None or function.node is not decorator.parent:
        return False
    named = {
        last_name(inner)
        for inner in program.tree.walk(decorator)
        if isinstance(inner, nodes.Name | nodes.Attribute)
    }
    left = {name for name in named if _FAILURE.search(name)}
    translated: set[str] = set()
    for catch in request.context.catches:
        caught = {name.rpartition(".")[2] for name in catch.catches}
        if _raises_another(catch.node, named):
            translated |= caught
        elif not caught or caught & left - translated:
            return False
    return bool(left) and left <= translated


def _raises_another(handler: Node, named: set[str]) -> bool:
    """Its last statement raises an exception of which the decorator knows nothing."""
    if not isinstance(handler, nodes.ExceptHandler):
        return False
    match body_of(handler.body)[-1]:
        case nodes.Raise(exc=nodes.Call(func=raised)):
            return last_name(raised) not in named
    return False
