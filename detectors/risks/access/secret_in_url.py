"""Credentials that travel in a URL, where logs, histories and proxies keep them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors.credentials.secret_urls import (
    ALONE,
    HTTP,
    PARAMETER,
    is_given_one,
    is_surely_one,
    names_a_secret,
    put_in,
    secrets_in,
)
from detectors.credentials.secrets import means_a_credential
from detectors.facts import HOLE, Request, Setting, Taken, Value
from detectors.model import Risk, Verdict, risky, sound
from detectors.text import places_of, start_of_line
from detectors.vocabulary import hosts
from detectors.vocabulary.hosts import CLEARTEXT
from detectors.vocabulary.names import is_a_test, listed, siblings, words


def _suspects(source: str, lowered: str) -> Iterator[int]:
    """Where a URL with a login is put together; of requests their clients say where these are."""
    for place in places_of("}@", source):
        line = source[start_of_line(source, place) : source.find("\n", place)]
        if "://" in line or "netloc" in lowered:
            yield place
    if "fastapi" in lowered:
        yield from (found.start() for found in _ASKED_FOR.finditer(lowered))
    yield from (found.start() for found in _ASKED_OF.finditer(lowered))
    for put in _PUT_IN.finditer(lowered):
        if key := _KEY.search(lowered, max(0, put.start() - _LONGEST_NAME), put.start()):
            yield key.start()


_PUT_IN = re.compile(r"=(?:\{|[\"']\s*\+)")
_KEY = re.compile(r"[\w?&;}](?:key|token|secret|passw\w*|pwd)\Z")
"""Something is put into a query, and the end of the name before it."""
_LONGEST_NAME = 40
_ASKED_FOR = re.compile(r"(?:key|token|secret|passw\w*|pwd)\s*:\s*(?:str|optional\[|annotated\[)")
_ASKED_OF = re.compile(
    r"\b(?:query_params|args|get|query)(?:\.get\(|\[)[ \t\r\n]*[\"'][\w.-]*(?:key|token|secret|passw\w*|pwd|auth)[\"']"
)
"""A request is asked for one behind the `?`."""

risk = Risk(
    __name__,
    closer=_suspects,
    words=("key", "token", "secret", "passw", "pwd", "pass", "://", "auth"),
    config_words=("key", "token", "secret", "passw", "pwd", "://", "apikey"),
)

_OF_OAUTH_1 = frozenset({"oauth_verifier", "oauth_signature", "oauth_consumer_key"})
_COMMANDS = frozenset({"git", "curl", "wget", "http", "https"})
"""Commands that take a URL with a login."""


# --- requests ------------------------------------------------------------------------------------


@risk.judge(Request)
def sends_a_secret_in_its_url(request: Request) -> Verdict | None:
    at = hosts.target(request)
    place = hosts.place(at.host) if at else "unknown"
    if place in {"loopback", "metadata"} or (place != "public" and is_a_test(request)):
        return None
    found = next(_secrets(request), None)
    if found is None:
        return None
    name, value = found
    is_written_there = request.file.language == "python" and (
        value.is_unknown or name in value.text
    )
    where = value.lines if is_written_there else request.lines
    return risky(
        f"{request.name} carries {name} in its URL, which proxies, logs and histories keep",
        at=where,
        anchors=[a for a in (request.lines, value.lines) if a],
        shift=int(bool(at) and at is not None and at.scheme in CLEARTEXT),
    )


def _secrets(request: Request) -> Iterator[tuple[str, Value]]:
    """(name, where it is written) of what is taken from elsewhere; what is written out is a hard-coded secret."""
    at = hosts.target(request)
    is_public = at is not None and HOLE not in at.host and hosts.place(at.host) == "public"
    for name, value in request.query.items():
        if name == "oauth_token" and _OF_OAUTH_1 & set(request.query):
            continue  # it only names what is signed; its secret stays here
        if value.is_unknown and (
            names_a_secret(name, value.text) or is_given_one(name, value.text, is_public=is_public)
        ):
            yield name, value
    url = request.setting("url")
    if url.string is None:
        return
    if request.file.language == "shell":  # which variable it takes is not told
        yield from (("token", url) for name in PARAMETER.findall(url.string) if name == "token")
    yield from ((name, url) for name in secrets_in(url.string, url.text, is_public=is_public))


@risk.judge(Taken)
def asks_for_a_secret_in_its_url(taken: Taken) -> Verdict | None:
    """`def notified(api_key: str)`: whoever calls the route has to put the key behind the `?`."""
    handler = taken.handler
    if is_a_test(taken) or taken.file.is_for_development:
        return None
    if handler is not None and "websocket" in handler.path:
        return None
    if not (_is_one(taken.name) and not taken.is_asked_of_a_request) and not _lets_in(taken):
        return None
    have_to = "may" if taken.is_asked_of_a_request else "have to"
    return risky(
        f"callers {have_to} put {taken.name} into the URL, which proxies, logs and histories keep",
        span=handler.span if handler is not None else None,
    )


def _is_one(name: str) -> bool:
    named = words(name)
    is_sure = len(named) > 1 or named[0] in {"password", "passwd", "secret"}
    return is_sure and names_a_secret(name, name)


def _lets_in(taken: Taken) -> bool:
    """A key that is compared with the program's own; what a link carries opens one thing for a while."""
    return taken.lets_in and (_is_one(taken.name) or words(taken.name) in [[one] for one in ALONE])


