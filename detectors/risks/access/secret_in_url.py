"""Credentials that travel in a URL, where logs, histories and proxies keep them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors import hosts
from detectors.facts import HOLE, Request, Setting, Value
from detectors.hosts import CLEARTEXT
from detectors.model import Risk, Verdict, risky, sound
from detectors.names import is_a_test, listed, siblings, words
from detectors.secrets import means_a_credential


def _suspects(source: str, lowered: str) -> Iterator[int]:
    """In Python only requests carry one, and their clients say where these are."""
    return iter(())


risk = Risk(
    __name__,
    closer=_suspects,
    words=("key", "token", "secret", "passw", "pwd", "pass", "://", "auth"),
    config_words=("key", "token", "secret", "passw", "pwd", "://", "apikey"),
)

_SHORT_LIVED = listed(
    "upload download invite invitation reset confirm confirmation verify verification unsubscribe"
    " signed temporary temp onetime once preview share security id"
)
"""Words of tokens that open one thing for a while, and of those that a cloud signs a URL with."""
_ALONE = frozenset({"token", "key", "pat", "auth"})
"""Names that may be of something else: a coin, a place in a list, a row."""
_NAME = re.compile(r"[\"']?([A-Za-z_]\w*)[\"']?\W*$")
_PARAMETER = re.compile(rf"(?:[?&;]|{HOLE}(?=\w+_\w))([\w.-]+)={HOLE}")
"""What stands before it may be a sign that cannot be seen, where the name says more than `token`."""
_HTTP = frozenset({"http", "https", "ws", "wss"})
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
    for name, value in request.query.items():
        if value.is_unknown and _names_a_secret(name, value.text):
            yield name, value
    url = request.setting("url")
    if url.string is None:
        return
    is_a_command = request.file.language == "shell"  # which variable it takes is not told
    for name in _PARAMETER.findall(url.string):
        written = _put_in(url.text, name)
        if _names_a_secret(name, written) or (is_a_command and name == "token"):
            yield name, url
    at = hosts.address(url.string)
    if at and at.scheme in _HTTP and at.password == HOLE:
        yield "a password", url


def _names_a_secret(name: str, written: str) -> bool:
    """By its name; where that may be of something else, by the name of its value, too."""
    named = words(name)
    if not means_a_credential(name) and named != ["key"] and named != ["auth"]:
        return False
    if _SHORT_LIVED & set(named):
        return False
    if len(named) > 1 or named[0] not in _ALONE:
        return True
    said = _NAME.search(written.rstrip(" )]}\"'"))
    return said is not None and _is_kept(written, said[1])


def _is_kept(written: str, name: str) -> bool:
    """`self.token`, `API_KEY`, `os.environ["X_TOKEN"]`: a credential of the program, by its name and where it is kept."""
    if not means_a_credential(name) or _SHORT_LIVED & set(words(name)):
        return False
    return len(words(name)) > 1 or "self." in written or name.isupper()


def _put_in(text: str, name: str) -> str:
    """What a text that is put together has for a parameter: `self.key` in `f"...?key={self.key}"`."""
    found = re.search(
        rf"[?&;]{re.escape(name)}=(?:\$?\{{([^{{}}:!]+)|\$(\w+)|[\"']\s*\+\s*([\w.\[\]\"']+))", text
    )
    return next((part for part in found.groups() if part), "") if found else ""


# --- commands and configuration ------------------------------------------------------------------


@risk.judge(Setting)
def keeps_a_secret_in_a_url(setting: Setting) -> Verdict | None:
    if setting.role == "header":
        return _in_a_header(setting)
    if setting.file.language == "python" or setting.file.is_for_development or is_a_test(setting):
        return None
    if setting.file.language == "shell":
        return _in_a_login(setting) or _in_a_remote(setting)
    if setting.name in _SCRIPTS.get(setting.file.format, ()):
        return None  # its lines are judged one by one
    if _is_a_scheme_of_openapi(setting):
        return risky(
            "callers have to put their key into URLs, which proxies, logs and histories keep"
        )
    text = hosts.visible(setting.value.string or "")
    at = hosts.address(text)
    if at is None or at.scheme not in _HTTP or hosts.place(at.host) == "loopback":
        return None
    if at.password and HOLE in at.password:
        return _risky_setting(setting, "a password")
    for name in _PARAMETER.findall(text):
        if _names_a_secret(name, _put_in(setting.value.text, name)):
            return _risky_setting(setting, name)
    return None


_SCRIPTS = {
    "github-workflow": ("run",),
    "github-action": ("run",),
    "gitlab-ci": ("script", "before_script", "after_script"),
}
"""Format -> the entries that are scripts."""


def _in_a_remote(setting: Setting) -> Verdict | None:
    """`remote="https://x-access-token:${TOKEN}@github.com/owner/name.git"`"""
    at = hosts.address(hosts.visible(setting.value.string or ""))
    if setting.role != "variable" or at is None or at.scheme not in _HTTP or at.password != HOLE:
        return None
    is_of_git = at.path.endswith(".git") or at.host in {"github.com", "gitlab.com", "bitbucket.org"}
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
    """`git clone "https://user:$TOKEN@host/..."`."""
    is_a_login = setting.name == "password" and setting.path[-1:] == ("url",)
    if not is_a_login or setting.path[0] != "git" or not setting.value.is_unknown:
        return None
    return risky(
        "git is given a password in a URL, which process lists, histories and its configuration keep",
        at=setting.statement,
    )


def _is_a_scheme_of_openapi(setting: Setting) -> bool:
    """`in: query` of an `apiKey` among the security schemes of an interface."""
    if setting.name != "in" or setting.value.string != "query":
        return False
    if not {"securitySchemes", "securityDefinitions"} & set(setting.path):
        return False
    return any(s.name == "type" and s.value.string == "apiKey" for s in siblings(setting))
