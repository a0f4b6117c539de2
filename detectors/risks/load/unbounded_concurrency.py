"""Calls for all items at once, with nothing that limits how many."""

from __future__ import annotations

from collections.abc import Iterator

from detectors.facts import Block, FanOut, Loop, Request
from detectors.judging.addresses import is_loopback
from detectors.judging.repeating import is_short
from detectors.judging.running import is_test_code, needed
from detectors.model import Risk, Verdict, risky, sound
from detectors.risks.load.call_in_loop import STORES
from detectors.text import places_of
from detectors.vocabulary.names import is_a_test, is_for_developers, is_of_a_scanner


def _suspects(_: str, lowered: str) -> Iterator[int]:
    """Where a thread may be started for each message: what such a thread asks for need not be known."""
    if "while " in lowered and "sleep(" in lowered:
        yield from places_of("thread(", lowered)


risk = Risk(
    __name__,
    words=("thread(",),
    config_words=("distributed", "event_source_mapping", "eventsourcemapping"),
    closer=_suspects,
)

_SEARCHES = frozenset({"elasticsearch", "opensearchpy"})
MANY = 100
"""More at a time than this is no limit that anybody has chosen."""


@risk.judge(Loop)
def starts_everything_at_once(loop: Loop) -> Verdict | None:
    requests = [request for request in loop.requests if _counts(request)]
    if not loop.is_concurrent or not requests or loop.role not in {"items", "unknown"}:
        return None
    if is_test_code(loop) or is_a_test(loop) or is_of_a_scanner(loop):
        return None
    items = loop.file.scenario.get("items")
    few = isinstance(items, int | float) and items <= 10
    limit = loop.bound.number
    if limit is not None and limit <= MANY:
        return sound(f"runs {limit:g} at a time", at=loop.header)
    if few:
        return sound(f"the scenario has {items} items", at=loop.header, needs=("items",))
    if loop.bound.is_unknown or is_short(loop):
        return None
    what = f"{limit:g}" if limit is not None else "all of them"
    return risky(
        f"starts {requests[0].name} for {what} at once, and nothing holds them back",
        at=loop.header,
        span=loop.lines,
        anchors=[loop.statement or loop.lines, requests[0].lines],
        group=f"loop {loop.header.first}",
        needs=needed(loop, "items"),
    )


@risk.judge(FanOut)
def starts_as_many_threads_as_there_are_items(started: FanOut) -> Verdict | None:
    requests = [request for request in started.requests if _counts(request)]
    if started.kind == "messages":
        return _of_messages(started)
    if not requests or is_test_code(started) or is_a_test(started) or is_of_a_scanner(started):
        return None
    items = started.file.scenario.get("items")
    if isinstance(items, int | float) and items <= 10:
        return sound(f"the scenario has {items} items", needs=("items",))
    how = "a thread for" if started.kind == "threads" else "a pool as large as the number of"
    return risky(
        f"starts {how} {_of(started)}, and each of them calls {requests[0].name}",
        anchors=[started.statement or started.lines, requests[0].lines],
        needs=needed(started, "items"),
    )


def _of_messages(started: FanOut) -> Verdict | None:
    """Whoever posts decides how many threads there are."""
    if is_test_code(started) or is_a_test(started) or is_of_a_scanner(started):
        return None
    if started.requests and not any(_counts(request) for request in started.requests):
        return None
    return risky(
        f"starts a thread for each message of {started.items}, as many at once as there are",
        anchors=[started.statement or started.lines, *(one.lines for one in started.requests[:1])],
        needs=needed(started, "items"),
    )


def _of(started: FanOut) -> str:
    return f"each of {started.items}" if started.kind == "threads" else started.items


def _counts(request: Request) -> bool:
    """It goes to another machine, and to no store or queue of our own."""
    if request.client.library in STORES or is_loopback(request):
        return False
    if request.effect == "query":
        return bool(request.method) and request.client.library not in _SEARCHES
    return request.effect not in {"consume", "publish"}


# --- configuration -------------------------------------------------------------------------------

_OF_AWS = ("dynamodb:", "s3:", "sqs:", "sns:", ":states:::events:", "aws-sdk:")
"""Parts of a task's resource that say that it calls a service which takes what comes."""


@risk.judge(Block)
def takes_all_that_comes(block: Block) -> Verdict | None:
    if is_for_developers(block) or not block.is_complete:
        return None
    if block.kind == "step-functions:state" and block.text("Type") == "Map":
        return _map(block)
    kind = block.labels[0] if block.labels else ""
    if kind in {"aws_lambda_event_source_mapping", "AWS::Lambda::EventSourceMapping"}:
        return _event_source(block)
    return None


def _map(state: Block) -> Verdict | None:
    """A Map of Step Functions; one that is distributed runs up to 10,000 at a time unless it is told."""
    if state.get("MaxConcurrencyPath") is not None:
        return None
    limit = state.get("MaxConcurrency")
    if limit is not None and (not limit.value.is_known or limit.value.number is None):
        return None
    number = limit.value.number if limit is not None else 0
    if number:
        is_small = number <= MANY and limit is not None
        return sound(f"runs {number:g} at a time", at=limit.lines) if is_small and limit else None
    if state.text("ProcessorConfig", "Mode") != "DISTRIBUTED":
        return None  # one that is not runs at most forty
    for inner in state.walk()[1:]:
        called = inner.text("Resource")
        if called and not any(part in called for part in _OF_AWS):
            return risky(
                f"starts {inner.name} for up to 10,000 items at once, and nothing holds them back",
                anchors=[inner.lines],
            )
    return None


def _event_source(source: Block) -> Verdict | None:
    """A queue that hands a function as many messages at a time as there are."""
    if any({"maximum_concurrency", "MaximumConcurrency"} & set(s.path) for s in source.settings):
        return sound("takes no more at a time than it was told")
    queue = source.get("event_source_arn") or source.get("EventSourceArn")
    if queue is None or "sqs" not in queue.value.text.lower():
        return None
    if source.file.scenario.get("provider") != "serial-paced" or _is_reserved(source):
        return None
    return risky(
        "a backlog is handed over hundreds at a time, and who is called takes them one by one",
        anchors=[queue.lines],
        needs=needed(source, "provider"),
    )


def _is_reserved(source: Block) -> bool:
    """A function of the same file has a limit of its own."""
    names = {"reserved_concurrent_executions", "ReservedConcurrentExecutions"}
    return any(s.name in names for peer in source.peers for b in peer.walk() for s in b.settings)
