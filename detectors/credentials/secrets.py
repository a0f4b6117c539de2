"""Is this text a working credential? Decided by its name or a vendor's format, never by chance alone."""

from __future__ import annotations

import base64
import binascii
import itertools
import random
import re
import string
from collections.abc import Iterable, Sequence

from detectors.credentials.key_formats import (
    Credential,
    all_in_format,
    in_format,
    is_a_dummy,
    looks_real,
    repeats,
)
from detectors.credentials.names import (
    KEYS_OF,
    PASSWORD_VARIABLES,
    WORTHLESS,
    is_a_pass,
    means_a_credential,
)
from detectors.facts import HOLE, Setting
from detectors.vocabulary.hosts import behind_an_address, place, visible
from detectors.vocabulary.names import listed, words

_DSN = re.compile(
    rf"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*)://(?P<user>[^\s:/@?#'\"]*):(?P<password>[^\s/@'\"]+)@(?P<host>[\w.*{HOLE}-]*|\[[^\]]*\])"
)

_REFERENCES = tuple(
    listed("""
    env: env. vault: op:// ssm: aws: arn: projects/ secret:// secrets. sm:// gcp-sm:// aws-sm://
    awssm: file: file. var. local. data. module. keyring: config: enc[ enc( ref+ ref: pass: bao:
    kms: azurekv: keyvault: @microsoft.keyvault lookup( !vault !secret !ref !getatt
    $ansible_vault $__file $__env resolve: {resolve: age1 os.environ process.env get_secret
    valuefrom k8s: kubernetes: secretref: sops: doppler: gsm: akv:
""")
)
_PUBLIC = re.compile(
    r"pk_(live|test)_|pk\.ey|ssh-(rsa|ed25519|dss) |ecdsa-sha2-|sk-ssh-|-----BEGIN (PUBLIC|CERTIFICATE|RSA PUBLIC|SSH2 PUBLIC|PGP PUBLIC|PGP MESSAGE|PGP SIGNATURE)"
    r"|AC[0-9a-f]{32}$|SK[0-9a-f]{32}$|6L[A-Za-z0-9_-]{38}$|G-[A-Z0-9]{10}$|UA-\d+-\d+$|phc_|sb_publishable_"
    r"|MI[A-Za-z0-9+/]{2,6}ANBgkqhkiG9w0BAQEFAAO|MFkwEwYHKoZIzj0C|MCowBQYDK2V|Eby8vdM02xNO|C2y6yDjf5/R\+ob0N"
)
"""What everybody may see: publishable keys, identifiers, public keys with and without a header, the
keys that the documentation gives for Azure's storage and Cosmos DB emulators.
"""
_HASH = re.compile(
    r"\$(2[abxy]?|1|5|6|y|apr1|argon2(id?|d)|pbkdf2[\w-]*|scrypt|s2|bcrypt-sha256|P|H)\$"
    r"|\{(SSHA?(256|512)?|SHA(256|512)?|MD5|CRYPT|ARGON2|PBKDF2|PLAIN|noop)[\w-]*\}|(pbkdf2|scrypt|bcrypt|argon2|md5|sha1|sha224|sha256|sha384|sha512)[:_$-]"
    r"|[A-Za-z0-9+/]{20,}={1,2}[A-Za-z0-9+/]{16,}={0,2}$|SCRAM-SHA-|AWS4-HMAC|\*[0-9A-F]{40}$",
    re.I,
)
_CONTRACT = re.compile(r"0x[0-9a-zA-Z]{36,48}")
"""The address, or something like it, of a contract or an account on a chain: `payment_token` names a coin."""
_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_OF_A_CHAIN = re.compile(rf"[{_BASE58}]{{43,44}}")
"""32 bytes, as Solana and others spell the address of an account, a coin or a program."""
_OPENS = listed("""
    access api auth authorization bearer bot deploy id jwt login oauth personal refresh service session user
""")
"""`<one of these> token` is no coin."""
_PATHLIKE = re.compile(
    r"(~|\.{0,2})/[\w.@~/ -]+$|[A-Za-z]:\\|[\w./-]+\.(pem|key|crt|cer|p12|pfx|jks|json|ya?ml|toml|txt|env|ini|conf|py|cfg|token|secret|html?|js)$"
)
_BITS_OF_AN_ADDRESS = 256
LONGEST = 512
"""Characters of a password or a token without a known format."""
_SHORTEST_PAT = 20
"""Characters of the shortest personal access token that anybody gives out."""
_NOT_REAL = frozenset({"test", "testing", "demo", "mock", "stub", "foo", "bar", "baz"})
_SPELLED = re.compile(r"[A-Za-z]+(?:[ _.:/-]+(?:[A-Za-z]+|\d{1,4}))*[0-9]{0,2}$")
"""Words and small numbers with separators: a name, a label, a sentence."""
_IDENTIFIER = re.compile(
    r"[a-z]+(_[a-z0-9]+)+$|[a-z]+\d+[a-z]?(_[a-z]+)+$|[A-Z]+(_[A-Z0-9]+)+$|[a-z]+([A-Z][a-z]+)+\d?$|[A-Za-z]+\d{0,2}([._:-][A-Za-z]+\d{0,2})+$"
    r"|([a-z][a-z_]*\d?[a-z_]*\.){2,}[A-Za-z]+$"
    r"|[A-Z][A-Z0-9]*(_[A-Z0-9]+)*_(TOKEN|KEY|SECRET|PASSWORD|PASSWD|PASS)$"
)
_ROUTE = re.compile(r"[a-z][a-z_-]*(?:/(?:v\d{1,2}|[a-z][a-z_-]*))+/?$")
"""The path of a route: `auth/v2/token`."""
_MODULE = re.compile(r"\.+{0}(\.{0})*$|{0}(\.{0}){{2,}}$".format(r"_*[a-z]+\d{0,2}(_[a-z0-9]+)*"))
"""A module by its dotted path, absolute or from where the text stands: `.source_v2`, `shop.params._order_token`."""
_PAIR = re.compile(r"(?i)(?:^|[\s;])(\w+(?: \w+)?)\s*=\s*('[^']*'|[^\s;'\"]+)")
_SIGNED = re.compile(r"(?i)signature=|x-amz-|x-goog-|[?&]sig=")
_FORM = re.compile(r"[\w.\[\]-]+=[^&\s]*(?:&[\w.\[\]-]+=[^&\s]*)+")
_ACCOUNT_KEY = 43
"""Characters of the key of an account of Azure, at least."""
_EMAIL = re.compile(r"\S+@\S+\.\w+")
_OF_AN_APP = re.compile(r"[a-z]{4}( [a-z]{4}){3}")
"""How Google spells the password that it makes for one program."""
_LONG_NAME = 12
_SCHEMES = listed("bearer token apikey api-token key bot splunk genie-key")
_DEFAULT = re.compile(r"\$\{\w+:?-([^{}$]*)\}")
"""A template's own default is visible: `${DB_PASSWORD:-...}`."""
_DJANGO_WARNS = "django-insecure-"
_OF_DJANGO = re.compile(rf"{_DJANGO_WARNS}(?=.*\d)[a-z0-9!@#$%^&*(\-_=+)]{{40,}}")
"""What `startproject` makes up: it warns by its name, and signs sessions all the same."""
_DATE = re.compile(r"\d{4}-\d\d-\d\d|\d\d:\d\d")
_RATE = re.compile(r"\d+/\d*(s|m|h|d|sec|second|min|minute|hour|day)s?\b")
"""How often something may be done: `10/minute`, `5/m/user`."""
_CODE = re.compile(r"\w+\([^)]*\)|\w+\[[^\]]*\]|=>|::|\(\?|\\[dws]|\[\^|\|\||&&|</?\w+>|;\s")


