"""Formats of gateways, interfaces and clouds: OpenAPI, Envoy, Step Functions, CloudFormation."""

from __future__ import annotations

from collections.abc import Iterator

from detectors.readers.documents.meaning import Meaning
from detectors.readers.documents.nodes import Mapping, Node, Scalar, Sequence, target

DEPTH = 60
_METHODS = {"get", "put", "post", "delete", "options", "head", "patch", "trace"}


def recognises(root: Node, name: str) -> bool:
    return isinstance(root, Mapping) and bool(_format(root))


def _format(root: Mapping) -> str:
    if (root.text("openapi") or root.text("swagger")) and (root.get("paths") or root.get("info")):
        return "openapi"
    if root.get("static_resources") or root.get("dynamic_resources"):
        return "envoy"
    if root.text("StartAt") and isinstance(root.get("States"), Mapping):
        return "step-functions"
    if root.get("AWSTemplateFormatVersion") or root.text("Transform").startswith("AWS::"):
        return "cloudformation"
    resources = root.get("Resources")
    if isinstance(resources, Mapping) and any(
        resource.text("Type").startswith("AWS::") for _, resource in resources.children()
    ):
        return "cloudformation"
    return ""


def interpret(root: Mapping, name: str) -> Meaning:
    meaning = Meaning(_format(root))
    if meaning.format == "openapi":
        for path, operations in root.mapping("paths").children():
            for entry, _ in operations.children():
                if entry.key.text in _METHODS:
                    title = f"{entry.key.text.upper()} {path.key.text}"
                    meaning.block(entry.value, "openapi:operation", title)
    elif meaning.format == "envoy":
        _envoy(root, meaning)
    elif meaning.format == "step-functions":
        _states(root, meaning)
    else:
        _cloudformation(root, meaning)
    return meaning


def _envoy(root: Mapping, meaning: Meaning) -> None:
    for node, mapping, key in _mappings(root):
        kind = {
            "clusters": "envoy:cluster",
            "listeners": "envoy:listener",
            "virtual_hosts": "envoy:virtual-host",
            "routes": "envoy:route",
        }.get(key)
        if kind:
            meaning.block(node, kind, mapping.text("name"))


def _states(root: Mapping, meaning: Meaning) -> None:
    for node, _, key in _mappings(root, below="States"):
        meaning.block(node, "step-functions:state", key)


def _cloudformation(root: Mapping, meaning: Meaning) -> None:
    for entry, resource in root.mapping("Resources").children():
        kind = resource.text("Type")
        labels = (kind,) if kind else ()
        meaning.block(entry.value, "cloudformation:resource", entry.key.text, labels)
        _starts_with(resource.mapping("Properties"), meaning)
    for entry, parameter in root.mapping("Parameters").children():
        meaning.called(parameter.get("Default"), entry.key.text)
    for node, mapping, _ in _mappings(root):
        if len(mapping.entries) == 1:
            key = mapping.entries[0].key.text
            if key in ("Ref", "Condition") or key.startswith("Fn::"):
                meaning.unseen(target(node))


def _starts_with(properties: Mapping, meaning: Meaning) -> None:
    """The script that a machine runs when it starts; `Fn::Base64` and `Fn::Sub` wrap it."""
    nodes = [properties.get("UserData"), properties.mapping("LaunchTemplateData").get("UserData")]
    for node in nodes:
        script = target(node) if node else None
        while isinstance(script, Mapping) and len(script.entries) == 1:
            if script.entries[0].key.text not in {"Fn::Base64", "Fn::Sub"}:
                break
            script = target(script.entries[0].value)
        if isinstance(script, Scalar) and script.text.lstrip().startswith("#!"):
            meaning.script(script)


def _mappings(root: Mapping, below: str = "") -> Iterator[tuple[Node, Mapping, str]]:
    """Every mapping: as it stands, as what it is, and the key that it or its list stands at.

    With `below` only the values of mappings at that key.
    """
    waiting: list[tuple[Node, str, str, int]] = [(root, "", "", 0)]
    seen = set()
    while waiting:
        node, key, above, depth = waiting.pop()
        reached = target(node)
        if id(reached) in seen or depth > DEPTH:
            continue
        seen.add(id(reached))
        if isinstance(reached, Sequence):
            waiting += [(item, key, above, depth + 1) for item in reached.items]
        elif isinstance(reached, Mapping):
            if node is not root and (not below or above == below):
                yield node, reached, key
            waiting += [(e.value, e.key.text, key, depth + 1) for e in reached.entries]
