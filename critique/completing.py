"""What may stand next on a command line, for a shell that completes it."""

from __future__ import annotations

import argparse
from collections.abc import Iterable

from critique import cli


def candidates(words: list[str]) -> list[str]:
    """What the last of these words, which follow `critique`, may become; empty where only a file fits."""
    *before, start = [word for word in words if word != "="] or [""]
    if not before:
        return _beginning([*cli.names(), "help"], start)
    if before[0] not in cli.names():
        return []
    actions = [
        action for action in cli.parser(before[0]).actions if action.help != argparse.SUPPRESS
    ]
    options = {name: action for action in actions for name in action.option_strings}
    option, sign, value = start.partition("=")
    if sign and option in options:
        return [f"{option}={found}" for found in _values(before[0], options[option], value)]
    if start.startswith("-"):
        return _beginning(options, start)
    asked = options.get(before[-1])
    if asked is not None and asked.nargs != 0:
        return _values(before[0], asked, start)
    free = (action for action in actions if not action.option_strings)
    return [found for action in free for found in _values(before[0], action, start)]


def _beginning(known: Iterable[str], start: str) -> list[str]:
    return [name for name in known if name.startswith(start)]


def _values(command: str, action: argparse.Action, start: str) -> list[str]:
    if action.choices is not None:
        return _beginning(map(str, action.choices), start)
    if action.dest in {"select", "ignore"}:  # one after another, with commas between
        done, comma, last = start.rpartition(",")
        return [f"{done}{comma}{name}" for name in _beginning([*_risks(), *_families()], last)]
    if action.dest == "risk":
        return _beginning(_risks(), start)
    if action.dest == "family":
        return _beginning(_families(), start)
    if action.dest == "language":
        from detectors.surfaces import READERS

        return _beginning(READERS, start)
    if (command, action.dest) == ("clients", "name"):
        from detectors import clients
        from detectors.clients import commands

        return _beginning([*clients.names(), *sorted(set(commands.tools().values()))], start)
    return []


def _risks() -> list[str]:
    from detectors.catalogue import families

    return list(families())


def _families() -> list[str]:
    from detectors.catalogue import families

    return sorted(set(families().values()))
