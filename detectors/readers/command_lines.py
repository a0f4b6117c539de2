"""Reads files of commands, one a line: Procfiles and tables of cron."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

from detectors.facts import File
from detectors.readers import Reading
from detectors.readers.common.building import Builder
from detectors.readers.common.embedded import Script, read_scripts
from detectors.readers.common.templates import without_templates
from detectors.text import Text


class _Line(NamedTuple):
    at: int
    """Where the command begins in its line."""
    command: str
    is_often: bool = False
    """It is run each hour or more often, so that the next round asks again."""


def read(source: str, file: File, clients: frozenset[str]) -> Reading:
    """What each line runs, and the variables of a table; never raises."""
    text = Text(source)
    builder = Builder(text, replace(file, format=file.language))
    line_of = _LINES[file.language]
    scripts: list[Script] = []
    has_users = _names_users(file.name, text)
    for start, stripped in zip(text.starts, text.lines, strict=False):
        if not stripped.strip() or stripped.lstrip().startswith("#"):
            continue
        if file.language == "crontab" and (variable := _VARIABLE.match(stripped)):
            begin, end = variable.span(2)
            value = builder.value(start + begin, start + end, "known", variable[2].strip("\"'"))
            builder.setting((variable[1],), value, start, start + end, None, role="variable")
            continue
        found = line_of(stripped, has_users)
        if found:
            seen = without_templates(found.command)
            scripts.append(
                Script(seen, (start + found.at,), is_a_check=found.is_often, use="start")
            )
    reading = read_scripts(scripts, builder, clients)
    facts = [*builder.finished(), *reading.facts]
    facts.sort(key=lambda fact: (fact.lines, fact.columns))
    return Reading(facts, reading.problems)


# --- Procfiles -----------------------------------------------------------------------------------

_PROCESS = re.compile(r"[\w-]+:[ \t]*")


def _of_a_procfile(line: str, has_users: bool) -> _Line | None:
    """`web: gunicorn shop.wsgi`"""
    named = _PROCESS.match(line)
    return _Line(named.end(), line[named.end() :]) if named else None


# --- tables of cron ------------------------------------------------------------------------------

_VARIABLE = re.compile(r"[ \t]*([A-Za-z_]\w*)[ \t]*=[ \t]*(.*)")
_FIELD = r"[\d*,/\-~A-Za-z]+"
_TIMES = re.compile(rf"[ \t]*-?(?:@\w+|(?:{_FIELD}[ \t]+){{4}}{_FIELD})[ \t]+")
_USER = re.compile(r"([a-z_][\w-]*|\{\{[^}]*\}\})[ \t]+(?=\S)")
_PERCENT = re.compile(r"(?<!\\)%")


def _of_a_table(line: str, has_users: bool) -> _Line | None:
    """`0 3 * * * root /usr/local/bin/backup >/dev/null`; behind a `%` stands what the command reads."""
    times = _TIMES.match(line)
    if times is None:
        return None
    at = times.end()
    user = _USER.match(line, at) if has_users else None
    at = user.end() if user else at
    command = line[at:]
    text = _PERCENT.search(command)
    command = command[: text.start()] if text else command
    hour = times[0].split()[1:2]
    is_often = hour[0].startswith("*") if hour else times[0].strip() == "@hourly"
    return _Line(at, command.replace("\\%", "%"), is_often)


def _names_users(name: str, text: Text) -> bool:
    """Tables of the machine say for each line who runs it; those of a user do not."""
    lowered = name.lower()
    if "cron.d/" in lowered or lowered.endswith("etc/crontab"):
        return True
    lines = [line for line in text.lines if _TIMES.match(line)]
    users = [_USER.match(line, found.end()) for line in lines if (found := _TIMES.match(line))]
    return bool(users) and all(user and user[1] in _USUAL for user in users)


_USUAL = frozenset({"root", "www-data", "nobody", "postgres", "app", "ubuntu", "deploy"})
_LINES: dict[str, Callable[[str, bool], _Line | None]] = {
    "procfile": _of_a_procfile,
    "crontab": _of_a_table,
}
