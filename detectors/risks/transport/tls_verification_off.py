"""TLS whose peer nobody checks: switches that turn certificate or host name verification off."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors.facts import HOLE, Block, Request, Setting, Value
from detectors.gates import suspects
from detectors.infrastructure import servers
from detectors.infrastructure.tls_switches import (
    BROWSER_FLAGS,
    CHECKS,
    CLIENTS,
    HOST_NAMES,
    HOSTS,
    MODES,
    SKIPS,
    TLS,
)
from detectors.infrastructure.unchecked_peers import (
    FALSE,
    TRUE,
    is_about_this_machine,
    is_chosen,
    is_moot,
    peer,
    truth_of,
)
from detectors.judging.looking import logs_in, only_looks
from detectors.model import Risk, Verdict, risky, sound
from detectors.places import Edits, Lines
from detectors.text import places_of, places_of_word
from detectors.vocabulary import hosts
from detectors.vocabulary.hosts import CLEARTEXT
from detectors.vocabulary.names import (
    is_a_test,
    is_of_a_scanner,
    is_switched_off,
    says_unchecked,
    siblings,
    words,
)

_CONTEXT_TOLD = re.compile(r"(\w+)\.set_verify\(")
_CLIENT_SWITCHES = frozenset(name for name, _ in CLIENTS)
_SWITCHED_OFF = re.compile(r"\w+\s*=\s*(?:false|0)\b")
"""In lower case."""


def _suspects(source: str, lowered: str) -> Iterator[int]:
    yield from suspects.switches(
        lowered, off=(*CHECKS, *MODES), on=tuple(SKIPS), anyway=tuple(HOSTS)
    )
    yield from suspects.beginning_with(_CLIENT_SWITCHES, _SWITCHED_OFF, lowered)
    for flag in BROWSER_FLAGS:
        yield from places_of(f"--{flag}", lowered)
    if "verify_none" in lowered:
        yield from places_of("verify_none", lowered)
        for name in {*_CONTEXT_TOLD.findall(source)}:  # wherever else it is set up
            yield from places_of_word(name, source)


risk = Risk(
    __name__,
    words=(
        "verify",
        "insecure",
        "check_hostname",
        "cert_none",
        "unverified",
        "no-check-certificate",
        "tls_reject",
        "trusted-host",
        "strict-ssl",
        "trustservercertificate",
        "allowinvalid",
        "cert_reqs",
        "validate_cert",
        "rejectunauthorized",
        "sslmode",
        "strict_ssl",
        "check-certificate",
        "skip-ssl",
        "ssl_validation",
        "trust-server-cert",
        "ignore-certs",
        "connection_verification",
        "reqcert",
        "check_certificate",
        "checkcertificate",
        "disable-tls",
        "sslcontext(",
        "wrap_socket(",
        "stdlib_context",
        "ignore_https_errors",
        "ignorehttpserrors",
        "ignore_certificate",
        "ignore_cert",
        "ignore_ssl",
        "untrusted",
        "trust_all",
        "disable_ssl",
        "disable_tls",
        "disable_certificate",
        "skip_ssl",
        "skip_tls",
        *BROWSER_FLAGS,
    ),
    config_words=("proxy_pass", "checkpeername", "upstreamtlscontext", "tls_context"),
    closer=_suspects,
)


# --- requests ------------------------------------------------------------------------------------


@risk.judge(Request)
def trusts_whoever_answers(request: Request) -> Verdict | None:
    verify = request.setting("verify")
    at = hosts.target(request)
    if at and at.scheme in CLEARTEXT and not request.setting("tls").is_known:
        return None
    if request.setting("tls").is_off:
        return None
    if verify.is_off and (is_chosen(request.conditions) or _follows_tls(verify)):
        return None
    if verify.is_off and _is_said_of_a_default(verify):
        return None
    if verify.is_off and is_about_this_machine(request.conditions):
        return sound("only if the peer is this machine", at=_place(request, verify))
    if verify.is_off and (request.is_ping or only_looks(request)):
        return None
    if verify.is_off:
        return _unchecked(request, verify, hosts.place(at.host) if at else "unknown")
    if verify.is_known and verify.is_written and isinstance(verify.value, str):
        return sound("it trusts exactly the authority that it is given", at=_place(request, verify))
    return _encrypts_only(request)


def _is_said_of_a_default(verify: Value) -> bool:
    """`session.verify = self.verify_ssl`: what the object was given is judged where its default, or its value, is written."""
    given = verify.text.rpartition("=")[2].strip().removeprefix("not ")
    owner, _, name = given.rpartition(".")
    return owner == "self" and re.sub(r"[^a-z0-9]", "", name.lower()) in CHECKS | SKIPS


_AT_HOME = re.compile(rf"^{HOLE}://(?:[^\s/@]*@)?(?:localhost|127\.0\.0\.1)(?=[:/]|$)")
"""An address on this machine whose scheme is put in."""


def _unchecked(request: Request, verify: Value, place: hosts.Place) -> Verdict | None:
    where = _place(request, verify)
    if place == "loopback" or _AT_HOME.search(request.setting("url").string or ""):
        return sound("the peer is this machine", at=where)
    if request.setting("usual_host").is_known:
        return None
    if place != "public" and is_a_test(request):
        return None
    is_of_the_client = request.client.lines is not None and not where.holds(request.lines)
    named = (is_of_the_client and request.client.name) or request.name
    return risky(
        f"{named} encrypts to whoever answers, so anyone on the path can pose as the server",
        at=where,
        anchors=[a for a in (request.lines, request.client.lines, *request.anchors) if a],
        group=f"switch {where}",
        shift=_shift(request) - (place == "internal"),
    )


def _encrypts_only(request: Request) -> Verdict | None:
    """`sslmode=require`: encrypted, to anyone."""
    mode = request.setting("sslmode")
    network = request.file.scenario.get("network")
    if mode.string != "require" or mode.lines is None:
        return None
    if network not in {"public", "internal-untrusted"}:
        return None
    return risky(
        f"sslmode={mode.string} encrypts without asking who answers",
        anchors=[mode.lines],
        group=f"switch {mode.lines}",
        shift=-2 if network != "public" else 0,
        needs=("network",),
    )


def _place(request: Request, switch: Value) -> Lines:
    """The whole call or command that carries the switch, or the assignment that sets it."""
    lines, maker = switch.lines or request.setting("tls").lines, request.client.lines
    if lines is None:
        return maker or request.lines
    if request.lines.holds(lines) or request.file.language != "python":
        return request.lines
    return maker if maker and maker.holds(lines) else lines


def _shift(request: Request) -> int:
    return int(logs_in(request)) or _shift_of_purpose(request)


def _shift_of_purpose(fact: Request | Setting | Block) -> int:
    return int(fact.file.scenario.get("purpose") in {"otp", "payment"})


@risk.fix(Request)
def check_the_certificate(request: Request) -> Edits | None:
    """Take the switch out of the call or the constructor that carries it."""
    switch = request.setting("verify").lines
    calls = (request.lines, request.client.lines)
    if switch is None or not any(lines and lines.holds(switch) for lines in calls):
        return None
    return request.write("verify", None)


@risk.inject(Request)
def skip_the_check(request: Request) -> Edits | None:
    at = hosts.target(request)
    if at is None or at.scheme in CLEARTEXT or hosts.place(at.host) != "public":
        return None
    if is_about_this_machine(request.conditions):
        return None
    return request.write("verify", False)


# --- switches with names of their own ------------------------------------------------------------

_ARGUMENTS = frozenset({"args", "arguments", "command", "cmd", "entrypoint"})
"""Last words of the names under which config files list what a program is started with."""
_OF_HTTPD = {"sslproxyverify": "none", "sslproxycheckpeername": "off"}
_UNCHECKED_MAKERS = frozenset({"ssl._create_stdlib_context", "ssl.SSLContext", "ssl.wrap_socket"})
"""What makes a context or a socket of TLS that checks nobody, unless it is told to."""
_FLAG = re.compile(r"--([a-z][a-z0-9-]*)(?:=(\w+))?")
_INSIDE = re.compile(
    r"(?i)\b(trustservercertificate=(?:true|yes)|ssl_cert_reqs=(?:cert_)?none|tlsinsecure=true"
    r"|tlsallowinvalid(?:certificates|hostnames)=true|sslverify=false|verify(?:_?ssl|_?certs)?=(?:false|no)\b)"
)


@risk.judge(Setting)
def switches_the_check_off(setting: Setting) -> Verdict | None:
    name = _bare(setting)
    if name == "skipverify" and setting.file.language in {"shell", "python"}:
        return None  # code calls the check of signatures and of checksums so, too
    if setting.file.language == "python" and (flag := _of_a_browser(setting)) is not None:
        return _switch(setting, flag)
    if name in SKIPS:
        return _switch(setting, truth_of(setting.value))
    if name in CHECKS:
        if name in HOST_NAMES and setting.role == "argument":
            return (
                None  # the certificate is checked elsewhere, maybe against the peer's own authority
            )
        if name in HOST_NAMES and _checks_nobody(setting):
            return None  # it is said where that is told
        truth = truth_of(setting.value)
        return _switch(setting, None if truth is None else not truth)
    if setting.file.language == "apache" and name in _OF_HTTPD:
        return _switch(setting, str(setting.value.value).lower() == _OF_HTTPD[name])
    if name == "insecure" and setting.block and setting.block.kind == "terraform:provider":
        return _switch(setting, truth_of(setting.value))
    if name == "insecureregistry" and not _is_public(setting.value.text):
        return None  # a registry inside a network of one's own, or beside a cluster on a laptop
    if name in HOSTS and (setting.value.is_known or setting.value.is_unknown):
        names_one = setting.value.text.strip("[]\"' ") not in {"", "None"}
        return _switch(setting, True) if names_one else None
    if name in MODES:
        if setting.file.language == "python" and setting.value.value is None:
            return None  # nothing is chosen
        if isinstance(setting.value.value, int):
            return None  # a number is of whichever library reads it
        text = str(setting.value.value).rpartition(".")[2].upper().removeprefix("VERIFY_")
        return _switch(setting, text in {"CERT_NONE", "NONE"} if setting.value.is_known else None)
    if name in {"createunverifiedcontext", "createdefaulthttpscontext"}:
        return _switch(setting, "unverified" in str(setting.value.value or setting.value.text))
    if setting.role == "keyword" and ".".join(setting.path) in _UNCHECKED_MAKERS:
        return _switch(setting, True)
    if (name, ".".join(setting.path[:-1])) in CLIENTS and setting.leaves:
        return _switch(setting, setting.value.value is False)
    if name == "verify" and _is_of_a_session(setting):
        return _switch(setting, setting.value.value is False)
    if _ARGUMENTS.intersection(words(setting.name)[-1:]):
        return _argument(setting)
    if "server" in setting.name and setting.file.language == "haproxy":
        return _haproxy(setting)
    written = setting.value.string
    if written and _INSIDE.search(written) and _is_a_connection(written):
        at = hosts.address(written)
        if at and hosts.place(at.host) == "loopback":
            return sound("the peer is this machine")
        return _switch(setting, True)
    return None


def _checks_nobody(setting: Setting) -> bool:
    """Beside it the same object is told to take any certificate, under which no host name is looked at."""
    return any(
        _bare(one) in MODES and one.value.text.rpartition(".")[2] == "CERT_NONE"
        for one in siblings(setting)
    )


def _bare(setting: Setting) -> str:
    """Its name without separators, and without the domain before an annotation's own name."""
    return re.sub(r"[^a-z0-9]", "", setting.name.lower().rpartition("/")[2])


