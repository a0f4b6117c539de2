"""Compose files, the first generation without `services:` included."""

from __future__ import annotations

from pathlib import PurePosixPath

from detectors.readers.common.embedded import seconds
from detectors.readers.common.values import visible
from detectors.readers.documents.meaning import Meaning
from detectors.readers.documents.nodes import Mapping, Node, Scalar, Sequence, target

_SHAPE = {"image", "build", "extends"}
_NAMES = ("docker-compose", "compose")
_DEFAULT_LIMIT = 30.0
"""Seconds after which Docker ends a check unless it is told otherwise."""


def recognises(root: Node, name: str) -> bool:
    if not isinstance(root, Mapping) or root.get("jobs"):
        return False
    is_named = PurePosixPath(name).name.startswith(_NAMES)
    services = root.get("services")
    if isinstance(services, Mapping):
        inner = [service for _, service in services.children()]
        return is_named or any(service.get(key) for service in inner for key in _SHAPE)
    return not services and _is_first_generation(root, is_named)


def _is_first_generation(root: Mapping, is_named: bool) -> bool:
    services = [service for _, service in root.children()]
    shaped = [service for service in services if service.get("image") or service.get("build")]
    if len(services) != len(root.entries) or not shaped:
        return False
    keys = {"ports", "links", "volumes", "environment", "command", "volumes_from", "expose"}
    return is_named or all(any(service.get(key) for key in keys) for service in shaped)


def interpret(root: Mapping, name: str) -> Meaning:
    meaning = Meaning("compose", variables=True)
    services = root.get("services")
    for entry, service in (services if isinstance(services, Mapping) else root).children():
        meaning.block(entry.value, "compose:service", entry.key.text)
        _service(service, meaning)
    for entry, service in root.children():
        if entry.key.text.startswith("x-"):
            meaning.environment(_if_listed(service.get("environment")))
            if entry.key.text.endswith(("env", "environment", "vars")):
                meaning.environment(service)
    return meaning


def _if_listed(node: Node | None) -> Node | None:
    return node if isinstance(node, Mapping | Sequence) else None


def _service(service: Mapping, meaning: Meaning) -> None:
    for key in ("environment", "labels", "args", "extra_hosts", "sysctls"):
        meaning.environment(service.get(key))
    meaning.environment(service.mapping("build").get("args"))
    meaning.environment(service.mapping("deploy").get("labels"))
    for key in ("command", "entrypoint"):
        meaning.command(service.get(key))
        _line(service.get(key), meaning)
    check = service.mapping("healthcheck")
    test = check.get("test")
    written = visible(check.text("timeout") or "30s", variables=True)
    limit = seconds(written) or _DEFAULT_LIMIT  # whatever a variable holds, the check is ended
    if isinstance(test, Scalar):
        meaning.script(test, deadline=limit, is_a_check=True)
    elif isinstance(test, Sequence):
        words = [target(item) for item in test.items]
        first = words[0].text if words and isinstance(words[0], Scalar) else ""
        if first == "CMD-SHELL":
            meaning.script(words[1] if len(words) > 1 else None, deadline=limit, is_a_check=True)
        elif first == "CMD":
            meaning.command(
                Sequence(test.start, test.end, test.is_flow, test.tag, test.items[1:]),
                deadline=limit,
                is_a_check=True,
            )
        else:
            meaning.command(test, deadline=limit, is_a_check=True)


def _line(node: Node | None, meaning: Meaning) -> None:
    """A command as one text is split into words, not given to a shell; its words may name one."""
    if isinstance(node, Scalar):
        meaning.script(node)
