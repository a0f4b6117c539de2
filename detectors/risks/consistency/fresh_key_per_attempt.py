"""Idempotency keys that are made anew for each attempt, so that the server sees another operation."""

from __future__ import annotations

from detectors.facts import Request
from detectors.judging.effects import effect_of
from detectors.judging.idempotency import remade_key, retries_around
from detectors.judging.repeating import repeats
from detectors.judging.running import MESSAGES, MONEY, needed
from detectors.model import Risk, Verdict, risky, sound
from detectors.places import Lines

risk = Risk(__name__)


@risk.judge(Request)
def looks_like_another_operation(request: Request) -> Verdict | None:
    if not request.setting("idempotency_key").is_known:
        return None
    if remade := remade_key(request):
        return risky(
            f"{remade.because}, so the server takes the second one for another operation",
            at=_written(request, remade.made),
            anchors=[request.lines, *remade.repeated],
            shift=_shift(request),
            needs=needed(request, "purpose"),
        )
    if not any(map(repeats, request.retries)):
        return None
    if request.fresh_key is None:
        return sound("every attempt carries the key that the operation has")
    if all(retry.covers for retry in retries_around(request)):
        return sound("the key is made before the first attempt, so all of them carry it")
    return None


def _written(request: Request, made: Lines) -> Lines:
    """Where the key is spelled, if it is the header of the loop that counts."""
    counts = any(loop.header.first == made.first for loop in request.context.loops)
    return request.setting("idempotency_key").lines or made if counts else made


def _shift(request: Request) -> int:
    purpose = request.file.scenario.get("purpose")
    what = effect_of(request)
    if what == "charge" or purpose in MONEY:
        return 1
    return -1 if what == "send" or purpose in MESSAGES else 0
