"""Whether the attempts of a request carry one idempotency key, or each its own."""

from __future__ import annotations

from typing import NamedTuple

from detectors.facts import Request, Retry
from detectors.judging.repeating import covers_only, repeats
from detectors.judging.running import is_redelivered
from detectors.places import Lines

_KEEPS_ITS_CALL = frozenset({"default", "option"})
"""Retries of the client itself: they send what it was given once."""


class Remade(NamedTuple):
    """A key that the next attempt does not carry."""

    made: Lines
    because: str
    repeated: tuple[Lines, ...] = ()


def retries_around(request: Request) -> list[Retry]:
    """Those that make the call again, and with it what it is given."""
    return [r for r in request.retries if r.kind not in _KEEPS_ITS_CALL and repeats(r)]


def remade_key(request: Request) -> Remade | None:
    """How each attempt gets a key of its own; None if it does not, or that cannot be told."""
    made = request.fresh_key
    if made is None:
        return None
    for retry in retries_around(request):
        if retry.covers is None or covers_only(retry, "429", "connect"):
            continue
        if _is_made_within(made, request, retry):
            because = f"{retry.name} makes a new key for each attempt"
            return Remade(made, because, (retry.lines,))
    redelivered = is_redelivered(request)
    if redelivered.is_known and request.context.handler and _is_in_the_function(made, request):
        return Remade(made, f"{redelivered}, and then carries a new key")
    return None


def _is_made_within(made: Lines, request: Request, retry: Retry) -> bool:
    """What makes the key runs again with each attempt."""
    loops = [loop for loop in request.context.loops if loop.header.first == retry.lines.first]
    if any(loop.lines.holds(made) for loop in loops):
        return True
    function = request.context.function
    if function is None or not _is_in_the_function(made, request):
        return False
    if retry.kind == "policy":
        return False  # mostly an adapter's, which sends what it was given once
    if retry.kind == "recursion":
        return True
    repeated = loops[0].lines if loops else retry.lines
    return not function.lines.meets(repeated)


def _is_in_the_function(made: Lines, request: Request) -> bool:
    function = request.context.function
    return function is not None and function.lines.holds(made)
