"""How single values of a client's data are read: patterns of names, arguments, kinds of failure.

Each reader takes the data and where it stands, as those of `typed` do.
"""

from __future__ import annotations

import re
from typing import Any, get_args

from detectors.clients.model import Argument, Pattern, Verified
from detectors.clients.schema import typed
from detectors.facts import OFF, UNKNOWN, Value, known

KINDS_OF_FAILURE = frozenset(
    {"connect", "timeout", "drop", "429", "5xx", "4xx", "conflict", "not yet", "any"}
)
ROLES = frozenset(
    {
        "url",
        "method",
        "host",
        "body",
        "headers",
        "params",
        "sql",
        "topic",
        "key",
        "request",
        "opened",
    }
)
_PATTERN = re.compile(r"(?:[\w*]|\{[\w*,]+\})+(?:\.|\(\)|\('[\w.-]+'\)|[\w*]|\{[\w*,]+\})*")
NAME = re.compile(r"[A-Za-z_]\w*(?:\(\))?(?:\.[A-Za-z_]\w*(?:\(\))?)*")


def value(data: Any, where: str) -> Value:
    """false is off, `unknown` unknown, a list a set of words, everything else itself."""
    if data is False:
        return OFF
    if data == "unknown":
        return UNKNOWN
    if isinstance(data, list):
        return known(frozenset(typed.text(item, where) for item in data))
    if isinstance(data, str | int | float):
        return known(data)
    raise typed.BadData(f"{where}: {data!r} is no value; write false for off")


def literals(data: Any, where: str) -> tuple[Any, ...]:
    if not isinstance(data, list):
        raise typed.BadData(f"{where}: a list is needed, not {data!r}")
    return tuple(data)


def meanings(data: Any, where: str) -> tuple[tuple[Any, Value], ...]:
    return tuple(
        (literal, value(meaning, f"{where}.{literal}"))
        for literal, meaning in typed.Entry(data, where).data.items()
    )


def versions(data: Any, where: str) -> tuple[tuple[str, Value], ...]:
    return tuple(
        (typed.text(version, where), value(given, f"{where}.{version}"))
        for version, given in typed.Entry(data, where).data.items()
    )


def regex(data: Any, where: str) -> re.Pattern[str]:
    try:
        return re.compile(typed.text(data, where))
    except re.error as error:
        raise typed.BadData(f"{where}: {data!r} is no regular expression: {error}") from error


def pattern(data: Any, where: str) -> Pattern:
    text = typed.text(data, where)
    if not _PATTERN.fullmatch(text):
        raise typed.BadData(f"{where}: {text!r} is not a pattern of names")
    return Pattern(text)


def patterns(data: Any, where: str) -> tuple[Pattern, ...]:
    return tuple(pattern(text, where) for text in typed.texts(data, where))


def argument(data: Any, where: str) -> Argument:
    if isinstance(data, str):
        return Argument(None, data)
    if isinstance(data, int):
        return Argument(typed.integer(data, where))
    entry = typed.Entry(data, where)
    made = Argument(
        entry.take("position", typed.integer, None), entry.take("keyword", typed.text, "")
    )
    entry.done()
    return made


def arguments(data: Any, where: str) -> tuple[Argument, ...]:
    return tuple(argument(item, where) for item in (data if isinstance(data, list) else [data]))


def roles(data: Any, where: str) -> dict[str, tuple[Argument, ...]]:
    return {
        typed.one_of(ROLES)(role, where): arguments(given, f"{where}.{role}")
        for role, given in typed.Entry(data, where).data.items()
    }


def failures(data: Any, where: str) -> frozenset[str]:
    return frozenset(
        typed.one_of(KINDS_OF_FAILURE)(kind, where) for kind in typed.texts(data, where)
    )


def verified(data: Any, where: str) -> tuple[Verified, ...]:
    return tuple(
        typed.one_of(get_args(Verified))(part, where) for part in typed.text(data, where).split("+")
    )


def aliases(data: Any, where: str) -> dict[str, str]:
    made = typed.mapping_of(typed.text)(data, where)
    for name in (*made, *made.values()):
        if not NAME.fullmatch(name):
            raise typed.BadData(f"{where}: {name!r} is not a name")
    return made