def _is_public(registry: str) -> bool:
    at = hosts.registry(registry)
    return at is not None and hosts.place(at.host) == "public"


def _argument(setting: Setting) -> Verdict | None:
    """An item of a program's arguments in a config file: `--insecure-skip-verify`, `--tls-verify=false`."""
    given = _flag(setting)
    if given is None or setting.file.language in {"python", "shell", "dockerfile"}:
        return None
    name = given[1].replace("-", "")
    truth = (given[2] or "true").lower()
    if (name in SKIPS and truth in TRUE) or (name in CHECKS and truth in FALSE):
        return _switch(setting, True)
    return None


def _flag(setting: Setting) -> re.Match[str] | None:
    return _FLAG.fullmatch(setting.value.string or "")


def _of_a_browser(setting: Setting) -> bool | None:
    """`options.add_argument("--ignore-certificate-errors")`; None if it is something else."""
    given = _flag(setting)
    if given is None or given[1] not in BROWSER_FLAGS or setting.role in {"constant", "variable"}:
        return None
    return (given[2] or "true").lower() in TRUE


def _is_of_a_session(setting: Setting) -> bool:
    """`session.verify`, `self.client.verify` in Python."""
    owner = words(setting.path[-2])[-1:] if len(setting.path) > 1 else []
    is_assigned = setting.file.language == "python" and setting.role == "variable"
    return is_assigned and owner in (["session"], ["client"], ["http"], ["s"])


