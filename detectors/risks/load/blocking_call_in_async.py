"""Calls that hold the thread inside a coroutine, and with it every other coroutine of the process."""

from __future__ import annotations

from detectors.facts import Context, Fact, Function, Request, Wait
from detectors.judgement import is_run_by_a_person, is_test_code, needed, runs_as, serves_somebody
from detectors.model import Risk, Verdict, risky, sound

risk = Risk(
    __name__,
    words=("async def",),
    needs_client=False,
)

HANDS_OVER = frozenset({"celery", "job-queues", "kafka-clients"})
"""Clients whose publishing call puts the message into a local buffer or pool."""

MOMENT_S = 0.005

ENDS = frozenset({"shutdown", "close", "aclose", "teardown", "cleanup", "exit", "aexit", "del"})
"""Functions in which a thread is joined when there is nobody left to serve."""


BEGINS = frozenset({"lifespan", "app_lifespan", "startup", "on_startup", "shutdown", "on_shutdown"})
"""Functions that run before anybody is served, and after everybody was."""


@risk.judge(Request)
def stops_the_loop_for_a_request(request: Request) -> Verdict | None:
    if request.client.library in HANDS_OVER and request.effect == "publish":
        return None
    if request.is_async:
        return None
    return _verdict(request, request.context, request.name)


@risk.judge(Wait)
def stops_the_loop_to_wait(wait: Wait) -> Verdict | None:
    if wait.kind in {"gather", "pool"} or _is_a_moment(wait):
        return None
    if wait.is_asked_again or wait.is_for_a_person or _is_the_end(wait):
        return None
    if wait.is_async:
        return sound(f"{wait.name} gives the event loop back while it waits")
    return _verdict(wait, wait.context, wait.name)


def _is_a_moment(wait: Wait) -> bool:
    """A few milliseconds, as others need to compute something."""
    seconds = wait.seconds.number
    return seconds is not None and seconds < MOMENT_S


def _is_the_end(wait: Wait) -> bool:
    function = wait.context.function
    if function is None or wait.kind not in {"join", "process"}:
        return False
    if wait.kind == "process" and not wait.name.endswith(".wait"):
        return False
    name = function.name.strip("_")
    is_stopped = wait.name.endswith("shutdown") or wait.is_of_stopped
    return name in ENDS or (name == "stop" and is_stopped)


def _verdict(fact: Fact, context: Context, name: str) -> Verdict | None:
    function = context.function
    if is_test_code(fact) or (function and function.is_of_a_script):
        return None
    if function and function.name in BEGINS:
        return None
    if context.runs_in_thread or (function and function.runs_in_thread):
        return sound(f"{name} holds a worker thread, not the event loop")
    helper = function if function and not function.is_async else None
    if not context.is_async and not (helper and helper.called_from_async):
        return None
    shift = 0
    if is_run_by_a_person(fact, context) or fact.file.scenario.get("lifetime") == "one-shot":
        shift = -2
    elif runs_as(fact, "startup"):
        shift = -1
    elif serves_somebody(fact, context):
        shift = 1
    return risky(
        f"while {name} waits, the event loop serves nobody else",
        group=_held(function, helper),
        anchors=[*fact.anchors, *(helper.coroutine_calls if helper else ())],
        shift=shift,
        needs=needed(fact, "runtime", "trigger", "lifetime") if shift else (),
    )


def _held(function: Function | None, helper: Function | None) -> str | None:
    """The coroutine that stands still; the helper where several coroutines wait for it."""
    if helper and len(helper.coroutines) == 1:
        return f"function {helper.coroutines[0].first}"
    return f"function {function.lines.first}" if function else None
