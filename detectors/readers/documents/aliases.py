"""What anchors give to the places that use them, and which lines a block has to itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from detectors.facts import Block, Setting
from detectors.places import Lines
from detectors.readers.common.building import around
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
    owner: Block | None
    """The block that gets the settings below the anchor."""
    lines: Lines
    own: frozenset[str]
    """Keys that stand beside a merge and win over what is merged in."""


@dataclass
class Aliases:
    """Collects definitions and uses while a document is walked; resolves them at its end."""

    uses: list[Use] = field(default_factory=list)
    _defined: dict[int, tuple[Setting, Path]] = field(default_factory=dict)
    _blocks: dict[int, Block] = field(default_factory=dict)
    _left: int = VISITS

    def define(self, node: Node, setting: Setting, suffix: Path) -> None:
        """A setting stands at this node; `suffix` is what it adds to the path of its list."""
        self._defined[id(node)] = setting, suffix

    def define_block(self, mapping: Mapping, block: Block) -> None:
        """This block is this mapping."""
        self._blocks[id(mapping)] = block

    def resolve(self) -> list[Setting]:
        """Gives every block the settings that its aliases stand for, weaker than its own.

        Such a setting is no fact of its own: its place is the anchor's, where it is one already.
        Only a scalar that an alias gives another name is one; these are returned.
        """
        renamed = []
        for use in self.uses:
            found = list(self._below(use.node, use.path, use, use.owner, use.own, ()))
            for block in around(use.owner):
                block.settings[:0] = found
                block.is_complete = block.is_complete and self._left > 0
            defined = self._defined.get(id(target(use.node)))
            renamed += [s for s in found if defined and s.name != defined[0].name]
        return renamed

    def _below(
        self,
        node: Node,
        path: Path,
        use: Use,
        owner: Block | None,
        own: frozenset[str],
        inside: tuple[int, ...],
    ) -> Iterator[Setting]:
        """Settings at and below an anchor as they are at the alias, the weaker ones first."""
        node = target(node)
        if id(node) in inside or len(inside) > DEPTH or self._left <= 0:
            return
        self._left -= 1
        inside = (*inside, id(node))
        if id(node) in self._defined:
            yield self._at(node, path, use, owner)
        elif isinstance(node, Sequence):
            for item in node.items:
                yield from self._below(item, path, use, owner, frozenset(), inside)
        elif isinstance(node, Mapping):
            if len(inside) > 1 and not own:
                owner = self._copy(node, owner)
            mine = frozenset(e.key.text for e in node.entries if not is_merge(e))
            for merged, _ in reversed(node.merges()):
                yield from self._below(merged, path, use, owner, own | mine, inside)
            for entry in node.entries:
                if not is_merge(entry) and entry.key.text not in own:
                    below = (*path, entry.key.text)
                    yield from self._below(entry.value, below, use, owner, frozenset(), inside)

    def _at(self, node: Node, path: Path, use: Use, owner: Block | None) -> Setting:
        setting, suffix = self._defined[id(node)]
        for places in (setting.uses, setting.anchors):
            if isinstance(places, list) and use.lines not in places[-1:]:
                places.append(use.lines)
        whole = (*path, *suffix)
        copy = replace(setting, path=whole, name=whole[-1] if whole else "", block=owner)
        if owner is not use.owner:
            for block in around(owner):
                if block is use.owner:
                    break
                block.settings.append(copy)
        return copy

    def _copy(self, mapping: Mapping, owner: Block | None) -> Block | None:
        """The unnamed block that a mapping below the anchor is at the alias."""
        block = self._blocks.get(id(mapping))
        if not block or not owner:
            return owner
        copy = replace(block, parent=owner, settings=[], blocks=[])
        owner.blocks.append(copy)
        return copy
