"""Signatures and credentials of a caller that are compared with `==`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors.facts import Comparison, Side
from detectors.judgement import is_test_code, needed
from detectors.model import Risk, Verdict, risky, sound
from detectors.names import is_a_test, listed, words
from detectors.secrets import means_a_credential
from detectors.text import places_of

_SAYS_SO = ("hmac", "cmac", "signature", "sign")
_ASKS = re.compile(r"\b(?:request|req|websocket|header|headers|event|http\w*credentials)\b")
_COMPARED = re.compile(r"[ \t\n\\(]*[\w(]")
_SECRET = re.compile(r"token|secret|passw|pwd|key|auth")


def _suspects(source: str, lowered: str) -> Iterator[int]:
    """Where two values that are not spelled are compared, in a source with a MAC, or a request and a secret."""
    has_mac = any(word in lowered for word in _SAYS_SO)
    if not has_mac and not (_SECRET.search(lowered) and _ASKS.search(lowered)):
        return
    for operator in ("==", "!="):
        for place in places_of(operator, source):
            if _COMPARED.match(source, place + 2):
                yield place


risk = Risk(
    __name__,
    words=("hmac", "cmac", "token", "secret", "key", "passw", "sign", "compare", "hash", "sha"),
    closer=_suspects,
    needs_client=False,
)

_SIGNED = listed("signature signatures sig sign hmac mac digest")
"""Words of what a sender puts beside a message so that its origin can be checked."""
_READS = listed("get load read fetch find lookup require")
_MAKES = listed("generate compute calculate calc make create build get sign hmac expected hash")
_NO_SECRETS = listed(
    "hash default legacy current old new confirm confirmation again repeat repeated"
)
"""Words of a credential that everybody knows, that is typed in twice, or that is stored as a hash."""
_PLAIN = listed("password passwd pwd passphrase passwort")


@risk.judge(Comparison)
def tells_how_much_was_right(comparison: Comparison) -> Verdict | None:
    if comparison.is_asserted or is_test_code(comparison) or is_a_test(comparison):
        return None
    sides = comparison.left, comparison.right
    if comparison.operator == "constant-time":
        return sound("takes as long for a wrong first byte as for a wrong last one")
    if all("mac" in side.origins for side in sides):
        return sound("both sides are hashes with a key, whose bytes nobody can choose")
    for ours, theirs in (sides, sides[::-1]):
        if what := _leaks(ours, theirs):
            shift = 1 if comparison.file.scenario.get("exposure") == "public" else 0
            return risky(
                f"the time that {comparison.operator} takes tells how much of a guessed {what} is right",
                shift=shift,
                needs=needed(comparison, "exposure"),
            )
    if any(side.origins == {"hash"} and not _secrets(side.hashed) for side in sides):
        return sound("a checksum without a key, which protects no secret")
    return None


def _leaks(ours: Side, theirs: Side) -> str:
    """What somebody could guess byte by byte; empty if nobody can."""
    if "literal" in theirs.origins or theirs.origins & {"mac", "hash"}:
        return ""
    is_from_a_caller = "request" in theirs.origins
    if "mac" in ours.origins:
        return "signature" if is_from_a_caller or "parameter" in theirs.origins else ""
    if not is_from_a_caller or "request" in ours.origins:
        return ""
    if "hash" in ours.origins:
        is_signed = _secrets(ours.hashed) and _says(theirs, _SIGNED)
        return "signature" if is_signed else ""
    if "call" in ours.origins and any(_makes_a_signature(name) for name in ours.names):
        return "signature"
    if any(_names_a_secret(name) for name in ours.names):
        return "credential"
    return ""


def _says(side: Side, said: frozenset[str]) -> bool:
    return any(said & set(words(name)) for name in side.names)


def _secrets(names: frozenset[str]) -> list[str]:
    """Those of a key that both sides know; a password is hashed to be stored."""
    return [n for n in names if _names_a_secret(n) and not set(words(n)) & _PLAIN]


def _names_a_secret(name: str) -> bool:
    said = words(name)
    if _NO_SECRETS & set(said):
        return False
    if said and said[0] in _READS:
        return len(said) > 1 and means_a_credential("_".join(said[1:]))
    return means_a_credential(name)


def _makes_a_signature(name: str) -> bool:
    """`generate_signature`, `sign_payload`; not `get_signing_key`."""
    said = words(name)
    return bool(said) and said[0] in _MAKES and bool({"signature", "hmac"} & set(said[-1:]))
