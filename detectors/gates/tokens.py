"""Where a Python source asks for an access token, and what leads there or uses it, as far as its text tells."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors.text import places_of, places_of_name

_GRANT = "grant_type"
_LOGIN = re.compile(
    r"(?:log-?in|sign-?in|auth|authenticate|authentication|tokens?|access_?token|get_?token|sessions?|obtain_?token)/?[\"'?]"
)
_PASSWORD = re.compile(r"[\"'](?:password|passwd|pwd|secret|client_secret|api_?key)[\"']")
_NEAR = 600
"""Characters between an address for logins and the password that is sent there."""
_DEFINES = re.compile(r"^[ \t]*(?:async[ \t]+)?(def|class)[ \t]+(\w+)", re.MULTILINE)
_BINDS = re.compile(r"[ \t]*(?:self\.)?(\w+)[\w.\[\]\"']*[ \t]*(?::[^=\n]*)?=(?!=)")
_UPDATES = re.compile(r"[ \t]*(?:self\.)?(\w+)[\w.]*\.(?:update|headers)\b")
_ROUNDS = 4
_COMMON = 40
"""A name that stands in more places than that is a word of the trade: `get`, `request`."""


def suspects(source: str, lowered: str) -> Iterator[int]:
    """Where it may be asked for, and where a name stands that this gives: the function around it, what holds the token."""
    places = [*places_of(_GRANT, lowered), *_logins(lowered)]
    if not places:
        return
    yield from places
    defined = [(m.start(), m[1], m[2]) for m in _DEFINES.finditer(source)]
    known: set[str] = set()
    for _ in range(_ROUNDS):
        fresh = {name for place in places for name in _given(source, place, defined)} - known
        known |= fresh
        places = []
        for name in fresh:
            found = [*places_of_name(source, name), *places_of_name(source, f".{name}")]
            places += found if len(found) <= _COMMON else ()
        yield from places


def _logins(lowered: str) -> Iterator[int]:
    if "token" not in lowered:
        return
    for found in _PASSWORD.finditer(lowered):
        if _LOGIN.search(lowered, max(0, found.start() - _NEAR), found.end() + _NEAR):
            yield found.start()


def _given(source: str, place: int, defined: list[tuple[int, str, str]]) -> Iterator[str]:
    """The function that a place is in, the class if that makes an object, and what its statement binds."""
    line = source.rfind("\n", 0, place) + 1
    for bound in (_BINDS.match(source, line), _UPDATES.match(source, line)):
        if bound:
            yield bound[1]
    if not source.startswith((" ", "\t"), line):
        return
    before = [one for one in defined if one[0] < place]
    for _, kind, name in reversed(before):
        if kind == "class" or name != "__init__":
            yield name
            return
