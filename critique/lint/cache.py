"""What was said of files that have not changed since, kept between runs in the user's cache.

A file's findings hang on its bytes, its path, the releases that its project asks for, what is looked for
and the code that looks. All of that goes into the key, so that nothing has to be thrown away by hand;
`CRITIQUE_CACHE` names another folder, as a CI that keeps one between its runs does.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

FOLDER = "CRITIQUE_CACHE"
"""Variable of the environment."""
WORTH_IT = 20
"""Files up to which a run is over sooner than its cache is looked up."""
_KEPT_FOR = 30 * 24 * 3600
"""Seconds since a run with the same settings in the same folder had something to add."""
_PACKAGES = ("detectors", "critique")


def key(
    text: str,
    select: frozenset[str],
    stated: Iterable[Mapping[str, str]],
    neighbours: Mapping[str, str],
) -> str:
    """Tells one state of a file, what is looked for in it, and what its project states, from every other."""
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass"))
    digest.update(_digest_of_set(select))
    for mapping in stated:
        digest.update(_digest_of_shared(mapping))
    digest.update(_digest_of_mapping(neighbours))
    return digest.hexdigest()


@lru_cache(maxsize=256)
def _digest_of_set(ids: frozenset[str]) -> bytes:
    return hashlib.sha256(repr(sorted(ids)).encode()).digest()


_of_shared: dict[int, tuple[Mapping[str, str], bytes]] = {}
"""Files of one folder share a mapping, which may be long; it is kept, so that its identity stays its own."""


def _digest_of_shared(mapping: Mapping[str, str]) -> bytes:
    if not mapping:
        return _digest_of_mapping(mapping)
    known = _of_shared.get(id(mapping))
    if known is None:
        known = _of_shared[id(mapping)] = mapping, _digest_of_mapping(mapping)
    return known[1]


def _digest_of_mapping(mapping: Mapping[str, str]) -> bytes:
    return hashlib.sha256(repr(sorted(mapping.items())).encode()).digest()


class Cache:
    """What one kind of run (a folder, its settings) said of its files; entries are as `asdict` gives them."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._known: dict[str, list[Any]] = _read(file)
        self._fresh: dict[str, list[Any]] = {}

    @classmethod
    def of(cls, *settings: object) -> Cache:
        """The cache of runs in this folder with these settings, which are told apart by their `repr`."""
        told = "\n".join(map(repr, (_analyser(), sys.version_info, os.getcwd(), *settings)))
        return cls(_folder() / f"{hashlib.sha256(told.encode()).hexdigest()[:32]}.json")

    def find(self, path: str, key: str) -> list[dict[str, Any]] | None:
        """What was said of the file in this state; None if it has not been seen in it."""
        match self._known.get(path):
            case [known, [*entries]] if known == key:
                return entries
        return None

    def keep(self, path: str, key: str, entries: Iterable[dict[str, Any]]) -> None:
        self._fresh[path] = [key, list(entries)]

    def save(self) -> None:
        """Writes what this run has added; a cache that cannot be written only costs the next run its time."""
        if not self._fresh:
            return
        known = {path: one for path, one in self._known.items() if os.path.exists(path)}
        text = json.dumps(known | self._fresh, separators=(",", ":"))
        beside = self._file.with_suffix(f".{os.getpid()}")
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            beside.write_text(text, "utf-8")
            beside.replace(self._file)
            _forget(self._file.parent)
        except OSError:
            with suppress(OSError):
                beside.unlink()


def _read(file: Path) -> dict[str, list[Any]]:
    """Empty where there is none yet, or what is there is not ours."""
    try:
        known = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return known if isinstance(known, dict) else {}


def _forget(folder: Path) -> None:
    """Removes what no run has asked for in a long time: other settings, releases before this one."""
    oldest = time.time() - _KEPT_FOR
    for file in folder.iterdir():
        if file.stat().st_mtime < oldest:
            file.unlink(missing_ok=True)


def _folder() -> Path:
    if named := os.environ.get(FOLDER):
        return Path(named)
    from platformdirs import user_cache_path  # as long to import as twenty files take to look up

    return user_cache_path("critique") / "lint"


@cache
def _analyser() -> str:
    """Tells one state of the code and data that look for risks from another, by when they were written."""
    digest = hashlib.sha256()
    for package in _PACKAGES:
        top = Path(__file__).parents[2] / package
        for folder, names, files in os.walk(top):
            names[:] = sorted(name for name in names if name != "__pycache__")
            for file in sorted(files):
                path = os.path.join(folder, file)
                state = os.stat(path)
                digest.update(f"{path}\0{state.st_size}\0{state.st_mtime_ns}\n".encode())
    return digest.hexdigest()
