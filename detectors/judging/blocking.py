"""What holds the thread that runs it until something outside has answered."""

from __future__ import annotations

import re

from detectors.facts import Request, Wait
from detectors.judging.addresses import is_loopback

_QUEUES_WORK = "celery"
"""The client whose publishing call takes a connection out of a pool, to a broker beside it."""
_BUFFERED = frozenset(
    {("kafka", "send"), ("aiokafka", "send"), ("google.cloud.pubsub_v1", "publish")}
)
"""Operations that put a message into a buffer, which a thread sends, and return at once."""
MOMENT_S = 0.005
"""A few milliseconds, as others need to compute something."""
LOOK_S = 0.1
"""The longest limit of a connection that is only tried."""

_AT_ONCE = (".connect", ".create_connection", ".send", ".sendall")
"""What a socket of this machine takes or refuses, and does not wait for."""
_QUICK = re.compile(
    r"(?:\S*/)?(?:git (?:-C \S+ )?(?:rev-parse|symbolic-ref|config|remote get-url|remote -v|branch|describe|merge-base|show-ref)\b.*"
    r"|(?:whoami|uname|hostname|which|where)\b.*|\S+ --version)"
)
"""Commands that look something up on this machine, and take no longer than starting a process."""
_CLEAR = r"(?:cls|clear|reset|(?:title|color)\b[^&|]*)"
_CLEARS = re.compile(rf"\s*{_CLEAR}\s*(?:(?:\|\||&&?)\s*{_CLEAR}\s*)*")
"""What is done with the terminal of this program, and takes no longer than starting a process."""


def holds_its_thread(fact: Request | Wait) -> bool:
    """Whoever calls it does nothing else meanwhile."""
    return not fact.is_async and takes_time(fact)


def takes_time(fact: Request | Wait) -> bool:
    """Whoever calls or awaits it comes back only when something outside has answered, or some time has passed."""
    if isinstance(fact, Request):
        is_queued = fact.client.library == _QUEUES_WORK and fact.effect == "publish"
        return not (is_queued or is_buffered(fact) or _is_only_tried(fact))
    return not (
        fact.kind in {"gather", "pool"}
        or _is_a_moment(fact)
        or fact.is_out_of_a_loop
        or fact.is_shown
        or _CLEARS.fullmatch(fact.command)
        or _QUICK.fullmatch(fact.command)
    )


def is_buffered(request: Request) -> bool:
    """Nothing is sent while somebody waits for it."""
    return (request.client.library, request.name.rpartition(".")[2]) in _BUFFERED


def _is_only_tried(request: Request) -> bool:
    """It gives up at once where nobody answers: a look whether a port is open, a port of this machine."""
    if request.client.library == "socket" and is_loopback(request):
        return request.name.endswith(_AT_ONCE)
    limit = request.setting("timeout").number
    return request.effect == "connect" and limit is not None and limit <= LOOK_S


def _is_a_moment(wait: Wait) -> bool:
    seconds = wait.seconds.number
    return seconds is not None and seconds < MOMENT_S
