"""Answers of 429 after which a client waits as long as it likes, and not as long as the server asks."""

from __future__ import annotations

from collections.abc import Iterator

from detectors.facts import Throttle
from detectors.judging.running import is_test_code
from detectors.model import Risk, Verdict, risky, sound
from detectors.text import places_of

_NAMES = ("429", "too_many_requests")


def _suspects(source: str, lowered: str) -> Iterator[int]:
    """Where a status may be compared with 429, by that number or a name for it, and where the source sleeps."""
    if "sleep" in lowered and any(name in lowered for name in _NAMES):
        for name in (*_NAMES, "sleep"):
            yield from places_of(name, lowered)


risk = Risk(__name__, words=_NAMES, closer=_suspects, needs_client=False)


@risk.judge(Throttle)
def waits_as_long_as_it_likes(throttle: Throttle) -> Verdict | None:
    if is_test_code(throttle):
        return None
    if throttle.wait == "retry-after":
        return sound("waits as long as the server asks")
    if throttle.wait == "unknown":
        return None
    grows = throttle.wait == "exponential"
    if grows and throttle.is_of_codes:
        return None
    how = "a growing wait of its own" if grows else "a wait of its own"
    return risky(
        f"answers a 429 with {how}, and does not read Retry-After, which says when it may come back",
        shift=-1 if grows else 0,
    )
