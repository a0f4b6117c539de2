"""Clients that are made anew for each piece of work, although each is made of the same: `for id in ids: httpx.Client().get(...)`."""

from __future__ import annotations

from detectors.facts import Again
from detectors.readers.python import nodes
from detectors.readers.python.context import Contexts
from detectors.readers.python.keeping import Keeping
from detectors.readers.python.ownership import is_own
from detectors.readers.python.program import Program
from detectors.readers.python.syntax import LOOPS, Node
from detectors.readers.python.things import Made


def remade(
    program: Program, contexts: Contexts, made: Made | None, request: nodes.Call
) -> Again | None:
    """What makes the client of a request again and again; None where it is kept, is somebody's own, or serves many requests."""
    call = made.call if made is not None else None
    if made is None or not isinstance(call, nodes.Call) or call is request:
        return None
    if not _is_local(program, call) or _is_somebodys(program, made):
        return None
    if _serves_a_loop(program, call, request):
        return None
    return Keeping(program, contexts).again(call, whatever_is_given=True)


def _is_local(program: Program, call: nodes.Call) -> bool:
    """It is given a name of the function, is opened for a block, or is used where it is made."""
    child: Node = call
    for parent in program.tree.ancestors(call):
        match parent:
            case nodes.Attribute() if parent.value is child:
                pass
            case nodes.Call() if parent.func is child:
                pass
            case nodes.Await() | nodes.Expr():
                pass
            case nodes.WithItem():
                return True
            case nodes.Assign():
                return all(
                    isinstance(target.target, nodes.Name)
                    and not _is_global(program, target.target.value, call)
                    for target in parent.targets
                )
            case nodes.BaseSmallStatement() | nodes.BaseCompoundStatement():
                return child is not call
            case nodes.SimpleStatementLine():
                return child is not call
            case _:
                return child is not call
        child = parent
    return False


def _is_global(program: Program, name: str, call: nodes.Call) -> bool:
    function = program.tree.function_of(call)
    return isinstance(function, nodes.FunctionDef) and any(
        isinstance(inner, nodes.Global | nodes.Nonlocal)
        and any(item.name.value == name for item in inner.names)
        for inner in program.tree.walk(function.body)
    )


def _is_somebodys(program: Program, made: Made) -> bool:
    """It is told who it works for after it is made: `session.headers.update(headers_of(user))`."""
    if any(c.value is not None and not is_own(program, c.value) for c in program.changes(made)):
        return True
    uses = program.uses(made)
    calls = [use for use in uses if program.lookup.call(use.name)]
    own = [use for use in uses if "(" not in use.name.removeprefix(made.name)]
    if any(
        not is_own(program, argument.value)
        for use in own
        if use not in calls
        for argument in use.node.args
    ):
        return True
    signs_in = any(use.name.endswith(".post") for use in calls)
    return signs_in and len({use.node for use in calls}) > 1  # and goes on with its cookies


def _serves_a_loop(program: Program, call: nodes.Call, request: nodes.Call) -> bool:
    """Many requests go through it before it is made anew."""
    around = set(program.tree.ancestors(call))
    return any(isinstance(p, LOOPS) and p not in around for p in program.tree.ancestors(request))
