"""Credentials that stand as text in code, scripts, images and configuration."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from random import Random
from string import ascii_letters, digits

from detectors.credentials.key_formats import WORDS
from detectors.credentials.secrets import (
    KEYS_OF,
    PASSWORD_VARIABLES,
    Credential,
    credential,
    in_setting,
    is_thought_up,
    means_a_credential,
)
from detectors.facts import HOLE, Setting
from detectors.gates import suspects
from detectors.infrastructure.cloud_secrets import made_with
from detectors.infrastructure.copied_secrets import copied
from detectors.infrastructure.first_passwords import given_to_a_service, kept_in_a_file
from detectors.judging.settings import own
from detectors.model import Risk, Verdict, risky, sound
from detectors.places import Edits
from detectors.vocabulary import hosts
from detectors.vocabulary.names import is_a_test, is_for_developers, listed, siblings, words

_NAMES = (
    *("passw", "passphrase", "secret", "token", "authorization", "pwd", "psk", "api key"),
    *("_pass", "-pass", ".pass", 'pass"', "pass'", "pass =", "pass=", "pass:"),
    *("_pat", "-pat", "_key", "-key", ".key", 'key"', "key'", "key =", "key=", "key:"),
    *(f"{of}key" for of in sorted(KEYS_OF)),
    *sorted(PASSWORD_VARIABLES),
)
"""Lower-case texts, one of which stands in every source that names a credential."""
_COMMANDS = (
    *("7z", "bcp ", "ldap", " login", "mariadb", "mongo", "mosquitto", "mysql", "rabbitmqctl"),
    *("masterauth", "requirepass", "sqlcmd", "storepass", "twine", "useradd", "usermod", "zip "),
    *("sudo -s", "sudo --stdin"),
)
"""The same for commands that are given a password without a name."""
_SIGNED = re.compile(r"secret_key[\"']?\]?\s*=\s*[rbuf]*[\"'][^\"'\n]{8}")

_LOGS_IN = re.compile(
    r"(?:login|auth|connect|ftp|ftp_tls|connection|client|gitlab|salesforce|username_pw_set|encode|decode|new|digest|pass_|fernet|from_dsn|pool|engine"
    r"|redis|credentials?|session|resource|_password|handler|oauth|_token|authentication)\s*"
    r"(?:=\s*)?\([^()\"'\n]*(?:(?:[\"'][^\"'\n]*[\"']|\w+\([^()\n]*\))[^()\"'\n]*)*[\"'][^\"'\n]{8}"
)
"""A call or a pair in which a password may stand without a name, in lower case; where the name begins does not matter."""

_LOOKED_UP = ("secret", "flask", "django", "jwt", "session", "webhook", "hmac", "cookie", "signature", "signing")  # fmt: skip
"""What stands before `_key` or `_secret` in the name of a key that is looked up, or that may be set elsewhere."""
_STANDS_IN = re.compile(
    r"_(?:secret|key)(?:[ \t]*:[ \t]*\w+[ \t]*=|[\"'][ \t\n]*,|[^\n]{0,80}\bor\b)[ \t\n]*[rbu]*[\"']"
)
"""A text beside such a name."""
_HASHED = re.compile(r"(?:md5|sha1|sha224|sha256|sha384|sha512)\(")
_KEPT_KEY = re.compile(r"key\b(?:[ \t]*:[^\n=]+)?[ \t]*=[ \t]*[rbu]*([\"'])[^\"'\s]{8}")
"""A key that may go into a signature."""


def _suspects(source: str, lowered: str) -> Iterator[int]:
    yield from suspects.credentials(source, lowered)
    yield from suspects.beginning_with(["secret_key"], _SIGNED, lowered)
    yield from (found.start() for found in _LOGS_IN.finditer(lowered))
    yield from (
        found
        for found in suspects.beginning_with(("_secret", "_key"), _STANDS_IN, lowered)
        if lowered.endswith(_LOOKED_UP, 0, found)
    )
    if _KEPT_KEY.search(lowered):
        for pattern in (_HASHED, _KEPT_KEY):  # the key, and where it signs something
            yield from (found.end() for found in pattern.finditer(lowered))


risk = Risk(
    __name__,
    words=(*_NAMES, *_COMMANDS, *WORDS, "://", "-u ", "--user"),
    config_words=(*("plaintext_value", ".env", "rc", "credentials", "id_", "account"),),
    closer=_suspects,
)

_WHAT = {
    "live key": "a live key",
    "test key": "a vendor's test key",
    "private key": "a private key",
    "signed token": "a signed token",
    "password in a URL": "a password inside a URL",
    "password": "a password",
    "token": "a token",
    "session key": "the key that signs all sessions",
    "signing key": "the key that signs where none is set",
}
_LEAST = 3
"""Characters of a key that is no sign that there is none."""
_SIGN_TOKENS = frozenset({"encode", "decode"})
_SESSION_KEYS = frozenset({"SECRET_KEY", "JWT_SECRET_KEY", "WTF_CSRF_SECRET_KEY"})
_FILLED_IN_LATER = listed(
    "change changeme changeit replace replaceme your yours todo fixme example sample placeholder dummy insert"
    " here xxx dev development debug test tests testing local demo"
)
"""Words of a text that stands where a key is to be put."""
_SAYS_PUBLIC = re.compile(
    r"(?i)\b(not|isn't|aren't|no) (really |actually |considered )?(a |an )?(secrets?|confidential|sensitive)\b"
    r"|\b(is|are) (intentionally |deliberately )?(public|publishable|anonymous)\b|\bpublic(ly)? (by design|available|known|(api |client )?keys?)\b"
    r"|\bsafe to (commit|share|embed|expose|publish)|\b(installed|desktop|native) (app|application|client)s?\b"
    r"|\bhard-?coded in(?:to)? (?:the|their) (?:\w+ ){0,2}(?:apps?|applications?|clients?|firmware)\b"
    r"|\bfixed value\b|固定值|\b(invalidated|rejected|refused|forbidden|ignored|not (used|allowed|accepted|valid)) in prod"
)
"""What a comment says of a value that everybody may see, or that opens nothing where it matters."""
_EXPLAINS = {"example", "examples", "doc", "docs", "documentation", "help", "usage", "description"}
_READ = re.compile(r"environ\[|environ\.get\([^,]*\)$|getenv\([^,]*\)$|\$\{|\$\(|secret")
"""How a value is written that is only there at run time, and that brings no default."""
_BRINGS_A_DEFAULT = re.compile(r"\w\([^(),]*,\s*[rbu]*[\"'][^\"']")
_WHERE = {"host", "hostname", "server", "url", "uri", "address", "endpoint", "hostport", "hosts"}
_DATABASES = listed("postgres postgresql pg pgsql mysql mariadb mongo mongodb redis db database")
_BAIT = listed("honeypot honeypots honeytoken honeytokens decoy decoys canary canaries")
_FINDS = listed(
    "redact redacts redaction redactor sanitize sanitizer sanitization scrub scrubber scrubbing mask masking masker"
    " secret secrets leak leaks detect detector detection scanner scanners dlp pii"
)
"""In the name of a test: what it finds looks like a key, and is none."""
_OF_YOUTUBE = listed("innertube youtubei")
"""Words of names under which programs keep the keys that YouTube's own pages and apps carry."""
_OF_LOCAL_CHAINS = re.compile(
    r"(?i)(?<![0-9a-f])(?:0x)?(?:ac0974bec39a17e3|59c6995e998f97a5|5de4111afa1a4b94|7c852118294e51e6|47e179ec19748859"
    r"|8b3a350cf5c34c91|92db14e403b83dfe|4bbbf85ce3377467|dbda1821b80551c9|2a871d0798f97d79"
    r"|8f2a55949038a961|c87509a1c067bbde|ae6ae8e5ccbfb045)[0-9a-f]{48}(?![0-9a-f])"
)
"""The keys with which Anvil, Hardhat and Besu begin a chain of one's own: everybody has them, and nothing is paid there."""
_LOGS_USERS_IN = re.compile(r"(?i)\b(?:identitytoolkit|securetoken)\.googleapis\.com|firebase")
_VENDOR = {"live key", "test key", "private key"}


