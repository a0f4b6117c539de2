"""A first look at a Python source: where something may be risky that is no request, by its text alone.

Each function yields offsets, quickly: some too many, and none too few.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from detectors.credentials.key_formats import all_in_format
from detectors.credentials.secrets import (
    LONGEST,
    as_python_reads,
    is_a_pass,
    is_made_up,
    means_a_credential,
)
from detectors.text import places_of, places_of_word
from detectors.vocabulary.hosts import CLEARTEXT, address, is_identifier, place
from detectors.vocabulary.names import may_name_a_target, words

_NEAR = 400
"""Characters before a text among which its name stands."""
_NAME = re.compile(r"(?<![\w.-])([\w.-]+)(?![\w.-])[\"']?\]?\s*[=:,]")


_BESIDE = 120
"""Characters before a value in which a name stands that is its own."""
_GIVEN_TO = re.compile(
    r"([\w.-]+)[\"']?\]?\s*"
    r"(?:(?::[ \t]*[\w.]+(?:\[[^\]\n=]*\])?(?:\s*\|\s*[\w.]+)*\s*)?(?<![=!<>])=|:)\s*\(?[rRbBuUfF]*[\"']{0,3}\Z"
)
"""A name and what stands between it and its value, an annotation included."""
_NO_NAMES = frozenset(
    {"default", "default_value", "value", "val", "fallback", "const", "initial", "lambda", "else"}
)
"""What a value is given to, or stands behind, that has its name elsewhere: `getenv("TOKEN", default="...")`."""


def _names_before(source: str, offset: int) -> Iterable[str]:
    """What may be the name of a value that stands here."""
    given = _GIVEN_TO.search(source, max(0, offset - _BESIDE), offset)
    if given and given[1].lower() not in _NO_NAMES:
        return (given[1],)
    return _NAME.findall(source, max(0, offset - _NEAR), offset)


def beginning_with(words: Iterable[str], pattern: re.Pattern[str], lowered: str) -> Iterator[int]:
    """Where one of these words begins something of this pattern: a word is found much faster than a pattern."""
    for word in words:
        yield from (place for place in places_of(word, lowered) if pattern.match(lowered, place))


# --- credentials ---------------------------------------------------------------------------------

_ONE_WORD = re.compile(r"[\"'](?:\w+ )?([^\s\d\"']*\d[^\s\"']*|[A-Za-z]{20,})(?=[\"'])")
"""Between two quotes, which need not belong together: a word with a digit in it or a long one, maybe behind another."""
_KEY = re.compile(r"[\w\])]\[[\"']\Z")
"""Before a text that is looked up by, or of a `Literal`."""
_PAIRED = ("password", "pwd", "accountkey", "sharedaccesskey", "&", "?")
_PAIR = re.compile(
    r"(?:\b(?:password|pwd|accountkey|sharedaccesskey)\s*|[?&](?:[\w-]*secret|[\w-]*token|passwd|api[_-]?key))=\s*[^\s;'\"{%(]{8}"
)
"""In lower case."""
_TAKES = re.compile(r"([\w.-]+)[\"']?\]?\s*[=:,]\s*\Z")
_TAKEN = re.compile(r"[ \t]*[,)\]}\n#]")
"""What stands before a name that is handed on, and behind it."""
_GIVES = ("=", ":", ",")
"""The last sign before it: looked at first, as nearly all names are not handed on."""
_LOGIN = re.compile(r"://[^\s/@'\"]*:[^\s/@'\"]+@")


def credentials(source: str, lowered: str) -> Iterator[int]:
    """Where a quoted text could be a credential."""
    yield from (login.start() for login in _LOGIN.finditer(source))
    yield from beginning_with(_PAIRED, _PAIR, lowered)
    yield from (found for found, _ in all_in_format(source))
    handed_on: dict[str, bool] = {}
    for quoted in _ONE_WORD.finditer(source):
        start = quoted.start() + 1
        if (
            len(quoted[1]) >= 8
            and quoted.end() - start <= LONGEST
            and is_made_up(as_python_reads(quoted[1]), "")
            and not _KEY.search(source, max(0, start - 3), start)
        ):
            names = {*_names_before(source, start)}
            if any(map(_may_hold_a_credential, names)):
                yield start
                continue
            for name in names - handed_on.keys():
                handed_on[name] = _is_handed_on(name, source)
            if any(handed_on[name] for name in names):
                yield start


def _is_handed_on(name: str, source: str) -> bool:
    """Whether this value is given to something that is named like a credential: `token=DEFAULT`."""
    return name.isidentifier() and any(
        _TAKEN.match(source, place + len(name))
        and source[max(0, place - _BESIDE) : place].rstrip()[-1:] in _GIVES
        and (taker := _TAKES.search(source, max(0, place - _BESIDE), place))
        and means_a_credential(taker[1])
        for place in places_of_word(name, source)
    )


@lru_cache(maxsize=4096)
def _may_hold_a_credential(name: str) -> bool:
    return (
        means_a_credential(name)
        or is_a_pass(name)
        or words(name)[-1:] in (["user"], ["u"], ["auth"])
    )


# --- addresses without TLS -----------------------------------------------------------------------

_SCHEME = re.compile(r"[\"']\s*(\w+)\Z")
_LONGEST_SCHEME = 8 + max(map(len, CLEARTEXT))
_WORD = re.compile(r"\w+")
_TAKEN_IN = re.compile(r"\{([^{}\n]+)\}")
_RETURNED = re.compile(r"\breturn\s*\(?\s*[rbuf]*\Z")
_WHOLE_HOST = re.compile(r"://[\w.:\[\]-]*(?:[/?\\]|:[{%]|[\"'](?!\s*[rRbBuUfF]{0,2}[\"'%]))")
"""A host with its end: nothing that the source puts behind it can belong to it."""
_NO_HOST = re.compile(
    r"://(?:(?:\{[^{}\n]*\}|%s)(?::|[/?\"'\\])|[\"']\s*(?:[+%]|\.(?:format|join)))"
)
"""In place of a host that is put in from elsewhere."""
_HOST_BY_ITSELF = re.compile(
    r"[\"'](?:[\w}{-]+\.)+[A-Za-z]{2,}[\"':/]|[\"']\d{1,3}(?:\.\d{1,3}){3}|\}\.[\w.-]+\.[A-Za-z]{2,}[\"':/]"
)
"""A text that begins with a host: it may be put into another one."""


def addresses(source: str, lowered: str) -> Iterator[int]:
    """Where a text begins with an address without TLS that something may connect to.

    It stands under the name of a target, or under a name that is put into a text which does.
    """
    put_into_texts: set[str] | None = None
    has_hosts: bool | None = None
    for end in places_of("://", source):
        scheme = _SCHEME.search(lowered, max(0, end - _LONGEST_SCHEME), end)
        if (
            scheme is None
            or scheme[1] not in CLEARTEXT
            or _is_harmless(source, scheme.start(1), end)
        ):
            continue
        if _NO_HOST.match(source, end):
            if has_hosts is None:
                has_hosts = _HOST_BY_ITSELF.search(source) is not None
            if not has_hosts:
                continue
        names = [*_names_before(source, scheme.start())]
        if any(map(may_name_a_target, names)) or _RETURNED.search(
            lowered, max(0, scheme.start() - 20), scheme.start()
        ):
            yield scheme.start(1)
            continue
        if put_into_texts is None:
            put_into_texts = set(_WORD.findall(" ".join(_TAKEN_IN.findall(source))))
        if any(name.rpartition(".")[2] in put_into_texts for name in names):
            yield scheme.start(1)
    yield from places_of("sslmode=disable", source)


def _is_harmless(source: str, start: int, end: int) -> bool:
    """Whether the URL whose scheme stands here names something, or is of this machine or a network's inside."""
    at = address(source[start : end + 100])
    if at is None:
        return False
    if is_identifier(at):
        return True
    is_whole = _WHOLE_HOST.match(source, end)
    return bool(is_whole and (not at.host or place(at.host) not in {"public", "unknown"}))