# --- commands and configuration ------------------------------------------------------------------


@risk.judge(Setting)
def keeps_a_secret_in_a_url(setting: Setting) -> Verdict | None:
    if setting.role == "header":
        return _in_a_header(setting)
    if setting.file.language == "python":
        return _in_a_text(setting)
    if setting.file.is_for_development or is_a_test(setting):
        return None
    if setting.file.language == "shell":
        return _in_a_login(setting) or _in_a_remote(setting)
    if setting.name in _SCRIPTS.get(setting.file.format, ()):
        return None  # its lines are judged one by one
    if _is_a_scheme_of_openapi(setting):
        return risky(
            "callers have to put their key into URLs, which proxies, logs and histories keep"
        )
    if name := _parameter_of_openapi(setting):
        return risky(
            f"callers have to put {name} into URLs, which proxies, logs and histories keep"
        )
    text = hosts.visible(setting.value.string or "")
    at = hosts.address(text)
    if at is None or at.scheme not in HTTP or hosts.place(at.host) == "loopback":
        return None
    if at.password and HOLE in at.password:
        return _risky_setting(setting, "a password")
    for name in PARAMETER.findall(text):
        if names_a_secret(name, put_in(setting.value.text, name)):
            return _risky_setting(setting, name)
    return None


_LOGIN = re.compile(r"[:/]\{([^{}:!*]+)\}@")


def _in_a_text(setting: Setting) -> Verdict | None:
    """The address of a repository, or the beginning of any, with a login that is put into it."""
    text = setting.value.string
    if not text or HOLE not in text or setting.file.is_for_development or is_a_test(setting):
        return None
    if f"{HOLE}@" not in text:
        return _in_a_query(setting, text)
    if setting.name == "netloc":
        return _risky_setting(setting, "a password") if _is_a_login(setting) else None
    at = hosts.address(text)
    if at is None or at.scheme not in HTTP or HOLE not in (at.password or at.user):
        return None
    if hosts.place(at.host) == "loopback":
        return None
    is_of_git = at.host in _OF_GIT or at.path.partition("?")[0].endswith(".git")
    is_one = bool(at.password) or _is_a_login(setting)
    return _risky_setting(setting, "a password") if is_of_git and is_one else None


_OF_GEMINI = re.compile(r":(?:stream)?generatecontent\?(?:alt=sse&)?key=", re.IGNORECASE)
_ADDRESSES = frozenset({"url", "uri", "endpoint"})
"""Last words of the names of an address that a program goes to itself; a link may be for somebody to follow."""


_OF_MAPS = listed(
    "tile tiles map maps style styles sprite sprites glyphs basemap embed iframe widget"
)
"""Words of the name of an address that a page has to go to by itself, with the key that its vendor made for pages."""


def _in_a_query(setting: Setting, text: str) -> Verdict | None:
    """`url = f"{base}/rates?api_key={self.key}"`, whoever sends it; a token by itself may be for the one who gets the link."""
    said = words(setting.name)
    if said[-1:] not in [[one] for one in _ADDRESSES] or _OF_MAPS & {*said}:
        return None
    at = hosts.address(text)
    if at is not None and (at.scheme not in HTTP or hosts.place(at.host) == "loopback"):
        return None
    if "youtubei/" in text or "InnerTube" in setting.value.text:
        return None  # with the key that YouTube's own pages carry
    for name in PARAMETER.findall(text):
        if name.lower() in {"token", "oauth_token"}:
            continue  # the second only names what OAuth 1 has somebody agree to
        put = put_in(setting.value.text, name)
        is_one = names_a_secret(name, put) or is_given_one(name, put, is_public=False)
        if is_one or (name == "key" and _OF_GEMINI.search(text)):
            return _risky_setting(setting, name)
    return None