@risk.judge(Setting)
def gives_the_secret_to_every_reader(setting: Setting) -> Verdict | None:
    if setting.value.string is None:
        return _taken_from_elsewhere(setting)
    if setting.file.language == "nginx" and setting.name.endswith("_pass"):
        return None  # it passes requests on
    if file := copied(setting):
        return risky(
            f"{file} is copied into the image, where whoever pulls it reads what is in it", shift=-1
        )
    found = (
        in_setting(setting)
        or given_to_a_service(setting)
        or kept_in_a_file(setting)
        or made_with(setting)
        or _signs_sessions(setting)
        or _signs_where_none_is_set(setting)
        or _of_a_login(setting)
    )
    if found is None or _is_declared_elsewhere(setting, found) or _is_prose(setting):
        return None
    if found.kind == "token" and _takes_events_in(setting):
        return None
    if _SAYS_PUBLIC.search(setting.remark) or _is_of_an_installed_app(setting):
        return None
    if _OF_LOCAL_CHAINS.search(setting.value.string):
        return None
    if _is_of_youtube(setting, found) or _is_of_firebase(setting, found):
        return None
    if _BAIT & {word for part in (setting.file.name, *setting.path) for word in words(part)}:
        return None  # it opens nothing, and whoever uses it is an intruder
    if is_a_test(setting) and _FINDS & {*words(PurePosixPath(setting.file.name).stem)}:
        return None
    if setting.role in {"entry", "keyword", "argument"} and (
        _opens_this_machine(setting, found) or _is_of_an_app(setting, found)
    ):
        return None
    return risky(
        f"{_WHAT[found.kind]} stands here for everyone who can read this file or its history",
        anchors=[*setting.anchors, *setting.uses],
        group=f"secret {_fingerprint(found)}",
        shift=_shift(setting, found),
    )


