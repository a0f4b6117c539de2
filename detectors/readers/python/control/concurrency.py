"""Work that runs beside other work, and who sees its failures: itself, its caller, or nobody who needs to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from detectors.readers.python.control.catches import caught
from detectors.readers.python.naming.dataflow import targets
from detectors.readers.python.naming.things import Function
from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import Node, descendants, last_name
from detectors.vocabulary.names import listed, words

_AFTERWARDS = (nodes.Finally, nodes.ExceptHandler, nodes.ExceptStarHandler)
_ASKS = listed("result exception add_done_callback cancelled done")
"""Methods of a future by which its failure is taken."""
_WRAPS = listed(
    "create_task ensure_future shield wrap_future wait_for range list tuple values items enumerate zip"
)
"""Calls around what is started, and what it is started for."""
_TAKES = listed("submit to_thread partial")
"""Calls that are given what is started."""
_ENDS = listed(
    "stop close aclose shutdown teardown cleanup cancel disconnect exit aexit terminate kill drain"
)
"""Words of functions in which what has failed no longer matters."""


def is_settled(program: Program, call: nodes.Call) -> bool:
    """What is waited for deals with its failures itself, is asked for them elsewhere, or is being ended."""
    around = program.tree.function_of(call)
    if isinstance(around, nodes.FunctionDef) and _ENDS & set(words(around.name.value)):
        return True
    if any(isinstance(parent, _AFTERWARDS) for parent in program.tree.ancestors(call)):
        return True
    for inner in program.tree.walk(around.body if around else program.tree.module_of(call)):
        if isinstance(inner, nodes.Call) and inner is not call:
            name = last_name(inner.func)
            if name in _ASKS or name.startswith("cancel"):
                return True
    work = [t.node for _, things in started(program, call) for t in things]
    return bool(work) and all(_deals_with_failures(program, one) for one in work)


def is_one_of_many(program: Program, call: nodes.Call) -> bool:
    """`with pool: for device in devices: pool.submit(push, device)`: whoever leaves the block takes all for done."""
    owner = program.code(call.func.value) if isinstance(call.func, nodes.Attribute) else ""
    is_in_a_loop = False
    for parent in program.tree.ancestors(call):
        if isinstance(parent, nodes.FunctionDef | nodes.Lambda):
            return False
        if isinstance(parent, nodes.With) and any(_binds(item, owner) for item in parent.items):
            return is_in_a_loop
        is_in_a_loop = is_in_a_loop or isinstance(parent, nodes.For | nodes.ListComp)
    return False


def _binds(item: nodes.WithItem, name: str) -> bool:
    held = item.asname.name if item.asname else item.item
    return isinstance(held, nodes.Name) and held.value == name


def started(program: Program, call: nodes.Call) -> Iterator[tuple[str, list[Function]]]:
    """What is started for each entry, here or where the list of it is made: names, and the functions of the file."""
    for place in _places(program, call):
        for part in descendants(place):
            func: Node | None = None
            if isinstance(part, nodes.Call) and last_name(part.func) in _TAKES:
                func = part.args[0].value if part.args else None
            elif isinstance(part, nodes.Call) and last_name(part.func) not in _WRAPS:
                func = part.func
            elif isinstance(part, nodes.Name | nodes.Attribute) and part.parent is place:
                func = part  # `executor.map(push, devices)`
            if func is not None:
                things = program.evaluator.things(func)
                functions = [thing for thing in things if isinstance(thing, Function)]
                if functions or part is not func:
                    yield last_name(func), functions


def _places(program: Program, call: nodes.Call) -> Iterator[Node]:
    """The arguments, and what is put into the lists among them; of a `map` only what it calls."""
    if last_name(call.func) == "map" and call.args:
        yield call.args[0]
        return
    around = program.tree.function_of(call)
    inner = [*program.tree.walk(around.body if around else program.tree.module_of(call))]
    for argument in call.args:
        yield argument
        if not isinstance(argument.value, nodes.Name):
            continue
        name = argument.value.value
        yield from _given(inner, name)
        for one in inner:
            if isinstance(one, nodes.Call) and isinstance(one.func, nodes.Attribute):
                owner = one.func.value
                is_put = one.func.attr.value in {"append", "add"}
                if is_put and isinstance(owner, nodes.Name) and owner.value == name:
                    yield from one.args
                    for put in one.args:
                        if isinstance(put.value, nodes.Name):
                            yield from _given(inner, put.value.value)


def _given(inner: Sequence[Node], name: str) -> Iterator[Node]:
    """What a name is bound to there."""
    for one in inner:
        if not isinstance(one, nodes.Assign | nodes.AnnAssign) or one.value is None:
            continue
        if any(isinstance(t, nodes.Name) and t.value == name for t in targets(one)):
            yield one.value


def _deals_with_failures(program: Program, function: nodes.FunctionDef | nodes.Lambda) -> bool:
    """Some clause in it takes every failure and does not pass it on, or a decorator may."""
    if isinstance(function, nodes.FunctionDef) and function.decorators:
        return True
    return any(
        isinstance(one, nodes.ExceptHandler)
        and set(caught(program, one)) <= {"Exception", "BaseException"}
        and not any(isinstance(inner, nodes.Raise) for inner in descendants(one.body))
        for one in descendants(function)
    )
