"""Protocol versions and ciphers that are allowed although they were broken long ago."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from detectors.facts import Block, Request, Setting
from detectors.gates.suspects import beginning_with
from detectors.infrastructure.tls_versions import (
    SERIOUS,
    allowed,
    broken_ciphers,
    is_an_old_policy,
    is_current,
    is_obsolete,
    version,
)
from detectors.model import Risk, Verdict, risky, sound
from detectors.places import Edits
from detectors.vocabulary.names import is_a_test, siblings, words

_OLD = re.compile(
    r"protocol_(?:sslv[23]|tlsv1(?:_1)?)\b|tlsversion\.(?:sslv3|tlsv1(?:_1)?)\b|ciphers"
    r"|(?:sslv[23]|tlsv1(?:_1)?)_method\b|(?:ssl3|tls1(?:_1)?)_version\b"
)


def _suspects(source: str, lowered: str) -> Iterator[int]:
    """Where a Python source names an old version or sets ciphers."""
    known = ("protocol_", "tlsversion.", "sslv", "tlsv1", "ciphers", "ssl3_", "tls1_")
    return beginning_with(known, _OLD, lowered)


risk = Risk(
    __name__,
    words=("ssl", "tls"),
    config_words=("listener", "cipher", "minprotocol", "security_policy", "securitypolicy"),
    closer=_suspects,
)

# --- Python --------------------------------------------------------------------------------------

_OLD_CONSTANTS = {
    f"ssl.{name}": said
    for said, names in {
        "SSL 2": ("PROTOCOL_SSLv2",),
        "SSL 3": ("PROTOCOL_SSLv3", "TLSVersion.SSLv3"),
        "TLS 1.0": ("PROTOCOL_TLSv1", "TLSVersion.TLSv1"),
        "TLS 1.1": ("PROTOCOL_TLSv1_1", "TLSVersion.TLSv1_1"),
    }.items()
    for name in names
}
_OLD_METHODS = {
    "SSLv2_METHOD": "SSL 2",
    "SSLv3_METHOD": "SSL 3",
    "TLSv1_METHOD": "TLS 1.0",
    "TLSv1_1_METHOD": "TLS 1.1",
    "SSL3_VERSION": "SSL 3",
    "TLS1_VERSION": "TLS 1.0",
    "TLS1_1_VERSION": "TLS 1.1",
}
"""Of pyOpenSSL's module `SSL`, whatever package it is imported from."""
_NEW_FLOORS = frozenset({"ssl.TLSVersion.TLSv1_2", "ssl.TLSVersion.TLSv1_3"})
_BOUNDS = frozenset({"minimum_version", "maximum_version"})


@risk.judge(Setting)
def allows_what_is_broken(setting: Setting) -> Verdict | None:
    if is_a_test(setting) or not setting.value.is_known:
        return None
    if setting.file.language == "python":
        return _in_python(setting)
    if setting.file.language == "shell":
        return None  # what a command is given is judged with the command
    return _in_a_file(setting)


def _in_python(setting: Setting) -> Verdict | None:
    text = setting.value.string or ""
    said = _OLD_CONSTANTS.get(text) or _old_method(text)
    if said and _is_given_to_something(setting):
        return _risky(setting, f"connections may be {said}, which has known attacks", said)
    if text in _NEW_FLOORS and setting.name == "minimum_version":
        return sound("older versions of TLS are refused")
    if setting.name == "ciphers" and (broken := broken_ciphers(text)):
        return _risky_ciphers(setting, broken)
    return None


def _old_method(text: str) -> str | None:
    module, _, name = text.rpartition(".")
    return _OLD_METHODS.get(name) if module.endswith(".SSL") else None


def _is_given_to_something(setting: Setting) -> bool:
    """Bound to a context or given to a call; a constant by itself allows nothing."""
    if setting.role in {"keyword", "argument"}:
        return True
    return setting.role == "variable" and setting.name in _BOUNDS


