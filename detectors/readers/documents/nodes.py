"""The tree of a YAML or JSON document, with the offsets at which everything stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from detectors.model import Problem

Style = Literal["plain", "single", "double", "literal", "folded"]


@dataclass(slots=True, eq=False)
class Scalar:
    """One value; `source[start:end]` is how it is written, without anchor and tag."""

    start: int
    end: int
    text: str
    style: Style
    tag: str = ""
    is_template: bool = False
    """A template line that stands in or below it supplies what cannot be seen."""


@dataclass(slots=True, eq=False)
class Entry:
    """One `key: value` of a mapping."""

    key: Scalar
    value: Node

    @property
    def start(self) -> int:
        return self.key.start

    @property
    def end(self) -> int:
        return max(self.key.end, self.value.end)


@dataclass(slots=True, eq=False)
class Mapping:
    start: int
    end: int
    is_flow: bool
    tag: str = ""
    entries: list[Entry] = field(default_factory=list)
    is_complete: bool = True
    """No template line, broken line or text that ends too early may add to it."""

    def get(self, key: str) -> Node | None:
        """What the key means here: its last own value, else one that is merged in."""
        for entry in self.own_and_merged():
            if entry.key.text == key:
                return target(entry.value)
        return None

    def text(self, key: str) -> str:
        """The key's scalar; empty if there is none."""
        value = self.get(key)
        return value.text if isinstance(value, Scalar) else ""

    def mapping(self, key: str) -> Mapping:
        """The mapping at this key; an empty one where there is none."""
        value = self.get(key)
        return value if isinstance(value, Mapping) else Mapping(0, 0, False)

    def items(self, key: str) -> list[Node]:
        """The items of the sequence at this key, aliases followed."""
        value = self.get(key)
        return [target(item) for item in value.items] if isinstance(value, Sequence) else []

    def mappings(self, key: str) -> list[Mapping]:
        """The mappings among the items of the sequence at this key."""
        return [item for item in self.items(key) if isinstance(item, Mapping)]

    def pairs(self) -> Iterator[tuple[Entry, Node]]:
        """Its own entries, each with the value that an alias leads to."""
        for entry in self.entries:
            if not is_merge(entry):
                yield entry, target(entry.value)

    def children(self) -> Iterator[tuple[Entry, Mapping]]:
        """Its own entries whose value is a mapping."""
        for entry, value in self.pairs():
            if isinstance(value, Mapping):
                yield entry, value

    def merges(self) -> list[tuple[Node, Node]]:
        """(what is merged in, where the merge is written), the strongest first."""
        found: list[tuple[Node, Node]] = []
        for entry in self.entries:
            if is_merge(entry):
                value = entry.value
                items = value.items if isinstance(value, Sequence) else [value]
                found += [(target(item), item) for item in items]
        return found

    def own_and_merged(self) -> Iterator[Entry]:
        """Its entries, the strongest first; each merged mapping once."""
        waiting: list[Node] = [self]
        seen = set()
        while waiting:
            mapping = waiting.pop(0)
            if isinstance(mapping, Mapping) and id(mapping) not in seen:
                seen.add(id(mapping))
                yield from (entry for entry in reversed(mapping.entries) if not is_merge(entry))
                waiting[:0] = [merged for merged, _ in mapping.merges()]


@dataclass(slots=True, eq=False)
class Sequence:
    start: int
    end: int
    is_flow: bool
    tag: str = ""
    items: list[Node] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Alias:
    start: int
    end: int
    target: Scalar | Mapping | Sequence | None


Node = Scalar | Mapping | Sequence | Alias


@dataclass
class Document:
    root: Node
    start: int
    end: int


@dataclass
class Stream:
    """What could be read of a source."""

    documents: list[Document] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def is_merge(entry: Entry) -> bool:
    return entry.key.text == "<<" and entry.key.style == "plain"


def target(node: Node) -> Node:
    """The node that an alias leads to; the alias itself if it leads nowhere."""
    return node.target if isinstance(node, Alias) and node.target is not None else node


def items_of(node: Node | None) -> list[Node]:
    """A sequence's items; the node itself as the only one if it is something else."""
    if isinstance(node, Sequence):
        return [target(item) for item in node.items]
    return [] if node is None else [node]
