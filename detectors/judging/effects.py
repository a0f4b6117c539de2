"""What a write does on the other side, as far as its client, its address or its function say."""

from __future__ import annotations

import re

from detectors.facts import Request
from detectors.judging.addresses import url_path
from detectors.judging.running import MONEY
from detectors.vocabulary.names import stems

_MONEY_MOVES = stems(
    "capture charge checkout credit debit deduct donate donation pay payment payout purchase refund "
    "stkpush paymentrequest topup transfer withdraw withdrawal"
)
_CREATES = stems(
    "book booking create customer dispatch email enroll insert invite invoice issue lead message "
    "notification notify order provision register registration reservation reserve send shipment "
    "signup sms submit subscribe subscription ticket"
)
"""Words of a path that say what a POST to it does."""
_HARMLESS = stems(
    "auth authenticate authorize batchget calculate check completion count download embedding "
    "estimate evaluate exchange explain export fetch find get graphql health heartbeat introspect "
    "list login lookup metric oauth parse ping predict preview query queries quote read refresh "
    "render rpc scroll search session sign signin status token translate upsert validate "
    "validation verify"
)
"""A POST to such a path reads, logs in or may be repeated."""
_JOINED = re.compile(r"(?:validate|verify|check)\w{4,}|\w{3,}(?:availability|lookup)")
"""The same in words without a sign between them: `/usernameavailability`."""
_SAID_BY_A_FUNCTION = stems(
    "create book buy order reserve invite charge refund payout purchase transfer"
)


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


def is_harmless(request: Request) -> bool:
    """Its path says that it reads, logs in or may be repeated."""
    return any(_said_by(stems(part)) == "harmless" for part in url_path(request))


def is_harmless_path(path: str) -> bool:
    """The same of a path that is given to a helper."""
    return any(_said_by(stems(part)) == "harmless" for part in path.split("/"))


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
    if request.method != "POST" or words & _HARMLESS or not words & _SAID_BY_A_FUNCTION:
        return None
    return "charge" if words & _MONEY_MOVES else "create"


def _said_by(words: frozenset[str]) -> str | None:
    if words & _HARMLESS or any(map(_JOINED.fullmatch, words)):
        return "harmless"
    if words & _MONEY_MOVES:
        return "charge"
    return "create" if words & _CREATES else None
