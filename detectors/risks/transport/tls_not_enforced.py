"""TLS that is optional: modes that fall back to plaintext, missing redirects, missing HSTS."""

from __future__ import annotations

import re

from detectors.facts import Block, Request, Setting, Value
from detectors.infrastructure import cloud_tls, servers, silent_defaults
from detectors.model import Risk, Verdict, risky, sound
from detectors.places import Edits, Lines
from detectors.vocabulary import hosts
from detectors.vocabulary.names import is_a_test, words

risk = Risk(
    __name__,
    words=(
        "sslmode",
        "ssl_mode",
        "ssl-mode",
        "starttls",
        "ssl_redirect",
        "cookie_secure",
        "https_only",
        "require_encryption",
    ),
    config_words=(
        "ssl-redirect",
        "ssl_certificate",
        "requiretls",
        "smtp_require_tls",
        "security_level",
        "opportunistic",
        "permissive",
        "peerauthentication",
        "sslredirect",
        *(f"https{mark}redirect" for mark in ("", "_", "-")),
        *(
            f"redirect{mark}{to}"
            for mark in ("", "_", "-")
            for to in ("https", "ssl", "tls", f"to{mark}https", f"to{mark}ssl", f"to{mark}tls")
        ),
        "redirect_http_to_https",
        "entrypoints",
        "listen",
        "viewer",
        "enforce_https",
        "enforcehttps",
        "https_traffic_only",
        "httpstrafficonly",
        "ssl_enforcement",
        "sslenforcement",
        "transit_encryption",
        "transitencryption",
        "client_broker",
        "clientbroker",
        "force_ssl",
        "secure_transport",
        "require_ssl",
        "requiressl",
        "httpsonly",
        "httpsonlyenabled",
        "non_ssl_port",
        "nonsslport",
        "ftps_state",
        "ftpsstate",
        "enforce_ssl",
        "insecureedge",
        "search_domain",
        "search::domain",
        "searchservice::domain",
        "azurerm_",
        "ssl_action",
        "cloudsearch",
        "headers_policy",
        "ip_configuration",
    ),
)

_UPGRADES = {"smtplib", "imaplib", "poplib", "ftplib", "curl"}
"""Clients that connect in clear and then ask for TLS."""
_OPTIONAL = {"prefer", "preferred", "allow", "allow_unencrypted_and_encrypted"}
_UNTRUSTED = {"public", "internal-untrusted"}
_CODE = {"python", "shell"}
"""Where a switch is of the program itself, unless a client's data say more."""


# --- requests ------------------------------------------------------------------------------------


@risk.judge(Request)
def falls_back_to_plaintext(request: Request) -> Verdict | None:
    tls, mode = request.setting("tls"), request.setting("sslmode")
    if tls.value == "optional":
        return _optional(request, tls, f"{request.name} goes on without TLS when none is offered")
    if tls.value == "on demand" and _logs_in(request):
        return _optional(
            request, tls, f"{request.name} logs in without TLS unless a setting asks for it"
        )
    written = str(mode.string).lower()
    if written in _OPTIONAL and mode.is_written:
        reason = f"sslmode={mode.string} falls back to plaintext when TLS is refused"
        return _optional(request, mode, reason)
    if written in _OPTIONAL and request.file.scenario.get("network") in _UNTRUSTED:
        reason = f"{request.name} says no sslmode, so libpq falls back to plaintext"
        return _optional(request, mode, reason, ("network",))
    if written in {"verify-full", "verify-ca"} and mode.is_written:
        return sound(f"sslmode={mode.string} refuses a connection without TLS")
    if tls.value == "required" and tls.is_written and request.client.library in _UPGRADES:
        return sound("it stops when the server offers no TLS")
    return None


def _logs_in(request: Request) -> bool:
    return request.setting("password").is_written