def _is_a_connection(text: str) -> bool:
    """A URL or a list of `key=value` with semicolons, and no prose."""
    return ("://" in text or ";" in text) and "\n" not in text.strip() and text.count(" ") < 4


def _switch(setting: Setting, is_off: bool | None) -> Verdict | None:
    if is_off is None:
        return None
    if setting.file.language == "python" and (
        is_of_a_scanner(setting) or setting.file.is_an_example
    ):
        return None
    is_local = setting.file.language == "python" and setting.role == "variable"
    if is_a_test(setting) or _is_of_documentation(setting):
        return None
    if is_local and len(setting.path) == 1:
        return None  # what a function keeps in a name may change before it is used
    if is_local and len(setting.path) == 2 and says_unchecked(setting.path[0]):
        return None  # whoever takes it chooses it, and is judged as a request
    if is_chosen(setting.conditions) or _follows_tls(setting.value):
        return None
    if not is_off:
        return sound("the check is on")
    if peer(setting) == "loopback":
        return sound("the peer is this machine")
    if is_about_this_machine(setting.conditions):
        return sound("only if the peer is this machine")
    if is_moot(setting) or is_switched_off(setting):
        return None
    owner = ".".join(setting.path[:-1]) if setting.file.language == "python" else ""
    is_signed = setting.file.language == "apache" and _asks_who_signed(setting)
    accepted = (
        "accepts a certificate for any host from the same authority, so whoever holds one"
        if is_signed
        else "accepts any certificate, so anyone on the path"
    )
    return risky(
        f"{_called(setting)} {accepted} can pose as the server",
        at=setting.statement if setting.role == "keyword" else None,
        anchors=[*setting.anchors, *setting.uses],
        group=f"switch of {owner}" if owner else f"switch {setting.lines}",
        shift=_shift_of_purpose(setting) - is_signed,
    )


