"""What loops and retries repeat: how often, over what, and after which failures."""

from __future__ import annotations

import re

from detectors.facts import HOLE, Loop, Request, Retry, Value
from detectors.judging.addresses import is_loopback
from detectors.judging.attendance import only_shows
from detectors.judging.running import is_test_code
from detectors.places import Lines
from detectors.vocabulary.names import listed

SELDOM = listed(
    "main run start startup setup init initialize connect open login logon signin auth authenticate authorize"
    " oauth exchange token refresh register install close shutdown health healthcheck check test"
    " probe version validate verify discover wait pull bootstrap kill example demo poll alert alerts"
    " healthz livez readyz ping alive capabilities"
)
"""In the names of functions that are called seldom, or hold a connection for long anyway."""


def is_small(count: Value, limit: int = 10) -> bool:
    """A known number of turns that nobody needs to worry about."""
    return count.number is not None and count.number <= limit


def is_short(loop: Loop) -> bool:
    """It makes few turns: as many as the source tells, or as there are in a list that somebody has written."""
    is_of_unseen = loop.count.is_unknown or loop.file.language == "python"
    return is_small(loop.count) or (loop.is_listed and is_of_unseen)


def goes_over_data(loop: Loop, *, of_many: bool = False) -> bool:
    """It asks once for each of what there may be many: an answer, a file, a list that is handed in.

    In Python code that runs when its file does, or for a person who waits for it, the loop runs once and is looked at,
    unless there are known to be many.
    """
    if loop.role != "items" or loop.is_concurrent or is_short(loop):
        return False
    if not loop.requests or is_test_code(loop) or only_shows(loop):
        return False
    is_once = loop.is_for_a_person or loop.requests[0].context.is_module_level
    return of_many or not (is_once and loop.file.language == "python")


def covers_only(retry: Retry, *kinds: str) -> bool:
    """It repeats nothing but these kinds of failure."""
    return retry.covers is not None and retry.covers <= set(kinds)


def repeats_a_failure(retry: Retry) -> bool:
    """What it repeats has failed, on another machine, and it is written here.

    A conflict is no failure: somebody else was faster, and the next attempt comes through.
    Nor is what is not there yet.
    Nor is an answer of no use, as a model gives: whoever has answered is not down.
    """
    if retry.kind == "default" or not repeats(retry) or is_test_code(retry) or only_shows(retry):
        return False
    if _is_of_this_machine(retry) or _waits_for_a_release(retry):
        return False
    return not covers_only(retry, "conflict", "answer", "not yet")


_RELEASE = re.compile(
    rf"https://(?:test\.)?pypi\.org/pypi/[\w.-]+/{HOLE}|https://registry\.npmjs\.org/[@\w./-]+/{HOLE}"
)
"""One version of what somebody has just published."""


def _waits_for_a_release(retry: Retry) -> bool:
    return bool(retry.requests) and all(
        _RELEASE.match(request.setting("url").string or "") for request in retry.requests
    )


def _is_of_this_machine(retry: Retry) -> bool:
    """Whatever it asks is here, as far as its addresses can be seen."""
    here = [is_loopback(request) for request in retry.requests]
    said = [r.setting("url").string or r.setting("host").string or HOLE for r in retry.requests]
    return any(here) and all(
        is_here or where.startswith(HOLE) for is_here, where in zip(here, said, strict=True)
    )


def repeats(retry: Retry) -> bool:
    """It really makes a second attempt; unknown counts as yes."""
    attempts = retry.attempts.number
    return attempts is None or attempts > 1


def anchors_of(request: Request) -> list[Lines]:
    """Where else a flag is right for what this call lacks: its anchors, and the calls of its helper."""
    return [*request.anchors, *request.context.call_sites]


def place_in(loop: Loop, request: Request) -> Lines | None:
    """Where this loop calls it: the call itself, or the call of the helper that holds it."""
    if loop.lines.holds(request.lines):
        return request.lines
    sites = (*request.context.call_sites, *loop.calls)
    return next((site for site in sites if loop.lines.holds(site)), None)
