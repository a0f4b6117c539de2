"""Failures that a function turns into others before the policy around it sees them."""

from __future__ import annotations

import builtins
import re

from detectors.facts import Request
from detectors.readers.python.naming.things import Class
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
        if _raises_another(program, catch.node, named):
            translated |= caught
        elif not caught or caught & left - translated:
            return False
    return bool(left) and left <= translated


def _raises_another(program: Program, handler: Node, named: set[str]) -> bool:
    """All that it raises is, in its last statement, an exception that is none of those that the decorator names."""
    if not isinstance(handler, nodes.ExceptHandler):
        return False
    raised = [one for one in program.tree.walk(handler.body) if isinstance(one, nodes.Raise)]
    match raised, body_of(handler.body)[-1]:
        case [only], nodes.Raise(exc=nodes.Call(func=maker)) as last if only is last:
            return _is_another(program, maker, named)
    return False


def _is_another(program: Program, maker: nodes.BaseExpression, named: set[str]) -> bool:
    """A built-in exception, or a class of the file that extends none of the named ones; any other may be one of them."""
    thing = program.evaluator.thing(maker)
    if not isinstance(thing, Class):
        name = last_name(maker)
        return isinstance(getattr(builtins, name, None), type) and name not in named
    bases = [last_name(base.value) for base in thing.node.bases]
    return last_name(maker) not in named and all(
        isinstance(getattr(builtins, base, None), type) and base not in named for base in bases
    )
