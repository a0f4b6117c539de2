"""Which release of each package a project has settled on: an SDK does different things in different releases."""

from __future__ import annotations

import ast
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
ROOTS = (".git", ".hg")
"""What lies in the folder of a whole project: above it stands something else."""
_HIGHEST = 12
"""Folders above a file in which its project may state versions."""


def around(path: str) -> Mapping[str, str]:
    """Package (lower case, hyphens) -> version, of the nearest folder above a file that states some; empty if none does.

    What locks versions goes before what asks for them; an exact version (`==`) and the beginning of a compatible
    release (`~=`) count, and ranges are for `asked`.
    """
    try:
        return _in_or_above(Path(path).absolute().parent, _HIGHEST)
    except OSError:
        return {}


@lru_cache(maxsize=4096)
def _in_or_above(folder: Path, left: int) -> Mapping[str, str]:
    if found := _stated(folder):
        return found
    is_whole = any((folder / name).exists() for name in ROOTS)
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
    packages = _toml(text).get("package")
    for one in packages if isinstance(packages, list) else ():
        if isinstance(one, dict):
            yield from _pair(one.get("name"), one.get("version"))


def _pipfile_lock(text: str) -> Iterator[tuple[str, str]]:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
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
    except (tomllib.TOMLDecodeError, RecursionError):
        return {}


def _pair(name: object, version: object) -> Iterator[tuple[str, str]]:
    if isinstance(name, str) and isinstance(version, str) and version[:1].isdigit():
        yield name, version


# --- ranges --------------------------------------------------------------------------------------

_ASKED = re.compile(
    r"^[ \t]*([A-Za-z][\w.-]*)(?:\[[^\]]*\])?[ \t]*\(?([<>=~!^][^;#\n]*?)?\)?[ \t]*(?:[;#].*|--.*|\\\\)?$",
    re.M,
)
"""`name[extra] >=1,<2 ; marker` on a line of its own."""
_PYTHON = "python"


def asked(path: str) -> Mapping[str, str]:
    """Package (as in `around`), or `python` -> the releases that the nearest project around a file asks for.

    As it states them: ">=3,<4"; empty where it asks for any. Nothing of what no file states.
    """
    try:
        return _asked_in_or_above(Path(path).absolute().parent, _HIGHEST)
    except OSError:
        return {}


@lru_cache(maxsize=4096)
def _asked_in_or_above(folder: Path, left: int) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for pattern, read in _RANGES:
        for file in sorted(folder.glob(pattern)):
            if file.is_file() and file.stat().st_size <= LARGEST:
                for name, releases in read(file.read_text("utf-8", "replace")):
                    found.setdefault(package(name), releases.strip())
    if found:
        return found
    is_whole = any((folder / name).exists() for name in ROOTS)
    return {} if is_whole or not left or folder.parent == folder else _asked_in_or_above(folder.parent, left - 1)  # fmt: skip


def _ranges(text: str) -> Iterator[tuple[str, str]]:
    yield from _ASKED.findall(text)


def _ranges_of_pyproject(text: str) -> Iterator[tuple[str, str]]:
    data = _toml(text)
    project = data.get("project")
    if isinstance(project, dict):
        listed = project.get("dependencies")
        if isinstance(listed, list):
            yield from _ranges("\n".join(one for one in listed if isinstance(one, str)))
        if isinstance(releases := project.get("requires-python"), str):
            yield _PYTHON, releases
    tool = data.get("tool")
    poetry = tool.get("poetry") if isinstance(tool, dict) else None
    wanted = poetry.get("dependencies") if isinstance(poetry, dict) else None
    for name, one in (wanted if isinstance(wanted, dict) else {}).items():
        releases = one.get("version", "") if isinstance(one, dict) else one
        if isinstance(releases, str):
            yield name, "" if releases == "*" else releases


def _ranges_of_setup(text: str) -> Iterator[tuple[str, str]]:
    """`install_requires=[...]`, or a list of the file with such a name."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError):
        return
    for node in ast.walk(tree):
        match node:
            case ast.keyword(arg="python_requires", value=ast.Constant(value=str(releases))):
                yield _PYTHON, releases
            case ast.keyword(arg="install_requires", value=ast.List(elts=listed)):
                yield from _ranges_of_list(listed)
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.List(elts=listed)):
                if "require" in name.lower() and "test" not in name.lower():
                    yield from _ranges_of_list(listed)


def _ranges_of_list(listed: list[ast.expr]) -> Iterator[tuple[str, str]]:
    for one in listed:
        if isinstance(one, ast.Constant) and isinstance(one.value, str):
            yield from _ranges(one.value)


def _ranges_of_metadata(text: str) -> Iterator[tuple[str, str]]:
    """What a built package says of itself, for its plain installation."""
    head = text.partition("\n\n")[0]
    for line in head.splitlines():
        key, _, value = line.partition(": ")
        if key == "Requires-Dist" and "extra ==" not in value:
            yield from _ranges(value)
        elif key == "Requires-Python":
            yield _PYTHON, value


_RANGES: tuple[tuple[str, Callable[[str], Iterator[tuple[str, str]]]], ...] = (
    ("pyproject.toml", _ranges_of_pyproject),
    ("setup.py", _ranges_of_setup),
    ("requirements*.txt", _ranges),
    ("requirements/*.txt", _ranges),
    ("PKG-INFO", _ranges_of_metadata),
)
"""Names of files, the strongest first, and how they are read."""
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
