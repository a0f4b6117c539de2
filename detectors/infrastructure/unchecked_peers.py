"""When a check of certificates that is switched off tells nothing: somebody chooses it, no TLS is spoken, it is this machine."""

from __future__ import annotations

import re
from collections.abc import Sequence

from detectors.facts import Setting, Value
from detectors.infrastructure.tls_switches import TLS
from detectors.vocabulary import hosts
from detectors.vocabulary.hosts import CLEARTEXT
from detectors.vocabulary.names import listed, siblings, words

_OPTION = re.compile(
    r"(?i)verif|validat|insecure|check|chk|certck|trust|strict|unsafe|ignor|skip|allow|accept|disabl|permissi|self_?sign"
    r"|(ssl|tls)_?(mode|level|policy)|cert_?reqs|cert_none|(?<![a-z])ca_?(file|path|bundle|certs?|data)|server_?hostname"
    r"|fingerprint|thumbprint|\bnot \(?[\w.]*secure|((ssl|tls|cert)\w*|(?<![a-z])ca) (is|==) False|\bnot \([\w.]+ is not False"
)
"""In a condition: the caller chooses whether the peer is checked, and what he chooses is out of sight."""
_IN_CLEAR = re.compile(
    r"^(?!not\b).*(scheme\b\W* == [\"'](http|ws)[\"']|startswith\([\"'](http|ws)://)"
)
"""A condition under which the address is one without TLS."""
_FAILURE = re.compile(r"\b\w*(SSL|Cert)\w*(Error|Failed)\b|[\"']CERTIFICATE_VERIFY_FAILED[\"']")
"""In a condition: the check failed, which is no choice of the caller's."""
_FILLS_IN = re.compile(r"\bnot in\b|\bis None\b")
"""In a condition: nobody chose, so this is the default."""
_HERE = re.compile(
    r"(?i)[\"'](?:https?://|wss?://)?(?:localhost|127\.0\.0\.1|\[?::1\]?)[:/]?[\"']|\bis_?local_?host\b|\bis_?loopback(?:_\w+)?\b"
)
"""In a condition: the peer is this machine."""
_ELSEWHERE = re.compile(r"\bnot\b|!=")
"""In the same condition: it is not."""
_CLIENT_CERTIFICATES = frozenset({"requirecertificate", "requireclientcertificate", "clientauth"})
"""What a server alone has beside its switch: whether those who connect must show a certificate."""
_WEB_SERVERS = frozenset({"uvicorn", "hypercorn", "gunicorn", "granian"})
"""Programs that serve: without a check they ask their clients for no certificate, as nearly all do."""
FALSE = {"false", "0", "no", "off", "none", "never"}
TRUE = {"true", "1", "yes", "on"}


def is_chosen(conditions: Sequence[str]) -> bool:
    """The caller decides whether the peer is checked, or no TLS is spoken here."""
    if any(_IN_CLEAR.search(test) for test in conditions):
        return True
    parts = (part for test in conditions for part in re.split(r"\b(?:and|or)\b", test))
    tests = (_FAILURE.sub("", part) for part in parts)
    return any(_OPTION.search(test) and not _FILLS_IN.search(test) for test in tests)


def is_about_this_machine(conditions: Sequence[str]) -> bool:
    """`if host in ("localhost", "127.0.0.1"):`"""
    parts = (part for test in conditions for part in re.split(r"\band\b", test))
    return any(all(map(_says_here, re.split(r"\bor\b", part))) for part in parts)


def _says_here(test: str) -> bool:
    return _HERE.search(test) is not None and _ELSEWHERE.search(test) is None


def truth_of(value: Value) -> bool | None:
    """What a switch says, however its format spells it; None if it cannot be seen."""
    if value.is_unknown or value.value is None:
        return None
    text = str(value.value).strip().lower()
    return True if text in TRUE else False if text in FALSE else None


def is_moot(setting: Setting) -> bool:
    """What stands beside it says that no TLS is spoken, or that a server asks its clients for certificates."""
    beside = {
        re.sub(r"[^a-z]", "", s.name.lower()): s.value
        for s in siblings(setting)
        if s.name != setting.name
    }
    if any(truth_of(beside[name]) is False for name in TLS & beside.keys()):
        return True
    spoken_to = hosts.address(beside["url"].string or "") if "url" in beside else None
    if spoken_to and spoken_to.scheme in CLEARTEXT:
        return True
    owner = words(".".join(setting.path[:-1]))
    if not _WEB_SERVERS.isdisjoint(owner):
        return True
    return "server" in owner and not _CLIENT_CERTIFICATES.isdisjoint(beside)


def peer(setting: Setting) -> hosts.Place:
    """Where the other side is, if what stands beside the switch, or beside the block with it, tells."""
    spoken_to = hosts.registry if setting.file.language == "shell" else hosts.address
    around = setting.block.parent if setting.block else None
    beside_it = [s for s in around.settings if s.block is around] if around else []
    for beside in (siblings(setting), beside_it):
        said = [s.value.string for s in beside if s.value.string]
        found = {hosts.place(at.host) for text in said if (at := spoken_to(text))}
        found |= {hosts.place(host) for s in beside if (host := _host(s))}
        if found:
            return found.pop() if len(found) == 1 else "unknown"
    return "unknown"


_OF_A_PROVIDER = listed("server address endpoint")
"""Last words of the names under which providers of Terraform, which only call others, have a host and its port."""


def _host(setting: Setting) -> str:
    """`host: localhost`; what is every address of this machine is listened on."""
    text, last = setting.value.string or "", words(setting.name)[-1:]
    is_of_a_provider = setting.block is not None and setting.block.kind == "terraform:provider"
    if is_of_a_provider and _OF_A_PROVIDER & {*last}:
        return re.sub(r":\d+$", "", text)
    return text if last in (["host"], ["hostname"]) and text not in {"0.0.0.0", "::"} else ""
