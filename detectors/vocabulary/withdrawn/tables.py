"""The tables of withdrawn things: data files beside this module, one folder a kind and one file a provider.

An entry is one fact: what, since when, what is there instead.
Nothing of a file is read before something asks for its kind.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

AS_OF = date(2026, 11, 30)
"""The day that the tables were last compared with what providers say: what stops later is announced, not gone.

The day is fixed so that one release says the same of the same source every day.
"""
_FOLDER = Path(__file__).parent
_HOST = re.compile(r"\{host: ([\w.-]+)")


class Withdrawn(NamedTuple):
    """One thing that a provider takes away."""

    what: str
    since: str
    """When it stops, or stopped: a date, or a version; as a sentence has it: "in May 2021", "in Kubernetes 1.25"."""
    instead: str
    stops: str = "stopped"
    """What happened then, as a verb; what a cluster or a machine still has "ends" with its next version."""

    @property
    def is_gone(self) -> bool:
        """For everybody."""
        return self.stops == "stopped"


def dated(what: str, day: date, instead: str) -> Withdrawn:
    """What stops on a day: for everybody if that is past."""
    stops = "stopped" if day <= AS_OF else "stops"
    return Withdrawn(what, f"on {day.day} {day:%B %Y}", instead, stops)


def told(what: str, entry: dict[str, Any]) -> Withdrawn:
    """What an entry says of it, by a `day` or in the words of `since`."""
    if "day" in entry:
        return dated(what, entry["day"], entry["instead"])
    return Withdrawn(what, entry["since"], entry["instead"], entry.get("stops", "stopped"))


@cache
def files(kind: str) -> dict[str, dict[str, Any]]:
    """Provider -> what its file holds, of the folder of this kind."""
    return {path.stem: _read(path) for path in sorted((_FOLDER / kind).glob("*.yaml"))}


def _read(path: Path) -> dict[str, Any]:
    import yaml  # not before a source asks: it takes longer to import than all else here

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    read: dict[str, Any] = yaml.load(path.read_text("utf-8"), Loader=loader)
    return read


# --- models --------------------------------------------------------------------------------------


@cache
def models() -> dict[str, Withdrawn]:
    """Name as a provider spells it -> what becomes of it."""
    return {
        name: dated(name, entry["day"], entry["instead"])
        for file in files("models").values()
        for entry in file["gone"]
        for name in entry["names"]
    }


@cache
def _prefixes() -> tuple[str, ...]:
    """What clients of several providers put before the name: `openai/`, `anthropic:`."""
    return tuple(prefix for file in files("models").values() for prefix in file["prefixes"])


@cache
def stems() -> tuple[str, ...]:
    """Texts of which one begins every name of a model in the tables, in lower case, prefixes included."""
    begins = {name[:4].lower() for name in (*models(), *_prefixes())}
    return tuple(sorted(b for b in begins if not any(b != o and b.startswith(o) for o in begins)))


@lru_cache(maxsize=4096)
def model(text: str) -> Withdrawn | None:
    """A language model that is no longer served, or will not be from an announced day on."""
    return next((models()[name] for name in _spellings(text) if name in models()), None)


def _spellings(text: str) -> Iterator[str]:
    yield text
    for prefix in _prefixes():
        if text.startswith(prefix):
            yield from _spellings(text.removeprefix(prefix))


# --- addresses -----------------------------------------------------------------------------------


@cache
def _addresses() -> dict[str, tuple[tuple[re.Pattern[str], Withdrawn], ...]]:
    """Host -> (what its path begins with, what that is)."""
    table: dict[str, tuple[tuple[re.Pattern[str], Withdrawn], ...]] = {}
    for file in files("addresses").values():
        for entry in file["gone"]:
            known = table.get(entry["host"], ())
            table[entry["host"]] = (*known, (re.compile(entry["path"]), told(entry["what"], entry)))
    return table


@cache
def hosts() -> tuple[str, ...]:
    """Those at which something was withdrawn; read off the files without parsing them: every start asks."""
    texts = (path.read_text("utf-8") for path in sorted((_FOLDER / "addresses").glob("*.yaml")))
    return tuple(dict.fromkeys(host for text in texts for host in _HOST.findall(text)))


def gone_at(host: str, path: str) -> Withdrawn | None:
    return next((what for begin, what in _addresses().get(host, ()) if begin.match(path)), None)


# --- platforms -----------------------------------------------------------------------------------


@cache
def platform(kind: str, key: str) -> dict[str, dict[str, Any]]:
    """What platforms say of their runtimes, runners, actions or versions, each by this key of its entry."""
    return {
        entry[key]: entry for file in files("platforms").values() for entry in file.get(kind, ())
    }
