"""Facts of a script as short lines, so that a test reads as a table."""

from __future__ import annotations

from textwrap import dedent
from typing import TypeVar

from detectors.facts import HOLE, Fact, File, Loop, Request, Retry, Setting, Value
from detectors.model import apply
from detectors.readers import Reading
from detectors.readers.shell import read

F = TypeVar("F", bound=Fact)


def script(source: str) -> str:
    return dedent(source).removeprefix("\n")


def reading(source: str) -> Reading:
    return read(script(source), File(language="shell"), frozenset())


def facts(source: str, kind: type[F]) -> list[F]:
    return [fact for fact in reading(source).facts if isinstance(fact, kind)]


def shown(value: Value) -> str:
    """`5`, `off`, `?`; parts that cannot be seen are `*`."""
    if value.is_off:
        return "off"
    return "?" if value.is_unknown else str(value.value).replace(HOLE, "*")


def requests(source: str, *settings: str) -> list[str]:
    """`GET https://h/x`, followed by these settings."""
    lines = []
    for one in facts(source, Request):
        words = [one.method or one.effect, shown(one.setting("url"))]
        words += [f"{name}={shown(one.setting(name))}" for name in settings]
        lines.append(" ".join(words))
    return lines


def answers(source: str) -> list[str]:
    """`errors use` of every request."""
    return [f"{one.response.errors} {one.response.use}" for one in facts(source, Request)]


def loops(source: str) -> list[str]:
    """`lines kind role count` of every loop with requests; `&` if they overlap."""
    return [
        f"{one.lines} {one.kind} {one.role} {shown(one.count)}{' &' * one.is_concurrent}"
        for one in facts(source, Loop)
        if one.requests
    ]


def retries(source: str) -> list[str]:
    """`kind attempts/deadline backoff first wait`; `~` for jitter."""
    return [
        f"{one.kind} {shown(one.attempts)}/{shown(one.deadline)} "
        f"{one.backoff}{'~' * bool(one.jitter)} {shown(one.first_wait)}"
        for one in facts(source, Retry)
    ]


def settings(source: str) -> list[str]:
    """`value's lines role name=value` of every setting."""
    return [
        f"{one.value.lines} {one.role} {one.name}={shown(one.value)}"
        for one in facts(source, Setting)
    ]


def written(source: str, setting: str, value: object, kind: type[Fact] = Request) -> str | None:
    """The script after the first fact of this kind has been told a setting; None if it cannot be."""
    edits = facts(source, kind)[0].write(setting, value)
    return None if edits is None else apply(script(source), edits)
