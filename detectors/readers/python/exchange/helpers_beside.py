"""The helpers of other files that this one calls: what they ask, it asks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from detectors.readers.python.control.neighbours import is_done_at_times
from detectors.readers.python.naming.things import Function
from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes

_DEEPEST = 3
"""Helpers that call helpers."""


def calls_beside(program: Program) -> Iterator[nodes.Call]:
    """The calls in those functions of other files that this one leads to."""
    beside = program.tree.calls_beside
    if not beside:
        return
    known: set[nodes.FunctionDef] = set()
    fresh = _called(program, program.tree.calls)
    for _ in range(_DEEPEST):
        fresh -= known
        known |= fresh
        inside = [one for one in beside if program.tree.definition_of(one) in fresh]
        yield from inside
        fresh = _called(program, inside)


def _called(program: Program, calls: Iterable[nodes.Call]) -> set[nodes.FunctionDef]:
    """The functions of other files that these call."""
    things = (thing for call in calls for thing in program.evaluator.things(call.func))
    return {
        thing.node
        for thing in things
        if isinstance(thing, Function)
        and isinstance(thing.node, nodes.FunctionDef)
        and not program.is_here(thing.node)
        and not is_done_at_times(thing.node)
    }
