"""Texts as far as they can be known: parts that cannot be seen become holes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urljoin

from detectors.facts import HOLE

__all__ = [
    "HOLE",
    "PLAIN_METHODS",
    "add",
    "formatted",
    "interpolated",
    "joined",
    "shortened",
    "shown",
]

LONGEST = 4_000
"""A text that grows beyond this is cut off with a hole."""

_FIELD = re.compile(r"\{\{|\}\}|\{([^{}!:]*)(?:![rsa])?(?::[^{}]*)?\}")
_PERCENT = re.compile(r"%(?:\((\w+)\))?[-+ #0]*(?:\d+|\*)?(?:\.(?:\d+|\*))?([a-zA-Z%])")

PLAIN_METHODS = frozenset(
    [
        "strip",
        "rstrip",
        "lstrip",
        "lower",
        "upper",
        "title",
        "capitalize",
        "casefold",
        "removeprefix",
        "removesuffix",
        "replace",
    ]
)
"""Methods of a text that can be run on it without knowing more."""


def shown(value: Any) -> str:
    """What a value becomes inside of an f-string."""
    return value if isinstance(value, str) else str(value)


def shortened(text: str) -> str:
    text = re.sub(f"{HOLE}+", HOLE, text)
    return text if len(text) <= LONGEST else text[:LONGEST] + HOLE


def add(left: Any, right: Any) -> str:
    """Two parts of a text, one of them known; None is a part that cannot be seen."""
    return shortened(_part(left) + _part(right))


def _part(value: Any) -> str:
    return value if isinstance(value, str) else HOLE


def formatted(text: str, given: Sequence[Any], named: Mapping[str, Any]) -> str:
    """`text.format(*given, **named)`; None in there is a value that cannot be seen."""
    count = 0

    def put(found: re.Match[str]) -> str:
        nonlocal count
        if found[0] in {"{{", "}}"}:
            return found[0][0]
        key = found[1]
        if not key:
            key, count = str(count), count + 1
        if key.isdigit():
            value = given[int(key)] if int(key) < len(given) else None
        else:
            value = named.get(key)
        return HOLE if value is None else shown(value)

    return shortened(_FIELD.sub(put, text))


def interpolated(text: str, given: Sequence[Any], named: Mapping[str, Any]) -> str:
    """`text % given`; None in there is a value that cannot be seen."""
    count = 0

    def put(found: re.Match[str]) -> str:
        nonlocal count
        if found[2] == "%":
            return "%"
        if found[1]:
            value = named.get(found[1])
        else:
            value = given[count] if count < len(given) else None
            count += 1
        return HOLE if value is None else shown(value)

    return shortened(_PERCENT.sub(put, text))


def joined(base: str, path: str | None) -> str:
    """`urljoin(base, path)`: without the path, scheme and host are known still."""
    try:
        if path is not None and not path.startswith(HOLE):
            return urljoin(base, path)
        host = re.match(r"[a-z][a-z0-9+.-]*://[^/]*", base, re.I)
    except ValueError:  # a bracket that looks like half an IPv6 address
        return HOLE
    return f"{host[0]}/{HOLE}" if host else HOLE
