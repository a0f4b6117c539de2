"""Retries that never give up: no limit on attempts and none on time."""

from __future__ import annotations

from detectors.facts import Block, Loop, Retry, Setting
from detectors.judging.repeating import covers_only, repeats_a_failure
from detectors.judging.running import needed, runs_as, serves_somebody
from detectors.judging.settings import below, own
from detectors.model import Risk, Verdict, risky, sound
from detectors.places import Edits
from detectors.vocabulary.names import listed, siblings, words

risk = Risk(
    __name__,
    config_words=("proxy_next_upstream", "retries", "retrypolicy", "retrystrategy"),
)

ENDLESS = 1000
"""More attempts are no limit that anybody chose."""
ENDLESS_LOOP = 10_000
"""The same for loops: people count seconds of waiting in them, an hour and more."""

_STREAMS = listed("subscription subscriptions subscribe listen listener consume consumer reconnect")
"""In the name of a function: it keeps a connection on which somebody else speaks."""


@risk.judge(Retry)
def never_gives_up(retry: Retry) -> Verdict | None:
    if not repeats_a_failure(retry):
        return None
    if retry.backoff == "retry-after" and (retry.covers is None or covers_only(retry, "429")):
        return None  # after a limit of the server, for as long as it asks
    is_paced = retry.backoff != "none"
    if is_paced and (_is_heartbeat(retry) or _listens(retry) or _keeps_a_connection(retry)):
        return None  # to go on until the other side is back is what it is for
    around = retry.context.deadline if retry.context else None
    if around and not around.is_off:
        return sound(f"what is around it gives up after {around} s") if around.is_known else None
    limit = retry.attempts.number
    endless = ENDLESS_LOOP if retry.kind == "loop" else ENDLESS
    if limit is not None and limit <= endless:
        return sound(f"gives up after {limit:g} attempts")
    if retry.deadline.is_known:
        return sound(f"gives up after {retry.deadline} s")
    if retry.attempts.is_unknown or retry.deadline.is_unknown:
        return None
    return _risky(retry)


def _is_heartbeat(retry: Retry) -> bool:
    """`def send_heart_beat()`, `keep_alive`."""
    function = retry.context.function if retry.context else None
    name = function.name.lower().replace("_", "") if function else ""
    return "heartbeat" in name or "keepalive" in name


def _listens(retry: Retry) -> bool:
    """`async def consume_events()` opens its stream again, after ever longer waits."""
    contexts = [retry.context, *(request.context for request in retry.requests)]
    functions = [context.function for context in contexts if context and context.function]
    named = {word for function in functions for word in words(function.name)}
    return retry.backoff == "exponential" and bool(_STREAMS & named)


def _keeps_a_connection(retry: Retry) -> bool:
    """A loop that opens it again, and asks nothing on it but what the other side has to say."""
    effects = {request.effect for request in retry.requests}
    return retry.kind == "loop" and bool(effects) and effects <= {"connect", "consume"}


@risk.judge(Loop)
def takes_new_work_each_turn(loop: Loop) -> Verdict | None:
    if loop.role == "consumer" and loop.count.is_off:
        return sound("takes new work each turn; it does not repeat a failed call", at=loop.header)
    return None


def _risky(retry: Retry) -> Verdict:
    effects = {request.effect for request in retry.requests}
    shift = 0
    if effects & {"charge", "send"} or serves_somebody(retry, retry.context):
        shift = 1
    elif effects and effects <= {"connect", "consume"} and _is_patient(retry):
        is_daemon = runs_as(retry, "worker") or retry.file.scenario.get("lifetime") == "days"
        shift = -2 if is_daemon else -1
    what = retry.requests[0].name if retry.requests else "what fails"
    return risky(
        f"repeats {what} for ever if the error is permanent",
        shift=shift,
        needs=needed(retry, "runtime", "lifetime") if shift else (),
    )


def _is_patient(retry: Retry) -> bool:
    return retry.backoff in {"linear", "exponential", "retry-after"} and retry.jitter is not False


@risk.fix(Retry)
def give_up_after_five_attempts(retry: Retry) -> Edits | None:
    return retry.write("attempts", 5)


@risk.inject(Retry)
def never_give_up(retry: Retry) -> Edits | None:
    return None if retry.kind == "default" else retry.write("attempts", None)


