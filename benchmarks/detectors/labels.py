"""What people said of whole files: which places are risky, which only look so, and which are open."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from benchmarks.archives import Pin
from detectors.catalogue import risks

FOLDER = Path(__file__).with_name("labels")
SURFACES = ("python", "shell", "config")

UNSEEN = frozenset({"duplicate-delivery-unhandled", "lost-update"})
"""Risks of the catalogue that critique may have no page for: then a place with one of them counts as missed."""

Lines = tuple[int, int]
"""First and last line, from 1, both included."""


@dataclass(frozen=True)
class Place:
    """Lines of which somebody said something, and why; without a risk it holds for every risk."""

    risk: str | None
    lines: Lines
    why: str = ""
    is_pointed_out: bool = False
    """A linter saw it first, and whoever read the file then agreed."""

    @cached_property
    def accepted(self) -> frozenset[str]:
        """The risks under whose names a finding meets this place."""
        if self.risk is None:
            return frozenset(risks())
        known = risks().get(self.risk)
        accepted = known.page.front.get("accept", ()) if known else ()
        return frozenset({self.risk, *accepted})

    def is_met(self, risks: Iterable[str], ranges: Iterable[Lines], tolerance: int) -> bool:
        first, last = self.lines
        return not self.accepted.isdisjoint(risks) and any(
            start <= last + tolerance and end >= first - tolerance for start, end in ranges
        )


@dataclass(frozen=True)
class LabelledFile:
    """One file of an archive, read whole for `scope`: what is said of no place there is fine."""

    pin: Pin
    path: str
    surface: str
    risky: tuple[Place, ...] = ()
    tempting: tuple[Place, ...] = ()
    """Places that look risky and are fine."""
    debatable: tuple[Place, ...] = ()
    """Findings there count neither way."""
    scope: frozenset[str] | None = None
    """The risks that the file was read for; None is all of them."""
    name: str = ""
    """What the file is called when it is checked, if not as in its archive, where it is a test."""
    tolerance: int = 2
    """So many lines beside a risky place still are that place."""

    @property
    def unaided(self) -> LabelledFile:
        """With those risky places alone that were seen without a linter; the others count neither way."""
        seen = tuple(one for one in self.risky if not one.is_pointed_out)
        others = tuple(one for one in self.risky if one.is_pointed_out)
        return replace(self, risky=seen, debatable=(*self.debatable, *others))

    @property
    def checked_as(self) -> str:
        """A path of its own below the folder in which everything is checked."""
        return f"{self.home}/{self.name or self.path}"

    @property
    def home(self) -> str:
        """The folder of its archive there."""
        return f"{self.pin.package.strip('@').replace('/', '-')}-{self.pin.version}"


def load(name: str | None = None) -> dict[str, list[LabelledFile]]:
    """The labels of one collection, or of all; raises ValueError with file and line of what is wrong."""
    return {
        source.stem: list(_files(source))
        for source in sorted(FOLDER.glob("*.jsonl"))
        if name in (None, source.stem)
    }


def _files(source: Path) -> Iterable[LabelledFile]:
    for number, line in enumerate(source.read_text("utf-8").splitlines(), 1):
        try:
            yield parsed(json.loads(line))
        except (KeyError, TypeError, ValueError) as problem:
            raise ValueError(f"{source.name}, line {number}: {problem!r}") from problem


def parsed(entry: dict[str, Any]) -> LabelledFile:
    """One line of a collection; raises KeyError or ValueError where it is not in order."""
    pin = Pin(*(entry[key] for key in ("registry", "package", "version", "archive", "sha256")))
    if entry["surface"] not in SURFACES:
        raise ValueError(f"no surface is called {entry['surface']}")
    scope = entry.get("scope")
    named = [place.get("risk") for key in ("risks", "wrong") for place in entry.get(key, ())]
    if unknown := {*named, *(scope or ())} - {*risks(), *UNSEEN}:
        raise ValueError(f"no risk is called {', '.join(map(str, unknown))}")
    return LabelledFile(
        pin,
        entry["path"],
        entry["surface"],
        risky=_places(entry["risks"]),
        tempting=_places(entry.get("wrong", ())),
        debatable=_places(entry.get("debatable", ())),
        scope=None if scope is None else frozenset(scope),
        name=entry.get("name", ""),
        tolerance=int(entry.get("tolerance", LabelledFile.tolerance)),
    )


def _places(entries: Iterable[dict[str, Any]]) -> tuple[Place, ...]:
    return tuple(
        Place(
            one.get("risk"),
            (min(one["lines"]), max(one["lines"])),
            one.get("why", ""),
            is_pointed_out=one.get("found") == "tool",
        )
        for one in entries
    )
