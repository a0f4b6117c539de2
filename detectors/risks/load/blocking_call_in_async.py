"""Calls that hold the thread inside a coroutine, and with it every other coroutine of the process."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from detectors.facts import Context, Function, Neighbour, Request, Wait
from detectors.judging.blocking import holds_its_thread, takes_time
from detectors.judging.running import is_a_command, is_test_code, needed, runs_as, serves_somebody
from detectors.model import Risk, Verdict, risky, sound
from detectors.text import places_of

_HANDED = re.compile(r"\(\s*(?:(?:none|self\.\w+|\w+),\s*)?(?:lambda\s*:\s*)?(\w+)\.\w")
_HANDS = (
    *("thread", "executor", "threadpool", "run_sync", "blocking", "sync_to_async", "executor_job"),
    *("call_sync", "in_pool"),
)
"""Ends of the names of what hands something to a thread."""


def _suspects(_: str, lowered: str) -> Iterator[int]:
    """The first coroutine: whatever waits is found by its own name; and what a thread runs elsewhere."""
    yield from islice(places_of("async def", lowered), 1)
    handed = (
        found for found in _HANDED.finditer(lowered) if lowered.endswith(_HANDS, 0, found.start())
    )
    for name in {found[1] for found in handed} - {"self", "cls", "time"}:
        yield from places_of(f"{name}.", lowered)


risk = Risk(
    __name__,
    words=("async def", "fastapi", "starlette", "sync_to_async", "thread", "executor", "process"),
    closer=_suspects,
    needs_client=False,
)
"""Risky in a coroutine only; fine, and said so, in whatever a thread or a process runs."""

SERVES = frozenset({"web-handler", "webhook-handler", "worker", "k8s-service"})
"""Runtimes of the scenario that have more to do than this one call."""


@risk.judge(Request)
def stops_the_loop_for_a_request(request: Request) -> Verdict | None:
    return _verdict(request, request.context) if holds_its_thread(request) else None


@risk.judge(Wait)
def stops_the_loop_to_wait(wait: Wait) -> Verdict | None:
    if wait.is_async and takes_time(wait):
        return sound(f"{wait.name} gives the event loop back while it waits")
    return _verdict(wait, wait.context, wait.through) if holds_its_thread(wait) else None


def _verdict(
    fact: Request | Wait, context: Context, through: Neighbour | None = None
) -> Verdict | None:
    function = context.function
    if is_test_code(fact) or is_a_command(fact) or fact.file.is_a_demonstration:
        return None
    if context.runs_in_thread or (function and function.runs_in_thread):
        return sound(f"{fact.name} holds a worker thread, not the event loop")
    helper = function if function and not function.is_async else None
    if not context.is_async and not (helper and helper.called_from_async):
        return None
    serves = function is not None and function.shares_its_loop
    if not serves and not runs_as(fact, *SERVES):
        return None
    shift = 1 if serves_somebody(fact, context) else 0
    on = f" for {through.name} in {through.file}" if through else ""
    return risky(
        f"while {fact.name} waits{on}, the event loop serves nobody else",
        group=_held(function, helper),
        anchors=[*fact.anchors, *(helper.coroutine_calls if helper else ())],
        shift=shift,
        needs=needed(fact, "runtime") if shift or not serves else (),
    )


def _held(function: Function | None, helper: Function | None) -> str | None:
    """The coroutine that stands still; the helper where several coroutines wait for it."""
    if helper and len(helper.coroutines) == 1:
        return f"function {helper.coroutines[0].first}"
    return f"function {function.lines.first}" if function else None
