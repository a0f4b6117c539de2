"""What anchors give to the places that use them, and which lines a block has to itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from detectors.facts import Block, Lines, Setting
from detectors.readers.documents.nodes import Mapping, Node, Sequence, is_merge, target

VISITS = 20_000
"""So many nodes may be visited through the aliases of one document."""
DEPTH = 100

Path = tuple[str, ...]


@dataclass(slots=True)
class Use:
    """An alias or a merge."""

    node: Node
    path: Path
    around: tuple[Block, ...]
    """The blocks that get the settings below the anchor."""
    lines: Lines
    own: frozenset[str]
    """Keys that stand beside a merge and win over what is merged in."""


@dataclass
class Aliases:
    """Collects definitions and uses while a document is walked; resolves them at its end."""

    uses: list[Use] = field(default_factory=list)
    _defined: dict[int, tuple[Setting, Path]] = field(default_factory=dict)
    _left: int = VISITS

    def define(self, node: Node, setting: Setting, suffix: Path) -> None:
        """A setting stands at this node; `suffix` is what it adds to the path of its list."""
        self._defined[id(node)] = setting, suffix

    def resolve(self) -> None:
        """Gives every block the settings that its aliases stand for, weaker than its own.

        Such a setting is no fact of its own: its place is the anchor's, where it is one already.
        """
        for use in self.uses:
            found = list(self._below(use.node, use.path, use, use.own, ()))
            owner = use.around[0] if use.around else None
            copies = [
                replace(setting, path=path, name=path[-1] if path else "", block=owner)
                for setting, path in found
            ]
            for block in use.around:
                block.settings[:0] = copies
                block.is_complete = block.is_complete and self._left > 0

    def _below(
        self, node: Node, path: Path, use: Use, own: frozenset[str], inside: tuple[int, ...]
    ) -> Iterator[tuple[Setting, Path]]:
        """Settings at and below an anchor with their paths at the alias, the weaker ones first."""
        node = target(node)
        if id(node) in inside or len(inside) > DEPTH or self._left <= 0:
            return
        self._left -= 1
        inside = (*inside, id(node))
        if id(node) in self._defined:
            setting, suffix = self._defined[id(node)]
            for places in (setting.uses, setting.anchors):
                if isinstance(places, list) and use.lines not in places[-1:]:
                    places.append(use.lines)
            yield setting, (*path, *suffix)
        elif isinstance(node, Sequence):
            for item in node.items:
                yield from self._below(item, path, use, frozenset(), inside)
        elif isinstance(node, Mapping):
            mine = frozenset(e.key.text for e in node.entries if not is_merge(e))
            for merged, _ in reversed(node.merges()):
                yield from self._below(merged, path, use, own | mine, inside)
            for entry in node.entries:
                if not is_merge(entry) and entry.key.text not in own:
                    key = entry.key.text
                    yield from self._below(entry.value, (*path, key), use, frozenset(), inside)


def own_lines(block: Block) -> list[Lines]:
    """The lines of its body that belong to no named block below it."""
    ranges = []
    first = block.body.first
    for inner in sorted(_named_below(block)):
        if inner.first > first:
            ranges.append(Lines(first, inner.first - 1))
        first = max(first, inner.last + 1)
    if first <= block.body.last:
        ranges.append(Lines(first, block.body.last))
    return ranges


def _named_below(block: Block) -> Iterator[Lines]:
    for inner in block.blocks:
        if inner.kind == "mapping":
            yield from _named_below(inner)
        else:
            yield inner.body
