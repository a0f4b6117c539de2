"""What two risks ask of a check that passes where its secret is not set."""

from __future__ import annotations

import re
from functools import lru_cache

from detectors.facts import Bypass
from detectors.vocabulary.names import listed, words

PROOFS = ("secret", "token", "_key", "apikey", "passw", "signature", "sig", "hmac")
"""Lower-case texts, one of which stands in the name of whatever a check asks for."""
_TEST = re.compile(rf"^[ \t]*(?:el)?if\b[^\n]*(?:{'|'.join(PROOFS)})", re.MULTILINE)
_ALIASED = re.compile(
    rf"^[ \t]+(\w+)[ \t]*=[ \t]*(?!=)[^\n]*(?:{'|'.join(PROOFS)})[^\n]*\n(?:[^\n]*\n){{0,3}}?[ \t]*(?:el)?(if (?:not )?\1\b)",
    re.MULTILINE,
)
"""A variable that is given a secret, and the test of it: `expected = settings.api_key`, `if not expected:`."""
_COMPARES = ("compare_digest", "constant_time", "==", "!=", "verify", "hmac.", "construct_event")
_OF_MANY = ("tokens", "secrets", "keys")
_SIGNS = listed("signature hmac signing")
_OF_A_SENDER = listed("webhook webhooks hook hooks ipn callback") | _SIGNS
_OF_PAPERS = listed(
    "license licence licenses receipt receipts session cookie certificate attestation"
)
"""What somebody brings along that the program, or its maker, has signed before."""


@lru_cache(maxsize=1)
def tests_of_secrets(lowered: str) -> tuple[int, ...]:
    """Where an `if` asks for something that may be a secret; two risks ask in turn for each source."""
    if not any(word in lowered for word in PROOFS) or not any(
        word in lowered for word in _COMPARES + _OF_MANY
    ):
        return ()
    return (
        *(found.start() for found in _TEST.finditer(lowered)),
        *(found.start(2) for found in _ALIASED.finditer(lowered)),
    )


def is_of_a_webhook(bypass: Bypass) -> bool:
    """A webhook holds the check or calls it, or a name says that it proves a sender."""
    if any(handler.kind == "webhook" for handler in bypass.handlers):
        return True
    named = {word for name in (bypass.check, *bypass.names) for word in words(name)}
    if _OF_PAPERS & named and not (_OF_A_SENDER - _SIGNS) & named:
        return False
    return bool(_OF_A_SENDER & named)


def is_of_an_answer(bypass: Bypass) -> bool:
    """It proves what a client has asked for itself, where no name speaks of a webhook."""
    named = {word for name in (bypass.check, *bypass.names) for word in words(name)}
    return bypass.is_of_an_answer and not bypass.handlers and not (_OF_A_SENDER - _SIGNS) & named