def _asks_who_signed(setting: Setting) -> bool:
    """`SSLProxyVerify require` beside `SSLProxyCheckPeerName off`."""
    return _bare(setting) == "sslproxycheckpeername" and any(
        _bare(one) == "sslproxyverify" and one.value.string in {"require", "optional"}
        for one in siblings(setting)
    )


def _is_of_documentation(setting: Setting) -> bool:
    """`tls_verify = False` in Sphinx's `conf.py`: whether links are still there."""
    return setting.name == "tls_verify" and setting.file.name.rpartition("/")[2] == "conf.py"


def _called(setting: Setting) -> str:
    given = _flag(setting)
    if given:
        return f"--{given[1]}"
    if setting.file.language == "shell" and setting.value.text.startswith("-"):
        return setting.value.text
    return setting.name.replace(HOLE, "*") or "this option"


def _follows_tls(verify: Value) -> bool:
    """`session.verify = use_ssl`, `skip_tls_verify=not tls`: off where no TLS is spoken."""
    given = verify.text.rpartition("=")[2].strip().removeprefix("not ").rpartition(".")[2]
    return re.sub(r"[^a-z0-9]", "", given.lower()) in TLS


def _haproxy(setting: Setting) -> Verdict | None:
    text = f" {setting.value.value} "
    if " verify none " in text:
        return _switch(setting, True)
    return sound("the server's certificate is checked") if " verify required " in text else None


@risk.fix(Setting)
def switch_the_check_on(setting: Setting) -> Edits | None:
    return _write(setting, is_checked=True)


@risk.inject(Setting)
def switch_the_check_off_again(setting: Setting) -> Edits | None:
    if peer(setting) == "loopback" or is_about_this_machine(setting.conditions):
        return None
    return _write(setting, is_checked=False)


def _write(setting: Setting, *, is_checked: bool) -> Edits | None:
    name = _bare(setting)
    if setting.file.language == "shell" or name not in SKIPS | CHECKS:
        return None
    return setting.write("", is_checked if name in CHECKS else not is_checked)


# --- servers that speak TLS to others --------------------------------------------------------------


@risk.judge(Block)
def proxies_to_anyone(block: Block) -> Verdict | None:
    upstream = None if is_a_test(block) else servers.unchecked_upstream(block)
    if upstream is None:
        return None
    return risky(
        upstream.reason,
        at=upstream.lines,
        anchors=[block.lines],
        span=block.body,
        group=f"switch {upstream.lines}",
        shift=_shift_of_purpose(block),
    )
