"""Retries that follow at once or at a constant interval, so that everybody comes back together."""

from __future__ import annotations

from detectors.facts import Block, Loop, Retry, Setting
from detectors.gates.attempts import attempts
from detectors.judging.addresses import is_loopback
from detectors.judging.repeating import covers_only, repeats_a_failure
from detectors.judging.running import is_test_code, needed, runs_as
from detectors.judging.settings import below, own
from detectors.model import Risk, Verdict, risky, sound
from detectors.places import Edits, Lines
from detectors.vocabulary.names import words

risk = Risk(
    __name__,
    words=("except",),
    config_words=("backoff", "retry_delay", "retrystrategy"),
    closer=attempts,
)

LONG_S = 60
"""A constant wait of a minute or more presses little; it is reported as low."""
GROWS = frozenset({"linear", "exponential"})


@risk.judge(Retry)
def comes_back_at_once_or_in_step(retry: Retry) -> Verdict | None:
    if not repeats_a_failure(retry):
        return None
    if _waits(retry) and (place := retry.hasty) is not None:
        return _risky_at_once(retry, place)
    if covers_only(retry, "429"):  # how long to wait is in the answer: ignored-retry-after
        return None
    if covers_only(retry, "4xx"):  # a refusal, as of a token that has run out: nothing is down
        return None
    if retry.counts_seconds and retry.backoff == "constant":
        return None  # it waits for a state
    if retry.is_probe and (retry.backoff == "constant" or retry.attempts.number == 2):
        return None
    if retry.backoff == "constant" and (_waits_for_a_listener(retry) or _is_a_trial(retry)):
        return None
    if retry.backoff == "retry-after":
        return sound("waits as long as the server asks")
    if retry.backoff in GROWS:
        return _growing(retry)
    if retry.backoff == "constant" and retry.jitter:
        return sound("the wait is random, so clients do not come back together")
    if retry.backoff == "unknown" or (retry.backoff == "constant" and retry.jitter is None):
        return None
    if retry.backoff == "none" and covers_only(retry, "timeout"):
        return sound("each attempt has waited for the answer")
    if retry.attempts.number == 2 and _pauses(retry):
        return None  # one more try
    if retry.attempts.number == 2 and _is_a_second_try(retry):
        return sound("one second try after a broken connection is accepted practice")
    if _is_modest(retry):
        return None
    return _risky(retry)


def _waits(retry: Retry) -> bool:
    """After some failures there is a wait in sight."""
    is_unseen = retry.backoff in {"none", "unknown"}
    return not is_unseen and not retry.is_probe and retry.attempts.number != 2


def _risky_at_once(retry: Retry, place: Lines) -> Verdict:
    at = place if retry.statement and place != retry.statement else retry.lines
    return risky(
        "after this failure the next attempt follows at once",
        at=at,
        anchors=[retry.lines],
        shift=-1,
    )


def _waits_for_a_listener(retry: Retry) -> bool:
    """It knocks for a limited time until somebody listens: `except ConnectionRefusedError: sleep(0.1)`."""
    return (
        covers_only(retry, "connect", "drop")
        and not retry.deadline.is_off
        and bool(retry.requests)
        and all(
            r.effect == "connect" or r.name.endswith((".connect", ".create_connection"))
            for r in retry.requests
        )
    )


def _is_a_trial(retry: Retry) -> bool:
    """`async def client_test_entrypoint(url)`: a look whether a way works at all."""
    function = retry.context.function if retry.context else None
    return function is not None and "test" in words(function.name)


def _pauses(retry: Retry) -> bool:
    """For a second or more, each time as long."""
    wait = retry.first_wait.number
    return retry.backoff == "constant" and wait is not None and wait >= 1


_FEW = 4
"""Attempts of one client from which no dependency goes down: a call and three more."""


def _is_modest(retry: Retry) -> bool:
    """`curl --retry 3 --retry-delay 5`, `HTTPAdapter(max_retries=3)`: seconds apart, or only where nobody has answered."""
    is_a_knock = retry.kind == "policy" and covers_only(retry, "connect")
    if is_a_knock and retry.backoff == "constant" and retry.attempts.is_known:
        return True
    if retry.kind == "option" and retry.backoff == "constant":
        return _is_short(retry) or retry.file.language == "python"
    if not _is_short(retry):
        return False
    return retry.kind == "policy" and covers_only(retry, "connect", "timeout", "drop")


def _is_short(retry: Retry) -> bool:
    return retry.attempts.number is not None and retry.attempts.number <= _FEW


def _is_a_second_try(retry: Retry) -> bool:
    """After a connection that broke; or a client's own, which makes it on another connection."""
    return covers_only(retry, "connect", "drop", "timeout") or (
        retry.kind in {"policy", "option"} and retry.backoff == "none"
    )


def _growing(retry: Retry) -> Verdict | None:
    if retry.jitter:
        return sound("waits longer each time, by a random amount")
    is_fleet = runs_as(retry, "k8s-service", "lambda")
    if retry.jitter is False and is_fleet:
        return risky(
            "waits grow but without jitter, so the whole fleet retries in step",
            shift=-1,
            needs=("runtime",),
        )
    return sound("waits longer each time", needs=needed(retry, "runtime"))