# --- switches of TLS -----------------------------------------------------------------------------

_STEMS = (
    *("verif", "valid", "secure", "hostname", "host_name", "strict", "reject", "reqs", "trust"),
    *("https_errors", "ssl_errors", "certificate_errors", "cert_errors", "httpserrors"),
)
"""One of them stands in each name of a switch."""
_SET = re.compile(
    r"([\w-]*)[\"']?\]?(?:(?:\s*[:=,]|\s*:[^=\n]*=)\s*\(?(?:[rbuf]?[\"'])?"
    r"(?:(false|0|no(?!ne)|off|never|(?<=[\"'])none)|(true|1|yes|on))|\s*[:=,])"
)
"""The rest of a name that is given a value, and the beginning of that: off, on or anything else."""
_CONSTANTS = (
    *("cert_none", "unverified_context", "_create_stdlib_context", "sslcontext(", "wrap_socket("),
    *("trustserver", "allowinvalid", "cert_reqs=none"),
)
_LOOKS = ("match_hostname", "getpeercert", "get_peer_certificate")
"""What code calls that looks at the certificate itself: the reader drops the switches beside it."""
_LONGEST_NAME = 40


def switches(
    lowered: str, *, off: tuple[str, ...], on: tuple[str, ...], anyway: tuple[str, ...]
) -> Iterator[int]:
    """Where a name, written without separators, of `off` is given something like no, one of `on` yes, one of `anyway` anything."""
    for stem in _STEMS:
        for found in places_of(stem, lowered):
            given = _SET.match(lowered, found + len(stem))
            if given is None:
                continue
            until = lowered[max(0, found - _LONGEST_NAME) : given.end(1)]
            name = re.sub(r"[^a-z0-9]", "", until)
            if (
                given[2] and until.endswith((".verify", "?verify", "&verify", ";verify"))
            ) or name.endswith(off if given[2] else on if given[3] else anyway):
                yield found
    for constant in (*_CONSTANTS, *_LOOKS):
        yield from places_of(constant, lowered)