@risk.judge(Block)
def has_no_limit(block: Block) -> Verdict | None:
    if not block.is_complete:
        return None
    if block.name == "retryStrategy" and block.within("argo:template"):
        return _of_argo(block)
    if block.name in {"retryPolicy", "retry_policy"} and _is_temporal(block):
        return _of_temporal(block)
    return None


def _of_argo(block: Block) -> Verdict | None:
    if limit := own(block, "limit"):
        return (
            sound(f"gives up after {limit.value.value} retries") if limit.value.is_known else None
        )
    backoff = below(block, "backoff")
    longest = own(backoff, "maxDuration") if backoff else None
    if longest and longest.value.is_unknown:
        return None
    if longest and str(longest.value.value) not in {"0", "0s", "None"}:
        return sound(f"gives up after {longest.value}")
    if own(block, "expression"):
        return None
    if whole := _limit_of_the_workflow(block):
        return sound(f"the workflow ends after {whole.value} s") if whole.value.is_known else None
    return risky("Argo repeats this step until it succeeds", span=block.body)


def _limit_of_the_workflow(block: Block) -> Setting | None:
    """A template's own limit ends one attempt only; that of the spec around the templates ends all."""
    template = block.within("argo:template")
    spec = template.parent if template else None
    return own(spec, "activeDeadlineSeconds") if spec else None


def _is_temporal(block: Block) -> bool:
    names = {setting.name.lower().replace("_", "") for setting in block.settings}
    return bool(names & {"initialinterval", "backoffcoefficient", "nonretryableerrortypes"})


def _of_temporal(block: Block) -> Verdict | None:
    limits = {"maximumattempts", "scheduletoclosetimeout", "expirationinterval"}
    around = filter(None, (block, block.parent))
    for setting in (s for b in around for s in b.settings if s.block is b):
        if setting.name.lower().replace("_", "") in limits:
            if setting.value.is_unknown:
                return None
            if setting.value.value not in {0, "0", "0s"}:
                return sound(f"gives up at {setting.name} {setting.value}")
    return risky("Temporal repeats this activity without a limit on attempts", span=block.body)


@risk.judge(Setting)
def has_a_limit_that_is_none(setting: Setting) -> Verdict | None:
    if setting.role != "entry":
        return None
    if setting.name == "proxy_next_upstream":
        return _of_nginx(setting)
    number = setting.value.number
    if setting.name in {"retries", "max_retries"} and number is not None and number >= ENDLESS:
        if _is_a_wait(setting):
            return None
        return risky(
            f"{number:g} retries are no limit that anybody chose",
            anchors=[setting.block],
        )
    return None


_EXPECTED = listed("expect wait until ready health check probe")


def _is_a_wait(setting: Setting) -> bool:
    """Something is looked at again and again until it is there, with a pause that somebody chose."""
    said = {word for part in setting.path for word in words(part)}
    paused = {word for one in siblings(setting) for word in words(one.name)}
    return bool(_EXPECTED & said or {"delay", "interval", "pause", "until"} & paused)


def _of_nginx(setting: Setting) -> Verdict | None:
    """A request visits each server of its group once, so this is never more than low."""
    if "http_" not in str(setting.value.value):
        return None
    for around in setting.block.outwards() if setting.block else ():
        for name in ("proxy_next_upstream_tries", "proxy_next_upstream_timeout"):
            limit = own(around, name)
            if limit and str(limit.value.value) not in {"0", "0s"}:
                return sound(f"{name} {limit.value}") if limit.value.is_known else None
    return risky(
        "a failing request is passed on to every server of the group",
        anchors=[setting.block],
        shift=-2,
    )


@risk.fix(Block)
def limit_the_policy(block: Block) -> Edits | None:
    return block.write("limit" if block.name == "retryStrategy" else "maximumAttempts", 5)


@risk.inject(Block)
def take_the_limit_away(block: Block) -> Edits | None:
    backoff = below(block, "backoff")
    is_timed = backoff is not None and own(backoff, "maxDuration") is not None
    return None if is_timed or block.name != "retryStrategy" else block.write("limit", None)


@risk.fix(Setting)
def try_two_servers(setting: Setting) -> Edits | None:
    if setting.name == "proxy_next_upstream":
        return setting.block.write("proxy_next_upstream_tries", 2) if setting.block else None
    return setting.write("value", 5)
