"""Webhooks that act on what is posted to them, whoever posts it."""

from __future__ import annotations

from collections.abc import Iterator

from detectors.facts import Handler
from detectors.judgement import MONEY, is_test_code, needed
from detectors.model import Risk, Verdict, risky, sound
from detectors.names import is_a_test
from detectors.text import places_of
from detectors.webhooks import is_for_a_sender

_NAMED = ("hook", "ipn")


def _suspects(source: str, lowered: str) -> Iterator[int]:
    """Where the name or the path of a webhook stands in or below a decorator."""
    if "request" not in lowered and "fastapi" not in lowered:
        return
    for name in _NAMED:
        for place in places_of(name, lowered):
            before = lowered.rfind("@", max(0, place - 300), place)
            if before >= 0 and "\n\n" not in lowered[before:place]:
                yield place


risk = Risk(__name__, words=_NAMED, closer=_suspects, needs_client=False)


@risk.judge(Handler)
def believes_everybody(handler: Handler) -> Verdict | None:
    if handler.kind != "webhook" or is_test_code(handler) or is_a_test(handler):
        return None
    if handler.checks is not None:
        return sound("what proves the sender is called", at=handler.checks)
    if handler.trusts is None or not is_for_a_sender(handler):
        return None
    if handler.file.is_for_development:
        return None
    return risky(
        "acts on whatever is posted to it, and nothing shows who sent that",
        anchors=[handler.trusts],
        shift=1 if handler.file.scenario.get("purpose") in MONEY else 0,
        needs=needed(handler, "purpose"),
    )
