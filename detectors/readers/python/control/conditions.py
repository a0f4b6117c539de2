"""The tests that decide whether something runs: the `if`s around it, those that leave before it, those around its one call."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from detectors.readers.python.naming.left_out import fails_where_left_out
from detectors.readers.python.naming.names import leaves
from detectors.readers.python.naming.things import Const
from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import Node, descendants, last_name


class Condition(NamedTuple):
    """A test, and whether it holds where it was asked for."""

    test: nodes.BaseExpression
    holds: bool


def conditions(program: Program, node: Node, *, is_site: bool = False) -> Iterator[Condition]:
    """The tests on the way to a node, innermost first."""
    child = node
    for parent in program.tree.ancestors(node):
        if isinstance(parent, nodes.IndentedBlock):
            yield from _left_before(parent, child)
        if isinstance(parent, nodes.FunctionDef):
            sites = _sites(program, parent) if not is_site else []
            if len(sites) == 1:
                yield from conditions(program, sites[0], is_site=True)
            return
        if isinstance(parent, nodes.ClassDef):
            return
        if isinstance(parent, nodes.If | nodes.IfExp) and child is not parent.test:
            yield Condition(parent.test, child is parent.body)
        child = parent


def _sites(program: Program, function: nodes.FunctionDef) -> list[nodes.Call]:
    """Where the file calls a function; for a method that others call, where it makes the object."""
    evaluator = program.evaluator
    definition = program.tree.class_of(function)
    sites = evaluator.sites(function)
    return sites or (evaluator.parameters.makings(definition) if definition else [])


def _left_before(block: nodes.IndentedBlock, statement: Node) -> Iterator[Condition]:
    """What does not hold at a statement, since `if ...: return` stands before it."""
    for before in block.body:
        if before is statement:
            return
        if isinstance(before, nodes.If) and before.orelse is None and leaves(before.body):
            yield Condition(before.test, False)


def spelt(program: Program, node: Node) -> list[str]:
    """The tests as written: `verify`, `not (insecure)`."""
    found = ((program.code(test), holds) for test, holds in conditions(program, node))
    return [code if holds else f"not ({code})" for code, holds in found]


def is_chosen(program: Program, node: Node, word: str) -> bool:
    """A test asks for something so named, whose value cannot be told: `if timeout: ... else: <here>`."""
    return any(
        isinstance(name, nodes.Name | nodes.Attribute | nodes.SimpleString)
        and word in _spelling(name).lower()
        and not _may_be_nothing(program, name)
        for condition in conditions(program, node)
        for name in descendants(condition.test)
    )


def _may_be_nothing(program: Program, name: Node) -> bool:
    things = program.evaluator.things(name)
    return any(isinstance(thing, Const) and not thing.value for thing in things)


def _spelling(node: Node) -> str:
    return node.value if isinstance(node, nodes.SimpleString) else last_name(node)


def is_off_by_default(program: Program, test: nodes.BaseExpression) -> bool:
    """A switch of the program's own that nobody need set: `options.get("use_tls")`, a parameter that defaults to False."""
    match test:
        case nodes.Call(func=nodes.Attribute(attr=nodes.Name(value="get"))) if test.args:
            default = program.evaluator.const(test.args[1].value) if len(test.args) > 1 else None
            return len(test.args) == 1 or (default is not None and not default.value)
    return fails_where_left_out(program.evaluator, test)
