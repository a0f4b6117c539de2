"""Loops that ask again and again whether something has changed, too often or for ever."""

from __future__ import annotations

from detectors.facts import Loop, Request, Setting
from detectors.judging.addresses import is_loopback, is_metadata, url_path
from detectors.judging.repeating import is_small
from detectors.judging.running import is_test_code, needed
from detectors.judging.settings import seconds
from detectors.model import Risk, Verdict, risky, sound
from detectors.vocabulary.names import is_a_test, words

risk = Risk(__name__, config_words=("poll",))

SHORT_S = 5
"""A constant pause below has to end soon."""
TIGHT_S = 1
"""One below is too short however soon it ends."""
_FEW = 5
"""A loop of so many turns is over before anybody feels it."""
_LONG = frozenset({"wait", "timeout", "poll", "longpoll"})
"""Parameters of a long poll, and the last part of its address."""
_GROWS = frozenset({"linear", "exponential", "retry-after"})
_WAITS_ITSELF = frozenset({"consume", "connect", "query"})
"""Calls that come back when there is something, or that ask a store of our own."""


@risk.judge(Loop)
def asks_too_often_or_for_ever(loop: Loop) -> Verdict | None:
    asking = [request for request in loop.requests if _asks(request)]
    if loop.role != "polling" or not asking or len(asking) < len(loop.requests):
        return None
    if is_test_code(loop) or is_a_test(loop) or is_small(loop.count, _FEW):
        return None
    poll = loop.poll
    if poll is None or loop.file.scenario.get("runtime") == "cli":
        return None
    request = asking[0]
    deadline = request.context.deadline
    is_endless = poll.attempts.is_off and poll.deadline.is_off and deadline.is_off
    is_limited = poll.attempts.is_known or not poll.deadline.is_off or deadline.is_known
    if is_limited and all(_knocks(one) for one in asking):
        return None  # it waits until something is up
    if poll.backoff == "none":
        shift = 1 if is_endless else 0
        return _risky(loop, f"asks {request.name} again as fast as it answers", shift)
    pause = poll.first_wait.number
    if poll.backoff == "constant" and pause is not None:
        if pause < TIGHT_S:
            return _risky(loop, f"asks {request.name} every {pause:g} s", 1)
        if is_endless:
            shift = 0 if pause < SHORT_S else -1
            return _risky(loop, f"asks {request.name} every {pause:g} s, with no end", shift)
        if pause >= SHORT_S and is_limited:
            return sound(f"asks every {pause:g} s, and not for ever", at=loop.header)
    if poll.backoff in _GROWS and is_limited:
        return sound("waits longer each time, and not for ever", at=loop.header)
    return None


@risk.judge(Loop)
def takes_nothing_again_and_again(loop: Loop) -> Verdict | None:
    """`while True: queue.receive_message(..., WaitTimeSeconds=0)`: each empty answer is a request that is paid for."""
    pause = loop.idle_pause.number if loop.count.is_off else None
    if pause is None or pause > TIGHT_S or is_test_code(loop) or is_a_test(loop):
        return None
    for request in loop.requests:
        held = request.setting("long_poll")
        is_told = held.is_off and held.lines is not None and request.lines.holds(held.lines)
        is_its_own = bool(request.context.loops) and request.context.loops[0] is loop
        if is_told and is_its_own and not is_loopback(request):
            how = f"every {pause:g} s" if pause else "again as fast as it answers"
            return _risky(
                loop, f"asks {request.name} {how} instead of having it wait for a message", 0
            )
    return None


def _asks(request: Request) -> bool:
    """It only looks, somewhere else."""
    if request.effect in _WAITS_ITSELF or is_loopback(request) or is_metadata(request):
        return False
    if _waits_there(request):
        return False
    return request.method == "GET" or (not request.method and request.effect == "read")


def _waits_there(request: Request) -> bool:
    """A long poll: it tells the server how long to wait with its answer, or asks what is called so."""
    asked = {word for name in request.query for word in words(name)}
    return bool(_LONG & {*asked, *url_path(request)[-1:]})


def _knocks(request: Request) -> bool:
    """Nothing of the answer matters but that there is one."""
    return request.is_ping or request.response.use in {"status", "discarded"}


def _risky(loop: Loop, what: str, shift: int) -> Verdict:
    if "no-push" in str(loop.file.scenario.get("provider", "")):
        shift -= 1
    return risky(
        f"{what}, for answers that are nearly all the same",
        at=loop.lines,
        anchors=[loop.header],
        span=loop.lines,
        group=f"loop {loop.header.first}",
        shift=shift,
        needs=needed(loop, "provider"),
    )


# --- configuration -------------------------------------------------------------------------------

_EVERY = frozenset({"interval", "period", "every", "frequency", "delay"})


@risk.judge(Setting)
def asks_every_few_seconds(setting: Setting) -> Verdict | None:
    """`poll_interval: 1s`, `pollIntervalMs: 500`."""
    if setting.file.language in {"python", "shell"} or setting.file.is_for_development:
        return None
    named = words(setting.name)
    if not {"poll", "polling"} & set(named) or not _EVERY & set(named) or is_a_test(setting):
        return None
    unit = named[-1] if named[-1] in {"ms", "s", "m"} else ""
    unit = {"millis": "ms", "milliseconds": "ms", "seconds": "s", "secs": "s"}.get(named[-1], unit)
    text = setting.value.string or ""
    has_unit = bool(unit) or any(sign.isalpha() for sign in text)
    every = seconds(setting.value, unit or "s")
    if not has_unit or every is None or every <= 0:
        return None
    beside = setting.beside or (setting.block.settings if setting.block else ())
    asks = any("://" in (s.value.string or "") for s in beside)
    if not asks:
        return None
    if every < SHORT_S:
        return risky(f"asks every {every:g} s, for answers that are nearly all the same")
    return sound(f"asks every {every:g} s") if every >= 60 else None
