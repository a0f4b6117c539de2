"""What each SDK and command does by default: data, loaded only for what a source names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from detectors.clients.gate import (
    behind_a_star,
    data_files,
    is_a_package,
    modules_of,
    named_in_a_fragment,
    occurring,
)

if TYPE_CHECKING:
    from detectors.clients.model import Client

FOLDER = Path(__file__).parent


def names() -> tuple[str, ...]:
    """The ids of the Python clients, in order; `context` names what surrounds their calls."""
    return tuple(sorted(data_files("python")))


def context() -> tuple[str, ...]:
    """The ids of modules that matter around a client's calls: waits, threads, deadlines, triggers."""
    return tuple(sorted(data_files("context")))


@cache
def load(id: str) -> Client:
    """The client or context with this id; KeyError if there is none, BadData if its file is wrong."""
    from detectors.clients.schema import parse

    path = {**data_files("context"), **data_files("python")}[id]
    return parse(path.read_text("utf-8"), path)


def belonging(ids: Iterable[str], modules: Iterable[str] = ()) -> tuple[Client, ...]:
    """These clients, the data that they use, and the context of these imported modules.

    A module counts with those above it: `concurrent.futures.thread` brings `concurrent.futures`.
    """
    brought = {id for module in modules for id in _brought_by(module)}
    wanted = [*ids, *(id for id in context() if id in brought or not modules_of(id))]
    found: dict[str, Client] = {}
    while wanted:
        id = wanted.pop(0)
        if id not in found:
            found[id] = load(id)
            wanted += found[id].uses
    return tuple(found.values())


@cache
def _contexts() -> dict[str, list[tuple[str, str]]]:
    """Top-level package -> (id, module) of the contexts in it."""
    table: dict[str, list[tuple[str, str]]] = {}
    for id in context():
        for module in modules_of(id):
            table.setdefault(module.partition(".")[0], []).append((id, module))
    return table


def _brought_by(name: str) -> Iterator[str]:
    """The context that the import of a module brings."""
    for id, module in _contexts().get(name.partition(".")[0], ()):
        if f"{name}.".startswith(f"{module}.") or module.startswith(f"{name}."):
            yield id


__all__ = [
    "behind_a_star",
    "belonging",
    "context",
    "is_a_package",
    "load",
    "named_in_a_fragment",
    "names",
    "occurring",
]
