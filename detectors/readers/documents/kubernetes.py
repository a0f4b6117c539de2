"""Kubernetes objects, with Istio's routes and Argo's templates."""

from __future__ import annotations

from collections.abc import Iterator

from detectors.readers.common.embedded import seconds
from detectors.readers.documents.meaning import Meaning
from detectors.readers.documents.nodes import Mapping, Node, Sequence, target

_CONTAINERS = ("containers", "initContainers", "ephemeralContainers", "sidecars")
_ROUTES = ("http", "tls", "tcp")
DEPTH = 40
_PATIENCE_OF_HELM = 300.0
"""Seconds after which `helm test` gives up on a pod."""


def recognises(root: Node, name: str) -> bool:
    return isinstance(root, Mapping) and bool(root.text("apiVersion") and root.text("kind"))


def interpret(root: Mapping, name: str) -> Meaning:
    version = root.text("apiVersion")
    format = "istio" if ".istio.io/" in version else "argo" if "argoproj.io/" in version else ""
    meaning = Meaning(format or "kubernetes")
    _object(root, root, meaning)
    if root.text("kind") == "List" or root.text("kind").endswith("List"):
        for item, inner in _items(root, "items"):
            if recognises(inner, name):
                _object(item, inner, meaning)
    return meaning


def _object(node: Node, root: Mapping, meaning: Meaning) -> None:
    kind = root.text("kind")
    title = root.mapping("metadata").text("name")
    header = next((entry for entry in root.entries if entry.key.text == "kind"), None)
    meaning.block(node, f"kubernetes:{kind}", title, (title,) if title else (), header)
    if kind == "Secret":
        meaning.base64(root.get("data"))
    for key in {"ConfigMap": ("data",), "Secret": ("stringData",)}.get(kind, ()):
        for entry, text in root.mapping(key).pairs():
            meaning.file(text, entry.key.text)
    if kind in ("VirtualService", "DestinationRule", "Gateway"):
        _istio(root, meaning)
    if "argoproj.io/" in root.text("apiVersion"):
        _argo(root, meaning)
    _containers(root, meaning)


def _istio(root: Mapping, meaning: Meaning) -> None:
    spec = root.mapping("spec")
    for protocol in _ROUTES:
        for item, route in _items(spec, protocol):
            kind = "istio:route" if protocol == "http" else f"istio:{protocol}-route"
            meaning.block(item, kind, route.text("name"))
    for item, server in _items(spec, "servers"):
        meaning.block(item, "istio:server", server.mapping("port").text("name"))
    for item, subset in _items(spec, "subsets"):
        meaning.block(item, "istio:subset", subset.text("name"))


def _argo(root: Mapping, meaning: Meaning) -> None:
    spec = root.mapping("spec")
    for owner in (spec, spec.mapping("workflowSpec")):
        for item, template in _items(owner, "templates"):
            meaning.block(item, "argo:template", template.text("name"))
            for key in ("container", "script"):
                _container(template, key, meaning)
            meaning.script(template.mapping("script").get("source"))


def _container(template: Mapping, key: str, meaning: Meaning) -> None:
    for entry, container in template.children():
        if entry.key.text == key:
            name = container.text("name") or template.text("name")
            meaning.block(entry.value, "kubernetes:container", name)
            _runs(container, meaning)


def _containers(root: Mapping, meaning: Meaning) -> None:
    """Every list of containers, however deep: in pods, templates of pods and custom resources."""
    hook = root.mapping("metadata").mapping("annotations").text("helm.sh/hook")
    patience = _PATIENCE_OF_HELM if hook.startswith("test") else None
    waiting: list[tuple[Node, int]] = [(root, 0)]
    seen = set()
    while waiting:
        node, depth = waiting.pop()
        node = target(node)
        if id(node) in seen or depth > DEPTH:
            continue
        seen.add(id(node))
        if isinstance(node, Sequence):
            waiting += [(item, depth + 1) for item in node.items]
        elif isinstance(node, Mapping):
            for key in _CONTAINERS:
                for item, container in _items(node, key):
                    if container.get("image") or container.get("name"):
                        kind = (
                            "kubernetes:container"
                            if key != "initContainers"
                            else "kubernetes:initContainer"
                        )
                        meaning.block(item, kind, container.text("name"))
                        _runs(container, meaning, patience)
            waiting += [(entry.value, depth + 1) for entry in node.entries]


def _runs(container: Mapping, meaning: Meaning, deadline: float | None = None) -> None:
    meaning.environment(container.get("env"))
    command, arguments = container.get("command"), container.get("args")
    if isinstance(command, Sequence) and isinstance(arguments, Sequence):
        # `command: [sh, -c]` with the text in `args`, `command: [curl]` with the address there.
        words = [*command.items, *arguments.items]
        meaning.command(
            Sequence(command.start, arguments.end, command.is_flow, items=words), deadline=deadline
        )
    else:
        meaning.command(command or arguments, deadline=deadline)
    for probe in ("livenessProbe", "readinessProbe", "startupProbe"):
        check = container.mapping(probe)
        limit = seconds(check.text("timeoutSeconds") or "1")
        meaning.command(check.mapping("exec").get("command"), deadline=limit)
    for hook in ("postStart", "preStop"):
        meaning.command(container.mapping("lifecycle").mapping(hook).mapping("exec").get("command"))


def _items(mapping: Mapping, key: str) -> Iterator[tuple[Node, Mapping]]:
    """The mappings among the items at this key, as they stand there and as what they are."""
    value = mapping.get(key)
    for item in value.items if isinstance(value, Sequence) else ():
        reached = target(item)
        if isinstance(reached, Mapping):
            yield item, reached
