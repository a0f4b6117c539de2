"""Settings, blocks and resources of configuration, and the durations that stand in them."""

from __future__ import annotations

import re

from detectors.facts import (
    Block,
    Setting,
    Value,
)

_DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*(us|ms|s|m|h|d|w)?")
_UNITS = {"us": 1e-6, "ms": 1e-3, "s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}


def seconds(value: Value, unit: str = "s") -> float | None:
    """`90`, `1.5`, `3s`, `1m30s`, `500ms` in seconds; None for what is no duration."""
    if (number := value.number) is not None:
        return number * _UNITS[unit]
    text = (value.string or "").strip().lower()
    if not re.fullmatch(r"(\d+(\.\d+)?\s*(us|ms|s|m|h|d|w)?\s*)+", text):
        return None
    return sum(float(n) * _UNITS[u or unit] for n, u in _DURATION.findall(text))


def own(block: Block, name: str) -> Setting | None:
    """The last setting of this name that stands directly in the block."""
    return next((s for s in reversed(block.settings) if s.block is block and s.name == name), None)


def below(block: Block, name: str) -> Block | None:
    """The block of this name directly below."""
    return next((inner for inner in block.blocks if inner.name == name), None)


def resources(block: Block, kind: str) -> list[Block]:
    """Every Terraform resource of this type in the source."""
    return [
        peer
        for peer in block.peers
        if peer.kind == "terraform:resource" and peer.labels[:1] == (kind,)
    ]