_PATTERN = re.compile(r"\[[^\]\n]*\w-\w[^\]\n]*\](?:[+*]|\{\d)")
"""What a scanner looks for keys with: `glpat-[A-Za-z0-9_-]{20,}`."""


def credential(name: str, value: str, path: Sequence[str] = ()) -> Credential | None:
    """The credential in a value that stands under this name; None if there is none that is sure.

    `name` is as written (`API_KEY`, `dbPassword`, `Authorization`), empty for a text without one;
    `path` is what stands above it.
    """
    if len(value) < 8 or len(value) > 20_000:
        return None
    if found := _of_a_vendor(name, value, path):
        is_of_an_app = found.text.startswith("AIza") and {"firebase", "fcm"} & set(words(name))
        is_made_up_for_tests = found.kind == "private key" and WORTHLESS & set(words(name))
        return None if is_of_an_app or is_made_up_for_tests else found
    if found := _in_url(value) or _in_pairs(value) or _in_a_form(value) or _in_a_query(value):
        return found
    if not name or not (means_a_credential(name) or is_a_pass(name)):
        return None
    if _PATTERN.search(value):
        return None
    default = _DEFAULT.fullmatch(value)
    text = _bare(name, default[1] if default else value)
    if text is None or len(text) < 8 or not is_made_up(text, name):
        return None
    heads = ("password", "passwd", "passwort", "passphrase", "pwd")
    head = words(name)[-1]
    if head == "pat" and len(text) < _SHORTEST_PAT:
        return None  # a pattern
    is_password = name.lower() in PASSWORD_VARIABLES or head.endswith(heads) or head == "pass"
    return Credential("password" if is_password else "token", text)