def _optional(
    request: Request, value: Value, reason: str, needs: tuple[str, ...] = ()
) -> Verdict | None:
    at = hosts.target(request)
    place = hosts.place(at.host) if at else "unknown"
    if at and hosts.is_exempt(place, request.file.scenario):
        return sound(f"{at.shown} is on this machine or in one private network")
    where = _place(request, value)
    return risky(
        reason,
        at=where,
        anchors=[a for a in (request.lines, request.client.lines, value.lines) if a],
        group=request.client.group or f"connection {where}",
        shift=_shift(request),
        needs=needs,
    )


def _place(request: Request, value: Value) -> Lines:
    if request.file.language != "python" or value.lines is None:
        return request.lines
    if "sslmode=" in value.text:
        return value.lines  # a mode in an address, which is judged by itself, too
    maker = request.client.lines
    if request.lines.holds(value.lines):
        return request.lines
    return maker if maker and maker.holds(value.lines) else value.lines


def _shift(fact: Request | Setting) -> int:
    scenario = fact.file.scenario
    return int(scenario.get("purpose") in {"otp", "payment"} or scenario.get("network") == "public")


@risk.fix(Request)
def insist_on_tls(request: Request) -> Edits | None:
    if request.setting("tls").value == "optional":
        return request.write("tls", "required")
    if request.setting("sslmode").is_written:
        return request.write("sslmode", "verify-full")
    return None


@risk.inject(Request)
def make_tls_optional(request: Request) -> Edits | None:
    at = hosts.target(request)
    if at is None or hosts.place(at.host) != "public":
        return None
    if request.setting("tls").value == "required":
        return request.write("tls", "optional")
    if request.setting("sslmode").is_written:
        return request.write("sslmode", "prefer")
    return None


# --- settings with names of their own ------------------------------------------------------------

_REDIRECTS = re.compile(
    r"(ssl[-_]?redirect|https[-_]?redirect|redirect[-_]?(to[-_]?)?(https|ssl|tls)|redirect_http_to_https)$",
    re.I,
)
_REQUIRES = {
    "requiretls",
    "smtprequiretls",
    "requiressl",
    "requiresecuretransport",
    "enforcetls",
    "enforcessl",
    "forcessl",
    "forcehttps",
    "enforcehttps",
    "httpstrafficonlyenabled",
    "enablehttpstrafficonly",
    "supportshttpstrafficonly",
    "sslenforcementenabled",
    "transitencryptionenabled",
    "httpsonly",
    "httpsonlyenabled",
    "jdbcenforcessl",
}
_TAKES_CLEARTEXT = {
    "enablenonsslport": ("true", {"false"}),
    "nonsslportenabled": ("true", {"false"}),
    "ftpsstate": ("allallowed", {"ftpsonly", "disabled"}),
    "insecureedgeterminationpolicy": ("allow", {"redirect", "none"}),
    "securitylevel": ("secure_optional", {"secure_always"}),
    "sslaction": ("close", {"open"}),
    "sslenforcement": ("disabled", {"enabled"}),
    "ishttpallowed": ("true", {"false"}),
}
"""Settings of managed services -> what lets clients come without TLS, and what does not."""
_FRAMEWORK = {"SECURE_SSL_REDIRECT", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "https_only"}
_MAIL = {"smtp_tls_security_level", "smtpd_tls_security_level", "lmtp_tls_security_level"}


