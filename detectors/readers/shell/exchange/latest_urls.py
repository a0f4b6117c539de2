"""Whether an address is that of whatever release is the newest on the day."""

from __future__ import annotations

import re

from detectors.facts import HOLE
from detectors.readers.shell.exchange.request_settings import Asked
from detectors.readers.shell.variables.values import Variables

_NEWEST = re.compile(r"/releases/latest/download/")
_ASKS = re.compile(
    r"\b(?:curl|wget|gh|http)\b[^)`]*?(?:releases/latest|/releases\b(?!/(?:tags|download))[^)`]*\[0\]|stable\.txt"
    r"|/latest\b|latest[-_]version)",
    re.DOTALL,
)
"""A server is asked which release that is."""
_VARIABLE = re.compile(r"\$\{?(\w+)")
_NAMES = frozenset({"latest", "nightly", "edge"})


def is_newest(asked: Asked, variables: Variables, source: str) -> bool:
    """By its own words, by a version that a server was asked for, or by the default of a variable."""
    address = asked.url_field
    if address is None:
        return False
    if _NEWEST.search(address.text) or _says_so(address.text):
        return True
    if _may_be_newest(address.variable, variables):
        return True
    unseen = [source[p.start : p.end] for p in address.pieces if HOLE in p.text]
    return any(
        _ASKS.search(written) or any(_is_given(name, variables, source) for name in named)
        for written in unseen
        for named in [_VARIABLE.findall(written)]
    )


_MACHINES = re.compile(
    r"(?:x86[-_]?)?(?:64(?:[-_]?bit)?|32(?:[-_]?bit)?)|i[36]86|(?:arm|amd|x|win)(?:64|32)|armv\d\w*"
)
"""What names a kind of machine, with a number that is no version."""
_PROGRAM = re.compile(
    r"[/_.-](?:linux|darwin|macos|windows|osx)[^/]*\.(?:tar\.\w+|tgz|zip|deb|rpm)$", re.I
)
"""The end of an address of a program for one system."""


def _says_so(address: str) -> bool:
    """`.../latest/tool.deb`, `.../awscli-exe-linux-x86_64.zip`: no version is in it, nor room for one."""
    path = _MACHINES.sub("", re.sub(r"^\w+://[^/]*", "", address))
    if HOLE in path or any(sign.isdigit() for sign in path):
        return False
    is_a_package = path.endswith((".deb", ".rpm", ".apk", ".run"))
    return bool(_PROGRAM.search(path) or (is_a_package and _SAYS_NEWEST.search(path)))


_SAYS_NEWEST = re.compile(r"[/_-](?:latest|nightly|edge|current|stable)(?:[/_.-]|$)")


def _may_be_newest(name: str, variables: Variables) -> bool:
    """Each branch of the script gives the variable another address, and all of them say so: `.../latest/arm64.deb`."""
    given = list(variables.may_be(name)) if name else []
    return len(given) > 1 and all(map(_SAYS_NEWEST.search, given))


def _is_given(name: str, variables: Variables, source: str) -> bool:
    for binding in variables.bindings.get(name, ()):
        given = binding.assignment
        if given is None or given.value is None:
            continue
        if given.value.literal in _NAMES or _ASKS.search(source[given.start : given.end]):
            return True
    return False
