"""Exceptions that a clause keeps, and that are told after it: `output = f"failed: {exc}"` ... `return [output]`."""

from __future__ import annotations

from collections.abc import Iterator

from detectors.readers.python.naming.dataflow import key_of, reads_of
from detectors.readers.python.program import Program
from detectors.readers.python.serving.handed_on import ends_of
from detectors.readers.python.serving.held_errors import Held, What
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import Node

_ADDS = frozenset({"append", "add", "insert", "extend", "update"})


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
            for entry in _looked_up(program, target.value, clause):
                for end in ends_of(program, entry, keys):
                    yield statement, what, end
            uses, keys = _later(program, target.value, clause), frozenset({key} if key else ())
        elif (of := _entry_of(target)) is not None:
            key = key_of(program, target) if isinstance(target, nodes.Subscript) else None
            keys = frozenset({key}) if key else keys
            for entry in _looked_up(program, of, clause):
                for end in ends_of(program, entry, keys):
                    yield statement, what, end
        for use in uses:
            for end in ends_of(program, use, keys):
                yield statement, what, end


def _entry_of(target: Node) -> nodes.Name | None:
    """`jobs` of `jobs[id]["error"] = str(exc)` and of `jobs[id].update({"error": str(exc)})`."""
    if isinstance(target, nodes.Subscript):
        target = target.value
    if isinstance(target, nodes.Subscript) and isinstance(target.value, nodes.Name):
        return target.value
    return None


def _looked_up(program: Program, name: nodes.Name, clause: Node) -> Iterator[Node]:
    """Where other functions take an entry from a dictionary of the module: `jobs[id]`, `jobs.get(id)`."""
    function = program.tree.function_of(name)
    scope = program.tree.scopes.get(name)
    bindings = program.evaluator.names.reaching(name.value, name, scope) if scope else None
    if not bindings or any(program.tree.function_of(one.statement) for one in bindings):
        return
    for use in program.reads(name.value):
        if program.tree.function_of(use) in (None, function):
            continue
        match use.parent:
            case nodes.Subscript(value=value) if value is use:
                yield use.parent
            case nodes.Attribute(attr=nodes.Name(value="get"), parent=nodes.Call() as call):
                yield call


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
