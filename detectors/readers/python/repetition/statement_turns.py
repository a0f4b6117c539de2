"""Turns of a loop that give a database a statement each: one of a script, or one that defines something."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors.facts import Loop, Request
from detectors.readers.python.control.exits import inside, names_in
from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes

_DEFINES = re.compile(r"(?i)\s*(?:create|alter|drop|grant|revoke|truncate|vacuum|analyze|use)\b")
"""The beginning of a statement for one table, view or user, of which no database takes many together."""


def is_a_statement_of_its_own(program: Program, loop: Loop, request: Request) -> bool:
    """`for statement in migration: cursor.execute(statement)` goes on in this order."""
    if isinstance(loop.node, nodes.While) or not inside(program.tree, request.node, loop.node):
        return False
    part = loop.node if isinstance(loop.node, nodes.For) else loop.node.for_in
    targets = names_in(program.tree, part.target)
    return any(
        isinstance(given, nodes.Name | nodes.Subscript) and names_in(program.tree, given) <= targets
        for given in _statements(program, request)
    )


def defines_something(program: Program, request: Request) -> bool:
    """`cursor.execute(f"CREATE TRIGGER {name} ON {table} ...")`: each takes a statement of its own."""
    return any(
        _DEFINES.match(program.evaluator.text(spelled) or "")
        for given in _statements(program, request)
        for spelled in _spelled(program, given)
    )


def _statements(program: Program, request: Request) -> Iterator[nodes.BaseExpression]:
    """What a request gives a database to execute."""
    for invocation in program.named(request.node):
        data = program.lookup.call(invocation.name)
        for argument in data.item.arguments.get("sql", ()) if data else ():
            given = invocation.arguments.get(argument.position, argument.keyword)
            if isinstance(given, nodes.Call) and len(given.args) == 1:  # `text(statement)`
                given = given.args[0].value
            if given is not None:
                yield given


def _spelled(program: Program, given: nodes.BaseExpression) -> Iterator[nodes.BaseExpression]:
    """The texts that it may be, or the templates that they are made from."""
    scope = program.tree.scopes.get(given) if isinstance(given, nodes.Name) else None
    bound = (
        program.evaluator.names.reaching(given.value, given, scope)
        if isinstance(given, nodes.Name) and scope is not None
        else None
    )
    for one in [binding.node for binding in bound or () if binding.how == "value"] or [given]:
        match one:
            case nodes.Call(func=nodes.Attribute(value=template, attr=nodes.Name(value="format"))):
                yield template
            case nodes.BaseExpression():
                yield one
