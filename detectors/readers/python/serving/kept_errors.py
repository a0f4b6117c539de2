"""Exceptions that a clause keeps, and that are told after it: `output = f"failed: {exc}"` ... `return [output]`."""

from __future__ import annotations

from collections.abc import Iterator

from detectors.readers.python.naming.dataflow import key_of, reads_of
from detectors.readers.python.program import Program
from detectors.readers.python.serving.handed_on import ends_of
from detectors.readers.python.serving.held_errors import Held, What
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import Node

_ADDS = frozenset({"append", "add", "insert", "extend"})


def kept(
    program: Program, clause: nodes.ExceptHandler | nodes.ExceptStarHandler, held: Held
) -> Iterator[tuple[Node, What, Node]]:
    """(statement, what it keeps, the `return` or `raise` that has it) of each that a clause keeps in a variable."""
    for statement in program.tree.walk(clause.body):
        match statement:
            case nodes.Assign(targets=[nodes.AssignTarget(target=target)], value=value):
                pass
            case nodes.Expr(
                value=nodes.Call(
                    func=nodes.Attribute(value=target, attr=nodes.Name(value=name)), args=[*args]
                )
            ) if name in _ADDS and args:
                value = args[-1].value
            case _:
                continue
        if not _is_of(program, statement, clause):
            continue
        what = held.by(value)
        if what is None:
            continue
        keys = held.keys(value)
        uses: Iterator[nodes.Name] = iter(())
        if isinstance(statement, nodes.Assign) and isinstance(target, nodes.Name):
            uses = (n for n in reads_of(program, target) if clause not in program.tree.ancestors(n))
        elif isinstance(target, nodes.Name):
            uses, keys = _later(program, target, clause), frozenset()
        elif isinstance(target, nodes.Subscript) and isinstance(target.value, nodes.Name):
            key = key_of(program, target)
            uses, keys = _later(program, target.value, clause), frozenset({key} if key else ())
        for use in uses:
            for end in ends_of(program, use, keys):
                yield statement, what, end


def _is_of(program: Program, node: Node, clause: Node) -> bool:
    """No clause within this one has an exception of its own."""
    around = next(
        one
        for one in program.tree.ancestors(node)
        if isinstance(one, nodes.ExceptHandler | nodes.ExceptStarHandler)
    )
    return around is clause


def _later(program: Program, name: nodes.Name, clause: Node) -> Iterator[nodes.Name]:
    """Where the function reads it after the clause."""
    function, end = program.tree.function_of(name), program.span(clause)[1]
    for use in program.reads(name.value):
        if program.tree.function_of(use) is function and program.span(use)[0] >= end:
            yield use
