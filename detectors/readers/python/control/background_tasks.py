"""Tasks of an event loop that nobody holds, and whether they deal with their own failures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from detectors.facts import Detached
from detectors.readers.python.context import Contexts
from detectors.readers.python.control.best_effort import is_called_best_effort
from detectors.readers.python.control.catches import deals_with_failures, suppressed
from detectors.readers.python.control.exits import names_in
from detectors.readers.python.naming.things import Function, Unknown
from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import dotted, last_name

_STARTS = frozenset({"asyncio.create_task", "asyncio.ensure_future", "asyncio.Task"})
_LOOPS = frozenset({"asyncio.get_event_loop", "asyncio.get_running_loop"})
_NAMES_OF_LOOPS = frozenset({"loop", "_loop", "event_loop", "ev_loop"})


def detached(program: Program, contexts: Contexts) -> Iterator[Detached]:
    """Those of a file, in the order of the source."""
    for call in program.tree.calls:
        is_in_a_pool = last_name(call.func) == "run_in_executor" and len(call.args) > 1
        if not (is_in_a_pool or _starts_a_task(program, call)) or not _is_let_go(program, call):
            continue
        work = call.args[int(is_in_a_pool)].value if call.args else None
        if work is None or (is_in_a_pool and not _may_fail_unseen(program, work)):
            continue
        bodies = _bodies(program, work)
        if bodies and all(_is_held(program, call, one) for one in bodies):
            continue
        yield Detached(
            file=program.file,
            lines=program.lines(call),
            columns=program.columns(call),
            statement=program.lines(program.tree.statement_of(call)),
            what=_named(work.func if isinstance(work, nodes.Call) else work),
            context=contexts.of(call),
            is_in_a_pool=is_in_a_pool,
            node=call,
            may_be_lost=is_called_best_effort(program, call) or _is_at_its_end(program, call),
            **_told_by(program, bodies)._asdict(),
        )


def _named(work: nodes.BaseExpression) -> str:
    """`links[name].close` by its last name alone."""
    return dotted(work) or last_name(work)


def _is_let_go(program: Program, call: nodes.Call) -> bool:
    """A statement by itself, or bound in a function to a name that nobody reads: it goes with the function."""
    match call.parent:
        case nodes.Expr():
            return True
        case (
            nodes.Assign(targets=[nodes.AssignTarget(target=nodes.Name(value=name))])
            | nodes.AnnAssign(target=nodes.Name(value=name))
        ) as statement:
            function = program.tree.function_of(call)
            is_local = isinstance(function, nodes.FunctionDef) and not _is_outer(
                function, name, program
            )
            return is_local and not program.readers(name, statement)
    return False


def _is_held(program: Program, call: nodes.Call, body: nodes.FunctionDef) -> bool:
    """The task puts itself where others find it, or waits for what its starter waits for or hands on."""
    return _stores_itself(program, body) or _waits_with_others(program, call, body)


def _stores_itself(program: Program, body: nodes.FunctionDef) -> bool:
    """`self._worker = asyncio.current_task()`."""
    for inner in program.tree.walk(body.body):
        match inner:
            case nodes.Assign(targets=targets, value=nodes.Call(func=func)):
                is_itself = program.evaluator.ref(func) == "asyncio.current_task"
                if is_itself and any(isinstance(one.target, nodes.Attribute) for one in targets):
                    return True
    return False


def _waits_with_others(program: Program, call: nodes.Call, body: nodes.FunctionDef) -> bool:
    """`with suppress(BaseException): await done` within, and `return done` or `await done` beside it."""
    around = program.tree.function_of(call)
    if around is None or program.tree.function_of(body) is not around:
        return False
    waited = {
        inner.expression.value
        for block in program.tree.walk(body.body)
        if isinstance(block, nodes.With) and any(suppressed(program, one) for one in block.items)
        for inner in program.tree.walk(block.body)
        if isinstance(inner, nodes.Await) and isinstance(inner.expression, nodes.Name)
    }
    return any(
        isinstance(inner, nodes.Return | nodes.Await)
        and program.tree.function_of(inner) is around
        and bool(waited & names_in(program.tree, inner))
        for inner in program.tree.walk(around.body)
    )


def _is_outer(function: nodes.FunctionDef, name: str, program: Program) -> bool:
    """`global worker`: the module holds it."""
    return any(
        isinstance(inner, nodes.Global | nodes.Nonlocal)
        and name in {item.name.value for item in inner.names}
        for inner in program.tree.walk(function.body)
    )


def _starts_a_task(program: Program, call: nodes.Call) -> bool:
    """A group of tasks holds those that it creates; the module and its loops do not."""
    if program.evaluator.ref(call.func) in _STARTS:
        return True
    match call.func:
        case nodes.Attribute(value=nodes.Call(func=maker), attr=nodes.Name(value="create_task")):
            return program.evaluator.ref(maker) in _LOOPS
        case nodes.Attribute(value=owner, attr=nodes.Name(value="create_task")):
            return last_name(owner) in _NAMES_OF_LOOPS
    return False


def _is_at_its_end(program: Program, call: nodes.Call) -> bool:
    """`def __del__(self): asyncio.create_task(self.close())`, or in what `atexit` calls: nothing is left that could hold it."""
    function = program.tree.definition_of(call)
    if function is None:
        return False
    return function.name.value == "__del__" or any(
        last_name(given.value) == function.name.value
        for one in program.tree.calls_by_name.get("register", ())
        if dotted(one.func) == "atexit.register"
        for given in one.args
    )


class _Told(NamedTuple):
    """What the bodies of a task say; the fields are those of the fact."""

    catches_its_failures: bool
    is_out_of_sight: bool
    runs_through: bool


def _told_by(program: Program, bodies: Sequence[nodes.FunctionDef]) -> _Told:
    return _Told(
        bool(bodies) and all(deals_with_failures(program, one.body) for one in bodies),
        not bodies,
        bool(bodies) and not any(_waits(program, one) for one in bodies),
    )


def _bodies(program: Program, work: nodes.BaseExpression) -> list[nodes.FunctionDef]:
    """Every function that it may be; empty where one of them is out of sight.

    What is called on something unknown may be a method that this file gives that name,
    and is taken for it where that one cannot fail nor wait: then nothing is known against it.
    """
    if not isinstance(work, nodes.Call):
        return []
    things = program.evaluator.things(work.func)
    found = [
        one.node
        for one in things
        if isinstance(one, Function) and isinstance(one.node, nodes.FunctionDef)
    ]
    is_unknown = all(isinstance(one, Unknown) for one in things)
    if not is_unknown or not isinstance(work.func, nodes.Attribute):
        return found if len(found) == len(things) else []
    name = last_name(work.func)
    namesakes = [one for one in program.tree.functions if one.name.value == name]
    told = _told_by(program, namesakes)
    return namesakes if told.catches_its_failures and told.runs_through else []


def _waits(program: Program, function: nodes.FunctionDef) -> bool:
    return any(
        isinstance(one, nodes.Await) or getattr(one, "asynchronous", None) is not None
        for one in program.tree.walk(function.body)
    )


def _may_fail_unseen(program: Program, work: nodes.BaseExpression) -> bool:
    """A function of the file that lets what goes wrong out."""
    thing = program.evaluator.thing(work)
    return (
        isinstance(thing, Function)
        and isinstance(thing.node, nodes.FunctionDef)
        and not deals_with_failures(program, thing.node.body)
    )