# --- shell ---------------------------------------------------------------------------------------


@risk.judge(Request)
def asks_for_an_old_version(request: Request) -> Verdict | None:
    if request.file.language == "python" or is_a_test(request):
        return None
    floor, ceiling, ciphers = (
        str(value.value) if value.is_known else ""
        for value in map(request.setting, ("tls_floor", "tls_ceiling", "ciphers"))
    )
    if old := next(filter(is_obsolete, (floor, ceiling)), None):
        return risky(
            f"{request.name} may speak {_said(old)}, which has known attacks",
            shift=_shift(request),
        )
    if broken := broken_ciphers(ciphers):
        return risky(
            f"{request.name} may agree on {_listed(broken)}, which can be broken",
            shift=max(_shift(request), int(_is_serious(broken))),
        )
    if is_current(floor):
        return sound(f"{_said(floor)} is the least that it accepts")
    return None


# --- configuration -------------------------------------------------------------------------------

_LISTS = re.compile(
    r"(^|[._-])((proxy_|grpc_|uwsgi_)?ssl|tls|smtpd?_tls|smtpd?_tls_mandatory)[._-]?(enabled[._-]?)?protocols?$"
    r"|^enabled[._-]?(ssl[._-]?|tls[._-]?)?protocols$|^(ssl|tls)[._-]?versions?$|^include[._-]?protocols$|^sslproxyprotocol$",
    re.I,
)
"""Names of settings that list the versions that are allowed."""
_FLOORS = re.compile(
    r"(min(imum|imal)?|lowest)(protocol|tls|ssl|tlsprotocol|sslprotocol|proto)?(version|ver|protocol)?"
    r"|(ssl|tls)min(imum)?(protocol)?(version|ver)?(type)?|tlsminimumprotocolversion|sslminimaltlsversion(enforced)?",
)
"""Names, lower case and without separators, of the oldest version that is allowed."""
_CIPHERS = re.compile(r"cipher[._-]?(s|list|string|suites?)$|^ciphers?$", re.I)
_DENIES = frozenset({"disabled", "disable", "exclude", "excluded", "deny", "denied", "forbidden"})
_POLICY = frozenset(
    {
        "sslpolicy",
        "policyname",
        "securitypolicy",
        "sslsecuritypolicy",
        "tlspolicy",
        "tlssecuritypolicy",
        "tlscipherpolicy",
    }
)
_FLAG = re.compile(r"--(?:tls|ssl)-min-version[= ](\S+)")
"""A word of a command in a manifest."""
_SUITES = re.compile(r"--(?:tls-)?cipher-suites[= ](\S+)")
_ATTRIBUTES = frozenset({"Protocol-SSLv2", "Protocol-SSLv3", "Protocol-TLSv1", "Protocol-TLSv1.1"})
"""Of a policy of AWS's classic load balancers, which names ciphers in the same way."""
_IN_OPTIONS = re.compile(r"\bssl-min-ver\s+(\S+)|\bforce-(sslv3|tlsv1[01])\b")
"""HAProxy's, in the options of a line."""


def _in_a_file(setting: Setting) -> Verdict | None:
    text = str(setting.value.value)
    name = setting.name
    if _DENIES & set(words(name)):
        return None
    bare = re.sub(r"[^a-z]", "", name.lower().rpartition("/")[2])
    if setting.file.language == "haproxy":
        return _in_options(setting, text)
    if _is_a_list(setting):
        return _list_of_versions(setting, text)
    if _SWITCHES.fullmatch(bare_with_digits(name)):
        return _switch(setting)
    if _FLOORS.fullmatch(bare) and _is_about_tls(setting, text):
        return _floor(setting, text)
    if bare in _POLICY and (is_an_old_policy(text) or is_obsolete(text)):
        return _risky(setting, f"{text} still takes TLS 1.0 or 1.1", text)
    if found := _FLAG.fullmatch(text):
        return _floor(setting, found[1])
    if found := _SUITES.fullmatch(text):
        broken = broken_ciphers(found[1])
        return _risky_ciphers(setting, broken) if broken else None
    if name in {"name", "Name"}:
        return _attribute(setting, text)
    if name in _ATTRIBUTES and setting.path[-2] == "Attributes" and text.lower() == "true":
        return _risky(setting, f"{name} lets clients come with what has known attacks", name)
    if name in {"value", "Value"} and is_an_old_policy(text) and _is_a_reference(setting):
        return _risky(setting, f"{text} still takes TLS 1.0 or 1.1", text)
    if _CIPHERS.search(name) and (broken := broken_ciphers(text)):
        return _risky_ciphers(setting, broken)
    return None