@risk.judge(Setting)
def is_an_optional_mode(setting: Setting) -> Verdict | None:
    name, value = setting.name, setting.value
    is_code = setting.file.language in _CODE
    if setting.role == "argument" and setting.file.language != "python":
        return None  # the command that takes it is judged as a request
    if is_a_test(setting):
        return None
    bare = re.sub(r"[^a-z]", "", name.lower())
    text = str(value.value).strip().lower() if value.is_known else ""
    if bare in {"sslmode", "pgsslmode", "servertlssslmode"}:
        # In Python the host of a bare mode cannot be seen; a client's own is judged as a request.
        return None if setting.file.language == "python" else _mode(setting, text)
    if value.string and "sslmode=" in value.string and not _is_prose(value.string):
        found = re.search(r"sslmode=([\w-]+)", value.string)
        return _mode(setting, found[1].lower()) if found else None
    if not is_code and _REDIRECTS.search(name):
        return _switch(setting, text, f"{name} is off, so requests stay on http")
    if not is_code and bare in _REQUIRES:
        return _switch(
            setting, text, f"{name} is off, so TLS is only used if both sides feel like it"
        )
    travel = cloud_tls.travel(setting) or (None if is_code else cloud_tls.forced(name, text))
    if travel and travel.kind == "optional":
        return _risky(setting, travel.reason)
    if not is_code and bare in _TAKES_CLEARTEXT:
        return _cleartext_too(setting, text)
    if bare == "viewerprotocolpolicy":
        return _level(setting, text, "allow-all", {"redirect-to-https", "https-only"})
    if name in _FRAMEWORK and setting.file.language == "python":
        return _framework(setting)
    if name == "require_encryption" and setting.path[0].rpartition(".")[2] == "Security":
        return _of_a_cluster(setting)
    if setting.path[-2:] == ("starttls", "required"):
        return _required(setting, text)
    if name in _MAIL:
        return _level(setting, text, "may", {"encrypt", "dane", "dane-only", "verify", "secure"})
    if "starttls" in bare or bare.endswith(("tlsmode", "tlspolicy")) or "smtp" in bare:
        return _level(
            setting, text, "opportunistic", {"required", "always", "mandatory", "enforced"}
        )
    if name == "mode" and _MESHES & set(setting.path):
        return _mesh(setting, text)
    return None


def _is_prose(text: str) -> bool:
    """A sentence that mentions a mode: most of its words are no `key=value`, and none is a URL."""
    said = text.split()
    return "://" not in text and 2 * sum("=" in word for word in said) < len(said)


def _mode(setting: Setting, mode: str) -> Verdict | None:
    if mode in {"verify-full", "verify-ca", "verify_identity", "verify_ca"}:
        return sound(f"{mode} refuses a connection without TLS")
    if mode not in _OPTIONAL:
        return None
    place = _host_beside(setting)
    if hosts.is_exempt(place, setting.file.scenario):
        return sound("the database is on this machine or in one private network")
    return _risky(setting, f"{mode} falls back to plaintext when TLS is refused")


def _host_beside(setting: Setting) -> hosts.Place:
    """Where the database of this mode is: in the same text, or the host among its siblings."""
    at = hosts.address(setting.value.string or "")
    if at:
        return hosts.place(at.host)
    siblings = [
        s
        for s in (setting.block.settings if setting.block else ())
        if s.path[:-1] == setting.path[:-1] and words(s.name)[-1:] in (["host"], ["hostname"])
    ]
    named = siblings[0].value.string if len(siblings) == 1 else None
    return hosts.place(named) if named else "unknown"


def _cleartext_too(setting: Setting, text: str) -> Verdict | None:
    optional, firm = _TAKES_CLEARTEXT[re.sub(r"[^a-z]", "", setting.name.lower())]
    if text == optional:
        around = setting.block.walk() if setting.block else []
        if any("redirect" in one.name for one in around):
            return None
        return _risky(setting, f"{setting.name} also lets clients come without TLS")
    return sound("nobody comes without TLS") if text in firm else None


def _switch(setting: Setting, text: str, reason: str) -> Verdict | None:
    if text in {"false", "off", "no", "0"}:
        return _risky(setting, reason)
    return (
        sound("requests without TLS are sent on to https")
        if text in {"true", "on", "yes", "1"}
        else None
    )


def _required(setting: Setting, text: str) -> Verdict | None:
    """Jakarta Mail's `mail.smtp.starttls.required`, which Spring passes on."""
    if text == "true":
        return sound("it stops when the server offers no TLS")
    return (
        _risky(setting, "mail goes out in clear when no TLS is offered")
        if text == "false"
        else None
    )


