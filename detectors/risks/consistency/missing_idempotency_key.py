"""Writes that can run twice, with nothing by which the server could recognise the repetition."""

from __future__ import annotations

from typing import NamedTuple

from detectors.attempts import remade_key
from detectors.facts import OFF, Edits, Lines, Request, Retry
from detectors.judgement import (
    MESSAGES,
    MONEY,
    anchors_of,
    covers_only,
    is_redelivered,
    needed,
    repeats,
    stems,
    url_path,
)
from detectors.model import Risk, Verdict, risky, sound

risk = Risk(__name__)

MONEY_MOVES = stems(
    "capture charge checkout credit debit deduct donate donation pay payment payout purchase refund "
    "topup transfer withdraw withdrawal"
)
CREATES = stems(
    "book booking create customer dispatch email enroll insert invite invoice issue lead message "
    "notification notify order provision register registration reservation reserve send shipment "
    "signup sms submit subscribe subscription ticket"
)
"""Words of a path that say what a POST to it does."""
HARMLESS = stems(
    "auth authenticate authorize batchget calculate check completion count download embedding "
    "estimate evaluate exchange explain export fetch find get graphql health heartbeat introspect "
    "list login lookup metric oauth parse ping predict preview query queries quote read refresh "
    "render rpc scroll search session sign signin status token translate upsert validate "
    "validation verify"
)
"""A POST to such a path reads, logs in or may be repeated."""
SAID_BY_A_FUNCTION = stems(
    "create book buy order reserve invite charge refund payout purchase transfer"
)


class Again(NamedTuple):
    """A way in which the same write can happen twice."""

    because: str
    at: Lines | None = None
    by_retry: bool = False


@risk.judge(Request)
def may_happen_twice(request: Request) -> Verdict | None:
    what = effect_of(request)
    if what is None:
        return None
    key, automatic = request.setting("idempotency_key"), request.settings.get("automatic_key", OFF)
    if key.is_unknown or automatic.is_unknown:
        return None
    if remade_key(request):
        return None  # fresh-key-per-attempt
    if key.is_known:
        return sound("carries a key by which the server recognises a repetition")
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


def _retries_around(request: Request) -> list[Retry]:
    """Those that make another call, and not one of the client's that keeps the key of its first attempt."""
    keeps_its_key = request.setting("automatic_key").is_known
    own = {"default", "option"} if keeps_its_key else {"default"}
    return [r for r in request.retries if r.kind not in own and repeats(r)]


def effect_of(request: Request) -> str | None:
    """charge, send or create; None for what may be repeated, or cannot be told."""
    if request.method in {"GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE"}:
        return None
    if request.effect in {"charge", "send"}:
        return request.effect
    if request.effect == "create":  # AWS knows what is created by its name or by the SDK's token
        return None if request.client.library == "boto3" else "create"
    if request.effect not in {"write", "any"} or request.method not in {"POST", "PATCH"}:
        return None
    return _by_its_words(request)


def _by_its_words(request: Request) -> str | None:
    """What the path says, its last part first; without one, what the function says."""
    for part in reversed(url_path(request)):
        said = _said_by(stems(part))
        if said:
            return None if said == "harmless" else said
    if request.file.scenario.get("purpose") in MONEY:
        return "create"
    if request.setting("url").is_known and url_path(request):
        return None
    name = request.context.function.name if request.context.function else ""
    words = stems(name)
    if request.method != "POST" or words & HARMLESS or not words & SAID_BY_A_FUNCTION:
        return None
    return "charge" if words & MONEY_MOVES else "create"


def _said_by(words: frozenset[str]) -> str | None:
    if words & HARMLESS:
        return "harmless"
    if words & MONEY_MOVES:
        return "charge"
    return "create" if words & CREATES else None


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
    anchors = [*anchors_of(request), *([again.at] if again.at else [])]
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