def _risky(retry: Retry) -> Verdict:
    attempts, wait = retry.attempts.number, retry.first_wait.number
    if retry.backoff == "none":
        few = attempts is not None and attempts <= 3
        return risky(
            "repeats at once, against a dependency that has just failed",
            shift=-1 if few else 1 if retry.attempts.is_off else 0,
        )
    is_gentle = (wait is not None and wait >= LONG_S) or (attempts is not None and attempts <= 3)
    every = f"every {wait:g} s" if wait else "at a constant interval"
    return risky(
        f"repeats {every}, so all that failed together come back together",
        shift=-1 if is_gentle else 0,
    )


_ASKS_ONCE = frozenset({"requests", "httpx", "aiohttp", "urllib.request", "niquests"})
"""Clients that do not wait by themselves before they ask again."""


@risk.judge(Loop)
def begins_anew_at_once(loop: Loop) -> Verdict | None:
    """`while True: try: message = poll() except Exception as error: log(error)`: what fails at once, fails as fast as it can."""
    if loop.role != "consumer" or loop.is_paced or loop.is_fed or loop.file.language != "python":
        return None
    if is_test_code(loop) or loop.is_for_a_person:
        return None
    for request in loop.requests:
        if request.client.library not in _ASKS_ONCE or is_loopback(request):
            return None
        around = [*request.context.catches, *request.context.site_catches]
        for catch in around:
            if catch.is_broad and catch.is_final and loop.lines.holds(catch.lines):
                return risky(
                    f"after a failure of {request.name} the loop begins anew at once, for as long as it fails",
                    at=catch.lines,
                    anchors=[loop.header, request.lines],
                    span=loop.lines,
                )
    return None


@risk.judge(Loop)
def connects_again_at_once_or_in_step(loop: Loop) -> Verdict | None:
    """A server that comes up again meets all its clients in the same second, again and again."""
    again = loop.reconnects
    if again is None or is_test_code(loop) or any(is_loopback(r) for r in again.requests):
        return None
    if again.backoff == "none":
        what = "connects again at once, as fast as it is refused, for as long as nobody answers"
    elif again.backoff == "constant" and again.jitter is False:
        wait = again.first_wait.number
        every = f"every {wait:g} s" if wait else "at a constant interval"
        what = (
            f"connects again {every}, so all that lost the connection together come back together"
        )
    else:
        return None
    return risky(
        what,
        at=again.lines,
        anchors=[*again.anchors, *(request.lines for request in again.requests)],
        span=loop.lines,
        shift=0 if again.backoff == "none" else -1,
    )


@risk.fix(Retry)
def wait_longer_each_time(retry: Retry) -> Edits | None:
    return retry.write("wait", "exponential")


@risk.inject(Retry)
def come_back_at_once(retry: Retry) -> Edits | None:
    if retry.kind == "default" or (retry.kind in {"policy", "option"} and _is_short(retry)):
        return None
    return retry.write("wait", None)


@risk.judge(Setting)
def keeps_its_interval(setting: Setting) -> Verdict | None:
    """Step Functions' `BackoffRate`, Argo's `backoff.factor`, Temporal's `backoffCoefficient`."""
    block = setting.block
    if block is None or setting.role != "entry":
        return None
    if setting.name == "retry_delay":
        return _of_airflow(setting, block)
    is_rate = setting.name in {"BackoffRate", "backoffCoefficient"}
    if not is_rate and setting.path[-3:] != ("retryStrategy", "backoff", "factor"):
        return None
    rate = _number(setting)
    if rate is None:
        return None
    if rate > 1:
        return sound(f"each wait is {rate:g} times the one before")
    if (retries := _attempts(block)) is not None and retries < 2:
        return None
    anchors = [block.lines, block.parent]
    return risky("every attempt comes after the same interval", anchors=anchors, span=block.body)


def _of_airflow(setting: Setting, block: Block) -> Verdict | None:
    grows = own(block, "retry_exponential_backoff")
    if grows and not grows.value.is_off and grows.value.value is not False:
        return sound("the delay grows") if grows.value.value is True else None
    if not own(block, "retries"):
        return None
    return risky("every attempt comes after the same delay", anchors=[block.lines], shift=-1)


@risk.judge(Block)
def has_no_interval(block: Block) -> Verdict | None:
    """Argo starts the next attempt at once where `retryStrategy` has no `backoff`."""
    if block.name != "retryStrategy" or not block.is_complete or not block.within("argo:template"):
        return None
    if below(block, "backoff") or own(block, "backoff"):
        return None
    limit = own(block, "limit")
    retries = _number(limit) if limit else None
    if retries is not None and retries < 2:
        return None
    few = retries is not None and retries <= 3
    return risky("Argo repeats this step at once", span=block.body, shift=-1 if few else 0)


def _number(setting: Setting) -> float | None:
    if setting.value.number is not None:
        return setting.value.number
    try:
        return float(setting.value.string or "")
    except ValueError:
        return None


def _attempts(block: Block) -> float | None:
    """How often it repeats, where the policy says so."""
    for around in (block, block.parent):
        for name in ("MaxAttempts", "limit", "maximumAttempts"):
            limit = own(around, name) if around else None
            if limit and (number := _number(limit)) is not None:
                return number - (name == "maximumAttempts")
    return None


@risk.fix(Setting)
def double_the_interval(setting: Setting) -> Edits | None:
    return None if setting.name == "retry_delay" else setting.write("value", 2)


@risk.inject(Setting)
def keep_the_interval(setting: Setting) -> Edits | None:
    return None if setting.name == "retry_delay" else setting.write("value", 1)
