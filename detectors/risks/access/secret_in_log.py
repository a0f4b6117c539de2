"""Credentials and one-time codes that are written to a log, where many more people read than may."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from detectors.facts import Output, Setting, Shown
from detectors.judgement import is_test_code
from detectors.model import Risk, Verdict, risky, sound
from detectors.names import is_a_test, listed, words
from detectors.secrets import means_a_credential
from detectors.text import places_of

_STEMS = (
    *("token", "secret", "passw", "passphrase", "pwd", "api_key", "apikey", "private_key"),
    *("access_key", "auth_key", "signing_key", "encryption_key", "otp", "headers", "environ"),
    *("mfa_code", "verification_code", "auth_code", "authorization"),
)
_WRITES = re.compile(
    r"(?:log\w*(?:\([^()\n]*\))?\s*\.\s*(?:debug|info|warn|warning|error|critical|exception|fatal|log|trace"
    r"|success|notice|msg)|(?<!\w)print|capture_message|set_extra|set_context|set_tag|add_breadcrumb"
    r"|std(?:out|err)\.write)\s*\("
)
_NEAR = 400
"""Characters of a call before a value that it writes."""


def _suspects(source: str, lowered: str) -> Iterator[int]:
    """Where something that may be a credential stands in a call that writes, or right behind one."""
    for stem in _STEMS:
        for place in places_of(stem, lowered):
            if _WRITES.search(lowered, max(0, place - _NEAR), place):
                yield place


risk = Risk(
    __name__,
    closer=_suspects,
    words=(*_STEMS, "key", "psk", "pat", "code", "pass", "pin", "cookie"),
    config_words=("log_format", "capture", "%req(", "headers"),
    needs_client=False,
)

_CODES = listed("otp totp")
_CODE = listed("code pin passcode")
_CODES_OF = listed(
    "otp totp verification verify mfa 2fa tfa sms auth authorization login onetime security recovery"
)
_KEYS_OF = listed("api secret access private auth encryption signing")
"""`<one of these> key` opens something; the keys of accounts and applications may be names."""
_TOKENS_OF = listed(
    "access refresh auth api bearer session bot jwt oauth github gitlab slack telegram discord hf"
    " reset login service personal vault admin deploy security app push identity registration"
)
"""`<one of these> token` is a credential: a token may be a word of a text, or a coin."""
_READS = listed("get load read fetch find lookup require next peek")
_NOT_WHOLE = listed("masked redacted hidden obfuscated truncated short safe sanitized fingerprint")
"""Words of a value that has been made fit to be shown."""


@risk.judge(Output)
def writes_a_secret(output: Output) -> Verdict | None:
    if is_test_code(output) or is_a_test(output) or output.file.is_for_development:
        return None
    if output.kind == "print" and output.is_for_a_person:
        return None
    is_masked = output.file.format == "github-workflow"
    in_shell = output.file.language == "shell"
    for shown in output.shows:
        if said := _secret(shown, in_shell=in_shell):
            shift = int("passw" in said.lower()) - int(is_masked)
            return risky(
                f"{output.name} writes {said}, and logs are copied to where many more people read",
                shift=shift,
            )
    names = (n for n in output.hides if _is_secret(n) or (in_shell and _is_of_the_environment(n)))
    hidden = next(names, "")
    return (
        sound(f"writes no more than a part of {hidden}, or that there is one") if hidden else None
    )


def _secret(shown: Shown, *, in_shell: bool) -> str:
    """What of it is secret; empty if nothing is, as far as its name and where it comes from tell."""
    if shown.name == "environ":
        return "the whole environment" if shown.text.endswith("os.environ") else ""
    if not _may_be_secret(shown.name):
        return ""
    if shown.origin.origins <= {"mac", "hash", "literal"} and shown.origin.origins:
        return ""
    if in_shell and _is_of_the_environment(shown.name):
        return shown.name
    if _is_secret(shown.name) or any(
        _is_secret(name) for name in shown.origin.names if len(words(name)) > 1
    ):
        return shown.name
    return ""


@lru_cache(maxsize=4096)
def _may_be_secret(name: str) -> bool:
    said = words(name)
    if _NOT_WHOLE & set(said) or said[-1:] in (["pwd"], ["env"]):
        return False
    return means_a_credential(name) or _is_a_code(name) or said == ["cookie"]


def _is_of_the_environment(name: str) -> bool:
    """A variable that holds no word of a text: `NPM_TOKEN`."""
    return name.isupper() and words(name)[-1:] != ["key"] and _may_be_secret(name)


@lru_cache(maxsize=4096)
def _is_a_code(name: str) -> bool:
    """`otp`, `otp_code`, `verificationCode`."""
    said = words(name)
    if not said:
        return False
    return said[-1] in _CODES or (said[-1] in _CODE and bool(_CODES_OF & set(said[:-1])))


@lru_cache(maxsize=4096)
def _is_secret(name: str) -> bool:
    """Its name by itself leaves no doubt: `api_key`, `access_token`, `password`; not `token`, `secret`."""
    said = words(name)
    if said and said[0] in _READS:
        said = said[1:]
    if not _may_be_secret("_".join(said)):
        return False
    if "key" in said:
        return bool(_KEYS_OF & set(said))
    if said[-1] == "token":
        return bool(_TOKENS_OF & set(said[:-1]))
    return _is_a_code(name) or len(said) > 1 or said[0] not in {"secret", "pat", "psk"}


# --- configuration -------------------------------------------------------------------------------

_OF_NGINX = re.compile(r"\$(http_authorization|http_cookie|http_x_api_key|request_body)\b")
_OF_HAPROXY = re.compile(r"request header (authorization|cookie|x-api-key)\b", re.I)
_OF_ENVOY = re.compile(r"%REQ\((authorization|cookie|x-api-key)[)?]", re.I)
_ENVOY = frozenset({"access_log", "accessLogFormat", "accessLog", "accessLogging"})
_TRAEFIK = ("fields", "headers", "names")
_OPENS = listed("authorization cookie x-api-key")


@risk.judge(Setting)
def keeps_what_opens_an_account(setting: Setting) -> Verdict | None:
    if setting.file.language in {"python", "shell"} or setting.file.is_for_development:
        return None
    said = _logged(setting)
    if said is None:
        return None
    if said:
        return risky(
            f"the access log keeps {said} of every request, and many more people read it than may"
        )
    return sound("names nothing of a request that opens anything")


def _logged(setting: Setting) -> str | None:
    """What it has an access log keep that opens something; None if it is of no access log."""
    text = setting.value.string or ""
    if setting.name == "log_format" and setting.file.language == "nginx":
        found = _OF_NGINX.search(setting.value.text)
    elif setting.name == "capture" and setting.file.language == "haproxy":
        found = _OF_HAPROXY.match(text)
    elif setting.path[-4:-1] == _TRAEFIK:
        if setting.name.lower() not in _OPENS:
            return None
        return setting.name if text == "keep" else ""
    elif _ENVOY & set(setting.path) and "%REQ(" in text:
        found = _OF_ENVOY.search(text)
    else:
        return None
    return found[1] if found else ""
