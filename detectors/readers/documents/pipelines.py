"""Pipelines of other services: Travis, CircleCI, Azure Pipelines, Bitbucket, CodeBuild, Drone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import NamedTuple

from detectors.readers.documents.meaning import Meaning
from detectors.readers.documents.nodes import Mapping, Node, Scalar, Sequence, target
from detectors.vocabulary.names import listed


class _Service(NamedTuple):
    """How a service is told, and what it runs."""

    files: frozenset[str]
    """Names of its files; empty where only the content tells."""
    keys: frozenset[str]
    """Keys at the top that all of its files have."""
    scripts: frozenset[str]
    """Keys under which a text, or each of several, is run by a shell."""
    exits_on_error: bool = True
    pipefail: bool = False
    is_split: bool = False
    """Each item has a shell of its own, which a text of several lines goes by the last of."""
    unheard: frozenset[str] = frozenset()
    """Those keys whose commands may fail: the job has ended by then."""


_SERVICES = (
    _Service(
        frozenset({".travis.yml"}),
        frozenset(),
        listed(
            "before_install install before_script script after_success after_failure after_script"
            " before_deploy after_deploy"
        ),
        unheard=listed("after_success after_failure after_script after_deploy"),
    ),
    _Service(
        frozenset({"config.yml", "config.yaml"}),
        frozenset({"version", "jobs"}),
        frozenset({"run", "command"}),
        pipefail=True,
    ),
    _Service(
        frozenset({"circle.yml"}),
        frozenset(),
        frozenset({"pre", "override", "post", "commands"}),
    ),
    _Service(
        frozenset({"azure-pipelines.yml", "azure-pipelines.yaml"}),
        frozenset(),
        frozenset({"script", "bash"}),
        exits_on_error=False,
    ),
    _Service(
        frozenset({"bitbucket-pipelines.yml"}),
        frozenset({"pipelines"}),
        frozenset({"script", "after-script"}),
    ),
    _Service(
        frozenset({"buildspec.yml", "buildspec.yaml"}),
        frozenset({"version", "phases"}),
        frozenset({"commands"}),
        is_split=True,
    ),
    _Service(
        frozenset({".drone.yml", ".woodpecker.yml"}),
        frozenset({"steps"}),
        frozenset({"commands"}),
    ),
)
_IN_FOLDERS = {"config.yml": ".circleci", "config.yaml": ".circleci"}
"""Files whose name says it only in this folder."""
_DEEPEST = 12


def recognises(root: Node, name: str) -> bool:
    return isinstance(root, Mapping) and _service(root, name) is not None


def _service(root: Mapping, name: str) -> _Service | None:
    path = PurePosixPath(name)
    folder = _IN_FOLDERS.get(path.name)
    if folder is not None and path.parent.name != folder:
        return None
    return next(
        (
            one
            for one in _SERVICES
            if (path.name in one.files or (one.is_split and _has_phases(root)))
            and all(root.get(key) is not None for key in one.keys)
        ),
        None,
    )


def _has_phases(root: Mapping) -> bool:
    """CodeBuild takes its commands from a file of any name: `phases: {build: {commands: [...]}}`."""
    phases = root.mapping("phases").children()
    return any(isinstance(phase.get("commands"), Sequence) for _, phase in phases)


def interpret(root: Mapping, name: str) -> Meaning:
    meaning = Meaning("pipeline")
    service = _service(root, name)
    for owner in _mappings(root) if service else ():
        for key in ("environment", "env", "variables"):
            meaning.environment(owner.get(key))
        for entry in owner.entries if service else ():  # a key of each branch of a template's test
            node = target(entry.value)
            is_one = service and entry.key.text in service.scripts
            if isinstance(node, Scalar | Sequence) and service and is_one:
                is_heard = service.exits_on_error and entry.key.text not in service.unheard
                if is_heard and not (service.is_split and _has_blocks(node)):
                    meaning.lines(node, pipefail=service.pipefail)
                else:
                    meaning.script(node, pipefail=service.pipefail)
    return meaning


def _has_blocks(node: Scalar | Sequence) -> bool:
    items = node.items if isinstance(node, Sequence) else [node]
    texts = [item.text for item in map(target, items) if isinstance(item, Scalar)]
    return any("\n" in text.strip() for text in texts)


def _mappings(node: Node, depth: int = 0) -> Iterator[Mapping]:
    """Every mapping of a document, outermost first."""
    if depth > _DEEPEST:
        return
    if isinstance(node, Mapping):
        yield node
        for entry in node.entries:
            yield from _mappings(target(entry.value), depth + 1)
    elif isinstance(node, Sequence):
        for item in node.items:
            yield from _mappings(target(item), depth + 1)
