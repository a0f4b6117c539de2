"""Codes and alarms that may wait in a queue for hours and are delivered when they are worth nothing."""

from __future__ import annotations

from detectors.facts import Block, Fact, Request
from detectors.infrastructure.queues import is_for_what_failed, name_of
from detectors.judging.running import needed
from detectors.judging.settings import own, seconds
from detectors.model import Risk, Verdict, risky, sound
from detectors.vocabulary.names import is_for_developers, listed, words, words_of

risk = Risk(__name__, config_words=("sqs",))

_URGENT = frozenset({"otp", "alert", "emergency"})
"""Purposes whose messages are worth something for minutes."""
_CODES = listed("otp otps totp 2fa mfa passcode passcodes")
_CODE = listed("code codes")
_OF_A_LOGIN = listed("login signin verification verify security auth onetime sms")
_LONG_S = 3600.0
"""No code and no alarm is right for longer."""
_RETENTION_S = 345_600.0
"""What SQS keeps a message for by default."""


def _is_urgent(fact: Fact, *names: str) -> bool:
    """The scenario says so, or a name that speaks of codes; a scenario with another purpose says that it is not."""
    if purpose := fact.file.scenario.get("purpose"):
        return purpose in _URGENT
    said = {word for name in names for word in (*words(name), *words_of(name))}
    return bool(said & _CODES) or bool(said & _CODE and said & _OF_A_LOGIN)


@risk.judge(Request)
def is_sent_without_an_end(request: Request) -> Verdict | None:
    is_shell = request.file.language == "shell"
    if not (_is_a_post(request) if is_shell else _is_a_message(request)):
        return None
    if is_for_developers(request):
        return None
    function = request.context.function
    said = request.setting("text").string or ""
    if not _is_urgent(request, function.name if function else "", said):
        return None
    limit = request.setting("validity")
    if limit.number is None:
        return None
    if not is_shell and not limit.is_written and _has_a_service(request):
        return None
    if limit.is_written and limit.number <= _LONG_S:
        return sound(f"is dropped when it has waited for {limit.number:g} s")
    return risky(
        f"may wait in the provider's queue for {limit.number / 3600:g} hours, and then arrives all the same",
        anchors=[*request.anchors, *request.context.call_sites],
        shift=1,
        needs=needed(request, "purpose"),
    )


def _is_a_message(request: Request) -> bool:
    is_one = request.client.library == "twilio" and "messages" in request.name.split(".")
    return is_one and request.effect == "send"


def _is_a_post(request: Request) -> bool:
    """`curl .../Messages.json -d ...`"""
    return request.method == "POST" and "validity" in request.settings


def _has_a_service(request: Request) -> bool:
    """A messaging service has a limit of its own, which the file does not show."""
    given = {argument.keyword.value for argument in request.node.args if argument.keyword}
    has_unseen = any(argument.star for argument in request.node.args)
    return "messaging_service_sid" in given or has_unseen


@risk.judge(Block)
def is_kept_for_days(block: Block) -> Verdict | None:
    is_resource = block.kind in {"terraform:resource", "cloudformation:resource"}
    kind = block.labels[0] if is_resource and block.labels else ""
    if kind not in {"aws_sqs_queue", "AWS::SQS::Queue"} or not block.is_complete:
        return None
    if is_for_developers(block) or is_for_what_failed(block):
        return None
    if not _is_urgent(block, block.name, name_of(block)):
        return None
    kept = own(block, "message_retention_seconds") or block.get("MessageRetentionPeriod")
    limit = seconds(kept.value) if kept else _RETENTION_S
    if limit is None:
        return None
    if limit <= _LONG_S:
        return sound(f"a message that waits for {limit:g} s is dropped")
    return risky(
        f"keeps a message for {limit / 3600:g} hours, long after anybody can use it",
        anchors=[kept],
        span=block.body,
        shift=1,
        needs=needed(block, "purpose"),
    )