def _of_a_vendor(name: str, value: str, path: Sequence[str]) -> Credential | None:
    """A key in a vendor's format; one that may be a checksum by its form only where a name says what it is."""
    for _, found in all_in_format(value):
        if not found.vendor or means_a_credential(name):
            return found
        if found.vendor in re.sub(r"[^a-z]", "", " ".join((name, value, *path)).lower()):
            return found
    return None


_WRITTEN_OUT = re.compile(r"\(?\s*[rRbBuUfF]{0,2}[\"'](?!.*[\"']\s*(\+|%|\.(format|join)))", re.S)
"""A text in quotation marks, with escapes or in pieces, and nothing that is put into it."""
_DIRECTIVES = {"proxy_set_header", "grpc_set_header", "fastcgi_param", "uwsgi_param", "set"}


def in_setting(setting: Setting) -> Credential | None:
    """The credential that a setting holds; its text is as the source spells it, base64 included."""
    text = setting.value.string
    if text is None or any(_says_harmless(part) for part in setting.path):
        return None
    name, part = _named(setting.name, text)
    spelt = as_python_reads(part) if setting.file.language == "python" else part
    found = credential(name, spelt, setting.path)
    if found and found.text != part and found.text == as_python_reads(part):
        found = Credential(found.kind, part)
    written = setting.value.text
    if found is None or found.text in written or not written:
        return found
    if setting.file.language == "python":
        # a constant put into a text is reported where the constant is written
        return found if _WRITTEN_OUT.match(written) and "{" not in written else None
    return Credential(found.kind, written.strip("\"' \n"))


_DOLLAR_FIRST = re.compile(r"\$(?=\w*[a-z])[A-Za-z]\w*[!@#%^&*+=?~$<>,;|]|\$[a-z]+[0-9]+[A-Z]")
"""No variable and no path below one: `$edh2V+x`."""


def as_python_reads(text: str) -> str:
    """A text in which a dollar sign within a word, or before a part of one, is a letter like any other: `k3y$mine` takes nothing in."""
    if _DOLLAR_FIRST.match(text) and not _HASH.match(text):
        text = f"s{text[1:]}"
    return re.sub(r"(?<=[A-Za-z0-9])\$(?=\w)", "s", text)


def _says_harmless(part: str) -> bool:
    """`encryptedPassword`, `public_api`, `not_secret`: what stands below it may be seen."""
    said = " ".join(words(part))
    return "encrypted" in part.lower() or "public" in said.split() or "not secret" in said


def _named(name: str, text: str) -> tuple[str, str]:
    """What the secret part of a value is called.

    `-u user:password` holds a password, nginx's `proxy_set_header NAME value` has its name inside.
    """
    if name in _DIRECTIVES:
        inner, _, rest = text.partition(" ")
        return inner, rest.strip()
    if name == "literals" and "=" in text:
        inner, _, rest = text.partition("=")  # what Kustomize makes Secrets and ConfigMaps of
        return inner, rest
    is_a_login = name.lstrip("-") == "u" or words(name)[-1:] == ["user"]
    if is_a_login and len(words(name)) <= 2:
        user, colon, password = text.partition(":")
        return ("password", password) if colon and user else (name, "")
    return name, text


_BESIDE_TOKENS = ("x-oauth-basic", "api_token")
"""What GitHub and others take for a password where the name is the token."""


def _in_url(value: str) -> Credential | None:
    if "@" not in value or "://" not in value:
        return None
    for match in _DSN.finditer(visible(value)):
        user, password = match["user"], match["password"]
        if HOLE in password:
            continue
        if place(match["host"].strip("[]")) == "loopback" or not match["host"]:
            continue
        if _opens(password, user):
            return Credential("password in a URL", password)
    return None


def _opens(password: str, user: str) -> bool:
    """A password that stands where one is sent, as far as it tells."""
    if len(password) < 8 or _is_reference(password) or is_a_dummy(password):
        return False
    if password.lower() in {user.lower(), "password", "pass", *_BESIDE_TOKENS} or _HASH.match(
        password
    ):
        return False
    return not _SPELLED.fullmatch(password) or (
        len(password) >= 12 and "word" not in password.lower()
    )


