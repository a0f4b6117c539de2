"""Batches that succeed as a whole while entries of them fail, and nobody looks which."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors.facts import Block, Catch, Partial, Setting
from detectors.judging.running import MESSAGES, MONEY, needed
from detectors.model import Risk, Verdict, risky, sound
from detectors.text import places_of
from detectors.vocabulary.names import is_for_developers, listed, words_of

_AWS = ("_batch(", "put_records(", "batch_write_item(", "delete_objects(", "put_events(")
"""Methods that are told by their keywords where their client is out of sight."""
_OTHERS = (
    "return_exceptions",
    "raise_on_error",
    "insert_rows",
    ".map(",
    ".submit(",
    "kafka",
    "pubsub",
)


def _suspects(source: str, lowered: str) -> Iterator[int]:
    if "except" in lowered and "event" in lowered:
        for word in ('"records"', "'records'"):
            yield from places_of(word, lowered)
    for word in ("return_exceptions", "raise_on_error", "insert_rows"):
        yield from places_of(word, lowered)
    if "boto" in lowered:
        for word in _AWS:
            yield from places_of(word, lowered)
    yield from places_of("asyncio.wait(", lowered)
    if "kafka" in lowered:
        yield from places_of(".send(", lowered)
        yield from places_of(".produce(", lowered)
    if "pubsub" in lowered:
        yield from places_of(".publish(", lowered)
    if "futures" in lowered:
        for word in (".map(", ".submit(", "wait("):
            yield from places_of(word, lowered)


risk = Risk(
    __name__,
    config_words=("event_source_mapping", "eventsourcemapping", "sqs"),
    words=("wait", "records", *_AWS, *_OTHERS),
    closer=_suspects,
)

_MAY_BE_LOST = listed(
    "metric metrics telemetry trace tracing cache warm warmup prefetch analytics log logs heartbeat presence"
    " cleanup teardown typing beacon broadcast"
)
"""Words of functions whose entries somebody can do without."""
_CHANGES = listed(
    "send notify email mail add create insert update upsert delete remove save store write upload charge pay refund"
    " capture publish push post process handle import export migrate sync index ingest book ship assign grant"
    " revoke invite register enqueue deliver apply deploy provision transfer copy archive persist dispatch download"
)
"""Words of what has an effect."""
_READS = listed("get fetch load read check list find query wait probe refresh ensure try maybe")
_SERIOUS = {"send", "charge", "publish", "delete"}


@risk.judge(Partial)
def looks_at_no_entry(partial: Partial) -> Verdict | None:
    if partial.lacks != "failed" or is_for_developers(partial):
        return None
    if partial.file.scenario.get("best_effort") or _may_be_lost(partial) or partial.is_settled:
        return None
    match partial.fate:
        case "told":
            return sound("the answer is asked which entries failed", at=partial.lines)
        case "dropped" | "status" | "used" | "filtered" if _matters(partial):
            return risky(
                _what(partial),
                anchors=[*partial.anchors, partial.statement],
                shift=_shift(partial),
                needs=needed(partial, "purpose", "best_effort"),
            )
    return None


@risk.judge(Catch)
def takes_a_message_that_fails_for_done(catch: Catch) -> Verdict | None:
    """`for record in event["Records"]: try: ... except Exception: print(...)` in a Lambda that SQS calls."""
    handler = catch.context.handler if catch.is_broad and catch.context else None
    if handler is None or handler.kind != "lambda" or is_for_developers(catch):
        return None
    if catch.file.scenario.get("best_effort") or catch.dropped_from is None:
        return None
    return risky(
        "a message that fails here counts as done: nothing tells the queue, which deletes it with the others",
        anchors=[catch.dropped_from, handler.lines],
        shift=int(catch.file.scenario.get("purpose") in MONEY | MESSAGES),
        needs=needed(catch, "purpose", "best_effort"),
    )


def _may_be_lost(partial: Partial) -> bool:
    function = partial.context.function if partial.context else None
    return bool(function and _MAY_BE_LOST & set(words_of(function.name)))


def _matters(partial: Partial) -> bool:
    """Of what is gathered or waited for a name says that it changes something; what has only been waited for says nothing."""
    if not partial.name.endswith(("gather", "wait")) or partial.fate == "filtered":
        return True
    if partial.file.language != "python":
        return True
    named = [set(words_of(name)) for name in partial.starts]
    return any(_CHANGES & one and not _READS & one for one in named)


def _what(partial: Partial) -> str:
    if partial.file.language != "python":
        return "wait answers with 0 whatever has become of the jobs, and nobody asks one of them"
    if partial.is_queued and partial.reports_to:
        return f"{partial.name} only queues, and without {partial.reports_to} nobody hears of what could not be delivered"
    if partial.is_queued:
        return f"{partial.name} only queues, and nobody asks its future: what could not be delivered is lost unseen"
    if partial.fate == "filtered":
        return f"what fails in {partial.name} is left out of its results, and nobody hears of it"
    if not partial.told_by:
        results = {
            "dropped": "nobody takes the results",
            "status": "its results are only tested for being there",
            "used": "the failures among its results are not told from the rest",
        }[partial.fate]
        return f"{partial.name} raises nothing of what fails in it, and {results}"
    told = f" ({partial.told_by})" if partial.told_by else ""
    looked = {
        "dropped": "nobody looks at its answer",
        "status": "the status alone is looked at, and that says nothing of them",
        "used": "what has succeeded is used, and what has failed is not asked for",
    }[partial.fate]
    return f"{partial.name} succeeds although entries of it may fail{told}, and {looked}"


def _shift(partial: Partial) -> int:
    purpose = partial.file.scenario.get("purpose")
    effect = partial.request.effect if partial.request else ""
    return int(purpose in MONEY | MESSAGES or (effect in _SERIOUS and not partial.is_queued))


# --- configuration -------------------------------------------------------------------------------

_DEFAULT = 10
"""Messages that a queue hands to a function at once, where nothing else is said."""
_REPORTS = "ReportBatchItemFailures"


@risk.judge(Block)
def hands_over_a_batch(block: Block) -> Verdict | None:
    """An event source mapping of Terraform or CloudFormation."""
    if block.labels[:1] == ("aws_lambda_event_source_mapping",):
        return _source(block, "event_source_arn", "batch_size", "function_response_types")
    if block.labels[:1] == ("AWS::Lambda::EventSourceMapping",):
        return _source(block, "EventSourceArn", "BatchSize", "FunctionResponseTypes")
    return None


def _source(block: Block, source: str, size: str, answer: str) -> Verdict | None:
    arn = block.get(source)
    return _batch(block, size, answer) if arn and _is_a_queue(arn) else None


def _is_a_queue(arn: Setting) -> bool:
    said = arn.value.text
    if re.search(r"aws_sqs_queue\.|:sqs:", said):
        return True
    name = said.split(".")[0]
    around = [one for peer in arn.block.peers for one in peer.walk()] if arn.block else []
    return any(
        one.name == name and one.labels[:1] == ("AWS::SQS::Queue",) for one in around if name
    )


@risk.judge(Setting)
def hands_over_a_batch_by_an_event(setting: Setting) -> Verdict | None:
    """An event of a function: SAM's `Type: SQS`, the Serverless Framework's `- sqs:`."""
    if setting.block is None:
        return None
    if setting.name == "Type" and setting.value.value == "SQS" and "Events" in setting.path[-3:]:
        return _batch(setting.block, "BatchSize", "FunctionResponseTypes")
    if setting.path[:1] != ("functions",):
        return None
    if setting.path[-3:] == ("events", "sqs", "arn"):
        return _batch(setting.block, "batchSize", "functionResponseType")
    if setting.path[-2:] == ("events", "sqs") and ":sqs:" in setting.value.text:
        return _whole_batch(setting, setting)
    return None


def _batch(block: Block, size: str, answer: str) -> Verdict | None:
    if is_for_developers(block) or not block.is_complete:
        return None
    told = [one for one in block.settings if answer in one.path]
    if told:
        says = any(_REPORTS in str(one.value.value) for one in told if one.value.is_known)
        return (
            sound("the function answers which messages failed", at=told[0].lines) if says else None
        )
    given = block.get(size)
    if given is not None and given.value.number == 1:
        return sound("messages come one by one", at=given.lines)
    if given is not None and given.value.number is None:
        return None
    return _whole_batch(block, block, given)


def _whole_batch(fact: Block | Setting, *anchors: Setting | Block | None) -> Verdict | None:
    if is_for_developers(fact) or fact.file.scenario.get("best_effort"):
        return None
    return risky(
        "one message that fails brings the whole batch back, or is lost with it: nothing answers which failed",
        at=fact.lines,
        anchors=anchors,
        shift=int(fact.file.scenario.get("purpose") in MONEY),
        needs=needed(fact, "purpose", "best_effort"),
    )
