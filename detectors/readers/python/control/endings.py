"""Threads that have said their last word, as whoever joins them has heard."""

from __future__ import annotations

from collections.abc import Iterator

from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import Node, body_of, last_name

_SAYS = frozenset({"put", "put_nowait", "set", "set_result", "send", "send_nowait"})
_HEARS = frozenset({"get", "wait", "receive"})


def has_said_its_last(program: Program, call: nodes.Call) -> bool:
    """`while (item := await queue.get()) is not None: ...; thread.join()`, and the thread's last statement puts the None."""
    function = program.tree.definition_of(call)
    if last_name(call.func) != "join" or not isinstance(call.func, nodes.Attribute):
        return False
    if function is None:
        return False
    heard = {*_heard(program, function, call)}
    return bool(heard) and any(
        said in heard
        for target in _targets(program, function, program.code(call.func.value))
        for said in _last_words(program, target)
    )


def _heard(program: Program, function: nodes.FunctionDef, call: nodes.Call) -> Iterator[str]:
    """What the coroutine has waited for before: `await queue.get()`."""
    for inner in program.tree.walk(function.body):
        match inner:
            case nodes.Await(
                expression=nodes.Call(
                    func=nodes.Attribute(value=where, attr=nodes.Name(value=verb))
                )
            ) if verb in _HEARS and program.span(inner) < program.span(call):
                yield program.code(where)


def _targets(
    program: Program, function: nodes.FunctionDef, thread: str
) -> Iterator[nodes.FunctionDef]:
    """The functions that a thread of this name is made for."""
    wanted = {
        last_name(arg.value)
        for inner in program.tree.walk(function.body)
        if isinstance(inner, nodes.Assign)
        and isinstance(inner.value, nodes.Call)
        and last_name(inner.value.func) == "Thread"
        and any(program.code(one.target) == thread for one in inner.targets)
        for arg in inner.value.args
        if arg.keyword is not None and arg.keyword.value == "target"
    }
    for inner in program.tree.functions:
        if isinstance(inner, nodes.FunctionDef) and inner.name.value in wanted:
            yield inner


def _last_words(program: Program, function: nodes.FunctionDef) -> Iterator[str]:
    """Of `queue.put_nowait(None)` and `loop.call_soon_threadsafe(queue.put_nowait, None)` the queue."""
    last = _last(function.body)
    call = last.value if isinstance(last, nodes.Expr) else None
    if not isinstance(call, nodes.Call):
        return
    first = call.args[0].value if call.args else None
    for said in (call.func, first, first.func if isinstance(first, nodes.Call) else None):
        if isinstance(said, nodes.Attribute) and said.attr.value in _SAYS:
            yield program.code(said.value)


def _last(suite: nodes.BaseSuite) -> Node | None:
    """What a block does last, whatever fails in it."""
    last: Node | None = next(iter(body_of(suite)[-1:]), None)
    if isinstance(last, nodes.Try):
        return _last(last.finalbody.body) if last.finalbody is not None else None
    return last
