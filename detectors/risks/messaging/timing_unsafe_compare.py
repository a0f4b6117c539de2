"""Signatures and credentials of a caller that are compared with `==`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import chain

from detectors.credentials.key_formats import is_a_dummy
from detectors.credentials.secrets import means_a_credential
from detectors.facts import Comparison, Side
from detectors.gates.suspects import beginning_with
from detectors.judging.running import is_test_code, needed
from detectors.model import Risk, Verdict, risky, sound
from detectors.text import places_of
from detectors.vocabulary.names import is_a_test, listed, words

_ASKED = ("request", "req", "websocket", "ws", "event")
_ASKS = re.compile(
    r"(?<!\w)(?:(?:request|req|http_request|flask_request|websocket|ws)\s*\.\s*(?:headers|args|form|values"
    r"|cookies|get|post|meta|query|json|data|body|match_info|params|rel_url|text|read|auth|files|path_params"
    r"|raw_post_data|media)|event\s*[\[.])"
)
"""Something that a caller has sent is looked at, in lower case."""
_HANDED = (
    *("requesthandler", "httpbasiccredentials", "httpauthorizationcredentials"),
    *("header(", "query(", "cookie(", "security(", "form(", "body(", "depends(", "fastapi"),
)
_WHOLE = re.compile(r"(?<!\w)|requesth")
"""Frameworks hand it over."""
_COMPARED = re.compile(r"[ \t\n\\(]*(?!(?:None|True|False|len)\b)[A-Za-z_]")
_SPELT = re.compile(r"[ \t\n\\(]*[\"'][^\"'\n]{4}")
_STEMS = re.compile(r"(?i)pass|pwd|secret|token|key|auth|pat|psk|sig|mac|digest|hash")
"""One of them stands in each name of a secret or of what proves a sender."""
_PROVES = ("signature", "sign")
"""Words beside a plain hash that is compared with what a sender has made."""
_NAME = re.compile(r"[A-Za-z_]\w*")
_HEADER = re.compile(r"[A-Za-z]\w*(?:-\w+)+")
_AROUND = 2
"""So many ends of lines before and behind an operator over which a comparison may be spread."""


def _suspects(source: str, lowered: str) -> Iterator[int]:
    """Where two values that are not spelled are compared, of which one may be a MAC or a caller's secret."""
    has_mac = (
        "hmac" in lowered
        or "cmac" in lowered
        or ("hashlib" in lowered and any(word in lowered for word in _PROVES))
    )
    is_asked = _is_asked(lowered)
    if not has_mac and not is_asked:
        return
    secrets: set[str] | None = None
    for operator in ("==", "!="):
        for place in places_of(operator, source):
            is_named = _COMPARED.match(source, place + 2) is not None
            if not is_named and not (is_asked and _SPELT.match(source, place + 2)):
                continue
            if has_mac and is_named:
                yield place
                continue
            if secrets is None:
                secrets = _bound_to_secrets(source)
            around = _window(source, place)
            names = _NAME.findall(source, *around)
            if not is_named:
                names += _HEADER.findall(source, *around)
            if any(name in secrets or _may_be_guessed(name) for name in names):
                yield place


def _is_asked(lowered: str) -> bool:
    asked = beginning_with(_ASKED, _ASKS, lowered)
    return any(True for _ in chain(asked, beginning_with(_HANDED, _WHOLE, lowered)))


def _window(source: str, place: int) -> tuple[int, int]:
    first = last = place
    for _ in range(_AROUND):
        first = max(0, source.rfind("\n", 0, first))
        last = source.find("\n", last + 1)
        if last < 0:
            return first, len(source)
    return first, last


def _bound_to_secrets(source: str) -> set[str]:
    """Names to which something is bound, maybe through others, in a line that names a secret."""
    lines = []
    found: set[str] = set()
    for line in source.split("\n"):
        left, equals, right = line.partition("=")
        if equals and right[:1] != "=":
            bound, names = _NAME.findall(left.partition(":")[0]), {*_NAME.findall(right)}
            lines.append((bound, names))
            if _STEMS.search(right) and any(
                map(_may_be_guessed, chain(names, _HEADER.findall(right)))
            ):
                found.update(bound)
    while True:
        more = {name for left, right in lines if not right.isdisjoint(found) for name in left}
        if more <= found:
            return found
        found |= more


@lru_cache(maxsize=4096)
def _may_be_guessed(name: str) -> bool:
    if not _STEMS.search(name):
        return False
    said = words(name)
    return _names_a_secret(name) or said[1:][-1:] == ["key"] or bool((_SIGNED | {"hash"}) & {*said})


