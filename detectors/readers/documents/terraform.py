"""Terraform written as JSON: `{"resource": {"aws_sqs_queue": {"jobs": {...}}}}`."""

from __future__ import annotations

from detectors.readers.documents.meaning import Meaning
from detectors.readers.documents.nodes import Mapping, Node, Sequence, items_of, target

_DEPTH = {"resource": 2, "data": 2, "variable": 1, "module": 1, "provider": 1, "output": 1}
"""How many names each kind of block has."""
_OTHERS = {"terraform", "locals", "//", "moved", "import", "check"}


def recognises(root: Node, name: str) -> bool:
    if not isinstance(root, Mapping) or not root.entries:
        return False
    if name.endswith((".tf.json", ".tofu.json")):
        return True
    keys = {entry.key.text for entry in root.entries}
    return keys <= {*_DEPTH, *_OTHERS} and any(
        isinstance(target(below.value), Mapping | Sequence)
        for _, kinds in root.children()
        for _, names in kinds.children()
        for below in names.entries
    )


def interpret(root: Mapping, name: str) -> Meaning:
    meaning = Meaning("terraform")
    for entry in root.entries:
        kind = entry.key.text
        if kind in _DEPTH:
            _blocks(entry.value, kind, _DEPTH[kind], (), meaning)
        elif kind not in ("//",):
            meaning.block(entry.value, f"terraform:{kind}", kind)
    return meaning


def _blocks(node: Node, kind: str, depth: int, labels: tuple[str, ...], meaning: Meaning) -> None:
    for item in items_of(target(node)):
        if not isinstance(item, Mapping):
            continue
        for entry in item.entries:
            names = (*labels, entry.key.text)
            if depth > 1:
                _blocks(entry.value, kind, depth - 1, names, meaning)
                continue
            meaning.block(entry.value, f"terraform:{kind}", names[-1], names)
            inner = target(entry.value)
            if kind == "variable" and isinstance(inner, Mapping):
                meaning.called(inner.get("default"), names[-1])
