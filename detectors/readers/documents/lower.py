"""Trees -> facts: every scalar a setting, every mapping a block."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass, field, replace
from functools import partial

from detectors.facts import HOLE, Block, Setting, Value
from detectors.places import Write, cannot_write
from detectors.readers.common.building import UNNAMED, Builder
from detectors.readers.common.values import is_visible, typed, visible
from detectors.readers.documents.aliases import Aliases, Use
from detectors.readers.documents.edits import Editor
from detectors.readers.documents.meaning import Meaning, Named
from detectors.readers.documents.nodes import (
    Alias,
    Entry,
    Mapping,
    Node,
    Scalar,
    Sequence,
    is_merge,
    target,
)

DEPTH = 100
"""Deeper nesting is not read."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where in the document the walk is."""

    path: tuple[str, ...] = ()
    owner: Block | None = None
    depth: int = 0

    def at(self, key: str) -> _Place:
        return _Place((*self.path, key), self.owner, self.depth + 1)


@dataclass
class Lowering:
    """Lowers one document."""

    builder: Builder
    meaning: Meaning
    editor: Editor
    is_too_deep: bool = False
    _aliases: Aliases = field(default_factory=Aliases)

    def lower(self, root: Node) -> None:
        """Gives the document's facts to the builder."""
        named = self.meaning.named.get(id(root))
        if isinstance(root, Mapping) and named:
            self._block(root, named, "", _Place(), (root.start, root.start), root.start)
        elif isinstance(root, Mapping):
            self._entries(root, _Place())
        elif isinstance(root, Sequence):
            self._items(root, _Place())
        self.builder.facts += self._aliases.resolve()

    def _entries(self, mapping: Mapping, place: _Place) -> None:
        own = frozenset(entry.key.text for entry in mapping.entries if not is_merge(entry))
        for entry in mapping.entries:
            if not is_merge(entry):
                self._entry(mapping, entry, place.at(entry.key.text))
                continue
            items = entry.value.items if isinstance(entry.value, Sequence) else [entry.value]
            for item in items:
                if isinstance(item, Alias):
                    self._use(item, item.start, item.end, place, own)
                elif isinstance(item, Mapping) and place.depth < DEPTH:
                    self._entries(item, replace(place, depth=place.depth + 1))

    def _entry(self, mapping: Mapping, entry: Entry, place: _Place) -> None:
        value = entry.value
        reached = target(value)
        write: Write = partial(self.editor.write_entry, mapping, entry)
        if place.depth > DEPTH:
            self.is_too_deep = True
        elif id(reached) in self.meaning.opaque or _is_computed(value):
            unseen = self.builder.value(value.start, value.end, "unknown")
            self._setting(value, unseen, place, entry.start, entry.end)
        elif isinstance(reached, Mapping):
            named = self.meaning.named.get(id(value))
            header = entry.key.start, entry.key.end
            self._block(value, named, entry.key.text, place, header, entry.start)
        elif isinstance(value, Alias):
            self._use(value, entry.start, entry.end, place)
        elif isinstance(value, Scalar):
            if id(value) in self.meaning.files:
                return
            if options := self.meaning.options.get(id(value)):
                for one in options:
                    below = place.at(self.meaning.names[id(one)])
                    self._setting(one, self._value(one), below, one.start, one.end)
                return
            seen = self._value(value)
            if id(mapping) in self.meaning.pairs and seen.is_off:
                seen = replace(seen, state="unknown")
            elif id(mapping) in self.meaning.encoded:
                seen, write = _decoded(seen), cannot_write
            self._setting(value, seen, place, entry.start, entry.end, write)
        elif isinstance(value, Sequence) and value.items:
            self._items(value, place)
        else:
            empty = self.builder.value(value.start, value.end, "known", ())
            self._setting(value, empty, place, entry.start, entry.end)

    def _items(self, sequence: Sequence, place: _Place) -> None:
        are_pairs = id(sequence) in self.meaning.pairs
        key = place.path[-1] if place.path else ""
        for item in sequence.items:
            if place.depth > DEPTH:
                self.is_too_deep = True
            elif (are_pairs or _is_pair(item)) and self._pair(item, place):
                continue
            elif isinstance(target(item), Mapping):
                named = self.meaning.named.get(id(item))
                header = item.start, self._first_line_end(item)
                below = replace(place, depth=place.depth + 1)
                self._block(item, named, key, below, header, item.start)
            elif isinstance(item, Alias):
                self._use(item, item.start, item.end, place)
            elif isinstance(item, Sequence):
                self._items(item, replace(place, depth=place.depth + 1))
            elif isinstance(item, Scalar):
                write: Write = partial(self.editor.write_item, item)
                self._setting(item, self._value(item), place, item.start, item.end, write)

    def _pair(self, item: Node, place: _Place) -> bool:
        """A variable: `NAME=value`, or a mapping with `name` and `value`."""
        if isinstance(item, Scalar):
            return self._assignment(item, place)
        entries = {e.key.text.lower(): e for e in item.entries} if isinstance(item, Mapping) else {}
        named = entries.get("name")
        title = target(named.value) if named else None
        if not isinstance(item, Mapping) or not isinstance(title, Scalar) or not title.text:
            return False
        below = place.at(title.text)
        entry = entries.get("value")
        scalar = target(entry.value) if entry else None
        if entry and isinstance(scalar, Scalar):
            write: Write = partial(self.editor.write_entry, item, entry)
            value = self._value(scalar)
            suffix = (title.text,)
            setting = self._setting(item, value, below, entry.start, entry.end, write, suffix)
        elif entry:
            return False
        else:
            unseen = self.builder.value(item.start, item.end, "unknown")
            setting = self._setting(item, unseen, below, item.start, item.end, suffix=(title.text,))
        setting.statement = self.builder.text.lines_of(item.start, item.end)
        setting.anchors = [setting.statement]
        return True

    def _assignment(self, item: Scalar, place: _Place) -> bool:
        name, equals, value = item.text.partition("=")
        if not name or "\n" in name:
            return False
        written = self.builder.text.source[item.start : item.end]
        start = item.start + written.find("=") + 1 if equals else item.end
        end = max(start, item.end - (item.style != "plain"))
        scalar = Scalar(start, end, value, "literal", item.tag, item.is_template)
        seen = self._value(scalar) if equals else self.builder.value(start, end, "unknown")
        write: Write = partial(self.editor.write_raw, start, end) if equals else cannot_write
        self._setting(item, seen, place.at(name), item.start, item.end, write, (name,))
        return True

    def _setting(
        self,
        node: Node,
        value: Value,
        place: _Place,
        start: int,
        end: int,
        write: Write = cannot_write,
        suffix: tuple[str, ...] = (),
    ) -> Setting:
        name = self.meaning.names.get(id(node), "")
        setting = self.builder.setting(place.path, value, start, end, place.owner, write, name=name)
        self._aliases.define(node, setting, suffix)
        return setting

    def _block(
        self,
        node: Node,
        named: Named | None,
        key: str,
        place: _Place,
        header: tuple[int, int],
        start: int,
    ) -> None:
        if named and named.header:
            header = named.header.start, named.header.end
        reached = target(node)
        block = self.builder.block(
            named.kind if named else UNNAMED,
            named.name if named else key,
            header,
            (start, max(node.end, header[1])),
            place.owner,
            named.labels if named else (),
            is_complete=isinstance(reached, Mapping) and reached.is_complete,
        )
        inside = replace(place, owner=block)
        if isinstance(node, Mapping):
            block.write = partial(self.editor.write_block, node)
            self._aliases.define_block(node, block)
            self._entries(node, inside)
        else:
            self._use(node, start, node.end, inside)

    def _use(
        self,
        node: Node,
        start: int,
        end: int,
        place: _Place,
        own: frozenset[str] = frozenset(),
    ) -> None:
        lines = self.builder.text.lines_of(start, end)
        self._aliases.uses.append(Use(node, place.path, place.owner, lines, own))

    def _value(self, scalar: Scalar) -> Value:
        """What can be known of a scalar."""
        start, end = scalar.start, scalar.end
        if scalar.tag.startswith("!"):
            return self.builder.value(start, end, "unknown")
        seen = visible(scalar.text, variables=self.meaning.variables)
        if scalar.is_template:
            seen = seen.rstrip() + HOLE
        if not is_visible(seen):
            return self.builder.value(start, end, "unknown")
        is_plain = scalar.style == "plain" and not scalar.tag.endswith(":str")
        return self.builder.seen(start, end, typed(seen) if is_plain else seen)

    def _first_line_end(self, node: Node) -> int:
        written = self.builder.text.source[node.start : node.end]
        return node.start + len(written.split("\n", 1)[0].rstrip())


def _is_pair(item: Node) -> bool:
    """`{name: X, value: y}` and nothing else, but for a type that says that the value is written out."""
    if not isinstance(item, Mapping) or len(item.entries) not in {2, 3}:
        return False
    keys = {entry.key.text.lower(): entry.value for entry in item.entries}
    kind = keys.pop("type", None)
    is_written_out = kind is None or (isinstance(kind, Scalar) and kind.text == "PLAINTEXT")
    return keys.keys() == {"name", "value"} and is_written_out


def _is_computed(value: Node) -> bool:
    """`!Join [...]`: what the items make together cannot be seen."""
    return isinstance(value, Sequence) and value.tag.startswith("!")


def _decoded(value: Value) -> Value:
    """The text behind base64, where it is text."""
    if value.string is None or HOLE in value.string:
        return value
    try:
        text = base64.b64decode(value.string.strip(), validate=True).decode("utf-8")
    except (binascii.Error, ValueError):
        return value
    return replace(value, value=text)