risk = Risk(
    __name__,
    words=("hmac", "cmac", "token", "secret", "key", "passw", "sign", "compare", "hash", "sha"),
    closer=_suspects,
    needs_client=False,
)

_SIGNED = listed("signature signatures sig sign hmac mac digest")
"""Words of what a sender puts beside a message so that its origin can be checked."""
_MACS = listed("signature signatures sig hmac mac")
"""Words of what came beside something so that it can be told from what anybody else has made."""
_READS = listed("get load read fetch find lookup require")
_MAKES = listed("generate compute calculate calc make create build get sign hmac expected hash")
_NO_SECRETS = listed(
    "hash default legacy current old new confirm confirmation again repeat repeated"
)
"""Words of a credential that everybody knows, that is typed in twice, or that is stored as a hash."""
_PROOFS = listed("authorization password passwd apikey bearer")
"""Words of what a caller proves himself with: what that is compared with is a credential, and be it called a key."""
_OF_AN_ANSWER = re.compile(
    r"(?i)(?:response|resp|reply)_?(?:signature|sig|hmac|mac|digest)(?![a-z])"
)
"""In the name of what a server has signed."""
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
    if any(_OF_AN_ANSWER.search(side.text) for side in sides):
        return None  # a client compares once what it has asked for itself
    for ours, theirs in (sides, sides[::-1]):
        if what := _leaks(ours, theirs, is_refused=comparison.is_refused):
            shift = 1 if comparison.file.scenario.get("exposure") == "public" else 0
            return risky(
                f"the time that {comparison.operator} takes tells how much of a guessed {what} is right",
                shift=shift,
                needs=needed(comparison, "exposure"),
            )
    if any(side.origins == {"literal"} for side in sides):
        return None
    if any(side.origins == {"hash"} and not _secrets(side.hashed) for side in sides):
        return sound("a checksum without a key, which protects no secret")
    return None


def _leaks(ours: Side, theirs: Side, *, is_refused: bool) -> str:
    """What somebody could guess byte by byte; empty if nobody can."""
    if ours.origins == {"literal"}:
        is_one = "request" in theirs.origins and any(map(_names_a_secret, theirs.names))
        return "credential" if is_one and _may_open(ours.text, is_refused=is_refused) else ""
    if "literal" in theirs.origins or theirs.origins & {"mac", "hash"}:
        return ""
    is_from_a_caller = "request" in theirs.origins
    if "mac" in ours.origins:
        is_sent = is_from_a_caller or "parameter" in theirs.origins or _says(theirs, _MACS)
        return "signature" if is_sent else ""
    if "hash" in ours.origins and "request" not in ours.origins:
        is_handed = is_from_a_caller or "parameter" in theirs.origins
        is_signed = is_handed and _keys(ours.hashed) and _says(theirs, _SIGNED)
        return "signature" if is_signed else ""
    if not is_from_a_caller or "request" in ours.origins:
        return ""
    if "call" in ours.origins and any(_makes_a_signature(name) for name in ours.names):
        return "signature"
    if any(_names_a_secret(name) for name in ours.names):
        return "credential"
    is_a_key = any(words(name)[1:][-1:] == ["key"] for name in ours.names)
    return "credential" if is_a_key and (is_refused or _says(theirs, _PROOFS)) else ""


_SPELT_OUT = re.compile(
    r"[bru]{0,2}([\"'])(?:(?:Bearer|Basic|Token) )?([^\s\"'*]{4,})\1", re.IGNORECASE
)
_NOBODY = listed(
    "none null undefined true false unknown anonymous bearer basic digest negotiate ntlm guest expired invalid"
)
"""Words of what stands for no credential, and of schemes of which one follows."""


def _may_open(text: str, *, is_refused: bool) -> bool:
    """A literal that may be what is asked for, and not what says that there is none.

    A plain word (`keep`, `unchanged`) is a mode, unless whoever brings another one is refused.
    """
    spelt = _SPELT_OUT.fullmatch(text)
    if spelt is None or len(set(spelt[2])) <= 2 or _NOBODY & set(words(spelt[2])):
        return False
    return not is_a_dummy(spelt[2]) and (is_refused or not spelt[2].isalpha())


def _says(side: Side, said: frozenset[str]) -> bool:
    return any(said & set(words(name)) for name in side.names)


def _secrets(names: frozenset[str]) -> list[str]:
    """Those of a key that both sides know; a password is hashed to be stored."""
    return [n for n in names if _names_a_secret(n) and not set(words(n)) & _PLAIN]


def _keys(names: frozenset[str]) -> list[str]:
    """Secrets, and whatever is called a key of something: what is signed is told by its value."""
    return [*_secrets(names), *(n for n in names if words(n)[1:][-1:] == ["key"])]


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
