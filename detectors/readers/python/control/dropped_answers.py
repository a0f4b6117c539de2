"""Functions that say by their answer whether it went well, and callers that do not look at it."""

from __future__ import annotations

from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import Node, descendants

_NO = frozenset({"None", "False"})


def dropped_by_all(program: Program, function: nodes.FunctionDef) -> list[nodes.Call]:
    """Where the file calls it, if it does and no call makes anything of what it gives."""
    sites = program.evaluator.sites(function)
    return sites if sites and all(is_dropped(site) for site in sites) else []


def is_dropped(site: nodes.Call) -> bool:
    """A statement by itself: whoever calls does not look at what it gets."""
    around = site.parent
    if isinstance(around, nodes.Await):
        around = around.parent
    return isinstance(around, nodes.Expr)


def says_no(value: nodes.BaseExpression | None) -> bool:
    """`return`, `return None`, `return False`."""
    return value is None or (isinstance(value, nodes.Name) and value.value in _NO)


def says_yes_elsewhere(program: Program, function: nodes.FunctionDef, handler: Node) -> bool:
    """What it gives when all went well tells that from a failure."""
    inside = {*descendants(handler)}
    return any(
        value not in inside and not says_no(value)
        for value in program.tree.returns.get(function, ())
    )
