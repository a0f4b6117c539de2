"""Webhooks that act on what is posted to them, whoever posts it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors.facts import Bypass, Handler
from detectors.judging.fail_open import PROOFS, is_of_a_webhook, is_of_an_answer, tests_of_secrets
from detectors.judging.running import MONEY, is_test_code, needed
from detectors.judging.webhooks import is_for_a_sender
from detectors.model import Risk, Verdict, risky, sound
from detectors.text import places_of
from detectors.vocabulary.names import is_a_test, is_for_developers

_NAMED = ("hook", "ipn", "callback", "notif", "notice", "event", "update")
_HEADERS = (
    "x-github-",
    "x-gitlab-",
    "x-event-key",
    "x-shopify-",
    "x-wc-",
    "x-git",
    "x-gogs",
    "x-bitbucket",
    '"head_commit"',
    "'head_commit'",
    '"pusher"',
    "'pusher'",
    '"object_kind"',
    "'object_kind'",
    '"object_attributes"',
    '"push_data"',
)
"""Headers and fields by which an event is told."""

_VIEW = re.compile(
    r"class\s+\w*(?:web_?hook|ipn|callback|event|notif|updates)\w*\s*\(\s*[\w.]*(?:view|resource|endpoint)\b"
)
_PROOFS = ("validate", "compare_digest", "is_valid", "is_valid_request")
_DROPPED = re.compile(rf"^[ \t]+((?:[\w.]+\.)?(?:{'|'.join(_PROOFS)})\()", re.MULTILINE)
"""A proof as a statement of its own."""
_POST = re.compile(r"def\s+(?:post|dispatch|initial|initialize_request|perform_authentication)\b")
"""What takes what is posted, and what may look at it before."""
_VIEW_LENGTH = 6_000
"""Characters of a class before such a method."""


def _suspects(source: str, lowered: str) -> Iterator[int]:
    """Where the name or the path of a webhook stands in or below a decorator, and where a secret is asked for."""
    yield from tests_of_secrets(lowered)
    if all(word not in lowered for word in ("request", "fastapi")):
        return
    if any(f"{proof}(" in lowered for proof in _PROOFS):
        yield from (found.start(1) for found in _DROPPED.finditer(lowered))
    for view in _VIEW.finditer(lowered):
        yield view.start()
        yield from (
            m.start() for m in _POST.finditer(lowered, view.end(), view.end() + _VIEW_LENGTH)
        )
    for sign in (*_HEADERS, "do_post"):
        yield from places_of(sign, lowered)
    for name in _NAMED:
        for place in places_of(name, lowered):
            before = lowered.rfind("@", max(0, place - 300), place)
            if before >= 0 and "\n\n" not in lowered[before:place]:
                yield place


risk = Risk(__name__, words=(*_NAMED, *PROOFS), closer=_suspects, needs_client=False)


@risk.judge(Handler)
def believes_everybody(handler: Handler) -> Verdict | None:
    is_hook = handler.kind == "webhook" or handler.is_of_a_sender
    if not is_hook or is_test_code(handler) or is_a_test(handler):
        return None
    if handler.unheeded is not None and is_for_a_sender(handler):
        return risky(
            "asks whether the signature is right, and goes on whatever the answer is",
            anchors=[handler.unheeded],
            shift=1 if handler.file.scenario.get("purpose") in MONEY else 0,
            needs=needed(handler, "purpose"),
        )
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


@risk.judge(Bypass)
def believes_everybody_without_a_secret(bypass: Bypass) -> Verdict | None:
    if bypass.is_sent or is_for_developers(bypass) or not is_of_a_webhook(bypass):
        return None
    if is_of_an_answer(bypass):
        return None
    return risky(
        f"without {bypass.secret} no proof of the sender is asked for, and whatever is posted is acted on",
        shift=1 if bypass.file.scenario.get("purpose") in MONEY else 0,
        needs=needed(bypass, "purpose"),
    )