def _is_a_list(setting: Setting) -> bool:
    spelt = (".".join(setting.path), setting.name, "_".join(words(setting.name)))
    return any(map(_LISTS.search, spelt))


_SWITCHES = re.compile(r"(?:enable)?(?:backend|frontend)(?:ssl30|tls1[01])(?:enabled)?")
"""Of Azure's API Management."""


def bare_with_digits(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _switch(setting: Setting) -> Verdict | None:
    if setting.value.value is True:
        return _risky(setting, f"{setting.name} brings back what has known attacks", setting.name)
    return sound("what has known attacks stays off") if setting.value.value is False else None


def _attribute(setting: Setting, text: str) -> Verdict | None:
    """One of a policy of a classic load balancer that is switched on: a version, or a cipher."""
    block = setting.block
    if block is None or not block.name.lower().startswith(("policy_attribute", "attributes")):
        return None
    if not _is_switched_on(setting):
        return None
    if text in _ATTRIBUTES:
        return _risky(setting, f"{text} lets clients come with what has known attacks", text)
    broken = broken_ciphers(text)
    return _risky_ciphers(setting, broken) if broken else None


def _is_switched_on(setting: Setting) -> bool:
    """`value = "true"` stands beside it."""
    return any(
        s.name.lower() == "value" and str(s.value.value).lower() == "true"
        for s in siblings(setting)
    )


def _is_a_reference(setting: Setting) -> bool:
    """`name = "Reference-Security-Policy"` stands beside it."""
    return any(s.value.value == "Reference-Security-Policy" for s in siblings(setting))


def _list_of_versions(setting: Setting, text: str) -> Verdict | None:
    named = allowed(text)
    old = [part for part in named if is_obsolete(part)]
    if old:
        return _risky(
            setting, f"{setting.name} lets clients come with {_listed(old)}", " ".join(old)
        )
    if named and all(map(is_current, named)):
        return sound(f"{_listed(named)} and nothing older")
    return None


def _is_about_tls(setting: Setting, text: str) -> bool:
    """A bare number counts only under a name that speaks of TLS."""
    spelt = " ".join((*setting.path, text)).lower()
    return "tls" in spelt or "ssl" in spelt


def _floor(setting: Setting, text: str) -> Verdict | None:
    if is_obsolete(text):
        return _risky(setting, f"{setting.name} {text} lets clients come with {_said(text)}", text)
    return sound(f"nothing older than {_said(text)} is accepted") if is_current(text) else None


def _in_options(setting: Setting, text: str) -> Verdict | None:
    found = _IN_OPTIONS.search(text)
    old = (found[1] or found[2]) if found else ""
    if old and is_obsolete(old):
        return _risky(setting, f"HAProxy lets clients come with {_said(old)}", old)
    if old and is_current(old):
        return sound(f"nothing older than {_said(old)} is accepted")
    if _CIPHERS.search(setting.name) and (broken := broken_ciphers(text)):
        return _risky_ciphers(setting, broken)
    return None


@risk.judge(Block)
def says_no_policy(block: Block) -> Verdict | None:
    """What a listener or a policy of a load balancer takes where nothing is written."""
    kind = block.labels[0] if block.labels else ""
    if is_a_test(block) or not block.is_complete:
        return None
    named = {s.name for s in block.settings}
    if kind in _LISTENERS and not named & {"ssl_policy", "SslPolicy"}:
        protocols = [s for s in block.settings if s.name.lower() == "protocol"]
        own = next((s for s in protocols if "redirect" not in "/".join(s.path).lower()), None)
        if own is None or own.value.value not in {"HTTPS", "TLS"}:
            return None
        return risky(
            "without a policy of its own the listener takes ELBSecurityPolicy-2016-08, and so TLS 1.0",
            at=own.lines,
            anchors=[block.lines],
            span=block.body,
        )
    is_old = block.text("profile") in {"", "COMPATIBLE", "MODERN"}
    if kind == "google_compute_ssl_policy" and "min_tls_version" not in named and is_old:
        return risky("a policy that names no version takes TLS 1.0", span=block.body)
    return None


_LISTENERS = frozenset(
    {"aws_lb_listener", "aws_alb_listener", "AWS::ElasticLoadBalancingV2::Listener"}
)


# --- how it is said ------------------------------------------------------------------------------


def _said(text: str) -> str:
    """`TLSV1_1` -> TLS 1.1"""
    at = version(text)
    if at is None:
        return text
    family, major, minor = at
    return f"SSL {major}" if family == "ssl" else f"TLS {major}.{minor}"


def _listed(names: Iterable[str]) -> str:
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last


def _is_serious(ciphers: Iterable[str]) -> bool:
    return any(SERIOUS & set(re.split(r"[-_+@]", cipher.lower())) for cipher in ciphers)


def _shift(fact: Request | Setting) -> int:
    return int(fact.file.scenario.get("purpose") in {"otp", "payment"})


def _risky(setting: Setting, reason: str, allowed: str) -> Verdict:
    is_serious = "ssl" in allowed.lower() or _is_serious(allowed.split())
    return risky(
        reason,
        at=setting.statement if setting.file.language == "python" else None,
        anchors=[*setting.anchors, *setting.uses],
        shift=max(_shift(setting), int(is_serious)),
    )


def _risky_ciphers(setting: Setting, broken: list[str]) -> Verdict:
    return _risky(
        setting, f"{_listed(broken)} may be agreed on, and can be broken", " ".join(broken)
    )


# --- fix and inject ------------------------------------------------------------------------------

_SPACE = re.compile(r"(?<=[\s,:;])")


def _rewritable(setting: Setting) -> str | None:
    """What a file spells in one value; code, commands and HAProxy's lines hold more than the version."""
    return None if setting.file.language in {"python", "shell", "haproxy"} else setting.value.string


@risk.fix(Setting)
def refuse_what_is_old(setting: Setting) -> Edits | None:
    """The list without the old versions, or the floor at TLS 1.2, in the same spelling."""
    text = _rewritable(setting)
    if text is None:
        return None
    if _LISTS.search(".".join(setting.path)):
        kept = [part for part in _SPACE.split(text) if not is_obsolete(part.strip(" ,:;+\"'"))]
        left = "".join(kept).strip(" ,:;")
        return setting.write("", left) if any(map(is_current, allowed(left))) else None
    if is_obsolete(text) and (new := _with_minor(text, "2")):
        return setting.write("", new)
    return None


@risk.inject(Setting)
def let_old_clients_in(setting: Setting) -> Edits | None:
    text = _rewritable(setting)
    if text is None:
        return None
    if _is_a_list(setting):
        return setting.write("", f"TLSv1 {text}") if setting.file.language == "nginx" else None
    return setting.write("", new) if (new := _with_minor(text, "0")) else None


def _with_minor(text: str, minor: str) -> str | None:
    """TLSV1_1 -> TLSV1_2, TLSv1 -> TLSv1.2; None for SSL, which has no such version."""
    at = version(text)
    if at is None or at[0] == "ssl":
        return None
    new, count = re.subn(r"1([._]?)[0-3]", rf"1\g<1>{minor}", text, count=1)
    return new if count else f"{text}.{minor}"
