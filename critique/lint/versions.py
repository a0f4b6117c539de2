"""Which release of each package a project has settled on: an SDK does different things in different releases."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from detectors.vocabulary.names import package

LARGEST = 5_000_000
"""Bytes; no list of versions that people work with is larger."""
_EXACT = re.compile(
    r"^[ \t]*([A-Za-z][\w.-]*)(?:\[[^\]]*\])?[ \t]*(?:===?|~=)[ \t]*(\d[\w.]*)(?=[ \t]*(?:$|[;#\\,]))",
    re.M,
)
_ROOTS = (".git", ".hg")
"""What lies in the folder of a whole project: above it stands something else."""
_HIGHEST = 12
"""Folders above a file in which its project may state versions."""


def around(path: str) -> Mapping[str, str]:
    """Package (lower case, hyphens) -> version, of the nearest folder above a file that states some; empty if none does.

    What locks versions goes before what asks for them; a range says nothing, an exact version (`==`) and the
    beginning of a compatible release (`~=`) do.
    """
    try:
        return _in_or_above(Path(path).absolute().parent, _HIGHEST)
    except OSError:
        return {}


@lru_cache(maxsize=4096)
def _in_or_above(folder: Path, left: int) -> Mapping[str, str]:
    if found := _stated(folder):
        return found
    is_whole = any((folder / name).exists() for name in _ROOTS)
    return {} if is_whole or not left or folder.parent == folder else _in_or_above(folder.parent, left - 1)  # fmt: skip


def _stated(folder: Path) -> Mapping[str, str]:
    for pattern, read in _LISTS:
        versions: dict[str, str] = {}
        for file in sorted(folder.glob(pattern)):
            if file.is_file() and file.stat().st_size <= LARGEST:
                for name, version in read(file.read_text("utf-8", "replace")):
                    versions.setdefault(package(name), version)
        if versions:
            return versions
    return {}


def _requirements(text: str) -> Iterator[tuple[str, str]]:
    yield from _EXACT.findall(text)


def _lock(text: str) -> Iterator[tuple[str, str]]:
    """uv, Poetry and PDM: `[[package]]` with name and version."""
    for one in _toml(text).get("package", ()):
        if isinstance(one, dict):
            yield from _pair(one.get("name"), one.get("version"))


def _pipfile_lock(text: str) -> Iterator[tuple[str, str]]:
    try:
        data = json.loads(text)
    except ValueError:
        return
    packages = data.get("default") if isinstance(data, dict) else None
    for name, one in (packages if isinstance(packages, dict) else {}).items():
        if isinstance(one, dict):
            yield from _pair(name, str(one.get("version", "")).removeprefix("=="))


def _pyproject(text: str) -> Iterator[tuple[str, str]]:
    project = _toml(text).get("project")
    asked = project.get("dependencies") if isinstance(project, dict) else None
    if isinstance(asked, list):
        yield from _requirements("\n".join(one for one in asked if isinstance(one, str)))


def _toml(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return {}


def _pair(name: object, version: object) -> Iterator[tuple[str, str]]:
    if isinstance(name, str) and isinstance(version, str) and version[:1].isdigit():
        yield name, version


_LISTS: tuple[tuple[str, Callable[[str], Iterator[tuple[str, str]]]], ...] = (
    ("uv.lock", _lock),
    ("poetry.lock", _lock),
    ("pdm.lock", _lock),
    ("Pipfile.lock", _pipfile_lock),
    ("requirements*.txt", _requirements),
    ("constraints*.txt", _requirements),
    ("requirements/*.txt", _requirements),
    ("pyproject.toml", _pyproject),
)
"""Names of files, the strongest first, and how they are read."""
