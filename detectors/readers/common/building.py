"""What the readers of configuration share: making settings and blocks from offsets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Literal

from detectors.facts import Block, Fact, File, Setting, Value
from detectors.places import Lines, Write, cannot_write
from detectors.readers.common.values import is_visible
from detectors.text import Text

UNNAMED = "mapping"
"""The kind of blocks that nobody knows by a name: their settings belong to what is around them too."""


@dataclass
class Builder:
    """Collects the facts of one source."""

    text: Text
    file: File
    facts: list[Fact] = field(default_factory=list)
    outside: list[Setting] = field(default_factory=list)
    """The settings that stand in no block."""

    def value(
        self, start: int, end: int, state: Literal["known", "off", "unknown"], value: Any = None
    ) -> Value:
        """A value that is written at `source[start:end]`."""
        return Value(state, value, self.text.source[start:end], *self._place(start, end))

    def seen(self, start: int, end: int, value: Any) -> Value:
        """A value whose invisible parts are `HOLE`: unknown if nothing else is left, off if None."""
        if isinstance(value, str) and not is_visible(value):
            return self.value(start, end, "unknown")
        return self.value(start, end, "off" if value is None else "known", value)

    def setting(
        self,
        path: tuple[str, ...],
        value: Value,
        start: int,
        end: int,
        owner: Block | None = None,
        write: Write = cannot_write,
        role: Literal["entry", "variable", "header"] = "entry",
        name: str = "",
    ) -> Setting:
        """An entry at `source[start:end]`; its blocks get to know it. `name` if the path's last is none."""
        lines, columns = self._place(start, end)
        around_it = [Lines(owner.lines.first, owner.lines.first)] if owner else []
        setting = Setting(
            file=self.file,
            lines=lines,
            columns=columns,
            statement=lines,
            span=owner.body if owner else lines,
            anchors=[],
            name=name or (path[-1] if path else ""),
            path=path,
            value=value,
            role=role,
            block=owner,
            uses=[],
            write=write,
            remarks=partial(self.text.remark, lines, *around_it),
        )
        if owner is None:
            setting.beside = self.outside
            self.outside.append(setting)
        self.facts.append(setting)
        for block in around(owner):
            block.settings.append(setting)
        return setting

    def block(
        self,
        kind: str,
        name: str,
        header: tuple[int, int],
        body: tuple[int, int],
        owner: Block | None = None,
        labels: tuple[str, ...] = (),
        write: Write = cannot_write,
        is_complete: bool = True,
    ) -> Block:
        lines, columns = self._place(*header)
        whole, _ = self._place(*body)
        block = Block(
            file=self.file,
            lines=lines,
            columns=columns,
            statement=lines,
            span=whole,
            kind=kind,
            name=name,
            labels=labels,
            body=whole,
            is_complete=is_complete,
            parent=owner,
            outside=self.outside,
            write=write,
        )
        if owner:
            owner.blocks.append(block)
        self.facts.append(block)
        return block

    def _place(self, start: int, end: int) -> tuple[Lines, tuple[int, int]]:
        """Lines and columns; what a parser puts after the last line is at its end."""
        last = len(self.text.source) - self.text.source.endswith(("\n", "\r"))
        start, end = min(start, last), min(end, last)
        return self.text.lines_of(start, end), self.text.columns_of(start, end)

    def finished(self) -> list[Fact]:
        """The facts in the order of their lines, every block with its own lines and its peers."""
        blocks = [fact for fact in self.facts if isinstance(fact, Block)]
        outermost = [block for block in blocks if block.parent is None]
        for block in blocks:
            block.anchors = own_lines(block)
            block.peers = outermost
        self.facts.sort(key=lambda fact: (fact.lines, fact.columns))
        return self.facts


def around(owner: Block | None) -> Iterator[Block]:
    """The blocks that a setting in `owner` belongs to: unnamed ones, up to the nearest named one."""
    while owner:
        yield owner
        owner = owner.parent if owner.kind == UNNAMED else None


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
        if inner.kind == UNNAMED:
            yield from _named_below(inner)
        else:
            yield inner.body
