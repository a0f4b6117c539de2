"""Writes that can run twice, with nothing by which the server could recognise the repetition."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from detectors.facts import OFF, Relayed, Request, Retry
from detectors.judging.effects import effect_of, is_harmless_path
from detectors.judging.idempotency import remade_key
from detectors.judging.messages import carries_its_key, is_sent_without_a_key
from detectors.judging.payments import charged, is_done_once, moves_money, takes_its_key_in_a_header
from detectors.judging.repeating import anchors_of, covers_only, repeats
from detectors.judging.running import MESSAGES, MONEY, is_redelivered, needed
from detectors.model import Risk, Verdict, risky, sound
from detectors.places import Edits, Lines
from detectors.text import places_of

_STEMS = ("pay", "refund", "purchase", "stkpush", "disburse", "withdraw", "charge")
_PATH = re.compile(r"[\w-]*[\"'/{]")
_BEFORE = re.compile(r"[\"'][^\"'\s]*/[\w-]*\Z")
_TOLD = frozenset({"retryable", "idempotent", "is_idempotent", "is_retryable", "allow_retry"})
"""Parameters by which a caller says whether something may be done twice."""
_LONGEST = 120
"""Characters of an address before a word of it."""


def _suspects(source: str, lowered: str) -> Iterator[int]:
    """Where a path says that money moves, though a helper sends the request."""
    for stem in _STEMS:
        for place in places_of(stem, lowered):
            is_path = _BEFORE.search(lowered, max(0, place - _LONGEST), place)
            if is_path and _PATH.match(lowered, place):
                yield place


risk = Risk(__name__, closer=_suspects)


class Again(NamedTuple):
    """A way in which the same write can happen twice."""

    because: str
    at: Lines | None = None
    by_retry: bool = False


@risk.judge(Request)
def may_happen_twice(request: Request) -> Verdict | None:
    what = effect_of(request) or charged(request)
    if what is None and is_sent_without_a_key(request):
        what = "send"
    if what is None:
        return None
    key, automatic = request.setting("idempotency_key"), request.settings.get("automatic_key", OFF)
    if key.is_unknown and takes_its_key_in_a_header(request):
        key = request.setting("key_beside")
    if key.is_unknown or automatic.is_unknown:
        return None
    if carries_its_key(request):
        return None
    if remade_key(request):
        return None  # fresh-key-per-attempt
    if key.is_known:
        return sound("carries a key by which the server recognises a repetition")
    if is_done_once(request):
        return None
    around = _retries_around(request)
    if around and all(covers_only(r, "429", "connect") for r in around):
        return sound("repeats only what the server has certainly not processed")
    again = _repetition(request, what, around)
    if again is None:
        if automatic.is_known:
            return sound(
                f"{request.client.title or 'the SDK'} adds a key that its own retries keep"
            )
        return None
    return _risky(request, what, again, has_fresh_key=automatic.is_known)


@risk.judge(Request)
def posts_again(request: Request) -> Verdict | None:
    """`_request(method, path, body)` repeats whatever it is told to send, and the file tells it to post."""
    posts = [(lines, path) for lines, path in request.posts if not is_harmless_path(path)]
    key, automatic = request.setting("idempotency_key"), request.settings.get("automatic_key", OFF)
    if not posts or key.is_known or not automatic.is_off:
        return None
    function = request.context.function
    if function is not None and _TOLD & function.takes:
        return None  # whoever calls it says whether it may be repeated
    again = next((r for r in _retries_around(request) if _repeats_what_was_done(r)), None)
    if again is None:
        return None
    return risky(
        f"{again.name} repeats a POST whose answer was lost, and nothing tells the two apart",
        anchors=[*request.anchors, again.lines, *(lines for lines, _ in posts)],
        shift=-1,
    )


def _repeats_what_was_done(retry: Retry) -> bool:
    """After a timeout, or an error of the server, which may have done it."""
    if retry.methods is not None and "POST" not in retry.methods:
        return False
    if retry.kind == "loop":
        return retry.repeats_what_was_done
    return bool(retry.covers and retry.covers & {"any", "timeout", "drop", "5xx"})


@risk.judge(Relayed)
def moves_money_through_a_helper(request: Relayed) -> Verdict | None:
    """`self._request("POST", "/refunds", {"amount": ...})`: the helper adds no key."""
    what = effect_of(request) or (None if request.is_far else charged(request))
    if what is None or request.file.language != "python" or is_done_once(request):
        return None
    if not moves_money(request, what):
        return None
    purpose = request.file.scenario.get("purpose")
    if purpose and purpose not in MONEY:
        return None
    again = Again("a customer or an operator repeats what seems to have failed")
    return _risky(request, what, again, has_fresh_key=False)


def _retries_around(request: Request) -> list[Retry]:
    """Those that make another call, and not one of the client's that keeps the key of its first attempt."""
    keeps_its_key = request.setting("automatic_key").is_known
    own = {"default", "option"} if keeps_its_key else {"default"}
    return [r for r in request.retries if r.kind not in own and repeats(r)]


def _repetition(request: Request, what: str, around: list[Retry]) -> Again | None:
    for retry in around:
        if retry.covers is None or covers_only(retry, "429", "connect"):
            continue
        if retry.methods is None or request.method in retry.methods or not request.method:
            return Again(f"{retry.name} repeats it after a lost answer", retry.lines, True)
    if any(r.covers is None for r in around):
        return None
    redelivered = is_redelivered(request)
    is_message = what == "send" and "trigger" not in request.file.scenario
    if redelivered.is_known and not is_message:
        return Again(str(redelivered))
    purpose = request.file.scenario.get("purpose")
    is_python = request.file.language == "python"
    if is_python and not purpose and not _has_own_key(request) and moves_money(request, what):
        return Again("a customer or an operator repeats what seems to have failed")
    if purpose in MONEY and what in {"charge", "create"} and not _has_own_key(request):
        return Again("a customer or an operator repeats what seems to have failed")
    return None


def _has_own_key(request: Request) -> bool:
    return request.setting("automatic_key").is_known


def _risky(request: Request, what: str, again: Again, *, has_fresh_key: bool) -> Verdict:
    purpose = request.file.scenario.get("purpose")
    shift = 0
    if what == "charge" or purpose in MONEY:
        shift = 1
    elif what == "send" or purpose in MESSAGES:
        shift = -1
    nothing = "with a new key each time" if has_fresh_key else "and nothing tells the two apart"
    anchors = [*anchors_of(request), again.at]
    return risky(
        f"{again.because}, {nothing}",
        anchors=anchors,
        shift=shift,
        needs=needed(request, "purpose") + (() if again.by_retry else needed(request, "trigger")),
    )


@risk.inject(Request)
def drop_the_key(request: Request) -> Edits | None:
    """Where something repeats the write."""
    what = effect_of(request)
    if what is None or not request.setting("idempotency_key").is_written:
        return None
    if _repetition(request, what, _retries_around(request)) is None:
        return None
    return request.write("idempotency_key", None)
