"""Cookies of a session by which a program sees whether a login has come through, whatever its status was."""

from __future__ import annotations

from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import Node, dotted


def asks_for_its_cookie(program: Program, call: nodes.Call) -> bool:
    """`session.post(login); if "token" not in session.cookies: raise`"""
    owner = dotted(call.func.value) if isinstance(call.func, nodes.Attribute) else ""
    function = program.tree.function_of(call)
    if not owner or function is None:
        return False
    return any(
        isinstance(one, nodes.Attribute)
        and one.attr.value == "cookies"
        and dotted(one.value) == owner
        and _decides(program, one)
        for one in program.tree.walk(function.body)
    )


def _decides(program: Program, cookies: Node) -> bool:
    """It stands in a test, or one of them is taken by its name: `return session.cookies.get("token")`."""
    match cookies.parent:
        case nodes.Attribute(attr=nodes.Name(value="get")) | nodes.Subscript():
            return True
    child = cookies
    for parent in program.tree.ancestors(cookies):
        if isinstance(parent, nodes.If | nodes.Assert | nodes.IfExp | nodes.While):
            return child is parent.test
        if isinstance(parent, nodes.SimpleStatementLine):
            return False
        child = parent
    return False