def _is_a_login(setting: Setting) -> bool:
    """What is put before the `@` is a credential by its name."""
    put = _LOGIN.search(setting.value.text)
    return put is not None and means_a_credential(put[1].strip().rpartition(".")[2])


_OF_GIT = frozenset({"github.com", "gitlab.com", "bitbucket.org", "dev.azure.com"})
_SCRIPTS = {
    "github-workflow": ("run",),
    "github-action": ("run",),
    "gitlab-ci": ("script", "before_script", "after_script"),
}
"""Format -> the entries that are scripts."""


def _in_a_remote(setting: Setting) -> Verdict | None:
    """`remote="https://x-access-token:${TOKEN}@github.com/owner/name.git"`"""
    at = hosts.address(hosts.visible(setting.value.string or ""))
    if setting.role != "variable" or at is None or at.scheme not in HTTP or at.password != HOLE:
        return None
    is_of_git = at.path.endswith(".git") or at.host in _OF_GIT
    return _risky_setting(setting, "a password") if is_of_git else None


def _in_a_header(setting: Setting) -> Verdict | None:
    """`Authorization: Bearer $TOKEN`, `X-Api-Key`."""
    text = setting.value.string
    is_read = setting.value.is_unknown or (text is not None and HOLE in text)
    if is_read and means_a_credential(setting.name):
        return sound(f"{setting.name} is a header, which logs leave out")
    return None


def _risky_setting(setting: Setting, name: str) -> Verdict:
    return risky(
        f"{setting.name or 'this URL'} carries {name}, which proxies, logs and histories keep",
        anchors=[*setting.anchors, *setting.uses],
    )


def _in_a_login(setting: Setting) -> Verdict | None:
    """`git clone "https://user:$TOKEN@host/..."`, `pip install --index-url "https://$TOKEN@host/simple"`."""
    if setting.path[-1:] != ("url",) or not setting.value.is_unknown:
        return None
    if setting.file.is_a_pipeline and _OF_THE_JOB.search(setting.value.text):
        return None
    is_one = setting.name == "password" or means_a_credential(setting.name)
    keeps = _KEEPERS.get(re.sub(r"[\d.]+$", "", setting.path[0]))
    if not is_one or keeps is None:
        return None
    return risky(
        f"{setting.path[0]} is given a password in a URL, which process lists, histories and {keeps} keep",
        at=setting.statement,
    )


_OF_THE_JOB = re.compile(r"\b(?:GITHUB_TOKEN|github\.token|CI_JOB_TOKEN)\b")
"""Tokens that a pipeline makes for one job: they end with it, and so does the machine that keeps them."""
_KEEPERS = {
    "git": "its configuration",
    **dict.fromkeys(("pip", "python", "uv", "pipx", "poetry", "pdm"), "its messages"),
    **dict.fromkeys(("npm", "pnpm", "yarn"), "its logs"),
}
"""Programs that are given an address with a login -> where else it stays."""


_FOR_A_MOMENT = re.compile(r"(?i)\b(?:short[- ]?lived|single[- ]use|one[- ]time|pre-?signed)\b")
"""What is worth nothing any more once it stands in a log: browsers cannot send headers with a WebSocket."""


def _is_a_scheme_of_openapi(setting: Setting) -> bool:
    """`in: query` of an `apiKey` among the security schemes of an interface."""
    if setting.name != "in" or setting.value.string != "query":
        return False
    if not {"securitySchemes", "securityDefinitions"} & set(setting.path):
        return False
    said = {s.name: s.value.string or "" for s in siblings(setting)}
    is_for_a_moment = "ticket" in words(said.get("name", "")) or _FOR_A_MOMENT.search(
        said.get("description", "")
    )
    return said.get("type") == "apiKey" and not is_for_a_moment


def _parameter_of_openapi(setting: Setting) -> str:
    """The name of a parameter of an interface that is a secret and goes behind the `?`."""
    if setting.name != "in" or setting.value.string != "query" or setting.file.format != "openapi":
        return ""
    said = {s.name: s.value.string or "" for s in siblings(setting)}
    name = said.get("name", "")
    if "parameters" not in setting.path or not is_surely_one(name):
        return ""
    return "" if _FOR_A_MOMENT.search(said.get("description", "")) else name
