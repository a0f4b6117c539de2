"""What runs next, behind a statement, and what is reported there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from detectors.facts import Claim
from detectors.readers.python.control.success_reports import answer, boast
from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import LOOPS, SUITES, Handler, Node, descendants


def after(left: Node, handler: Handler | None) -> Iterator[Node]:
    """The statements that run next, in their order; those after a loop for a clause that goes on with it."""
    child: Node = left
    skips = left is handler
    while True:
        suite = child.parent
        if isinstance(suite, nodes.FunctionDef | nodes.Lambda | nodes.ClassDef | nodes.Module):
            if isinstance(suite, nodes.Module):
                yield from following(suite, child)
            return
        if isinstance(suite, LOOPS):
            skips = False
        elif isinstance(suite, SUITES) and not skips:
            yield from following(suite, child)
        child = suite


def following(suite: Node, child: Node) -> Iterator[Node]:
    body: Sequence[Node] = getattr(suite, "body", ())
    at = next((at for at, one in enumerate(body) if one is child), None)
    for one in body[at + 1 :] if at is not None else ():
        if isinstance(one, nodes.SimpleStatementLine):
            yield from one.body
        else:
            yield one


def may_leave(statement: Node) -> bool:
    """Under a condition it returns, raises, or asks something else."""
    return not isinstance(statement, nodes.BaseSmallStatement) and any(
        isinstance(inner, nodes.Return | nodes.Raise | nodes.Yield)
        for inner in descendants(statement)
    )


def reported_behind(program: Program, left: Node, *, is_logged: bool) -> Claim | None:
    """The first thing that is reported behind a statement, whatever has come of it."""
    for one in after(left, None):
        match one:
            case nodes.Return(value=value):
                return answer(program, value, is_logged) if value is not None else None
            case nodes.Raise() | nodes.Break() | nodes.Continue():
                return None
        if may_leave(one):
            return None
        if (said := boast(program, one, is_logged)) is not None:
            return said
    return None
