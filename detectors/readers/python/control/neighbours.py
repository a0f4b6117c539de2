"""Calls of functions and clients of other files of the project, which hold the thread as much as one's own."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from detectors import clients as data
from detectors.clients.lookup import Known, Lookup
from detectors.clients.model import Call
from detectors.facts import Wait
from detectors.judging.blocking import HANDS_OVER
from detectors.readers.python.context import Contexts
from detectors.readers.python.control.awaits import fails_where_it_is_awaited, is_awaited_otherwise
from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import dotted, last_name
from detectors.vocabulary.names import listed, words

_AT_TIMES = listed("ensure maybe")


def is_done_at_times(function: nodes.FunctionDef) -> bool:
    """Its name says that it mostly finds its work done: `_ensure_connected`, `maybe_refresh`."""
    return bool({*words(function.name.value.strip("_"))[:1]} & _AT_TIMES)


def wait_elsewhere(program: Program, contexts: Contexts, call: nodes.Call) -> Wait | None:
    """The wait that a call leads to in another file, or for a client from there."""
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


def _through(program: Program, call: nodes.Call) -> Iterator[str]:
    """What holds the thread: `requests.get in services.py`, `an answer (requests, made in http.py)`."""
    known = program.file.neighbours
    for invocation in program.named(call):
        called = known.get(invocation.name)
        if called is not None and not called.client:
            yield f"{called.name} in {called.file}"
        for owner in _owners(invocation.name):
            made = known.get(owner)
            if made is not None and made.client:
                asked = _lookup_of(made.client).call(made.name + invocation.name[len(owner) :])
                if asked is not None and _is_waited_for(asked):
                    yield f"an answer ({asked.client.title}, made in {made.file})"


def _owners(name: str) -> Iterator[str]:
    """`.http.get_session().get` -> `.http.get_session()`, `.http`."""
    while "." in name.lstrip("."):
        name = name.rpartition(".")[0]
        yield name


@lru_cache(maxsize=64)
def _lookup_of(client: str) -> Lookup:
    return Lookup(data.belonging([client]))


def _is_waited_for(asked: Known[Call]) -> bool:
    """It is a request, whatever it is given, and its answer comes before anything else happens."""
    is_buffered = asked.client.id in HANDS_OVER and asked.item.effect == "publish"
    return asked.item.io == "sync" and not asked.item.only_with and not is_buffered
