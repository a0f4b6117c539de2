"""Messages and webhooks that are acknowledged before what they ask for is done or written down."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors.facts import Acknowledgement, Setting
from detectors.judging.running import MONEY, needed, runs_as
from detectors.judging.webhooks import is_for_a_sender, is_named_so
from detectors.model import Risk, Verdict, risky, sound
from detectors.text import places_of
from detectors.vocabulary.names import is_for_developers, listed, words

_ALWAYS = (
    "auto_ack",
    "no_ack",
    "basic_ack",
    ".ack(",
    "receipthandle",
    "receive_messages",
    "complete_message",
    ".acknowledge(",
    ".process(",
    "lpop(",
    "rpop(",
)
_STARTS = (
    "end_headers",
    ".put(",
    "put_nowait(",
    "add_task",
    "thread(",
    "create_task",
    "submit(",
    "ensure_future",
    "run_in_executor",
)


_RECEIVES = (
    "hook",
    "ipn",
    "lambda_handler",
    "def handler(",
    "head_commit",
    "object_kind",
    "pusher",
)


def _suspects(source: str, lowered: str) -> Iterator[int]:
    """Where something is acknowledged, or started in a file that has a webhook or a Lambda."""
    for word in _ALWAYS:
        yield from places_of(word, lowered)
    if "kafka" in lowered:
        yield from places_of(".commit(", lowered)
    if any(word in lowered for word in _RECEIVES):
        for word in _STARTS:
            yield from places_of(word, lowered)


risk = Risk(
    __name__,
    words=(*_ALWAYS, *_STARTS, "kafka"),
    config_words=("acknowledge", "auto-ack", "autoack", "ackpolicy", "ack_policy", "auto.commit"),
    closer=_suspects,
    needs_client=False,
)

_MAY_BE_LOST = listed("""
    log logs logger metric metrics track tracking analytics cache warm stats telemetry heartbeat refresh
    invalidate cleanup typing ping audit print presence prune
""")
"""Words of work that somebody can do without."""


@risk.judge(Acknowledgement)
def is_taken_before_it_is_safe(ack: Acknowledgement) -> Verdict | None:
    if is_for_developers(ack) or ack.file.scenario.get("best_effort"):
        return None
    match ack.how:
        case "manual":
            return sound("the broker keeps a message until the consumer acknowledges it")
        case "automatic":
            return _risky(ack, "the broker forgets a message as soon as it is delivered")
        case "first":
            return _risky(ack, "acknowledges the message before anything is done with it")
        case "always":
            return _risky(ack, "acknowledges the message whatever has become of it")
        case "popped":
            return _risky(
                ack, "what is popped is on no list while it is worked on, and lost with its worker"
            )
    return _started(ack)


def _started(ack: Acknowledgement) -> Verdict | None:
    handler = ack.handler
    if handler is None or set(words(ack.what)) & _MAY_BE_LOST:
        return None
    is_one = (handler.kind == "webhook" and is_named_so(handler)) or handler.is_of_a_sender
    is_hook = is_one and is_for_a_sender(handler)
    is_route = handler.kind == "route" and runs_as(ack, "webhook-handler")
    if handler.kind == "lambda":
        return _risky(ack, f"the Lambda is frozen when it returns, with {ack.what} in the middle")
    if not is_hook and not is_route:
        return None
    if handler.framework == "Slack Bolt" or handler.answers_something:
        return None
    if ack.kept is not None:
        return sound("what was sent is written down before the work is started in memory")
    return _risky(ack, f"answers while {ack.what} is in memory alone, and nobody sends it again")


def _risky(fact: Acknowledgement, reason: str) -> Verdict:
    handler = fact.handler
    return risky(
        reason,
        anchors=[*fact.anchors, handler],
        span=handler.span if handler else None,
        shift=int(fact.file.scenario.get("purpose") in MONEY),
        needs=needed(fact, "purpose", "runtime"),
    )


# --- configuration -------------------------------------------------------------------------------

_MODE = re.compile(r"(?:^|\.)(?:acknowledge-?mode|acknowledge_mode)$")
_AUTOMATIC = re.compile(r"(?:^|\.)(?:auto-?ack|auto-acknowledgement|autoacknowledgement)$")
_POLICY = re.compile(r"(?:^|\.)ack_?policy$")
_COMMIT = re.compile(r"(?:^|\.)enable[.-]auto[.-]commit$")


@risk.judge(Setting)
def is_told_to_acknowledge_by_itself(setting: Setting) -> Verdict | None:
    if setting.role != "entry" or is_for_developers(setting):
        return None
    path = ".".join(setting.path).lower()
    said = str(setting.value.value).lower() if setting.value.is_known else ""
    if _MODE.search(path) and ("rabbit" in path or "listener" in path):
        if said == "none":
            return _of_config(setting, "the broker forgets a message as soon as it is delivered")
        return (
            sound(f"acknowledged by the mode {said}, when the listener is done") if said else None
        )
    if _AUTOMATIC.search(path):
        if said == "true":
            return _of_config(setting, "the broker forgets a message as soon as it is delivered")
        return sound("acknowledged by the consumer, when it is done") if said == "false" else None
    if _POLICY.search(path):
        if said in {"none", "acknone"}:
            return _of_config(setting, "the stream counts a message as done when it is delivered")
        is_set = said in {"explicit", "all", "ackexplicit", "ackall"}
        return sound("the stream waits for the consumer's acknowledgement") if is_set else None
    if _COMMIT.search(path) and setting.file.scenario.get("purpose") in MONEY and said == "true":
        return _of_config(
            setting, "offsets are committed by the clock, whatever has become of the records"
        )
    return None


def _of_config(setting: Setting, reason: str) -> Verdict | None:
    if setting.file.scenario.get("best_effort"):
        return None
    return risky(
        reason,
        anchors=[setting.block],
        shift=int(setting.file.scenario.get("purpose") in MONEY),
        needs=needed(setting, "purpose"),
    )