def _framework(setting: Setting) -> Verdict | None:
    if setting.file.scenario.get("environment") != "production":
        return None
    if setting.value.value is True:
        return sound(f"{setting.name} is on")
    if not (setting.value.is_off or setting.value.value is False):
        return None
    return _risky(setting, f"{setting.name} is off, so http keeps working", ("environment",))


def _of_a_cluster(setting: Setting) -> Verdict | None:
    """`Security(tls_ca_file=..., require_encryption=False)` of Dask: certificates that nobody has to use."""
    if setting.value.value is False:
        return _risky(
            setting, f"{setting.name} is off, so schedulers and workers also speak in clear"
        )
    return sound("nobody speaks in clear") if setting.value.value is True else None


def _level(setting: Setting, text: str, optional: str, firm: set[str]) -> Verdict | None:
    if text == optional:
        return _risky(setting, f"{setting.name} takes TLS if it is offered and plaintext if not")
    return sound(f"{setting.name} insists on TLS") if text in firm else None


_MESHES = {"mtls", "portLevelMtls"}


def _mesh(setting: Setting, text: str) -> Verdict | None:
    if text in {"permissive", "disable"}:
        return _risky(setting, f"mtls mode {text.upper()} takes plaintext from any workload")
    return sound("plaintext is refused between workloads") if text == "strict" else None


def _risky(setting: Setting, reason: str, needs: tuple[str, ...] = ()) -> Verdict:
    return risky(
        reason,
        anchors=[*setting.anchors, *setting.uses],
        group=f"setting {setting.lines}",
        shift=_shift(setting),
        needs=needs,
    )


@risk.judge(Block)
def takes_clients_without_tls(block: Block) -> Verdict | None:
    """`rds.force_ssl` and its like, as a pair of a name and a value."""
    found = cloud_tls.parameter(block)
    if found is None or found[1].kind == "never" or is_a_test(block):
        return None
    setting, travel = found
    if travel.kind == "always":
        return sound(travel.reason, at=setting.lines)
    return risky(travel.reason, at=setting.lines, group=f"setting {setting.lines}")


@risk.judge(Block)
def says_nothing_of_clients_without_tls(block: Block) -> Verdict | None:
    """A managed service that also takes clients without TLS unless it is told not to."""
    travel = next((one for one in silent_defaults.by_itself(block) if one.kind == "optional"), None)
    if travel is None or is_a_test(block):
        return None
    return risky(travel.reason, at=block.lines, span=block.body, group=f"resource {block.lines}")


@risk.fix(Setting)
def insist(setting: Setting) -> Edits | None:
    return _write(setting, firm=True)


@risk.inject(Setting)
def let_it_be_optional(setting: Setting) -> Edits | None:
    return _write(setting, firm=False)


def _write(setting: Setting, *, firm: bool) -> Edits | None:
    """The one word that decides, in its own spelling."""
    if setting.file.language in _CODE:
        return None
    text = str(setting.value.value)
    if setting.name.lower() in {"sslmode", "pgsslmode"}:
        if hosts.is_exempt(_host_beside(setting), setting.file.scenario):
            return None
        return setting.write("", "verify-full" if firm else "prefer")
    if _REDIRECTS.search(setting.name) and isinstance(setting.value.value, str):
        return setting.write("", "true" if firm else "false")
    if setting.name == "mode" and _MESHES & set(setting.path) and text.isupper():
        return setting.write("", "STRICT" if firm else "PERMISSIVE")
    if setting.name in _MAIL:
        return setting.write("", "encrypt" if firm else "may")
    return None


# --- servers ---------------------------------------------------------------------------------------


@risk.judge(Block)
def lets_browsers_stay_on_http(block: Block) -> Verdict | None:
    missing = servers.unenforced(block)
    if missing is None or (is_a_test(block) and not missing.is_sound):
        return None
    if missing.is_sound:
        return sound(missing.reason, at=missing.lines)
    return risky(
        missing.reason,
        at=missing.lines,
        anchors=[block.lines],
        span=block.body,
        group=f"server {block.lines}",
        shift=-1 if block.kind == "nginx:server" else 0,
    )