def _in_pairs(value: str) -> Credential | None:
    """`host=db.acme.com user=shop password=...`, `Server=...;UID=...;PWD=...`, `AccountName=...;AccountKey=...`"""
    if "=" not in value:
        return None
    pairs = {
        "".join(words(found[1])): found[2].strip("'\"") for found in _PAIR.finditer(visible(value))
    }
    user = pairs.get("user") or pairs.get("userid") or pairs.get("uid") or ""
    at = pairs.get("host") or pairs.get("server") or pairs.get("datasource") or ""
    if pairs.keys() & {"accountname", "endpoint"}:
        key = pairs.get("accountkey") or pairs.get("sharedaccesskey") or ""
        is_one = len(key) >= _ACCOUNT_KEY and is_made_up(key, "") and not is_a_dummy(key)
        return Credential("token", key) if is_one else None
    password = pairs.get("password") or pairs.get("pwd") or ""
    is_sent = bool(at) and place(at.removeprefix("tcp:").partition(",")[0]) != "loopback"
    return Credential("password", password) if is_sent and _opens(password, user) else None


def _in_a_form(value: str) -> Credential | None:
    """`user=shop&password=...`: the body of a login."""
    if not _FORM.fullmatch(value):
        return None
    for pair in value.split("&"):
        name, _, text = pair.partition("=")
        if len(text) >= 8 and means_a_credential(name) and is_made_up(text, name):
            is_password = words(name)[-1].startswith("pass") or words(name)[-1] == "pwd"
            return Credential("password" if is_password else "token", text)
    return None


def _in_a_query(value: str) -> Credential | None:
    """What is signed is of a moment, and a bare token may be of a link."""
    at, query = behind_an_address(visible(value)) or ("", "")
    if not at or place(at) == "loopback" or _SIGNED.search(value):
        return None
    return _in_a_form("_=&" + re.sub(r"(?i)(?<![^&])token=[^&]*&?", "", query))


def is_thought_up(text: str) -> bool:
    """A word or two that somebody logs in with: not what stands for a password to be put there."""
    if len(text) < 8 or len(text) > LONGEST or _is_reference(text) or is_a_dummy(text):
        return False
    said = set(words(text))
    if _NOT_REAL & said or said & {"password", "passwd", "pass", "secret", "token", "key", "pwd"}:
        return False
    if _EMAIL.fullmatch(text) or _PATHLIKE.match(text) or "://" in text or repeats(text):
        return False
    if _OF_AN_APP.fullmatch(text):
        return True
    return text.isalpha() and text.isascii()


def passwords_in_addresses(text: str) -> list[tuple[str, str]]:
    """(user, password) of each address in a text that holds both, but for those on this machine."""
    found = [match for match in _DSN.finditer(visible(text)) if HOLE not in match["password"]]
    return [
        (match["user"], match["password"])
        for match in found
        if place(match["host"].strip("[]")) != "loopback" and match["host"]
    ]


def _bare(name: str, value: str) -> str | None:
    """The secret part, as written: what follows `Bearer`; None where another scheme names no secret."""
    scheme, _, rest = value.strip().partition(" ")
    if scheme.lower() == "basic":
        password = (_decoded(rest.strip()) or "").partition(":")[2]
        return rest.strip() if is_made_up(password, name) and len(password) >= 8 else None
    if scheme.lower() in _SCHEMES:
        return rest.strip()
    return None if rest and words(name)[-1] == "authorization" else value.strip()


def _decoded(text: str) -> str | None:
    """What base64 spells, if it spells readable text."""
    if len(text) < 4 or not re.fullmatch(r"[A-Za-z0-9+/]+={0,2}", text):
        return None
    try:
        spelt = base64.b64decode(text, validate=True).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return spelt if spelt.isprintable() else None


def _is_reference(text: str) -> bool:
    lowered = text.lower().lstrip("\"' ")
    return lowered.startswith(_REFERENCES) or HOLE in visible(text) or lowered[:1] in "$%@&<{[("