def _is_of_an_installed_app(setting: Setting) -> bool:
    """The client secret of a program that people install: each copy has it, so it proves nothing."""
    if words(setting.name)[-1:] != ["secret"]:
        return False
    around = {word for part in setting.path[:-1] for word in words(part)}
    beside = {s.name.lower(): s.value.string or "" for s in siblings(setting)}
    return "installed" in around or any(
        value.startswith(("urn:ietf:wg:oauth", "http://localhost", "http://127.0.0.1"))
        or (name == "user_agent" and value != "")
        for name, value in beside.items()
        if name in {"redirect_uri", "redirect_uris", "redirect_url", "user_agent"}
    )


def _signs_sessions(setting: Setting) -> Credential | None:
    """`app.config["SECRET_KEY"] = "the quick brown fox"`: whatever it says, with it anybody signs a session."""
    text, path = setting.value.string, setting.path
    if setting.file.language != "python" or not text or len(text) < 8 or HOLE in text:
        return None
    is_of_an_app = len(path) == 2 and (
        (setting.role == "variable" and path == ("app", "secret_key"))
        or (path[0].endswith((".config", ".config.update")) and path[1] in _SESSION_KEYS)
    )
    if not is_of_an_app or _FILLED_IN_LATER & set(words(text)) or set(text) & set("<>*"):
        return None
    return Credential("session key", text)


_SIGNS = re.compile(
    r"(?:^|(?:^|_)(?:app|flask|django|auth|token|access|session|cookie))_?secret_key$|^secret_key$|^(?:flask|django)_secret$"
    r"|(?:^|_)(?:jwt|session|webhook|hmac|cookie|signature|signing)_(?:secret|key)(?:_key)?$"
)
"""Names of what a program signs with, or tells by who sends something; a `stripe_secret_key` opens an account."""


def _signs_where_none_is_set(setting: Setting) -> Credential | None:
    """`JWT_SECRET = os.getenv("JWT_SECRET", "change-me")`: whoever reads it signs, wherever nobody has set another."""
    text = setting.value.string
    if not setting.stands_in or not text or len(text) < _LEAST or HOLE in text:
        return None
    if not _SIGNS.search("_".join(words(setting.name))):
        return None
    return Credential("signing key", text)


def _of_a_login(setting: Setting) -> Credential | None:
    """`server.login(user, "...")`, `jwt.encode(claims, "...")`: what it is needs no name."""
    text = setting.value.string
    if not setting.is_a_login or not text or HOLE in text:
        return None
    if found := credential("password", text):
        return found
    if setting.name == "key" and setting.path[0].rpartition(".")[2] not in _SIGN_TOKENS:
        return None  # what separates one use of a hash from another may be a word
    is_a_word = is_thought_up(text) and not _FILLED_IN_LATER & set(words(text))
    return Credential("password", text) if is_a_word else None


def _is_declared_elsewhere(setting: Setting, found: Credential) -> bool:
    """Fixtures of tests, whose servers have keys of their own, and development files; a vendor's key is one wherever it stands."""
    if found.kind in _VENDOR - {"private key"} or setting.file.scenario.get("environment"):
        return False
    if setting.lines.first in setting.file.remarks.local:
        return True
    is_a_fixture = any(words(part)[-1:] == ["tests"] for part in setting.path[:-1])
    return is_for_developers(setting) or is_a_fixture


def _is_prose(setting: Setting) -> bool:
    """A text that explains something to people, or a value of the example in a schema."""
    explains = _EXPLAINS & set(words(setting.name))
    if explains or _is_in_an_example(setting) or _is_asked_for(setting):
        return True
    return setting.role == "entry" and any(
        s.value.string == s.name and len(words(s.name)) > 1 for s in siblings(setting)
    )  # `"project_id": "project_id"` stands beside it: nothing is filled in


