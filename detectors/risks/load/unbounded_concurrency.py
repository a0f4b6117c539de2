"""Calls for all items at once, with nothing that limits how many."""

from __future__ import annotations

from detectors.facts import Loop, Request
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


def _counts(request: Request) -> bool:
    """It goes to another machine, and to no store or queue of our own."""
    if request.client.library in STORES:
        return False
    return not is_loopback(request) and request.effect not in {"consume", "publish", "query"}
