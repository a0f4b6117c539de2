"""Installations in the recipe of an image to which no list of tried versions has been copied."""

from __future__ import annotations

from typing import NamedTuple

from detectors.facts import Process


class _Project(NamedTuple):
    manifest: str
    """What says which packages are asked for."""
    locks: tuple[str, ...]
    """What says which versions of all of them were tried."""
    verbs: tuple[str, ...]


_OF_NODE = "package.json"
_OF_RUST = "Cargo.toml"
_PROJECTS = {
    "npm": _Project(_OF_NODE, ("package-lock.json", "npm-shrinkwrap.json"), ("install", "i")),
    "yarn": _Project(_OF_NODE, ("yarn.lock",), ("install", "")),
    "pnpm": _Project(_OF_NODE, ("pnpm-lock.yaml",), ("install", "i")),
    "bun": _Project(_OF_NODE, ("bun.lock", "bun.lockb"), ("install", "i")),
    "uv": _Project("pyproject.toml", ("uv.lock",), ("sync",)),
    "poetry": _Project("pyproject.toml", ("poetry.lock",), ("install",)),
    "pdm": _Project("pyproject.toml", ("pdm.lock",), ("install", "sync")),
    "pipenv": _Project("Pipfile", ("Pipfile.lock",), ("install",)),
    "bundle": _Project("Gemfile", ("Gemfile.lock",), ("install",)),
    "cargo": _Project(_OF_RUST, ("Cargo.lock",), ("build", "fetch", "run")),
    "maturin": _Project(_OF_RUST, ("Cargo.lock",), ("build", "develop")),
    "composer": _Project("composer.json", ("composer.lock",), ("install",)),
}


def without_a_lock(process: Process) -> str:
    """The lock file that `npm install` does without, as only the manifest was copied; empty where that cannot be told."""
    project = _PROJECTS.get(process.name)
    operands = [word for word in process.words if not word.startswith("-")]
    if project is None or process.beside is None or (operands or [""])[0] not in project.verbs:
        return ""
    is_whole = len(operands) <= 1 and not {"-g", "--global"} & set(process.words)
    if not is_whole or project.manifest not in process.beside:
        return ""
    return project.locks[0] if process.beside.isdisjoint(project.locks) else ""
