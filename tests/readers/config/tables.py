"""A source's facts as short lines, so that a test is a source beside a table.

A setting is `line path = value`: `?` for what cannot be known, `off` for null.
A block is `line [kind name] first-last`, with `...` after it where it may hold more than is seen.
"""

from __future__ import annotations

from textwrap import dedent

from detectors.facts import Block, File, Request, Setting, Value
from detectors.readers import Reading, read

CLIENTS = frozenset({"curl", "wget", "httpie"})


def reading(source: str, language: str, name: str = "") -> Reading:
    return read(dedent(source), File(name, language), CLIENTS)


def settings(source: str, language: str = "yaml", name: str = "") -> list[str]:
    facts = reading(source, language, name).facts
    own = [f for f in facts if isinstance(f, Setting) and f.file.language == language]
    return [told(setting) for setting in own]


def blocks(source: str, language: str = "yaml", name: str = "", unnamed: bool = False) -> list[str]:
    facts = reading(source, language, name).facts
    shown = [f for f in facts if isinstance(f, Block) and (unnamed or f.kind != "mapping")]
    return [
        f"{f.lines} [{f.kind} {f.name}] {f.body}{'' if f.is_complete else ' ...'}" for f in shown
    ]


def requests(source: str, language: str = "yaml", name: str = "") -> list[str]:
    facts = reading(source, language, name).facts
    return [f"{f.lines} {f.name} {f.setting('url')}" for f in facts if isinstance(f, Request)]


def problems(source: str, language: str = "yaml", name: str = "") -> list[str]:
    return [
        f"{problem.lines} {problem.message}" for problem in reading(source, language, name).problems
    ]


def told(setting: Setting) -> str:
    used = f" used at {', '.join(map(str, setting.uses))}" if setting.uses else ""
    return f"{setting.lines} {'.'.join(setting.path)} = {value(setting.value)}{used}"


def value(seen: Value) -> str:
    return {"unknown": "?", "off": "off"}.get(seen.state, repr(seen.value))


def named(source: str, language: str, path: str, name: str = "") -> Setting:
    """The last setting whose path ends so."""
    wanted = tuple(path.split("/"))
    facts = reading(source, language, name).facts
    found = [f for f in facts if isinstance(f, Setting) and f.path[-len(wanted) :] == wanted]
    return found[-1]


def block(source: str, language: str, kind: str, name: str = "", file: str = "") -> Block:
    """The block of this kind and name."""
    facts = reading(source, language, file).facts
    found = [f for f in facts if isinstance(f, Block) and f.kind == kind and f.name == name]
    return found[0]
