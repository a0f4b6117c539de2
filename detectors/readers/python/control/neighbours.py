"""Calls of functions of other files of the project, which hold the thread as much as one's own."""

from __future__ import annotations

from collections.abc import Iterator

from detectors.facts import Neighbour, Wait
from detectors.readers.python.context import Contexts
from detectors.readers.python.control.awaits import fails_where_it_is_awaited, is_awaited_otherwise
from detectors.readers.python.naming.things import Function, Made
from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import Node, dotted, last_name
from detectors.vocabulary.names import listed, words

_AT_TIMES = listed("ensure maybe")


def is_done_at_times(function: nodes.FunctionDef) -> bool:
    """Its name says that it mostly finds its work done: `_ensure_connected`, `maybe_refresh`."""
    return bool({*words(function.name.value.strip("_"))[:1]} & _AT_TIMES)


def wait_elsewhere(program: Program, contexts: Contexts, call: nodes.Call) -> Wait | None:
    """The wait that a call leads to in another file."""
    function = program.tree.definition_of(call)
    if not program.file.neighbours or (function is not None and is_done_at_times(function)):
        return None
    through = next(_through(program, call), None)
    if through is None:
        return None
    return Wait(
        file=program.file,
        lines=program.lines(call),
        columns=program.columns(call),
        statement=program.lines(program.tree.statement_of(call)),
        name=dotted(call.func) or last_name(call.func),
        kind="neighbour",
        through=through,
        is_async=is_awaited_otherwise(program.tree, call),
        is_out_of_a_loop=fails_where_it_is_awaited(program, call),
        context=contexts.of(call),
        node=call,
    )


def _through(program: Program, call: nodes.Call) -> Iterator[Neighbour]:
    """What holds the thread there."""
    for name in _names(program, call):
        called = program.file.neighbours.get(name)
        if called is not None:
            yield called


def _names(program: Program, call: nodes.Call) -> Iterator[str]:
    """What is called, as others of the project would name it: `.services.Rates().of`."""
    yield from (invocation.name for invocation in program.named(call))
    evaluator = program.evaluator
    for thing in evaluator.things(call.func):
        if isinstance(thing, Function) and isinstance(thing.node, nodes.FunctionDef):
            yield from _of(program, thing.node, thing.node.name.value)
    if isinstance(call.func, nodes.Attribute):
        for thing in evaluator.things(call.func.value):
            if isinstance(thing, Made) and thing.definition is not None:
                name = thing.definition.name.value
                yield from _of(program, thing.definition, f"{name}().{call.func.attr.value}")


def _of(program: Program, definition: Node, name: str) -> Iterator[str]:
    """What stands at the left edge of another file, as far as that is read."""
    if isinstance(definition.parent, nodes.Module):
        yield from (f"{module}.{name}" for module in program.modules_beside(definition))
