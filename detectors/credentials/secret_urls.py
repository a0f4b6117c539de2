"""Credentials in a URL: which parameter holds one, by its name and by the name of what it is given."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors.credentials.secrets import means_a_credential
from detectors.facts import HOLE
from detectors.vocabulary import hosts
from detectors.vocabulary.names import listed, words

_SHORT_LIVED = listed(
    "upload download invite invitation reset confirm confirmation verify verification unsubscribe"
    " signed temporary temp onetime once preview share security id merge stream video audio track media playback"
)
"""Words of tokens that open one thing for a while, and of those that a cloud signs a URL with."""
_PUBLIC = listed("public publishable")
"""Words of a key that its vendor shows to everybody, as the half of a pair."""
ALONE = frozenset({"token", "key", "pat", "auth"})
"""Names that may be of something else: a coin, a place in a list, a row."""
_SURE = (
    ["api", "key"],
    ["api", "token"],
    ["access", "token"],
    ["auth", "token"],
    ["api", "secret"],
)
"""The last words of a name that leave no doubt."""
_MADE_OF_ONE = re.compile(r"(?i)(?:sign\w*|hmac|digest|hash\w*|md5|sha\d+)\(")
"""A signature, which is worth nothing for anything else."""
_OF_A_MOMENT = re.compile(r"(?i)\w\(.*(?<![a-z])(?:timestamp|time_?now|now|nonce)(?![a-z])")
"""What is worked out of the time: a signature of whatever name."""
_NAME = re.compile(r"[\"']?([A-Za-z_]\w*)[\"']?\W*$")
PARAMETER = re.compile(rf"(?:[?&;]|{HOLE}(?=\w+_\w))([\w.-]+)={HOLE}")
"""What stands before it may be a sign that cannot be seen, where the name says more than `token`."""
HTTP = frozenset({"http", "https", "ws", "wss"})
_TELEGRAM = re.compile(rf"://api\.telegram\.org/(?:file/)?bot{HOLE}/")


def secrets_in(url: str, written: str, *, is_public: bool) -> Iterator[str]:
    """What of a URL is a credential that is put into it; `written` is the URL as the source spells it."""
    for name in PARAMETER.findall(url):
        value = put_in(written, name)
        if names_a_secret(name, value) or is_given_one(name, value, is_public=is_public):
            yield name
    at = hosts.address(url)
    if at and at.scheme in HTTP and at.password == HOLE:
        yield "a password"


def secret_shown_in(url: str, written: str) -> str:
    """What of a URL opens something for whoever reads it, a bot's token in its path included; empty if nothing does."""
    if _TELEGRAM.search(url):
        return "the token of a bot"
    return next(secrets_in(url, written, is_public=False), "")


def names_a_secret(name: str, written: str) -> bool:
    """By its name; where that may be of something else, by the name of its value, too."""
    named = words(name)
    if not means_a_credential(name) and named != ["key"] and named != ["auth"]:
        return False
    if (_SHORT_LIVED | _PUBLIC) & set(named) or _OF_A_MOMENT.search(written):
        return False
    if len(named) > 1 or named[0] not in ALONE:
        return True
    said = _NAME.search(written.rstrip(" )]}\"'"))
    return said is not None and _is_kept(written, said[1])


def is_surely_one(name: str) -> bool:
    """By its name alone; a `buyToken` is a coin, a `resumeToken` a place in a list."""
    named = words(name)
    is_one = named[-2:] in [*_SURE, ["client", "secret"]] or named[-1:] in [
        ["password"],
        ["passwd"],
    ]
    return is_one and names_a_secret(name, name)


def is_given_one(name: str, written: str, *, is_public: bool) -> bool:
    """Whatever it is called, what it is given is a credential: `appid=API_KEY`; `key=self.key` for a public host."""
    said = _NAME.search(written.rstrip(" )]}\"'"))
    if said is None or (_SHORT_LIVED | _PUBLIC) & set(words(name)) or _MADE_OF_ONE.search(written):
        return False
    given = words(said[1])
    if name.lower() in {"key", "apikey"} and is_public:
        return given in (["key"], ["apikey"]) and "self." in written
    return len(given) > 1 and given[-2:] in _SURE and means_a_credential(said[1])


def _is_kept(written: str, name: str) -> bool:
    """`self.token`, `API_KEY`, `os.environ["X_TOKEN"]`: a credential of the program, by its name and where it is kept."""
    if not means_a_credential(name) or _SHORT_LIVED & set(words(name)):
        return False
    return len(words(name)) > 1 or "self." in written or name.isupper()


def put_in(text: str, name: str) -> str:
    """What a text that is put together has for a parameter: `self.key` in `f"...?key={self.key}"`."""
    found = re.search(
        rf"[?&;]{re.escape(name)}=(?:\$?\{{([^{{}}:!]+)|\$(\w+)|[\"']\s*\+\s*([\w.\[\]\"']+))", text
    )
    return next((part for part in found.groups() if part), "") if found else ""