def is_made_up(text: str, name: str) -> bool:
    """A value that somebody generated or thought up as a secret, as far as its form can tell."""
    if _OF_DJANGO.fullmatch(text):
        return True
    if len(text) > LONGEST or any(character.isspace() for character in text):
        return False
    if (
        _CONTRACT.fullmatch(text)
        or _PUBLIC.match(text)
        or _HASH.match(text)
        or _PATHLIKE.match(text)
        or _CODE.search(text)
    ):
        return False
    if (
        "://" in text
        or _DATE.search(text)
        or _RATE.match(text)
        or re.fullmatch(r"[\d.,:+-]+", text)
    ):
        return False
    if _IDENTIFIER.fullmatch(text) or _MODULE.fullmatch(text) or _ROUTE.fullmatch(text):
        return False
    if _SPELLED.fullmatch(text):
        if len(text) < 20 or not _is_jumbled(text):
            return False
    elif not (any(c.isalpha() for c in text) and any(c.isdigit() for c in text)):
        return False
    if _is_reference(text) or is_a_dummy(text) or repeats(text):
        return False
    spelt = words(text)
    if _NOT_REAL & set(spelt) or _is_of_a_coin(text, name):
        return False
    return not _says_its_name(text, name)


def _is_of_a_coin(text: str, name: str) -> bool:
    """`TOKEN_2022 = "TokenzQdB..."`, `usdc_token`: the public address of a coin, or of the program that keeps it."""
    spelt = words(name)
    if "token" not in spelt or _OPENS & set(spelt) or not _OF_A_CHAIN.fullmatch(text):
        return False
    number = 0
    for character in text:
        number = number * 58 + _BASE58.index(character)
    return number.bit_length() <= _BITS_OF_AN_ADDRESS


def _says_its_name(text: str, name: str) -> bool:
    """`OAuth2RefreshToken` under `OAUTH2_REFRESH_TOKEN`, `iam:PutUserPassword` under `PutUserPassword`."""
    said, called = (re.sub(r"[^a-z0-9]", "", one.lower()) for one in (text, name))
    if re.fullmatch(rf"v\d+(?:alpha|beta)?\d*{re.escape(called)}", said):
        return True  # V1Secret
    return said in called or (len(called) >= _LONG_NAME and said.endswith(called))


def _is_jumbled(text: str) -> bool:
    """Letters whose case changes more often than in any name: `qWxRtYpLmJh`."""
    changes = sum(a.isupper() != b.isupper() for a, b in itertools.pairwise(text))
    return changes > len(text) / 3


def mask(source: str, secrets: Iterable[str]) -> str:
    """The source with each of these texts replaced, wherever it occurs, by a worthless one.

    Length, kinds of characters and separators stay, so that it still looks like what it was and is
    still found; a vendor's prefix becomes one that no vendor uses, so that no scanner takes it for real.
    The same secret gets the same replacement, and nothing of it can be told from the result.
    """
    for count, secret in enumerate(sorted(set(secrets), key=lambda s: (-len(s), s))):
        if secret:
            source = source.replace(secret, _worthless(secret, random.Random(f"critique {count}")))
    return source


def _worthless(secret: str, chance: random.Random) -> str:
    found = in_format(secret)
    if found and "KEY-----" in secret:
        head, dashes, rest = secret.partition("KEY-----")
        body, end, tail = rest.partition("-----END")
        return (
            head
            + dashes
            + re.sub(r"\\[nr]|[^\\]", lambda m: _other(m[0], chance), body)
            + end
            + tail
        )
    if found and found.kind == "signed token":
        head, _, rest = secret.partition(".")
        claims, _, signature = rest.partition(".")
        return f"{head}.eyJ{_others(claims[3:], chance)}.{_others(signature, chance)}"
    if found and not secret.startswith("https://"):
        return "key_live_" + "".join(
            chance.choices(string.ascii_letters, k=max(8, len(secret) - 9))
        )
    if _OF_DJANGO.fullmatch(secret):
        return _DJANGO_WARNS + _others(secret.removeprefix(_DJANGO_WARNS), chance)
    if spelt := _decoded(secret):
        return base64.b64encode(_others(spelt, chance).encode()).decode()
    return _others(secret, chance)


def _others(text: str, chance: random.Random) -> str:
    return "".join(_other(character, chance) for character in text)


def _other(character: str, chance: random.Random) -> str:
    """Another character of the same kind; separators and escapes stay."""
    for kind in string.digits[2:], string.ascii_lowercase, string.ascii_uppercase:
        if character in kind or (character in "01" and kind[0] == "2"):
            return chance.choice(kind)
    return character


__all__ = [
    "KEYS_OF",
    "PASSWORD_VARIABLES",
    "Credential",
    "credential",
    "in_format",
    "in_setting",
    "is_a_pass",
    "looks_real",
    "mask",
    "means_a_credential",
]
