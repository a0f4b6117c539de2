"""Queues in which a message that always fails comes back for ever, or is dropped without a trace."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors.facts import Block, FailedMessage, Setting
from detectors.infrastructure.queues import is_for_what_failed, name_of
from detectors.infrastructure.workloads import has
from detectors.judging.running import MONEY, needed
from detectors.model import Risk, Verdict, risky, sound
from detectors.text import in_short, places_of
from detectors.vocabulary.names import is_for_developers

_REFUSES = (
    "basic_nack",
    "basic_reject",
    ".nack(",
    ".nak(",
    ".reject(",
    ".requeue(",
    "reject(",
    ".process(",
    ".seek(",
    "create_queue",
    "create_subscription",
    "reject_on_worker_lost",
)
_BESIDE = (
    "queue_declare",
    "declare_queue",
    ".queue.declare(",
    "queue(",
    "basic_consume",
    "basic_get",
    "consumer(",
    ".consume(",
    ".iterator(",
    "acks_late",
    "receive_message",
    "delete_message",
    ".delete(",
    "event_source_mapping",
    ".subscribe(",
    "pull(",
    ".ack(",
    "acknowledge(",
)
"""What tells which queue it is, and that the file takes its messages."""
_BROKERS = (
    "pika",
    "amqp",
    "kombu",
    "celery",
    "kafka",
    "nats",
    "boto",
    "google",
    "basic_",
    "reject_on_worker_lost",
)


def _suspects(source: str, lowered: str) -> Iterator[int]:
    """Where a message is refused, a queue is made or a task put back, in a file that knows a broker."""
    has_both = any(word in lowered for word in _REFUSES) and any(
        word in lowered for word in _BROKERS
    )
    for word in (*_REFUSES, *_BESIDE) if has_both else ():
        yield from places_of(word, lowered)


risk = Risk(
    __name__,
    words=_REFUSES,
    config_words=("sqs", "pubsub_subscription", "pubsubsubscription", "errors.tolerance"),
    closer=_suspects,
    needs_client=False,
)


@risk.judge(FailedMessage)
def has_nowhere_to_go(message: FailedMessage) -> Verdict | None:
    if is_for_developers(message):
        return None
    if message.fate == "parked":
        return sound("what keeps failing is put aside, as the queue says where it goes")
    return risky(
        _what_happens(message),
        group=f"queue {in_short(message.queue)}" if message.queue else None,
        shift=int(message.is_ordered or message.file.scenario.get("purpose") in MONEY),
        needs=needed(message, "purpose"),
    )


def _what_happens(message: FailedMessage) -> str:
    match message.how, message.fate:
        case "rewind", _:
            return "a record that fails every time is read again and again, and holds up all behind it in its partition"
        case "worker lost", _:
            return "a task that takes its worker down goes back to its queue and takes down the next one, without end"
        case _, "requeued":
            return "a message that fails every time is put back every time, and comes again without end"
        case _, "dropped":
            return (
                "what its consumer refuses is dropped, and nobody can look at it or bring it back"
            )
    what = "and holds up all behind it" if message.is_ordered else "until it is too old and is gone"
    return f"a message that fails every time comes back again and again, {what}"


@risk.judge(Block)
def keeps_what_fails(block: Block) -> Verdict | None:
    if is_for_developers(block) or not block.is_complete:
        return None
    match _kind(block):
        case "aws_sqs_queue" | "AWS::SQS::Queue":
            return _queue(block)
        case "google_pubsub_subscription":
            return _subscription(block, "dead_letter_policy")
    if block.kind == "kubernetes:PubSubSubscription":
        return _subscription(block, "deadLetterPolicy")
    return None


def _kind(block: Block) -> str:
    is_resource = block.kind in {"terraform:resource", "cloudformation:resource"}
    return block.labels[0] if is_resource and block.labels else ""


# --- SQS -----------------------------------------------------------------------------------------

_POLICIES = ("redrive_policy", "RedrivePolicy")


def _queue(block: Block) -> Verdict | None:
    """A queue whose consumer stands in the same file; one without may be somebody else's to read."""
    if is_for_what_failed(block):
        return None
    policy = next((s for s in block.settings if set(_POLICIES) & set(s.path)), None)
    if policy:
        return sound("what keeps failing is put aside after a number of attempts", at=policy.lines)
    uses = list(_uses(block))
    if any(_parks(setting) or "aws_sqs_queue_redrive_policy" in setting.path for setting in uses):
        return None
    consumer = next((setting for setting in uses if _consumes(setting)), None)
    if consumer is None:
        return None
    is_ordered = (
        name_of(block).endswith(".fifo") or has(block, "fifo_queue") or has(block, "FifoQueue")
    )
    what = "and holds up all behind it" if is_ordered else "until it is too old and is gone"
    return risky(
        f"a message that fails every time comes back again and again, {what}",
        anchors=[consumer.lines],
        shift=int(is_ordered or block.file.scenario.get("purpose") in MONEY),
        needs=needed(block, "purpose"),
    )


def _uses(queue: Block) -> Iterator[Setting]:
    """The settings of other resources that speak of this one."""
    name = re.escape(queue.name)
    spoken = re.compile(
        rf"\baws_sqs_queue\.{name}\b|(?<![\w.]){name}(\.Arn|\"?\s*,\s*\"?Arn)?(?![\w.])"
    )
    for peer in queue.peers:
        for block in peer.walk():
            if _kind(block) and block is not queue:
                yield from (s for s in block.settings if spoken.search(s.value.text))


def _parks(setting: Setting) -> bool:
    return setting.name in {"deadLetterTargetArn", "redrive_policy"}


def _consumes(setting: Setting) -> bool:
    """An event source: Terraform's, CloudFormation's, or an event of a SAM function."""
    if setting.name in {"event_source_arn", "EventSourceArn"}:
        return True
    return setting.name == "Queue" and "Events" in setting.path


# --- Pub/Sub -------------------------------------------------------------------------------------


def _subscription(block: Block, policy: str) -> Verdict | None:
    if is_for_what_failed(block):
        return None
    if has(block, policy):
        found = next(s for s in block.settings if policy in s.path)
        return sound("what keeps failing is put aside after a number of attempts", at=found.lines)
    is_ordered = has(block, "enable_message_ordering") or has(block, "enableMessageOrdering")
    return risky(
        "a message that fails every time is delivered again and again until it is too old and is gone",
        shift=int(is_ordered or block.file.scenario.get("purpose") in MONEY),
        needs=needed(block, "purpose"),
    )


# --- Kafka Connect -------------------------------------------------------------------------------

_TOLERANCE = "errors.tolerance"
_CLASSES = ("connector.class", "spec.class")
_DEAD_LETTERS = "errors.deadletterqueue.topic.name"


@risk.judge(Setting)
def tolerates_and_forgets(setting: Setting) -> Verdict | None:
    """A sink that goes on after a record which it cannot write; a source has no such queue."""
    path = ".".join(setting.path)
    if not path.endswith(_TOLERANCE) or setting.value.value != "all":
        return None
    if is_for_developers(setting):
        return None
    block = setting.block.parent or setting.block if setting.block else None
    around = {".".join(one.path): one for one in (block.settings if block else setting.beside)}
    connector = next((s for path, s in around.items() if path.endswith(_CLASSES)), None)
    if connector is None or "sink" not in str(connector.value.value).lower():
        return None
    if any(path.endswith(_DEAD_LETTERS) for path in around):
        return sound(
            "records that cannot be converted go to a topic of their own", at=setting.lines
        )
    return risky(
        "records that cannot be converted are skipped, and nobody can look at them", shift=1
    )
