"""Whether somebody sits there when a request fails, and can say it again."""

from __future__ import annotations

from pathlib import PurePosixPath

from detectors.facts import Fact, Request

_COMMANDS = frozenset({"Makefile", "GNUmakefile", "makefile", "justfile"})
"""Names of files whose parts people call by their names."""


def only_shows(fact: Fact) -> bool:
    """An example, or what somebody measures with."""
    folders = {part.lower() for part in PurePosixPath(fact.file.name).parts[:-1]}
    return fact.file.is_an_example or bool(folders & {"benchmark", "benchmarks", "bench"})


def is_started_by_a_person(request: Request) -> bool:
    """A target of a Makefile: somebody sits there, and says it again. Of a script nobody can tell who starts it."""
    path = PurePosixPath(request.file.name)
    return not request.file.scenario and (path.suffix == ".mk" or path.name in _COMMANDS)