def _takes_events_in(setting: Setting) -> bool:
    """The key of a project that only takes events in goes out with every program that reports some."""
    beside = {s.name for s in siblings(setting)}
    return "event" in beside and bool({"distinct_id", "properties"} & beside)


def _opens_this_machine(setting: Setting, found: Credential) -> bool:
    """The password or token of a server on this machine, or of one that a workflow starts for its tests."""
    if found.kind in _VENDOR:
        return False
    is_a_password = found.kind in {"password", "password in a URL"}
    if is_a_password and setting.file.is_a_pipeline:
        named = set(words(setting.name.lower().removesuffix("password")))
        is_of_a_registry = "credentials" in setting.path
        return ("services" in setting.path and not is_of_a_registry) or bool(_DATABASES & named)
    spoken_to = [s for s in siblings(setting) if _WHERE & set(words(s.name)) and s.value.string]
    places = {_place_of(s.value.string or "") for s in spoken_to} - {"unknown"}
    return places == {"loopback"}


def _place_of(text: str) -> hosts.Place:
    at = hosts.address(text) or hosts.registry(text)
    return hosts.place(at.host if at else text)


def _is_of_youtube(setting: Setting, found: Credential) -> bool:
    """A key that each page and app of YouTube carries."""
    around = {word for part in (setting.file.inside, *setting.path) for word in words(part)}
    is_named = bool(_OF_YOUTUBE & around) or "youtubei/" in setting.value.text
    return is_named and found.text.startswith("AIza")


def _is_of_firebase(setting: Setting, found: Credential) -> bool:
    """The web key of a project, which only says whose users log in: with it a program calls where they do."""
    if not found.text.startswith("AIza"):
        return False
    said = (setting.value.text, setting.remark, *setting.readings)
    return any(map(_LOGS_USERS_IN.search, said))


def _is_of_an_app(setting: Setting, found: Credential) -> bool:
    """A key that every copy of an app or page has: of Firebase, of a map, of Algolia's search."""
    beside = {s.name.lower().replace("_", "") for s in siblings(setting)}
    if {"authdomain", "messagingsenderid"} & beside or setting.name == "current_key":
        return True
    around = {word for part in setting.path for word in words(part)}
    if "map" in setting.name.lower() and found.text.startswith("AIza"):
        return True
    is_for_search = bool({"algolia", "docsearch", "typesense"} & around)
    return is_for_search and not {"admin", "write"} & around


def _is_asked_for(setting: Setting) -> bool:
    """A Terraform variable whose description says that it is the reader's own: the default holds its place."""
    block = setting.block
    if block is None or block.kind != "terraform:variable":
        return False
    description = own(block, "description")
    return description is not None and "your" in words(description.value.string or "")


def _is_in_an_example(setting: Setting) -> bool:
    """OpenAPI and JSON Schema show what a value looks like under these names."""
    if setting.file.language not in {"yaml", "json", "python"}:
        return False
    if {"example", "examples"} & {*setting.path[1:-1]}:
        return True
    return any(words(part)[:-1][:1] == ["example"] for part in setting.path[:-1])  # exampleConfig


def _fingerprint(found: Credential) -> str:
    """The same for the same value, and nothing that the value could be told from."""
    from hashlib import blake2b  # takes long to import, and few sources hold a secret

    return blake2b(found.text.encode("utf-8", "surrogatepass"), digest_size=4).hexdigest()


def _shift(setting: Setting, found: Credential) -> int:
    if found.kind == "test key":
        return -1
    if found.text.startswith("django-insecure-"):
        return -2
    is_local = setting.file.scenario.get("environment") in {"development", "test"}
    return -2 if is_local and found.kind not in _VENDOR else 0


def _taken_from_elsewhere(setting: Setting) -> Verdict | None:
    """A credential's name with a value that only exists at run time."""
    is_read = _READ.search(setting.value.text) is not None
    if setting.value.is_unknown and is_read and means_a_credential(setting.name):
        return sound(f"{setting.name} is read at run time, so the file holds no secret")
    return None


@risk.inject(Setting)
def write_the_secret_down(setting: Setting) -> Edits | None:
    """A made-up token in place of what is read at run time; the same for the same name."""
    if not setting.value.is_unknown or not means_a_credential(setting.name):
        return None
    if _BRINGS_A_DEFAULT.search(setting.value.text):
        return None  # that may be one already
    chance = Random(setting.name)
    token = "".join(chance.choices(ascii_letters + digits, k=24))
    return setting.write("value", f"{token[:11]}7{token[12:]}")
