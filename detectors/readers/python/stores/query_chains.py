"""Queries that are put together call by call: `db.table("users").update({...}).eq("id", user).execute()`."""

from __future__ import annotations

from collections.abc import Iterator

from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import Node, last_name

_TABLES = frozenset({"table", "from_"})
_CONDITIONS = frozenset({"filter", "filter_by", "where", "eq", "match"})


def table_of(program: Program, call: nodes.Call, verb: str) -> str:
    """The table of a chain in which this verb is said: `db.table("users").select("*")`; empty if it is none."""
    chain = [*_inner(call)]
    if not any(last_name(one.func) == verb for one in chain):
        return ""
    for one in chain:
        if last_name(one.func) in _TABLES and len(one.args) == 1:
            return program.evaluator.text(one.args[0].value) or ""
    return ""


def condition_of(program: Program, call: nodes.Call) -> list[str]:
    """What says which rows are meant, before the call and behind it, as written."""
    chain = [*_inner(call), *_outer(call)]
    return [
        program.code(argument)
        for one in chain
        if last_name(one.func) in _CONDITIONS
        for argument in (one.args[:1] if last_name(one.func) == "eq" else one.args)
    ]


def _inner(call: nodes.Call) -> Iterator[nodes.Call]:
    """A call and those that it is a method of."""
    inner: Node = call
    while isinstance(inner, nodes.Call | nodes.Attribute):
        if isinstance(inner, nodes.Call):
            yield inner
        inner = inner.value if isinstance(inner, nodes.Attribute) else inner.func


def _outer(call: nodes.Call) -> Iterator[nodes.Call]:
    """The calls of methods of what it gives."""
    outer = call.parent
    while isinstance(outer, nodes.Attribute) and isinstance(outer.parent, nodes.Call):
        yield outer.parent
        outer = outer.parent.parent
