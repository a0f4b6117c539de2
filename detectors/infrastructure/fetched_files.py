"""Files that a task of Ansible fetches: which are whatever is the newest that day, and are run."""

from __future__ import annotations

import re

from detectors.facts import HOLE, Setting
from detectors.vocabulary.names import siblings

_FETCHES = re.compile(r"(?:ansible\.(?:builtin|legacy)\.)?(get_url|unarchive)")
_NEWEST = re.compile(
    r"https?://\S+?/(latest|master|main|HEAD|refs/heads/[^/\s]+)(?:/|$)|https?://\S+[-_](latest)[._-]\S*$"
)
_A_PROGRAM = re.compile(r"/s?bin(?:/|$)|\.(?:sh|py|deb|rpm|jar|run|war|whl)$")


def newest(setting: Setting) -> str:
    """What the address of a program that is fetched calls its version, such as `latest`; empty where it has one, or none can be told."""
    task = _FETCHES.fullmatch(setting.path[-2]) if len(setting.path) > 1 else None
    text = setting.value.string or ""
    if task is None or setting.name != ("url" if task[1] == "get_url" else "src"):
        return ""
    found = _NEWEST.match(text)
    beside = {one.name: one.value.text.strip("\"'") for one in siblings(setting)}
    if found is None or "checksum" in beside or HOLE in found[0]:
        return ""
    is_run = task[1] == "unarchive" or any(
        _A_PROGRAM.search(one) for one in (text, beside.get("dest", ""))
    )
    return (found[1] or found[2]) if is_run or _may_be_run(beside.get("mode", "")) else ""


def _may_be_run(mode: str) -> bool:
    """`0755`, `u+x,g+x`"""
    return "x" in mode or any(digit in "1357" for digit in mode[-3:] if mode.isdigit())
