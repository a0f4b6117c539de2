"""What plain documents hold: files that they write down for others, and the environment of containers."""

from __future__ import annotations

import re

from detectors.readers.documents.meaning import Meaning
from detectors.readers.documents.nodes import Mapping, Node, Scalar, Sequence, target

_NAMES = ("path", "dest", "filename", "name", "file")
"""Keys beside `content` that say which file it becomes."""
_A_FILE = re.compile(r"[\w./~-]*(?:\.\w+|/[\w.-]+|Dockerfile)")
_DEPTH = 8


def interpret(root: Node) -> Meaning:
    """`- docker-compose.yaml: {content: |...}` and `- {path: /etc/x.conf, content: |...}`."""
    meaning = Meaning()
    waiting: list[tuple[Node, int]] = [(root, 0)]
    met: set[int] = set()
    while waiting:
        node, depth = waiting.pop()
        node = target(node)
        if depth > _DEPTH or id(node) in met:
            continue
        met.add(id(node))  # aliases lead to one node again and again
        if isinstance(node, Sequence):
            waiting += [(item, depth + 1) for item in node.items]
        elif isinstance(node, Mapping):
            _note(node, meaning)
            waiting += [(entry.value, depth + 1) for entry in node.entries]
    return meaning


def _note(mapping: Mapping, meaning: Meaning) -> None:
    if mapping.get("image"):  # a container, as ECS defines it
        meaning.environment(_pairs(mapping.get("environment")))
    content = _literal(mapping.get("content"))
    if content:
        named = next((text for key in _NAMES if (text := mapping.text(key))), "")
        if _A_FILE.fullmatch(named):
            _file(content, named, meaning)
        return
    for entry in mapping.entries:
        below = target(entry.value)
        if isinstance(below, Mapping) and _A_FILE.fullmatch(entry.key.text):
            content = _literal(below.get("content"))
            if content and not any(below.text(key) for key in _NAMES):
                _file(content, entry.key.text, meaning)


def _pairs(node: Node | None) -> Node | None:
    return node if isinstance(node, Sequence) else None


def _literal(node: Node | None) -> Scalar | None:
    return node if isinstance(node, Scalar) and node.style == "literal" else None


def _file(content: Scalar, name: str, meaning: Meaning) -> None:
    if content.text.strip():
        meaning.file(content, name)
