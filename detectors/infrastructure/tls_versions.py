"""Versions of TLS, ciphers and policies of clouds, as files and commands write them."""

from __future__ import annotations

import re

_VERSION = re.compile(
    r"(?:version)?(?P<family>ssl|tls)?_?v?_?(?P<major>[123])(?:[._]?(?P<minor>[0-3]))?(?:_\d{4})?",
    re.I,
)
"""TLSv1, TLS1_0, TLSV1_1, VersionTLS10, 1.0, TLSv1.1_2016, SSLv3, SSLv23 not."""
_CIPHER_PARTS = frozenset(
    {
        "rc4",
        "arcfour",
        "des",
        "3des",
        "null",
        "enull",
        "anull",
        "export",
        "exp",
        "md5",
        "adh",
        "aecdh",
        "anon",
    }
)
"""Parts of a cipher's name that say that it is broken, or that nobody says who answers."""
SERIOUS = frozenset(
    {"rc4", "arcfour", "null", "enull", "anull", "export", "exp", "adh", "aecdh", "anon"}
)
_OLD_POLICIES = re.compile(
    r"Policy-Min-TLS-1-0-2019-07|ELBSecurityPolicy-(2015-0[23-5]|2016-08|TLS-1-[01](-.*)?|FS-2018-06|FS-1-1-2019-08|TLS13-1-[01]-.*)"
    r"|AppGwSslPolicy(?:20150501|20170401)|tls_cipher_policy_1_[01]",
    re.I,
)
"""Policies for load balancers of AWS's, Azure's and Alibaba's that still take TLS 1.0 or 1.1."""


def is_an_old_policy(text: str) -> bool:
    return _OLD_POLICIES.fullmatch(text) is not None


def version(text: str) -> tuple[str, int, int] | None:
    """("tls", 1, 0) of any way to write it; None if this is no version."""
    found = _VERSION.fullmatch(text.strip().strip("\"'"))
    if found is None:
        return None
    if not found["family"] and not found["minor"]:
        return None
    family, major, minor = (found["family"] or "tls").lower(), found["major"], found["minor"] or "0"
    if (family == "tls" and major != "1") or (family == "ssl" and minor != "0"):
        return None  # SSLv23 is whatever both sides speak
    return family, int(major), int(minor)


def is_obsolete(text: str) -> bool:
    """A version before TLS 1.2."""
    at = version(text)
    return at is not None and (at[0] == "ssl" or at < ("tls", 1, 2))


def is_current(text: str) -> bool:
    at = version(text)
    return at is not None and at >= ("tls", 1, 2)


def allowed(text: str) -> list[str]:
    """What a list allows: `all -SSLv3 !RC4 TLSv1` allows TLSv1."""
    parts = [part.strip("\"'") for part in re.split(r"[\s,:;\[\]]+", text) if part]
    banned = {part[1:].lower() for part in parts if part[0] in "!-"}
    named = [part.removeprefix("+") for part in parts if part[0] not in "!-"]
    return [part for part in named if part.lower() not in banned]


def broken_ciphers(text: str) -> list[str]:
    """The ciphers of a list, in OpenSSL's or IANA's names, that nobody should speak any more."""
    found = []
    for cipher in allowed(text):
        name, _, level = cipher.upper().partition("@SECLEVEL=")
        parts = {part.lower() for part in re.split(r"[-_+]", name)}
        is_signed_only = "md5" in parts and parts & {"chacha20", "poly1305"}
        if parts & _CIPHER_PARTS and not is_signed_only:
            found.append(cipher)
        elif level == "0":
            found.append("security level 0")
    return found
