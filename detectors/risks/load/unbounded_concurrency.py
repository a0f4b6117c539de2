"""Calls for all items at once, with nothing that limits how many."""

from __future__ import annotations

from detectors.facts import FanOut, Loop, Request
from detectors.judgement import is_loopback, is_short, is_test_code, needed
from detectors.model import Risk, Verdict, risky, sound
from detectors.names import is_a_test, is_of_a_scanner
from detectors.risks.load.call_in_loop import STORES

risk = Risk(__name__)

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


def _of(started: FanOut) -> str:
    return f"each of {started.items}" if started.kind == "threads" else started.items


def _counts(request: Request) -> bool:
    """It goes to another machine, and to no store or queue of our own."""
    if request.client.library in STORES:
        return False
    return not is_loopback(request) and request.effect not in {"consume", "publish", "query"}
