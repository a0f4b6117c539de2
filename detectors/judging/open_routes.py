"""What strangers may do by a route that asks nobody who they are."""

from __future__ import annotations

from detectors.facts import RouteEffect
from detectors.vocabulary.names import listed, words

_OF_ITS_OWN = listed("admin internal debug metrics")
"""First parts of addresses that are not for everybody."""
_CHANGES = frozenset({"PUT", "PATCH", "DELETE"})
_DOES = listed(
    "add append approve book cancel charge commit create delete dispatch enqueue insert issue pay publish put refund"
    " register remove reserve save send set ship store submit transfer update upsert write"
)
"""First words of what a route calls that changes something."""
_FOR_EVERYBODY = listed(
    "login signin signup register registration join oauth password reset otp code verify verification activate confirm"
    " contact feedback subscribe subscription unsubscribe newsletter webhook webhooks hook hooks callback callbacks"
    " events notify health healthz ready readyz live ping status search query graphql quote quotes estimate estimates"
    " preview csp report reports telemetry public"
)
"""Words of addresses that strangers are meant to call, or a sender that proves itself in its own way."""


def done_by(route: RouteEffect, path: str) -> str | None:
    """What somebody may do with it who should not; None for what is open to everybody, or may be."""
    parts = [words(part) for part in path.strip("/").split("/")]
    if not path or _FOR_EVERYBODY & {
        *words(route.name),
        *(word for part in parts for word in part),
    }:
        return None
    if any(part[:1] and part[0] in _OF_ITS_OWN for part in parts):
        return "see or change what is inside"
    changes = bool(_CHANGES & route.methods) or (
        "POST" in route.methods and (route.writes or route.deletes or bool(_DOES & route.verbs))
    )
    return "change something" if changes else None
