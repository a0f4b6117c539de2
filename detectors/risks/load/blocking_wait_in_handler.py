"""Handlers that sleep, or wait for a job, while a caller and a worker wait with them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors.facts import Context, Function, Handler, Loop, Request, Wait
from detectors.judging.running import USER_WAITS, is_run_by_a_person, is_test_code, needed, runs_as
from detectors.model import Risk, Verdict, risky, sound
from detectors.text import places_of
from detectors.vocabulary.frameworks import SERVING
from detectors.vocabulary.names import is_for_developers, words
from detectors.vocabulary.slowness import PATIENCE_S, is_long_command

_SERVES = (*SERVING, "def lambda_handler", "def handler", "main_handler")
"""One of them stands in a file that has a handler."""
_WAITS = ("sleep", "waiter", "wait_until_", "subprocess", "os.system", "asyncresult", "delay(")


def _suspects(source: str, lowered: str) -> Iterator[int]:
    """Where something waits in a file in which something may be a handler."""
    if any(word in lowered for word in _SERVES):
        for word in _WAITS:
            yield from places_of(word, lowered)
        if "celery" in lowered:
            yield from places_of(".get(", lowered)


risk = Risk(__name__, words=(*_WAITS, "celery"), closer=_suspects, needs_client=False)

_LONG_S = 1.0
"""From here on a caller notices."""
_ASYNC_S = 5.0
"""A coroutine that waits costs no worker, so only many seconds count."""
_MEANT = frozenset({"sleep", "slow", "delay", "delayed", "timeout", "stress", "wait", "heartbeat"})
"""Words of handlers that are there to wait, so that something else can be tried out."""
_LONG_POLLS = frozenset({"poll", "polls", "polling", "longpoll"})
"""Words of coroutines that hold a question back until there is an answer to it, as they say."""
_UNTIL = re.compile(r"(?:\w+_)?(?:timeout|wait)(?:_(?:s|secs?|seconds|ms|millis))?", re.IGNORECASE)
"""A parameter by which whoever asks says how long that may take."""
_STREAMS = frozenset({"ws", "websocket", "socket", "sock"})
"""Parameters of handlers that talk for as long as both sides like."""


@risk.judge(Wait)
def waits_while_somebody_waits(wait: Wait) -> Verdict | None:
    if wait.kind not in {"sleep", "job", "process"} or is_test_code(wait):
        return None
    long = _takes(wait)
    if long is None or is_for_developers(wait):
        return None
    function = wait.context.function
    if function is not None and _goes_on_by_itself(function, wait.context):
        return sound(f"{wait.name} holds up nobody: nobody waits for what it runs in")
    if not _is_waited_for(wait, function):
        return None
    if not wait.is_async and _is_in_a_coroutine(wait, function):
        return None  # it stops the whole event loop, which is worse and has a name of its own
    return _verdict(wait, function, long)


@risk.judge(Request)
def asks_until_it_is_done(request: Request) -> Verdict | None:
    """`client.get_waiter("cluster_available").wait(...)` polls for minutes."""
    method = request.name.rpartition(".")[2]
    if request.client.library != "boto3" or not (
        method == "wait" or method.startswith("wait_until_")
    ):
        return None
    function = request.context.function
    if is_for_developers(request) or not _is_waited_for(request, function):
        return None
    return _verdict(request, function, PATIENCE_S)


def _takes(wait: Wait) -> float | None:
    """Seconds that it takes at least, as far as can be told; None for what is short or cannot be known."""
    if wait.kind == "job":
        limit = wait.seconds.number
        return None if limit is not None and limit < _LONG_S else limit or PATIENCE_S
    if wait.kind == "process":
        return PATIENCE_S if is_long_command(wait) else None
    each, loop = wait.seconds.number, next(iter(wait.context.loops), None)
    if each is None or wait.is_after_failure or wait.context.loop("attempts"):
        return None
    turns = loop.count.number if loop else 1
    if turns is not None:
        whole = each * turns
        return whole if whole >= _LONG_S else None
    is_endless = loop is not None and loop.kind == "while" and _has_no_end(loop)
    return max(each, PATIENCE_S) if each >= _LONG_S or is_endless else None


def _has_no_end(loop: Loop) -> bool:
    """Short pauses add up where nothing but the job itself ends the loop."""
    poll = loop.poll if loop.role == "polling" else None
    return loop.count.is_off or (poll is not None and poll.attempts.is_off and poll.deadline.is_off)


def _goes_on_by_itself(function: Function, context: Context) -> bool:
    handler = function.handler
    if handler is not None and handler.kind in {"consumer", "task", "scheduled"}:
        return True
    is_handler = handler is not None and handler.node is function.node
    return function.runs_in_thread and not is_handler


def _is_waited_for(fact: Wait | Request, function: Function | None) -> bool:
    handler = function.handler if function else None
    if function is None or function.is_generator or _talks(handler):
        return False
    if handler and handler.node and _MEANT & set(words(handler.node.name.value)):
        return False
    if isinstance(fact, Wait) and fact.is_async and handler:
        if handler.node is not function.node:
            return False  # it may run beside the handler, as a task
        if _is_a_long_poll(handler):
            return False
    if handler is not None:
        return handler.is_waited_for and not _is_webhook_s(fact, handler)
    return runs_as(fact, *USER_WAITS) and not is_run_by_a_person(fact, fact.context)


def _is_a_long_poll(handler: Handler) -> bool:
    """Its name says so, or whoever asks it says how long it may wait: `async def answer(id, timeout: int = 30)`."""
    if handler.node is None:
        return False
    asked = (param.name.value for param in handler.node.params.params)
    says_so = not _LONG_POLLS.isdisjoint(words(handler.node.name.value))
    return says_so or any(map(_UNTIL.fullmatch, asked))


def _is_in_a_coroutine(wait: Wait, function: Function | None) -> bool:
    """By itself, or because the handler that calls the function is one."""
    node = function.handler.node if function and function.handler else None
    return wait.context.is_async or (node is not None and node.asynchronous is not None)


def _is_webhook_s(fact: Wait | Request, handler: Handler) -> bool:
    """Slow work in a webhook has a name of its own; to sleep there is as bad as anywhere."""
    return handler.kind == "webhook" and isinstance(fact, Wait) and fact.kind == "process"


def _talks(handler: Handler | None) -> bool:
    """A websocket or a stream."""
    if handler is None or handler.node is None:
        return False
    names = {param.name.value.lower() for param in handler.node.params.params}
    return bool(names & _STREAMS) or handler.framework == "http.server"


def _verdict(fact: Wait | Request, function: Function | None, long: float) -> Verdict | None:
    if isinstance(fact, Wait) and fact.is_async and long < _ASYNC_S:
        return None
    handler = function.handler if function else None
    is_paid = (handler and handler.kind == "lambda") or runs_as(fact, "lambda")
    deadline = fact.file.scenario.get("deadline_s")
    is_beyond = deadline is not None and long > float(deadline)
    costs = "is billed and counts against the concurrency limit" if is_paid else "holds a worker"
    if isinstance(fact, Wait) and fact.is_async and not is_paid:
        costs = "keeps a connection open"
    around = fact.context.loops[:1]
    return risky(
        f"while {fact.name} waits, so does the caller, and the handler {costs}",
        anchors=[
            *fact.anchors,
            *(loop.header for loop in around),
            *fact.context.call_sites,
            handler,
        ],
        span=function.lines if function else None,
        group=f"handler {(handler or function or fact).lines.first}",
        shift=1 if is_paid or is_beyond else -1 if long <= _LONG_S else 0,
        needs=needed(fact, "runtime", "deadline_s"),
    )
