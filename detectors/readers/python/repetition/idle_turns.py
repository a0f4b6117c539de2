"""Turns of an endless loop that bring nothing: how long each one waits before the next."""

from __future__ import annotations

from collections.abc import Iterator

from detectors.facts import UNKNOWN, Value, known
from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import Handler, Node, children, last_name
from detectors.vocabulary.names import listed

_AT_ONCE = listed(
    "get items keys values len str int print debug info warning error exception log format join dumps loads time now utcnow"
)
"""Calls that are over at once."""
_MAY_END = nodes.Break | nodes.Return | nodes.Raise


def idle_pause(program: Program, loop: nodes.While) -> Value:
    """Seconds between two turns without news; unknown where the loop may end then, or something else may wait."""
    seconds = 0.0
    for node in _of_an_idle_turn(loop.body):
        if isinstance(node, _MAY_END | nodes.Yield | nodes.Await | nodes.While):
            return UNKNOWN
        if not isinstance(node, nodes.Call):
            continue
        names = [one.name for one in program.named(node)]
        if any(map(program.lookup.call, names)):
            continue
        if any((wait := program.lookup.wait(one)) and wait.item.kind == "sleep" for one in names):
            const = program.evaluator.const(node.args[0].value) if len(node.args) == 1 else None
            if const is None or const.is_default or not isinstance(const.value, int | float):
                return UNKNOWN
            seconds += const.value
        elif last_name(node.func) not in _AT_ONCE:
            return UNKNOWN
    return known(seconds)


def _of_an_idle_turn(node: Node) -> Iterator[Node]:
    """What may run in it: neither the work on each item, nor what follows a failure, nor a branch for what has come."""
    for child in children(node):
        match child:
            case nodes.For(iter=over):
                yield from _with_itself(over)
            case nodes.If(test=nodes.Name(), body=body, orelse=rest):
                yield from (one for one in _with_itself(body) if isinstance(one, _MAY_END))
                if rest is not None:
                    yield from _with_itself(rest)
            case _ if isinstance(child, Handler | nodes.FunctionDef | nodes.Lambda):
                pass
            case _:
                yield from _with_itself(child)


def _with_itself(node: Node) -> Iterator[Node]:
    yield node
    yield from _of_an_idle_turn(node)
