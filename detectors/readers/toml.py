"""Reads TOML: tables, arrays of tables, dotted keys, inline tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, partial
from typing import Any

import tree_sitter_toml
from tree_sitter import Language, Node, Parser

from detectors.facts import HOLE, Block, File, Value
from detectors.model import Problem
from detectors.places import Edit, Edits, Lines, Write
from detectors.readers import Reading
from detectors.readers.common.building import UNNAMED, Builder
from detectors.readers.common.rewriting import VALUE, line_below, literal, without_lines
from detectors.readers.common.trees import parsed
from detectors.readers.common.values import typed, visible
from detectors.text import Text

DEPTH = 60
"""Deeper nesting is not read."""
PROBLEMS = 20
"""So many broken places are reported one by one."""
_KEYS = ("bare_key", "quoted_key", "dotted_key")
Path = tuple[str, ...]


@cache
def _parser() -> Parser:
    return Parser(Language(tree_sitter_toml.language()))


def read(source: str, file: File, clients: frozenset[str]) -> Reading:
    """Every key and table of a source; never raises."""
    return _Reader(source, file).read()


@dataclass
class _Reader:
    source: str
    file: File
    problems: list[Problem] = field(default_factory=list)
    broken: list[int] = field(default_factory=list)
    """Lines that were taken out."""

    def __post_init__(self) -> None:
        self.text = Text(self.source)
        self.builder = Builder(self.text, self.file)

    def read(self) -> Reading:
        tree, broken = parsed(_parser(), self.source.encode("utf-8", "surrogatepass"))
        self.broken = [self.text.position(self.text.from_bytes(start))[0] for start in broken]
        self.problems += [Problem("not valid TOML", Lines(line, line)) for line in self.broken]
        self._pairs(tree.root_node, (), None)
        return Reading(self.builder.finished(), self.problems)

    def _at(self, node: Node) -> tuple[int, int]:
        return self.text.from_bytes(node.start_byte), self.text.from_bytes(node.end_byte)

    def _written(self, node: Node) -> str:
        start, end = self._at(node)
        return self.source[start:end]

    def _pairs(self, node: Node, path: Path, owner: Block | None, depth: int = 0) -> None:
        for child in node.children:
            if child.type == "pair":
                self._pair(child, path, owner, depth)
            elif child.type in ("table", "table_array_element"):
                self._table(child)
            elif child.is_error or child.is_missing:
                self._problem(child)
                if owner:
                    owner.is_complete = False
                if depth < DEPTH:
                    self._pairs(child, path, owner, depth + 1)

    def _table(self, node: Node) -> None:
        key = next((c for c in node.children if c.type in _KEYS), None)
        closing = next((c for c in node.children if c.type in ("]", "]]")), None)
        if key is None:
            return
        path = self._path(key)
        start, end = self._at(node)
        end = start + len(self.source[start:end].rstrip())
        header = start, self._at(closing)[1] if closing else self._at(key)[1]
        block = self.builder.block("toml:table", ".".join(path), header, (start, end), None, path)
        block.write = partial(self._write_table, node, block)
        self._pairs(node, path, block)
        if any(block.body.holds(Lines(line, line)) for line in self.broken):
            block.is_complete = False

    def _pair(self, node: Node, path: Path, owner: Block | None, depth: int) -> None:
        parts = [c for c in node.children if c.is_named and not c.is_error and c.type != "comment"]
        if any(c.is_error or c.is_missing for c in node.children):
            self._problem(node)
            return
        if len(parts) != 2 or parts[0].type not in _KEYS:
            return
        key, value = parts
        self._entry(node, key, value, (*path, *self._path(key)), owner, depth)

    def _entry(
        self, node: Node, key: Node, value: Node, path: Path, owner: Block | None, depth: int
    ) -> None:
        start, end = self._at(node)[0], self._at(value)[1]
        if depth > DEPTH:
            self._problem(node, f"nested more than {DEPTH} levels deep: not read there")
        elif value.type == "inline_table":
            block = self.builder.block(UNNAMED, path[-1], self._at(key), (start, end), owner)
            self._pairs(value, path, block, depth + 1)
        elif value.type == "array":
            self._items(value, path, owner, depth, (start, end))
        else:
            write: Write = partial(self._write_pair, value, (start, end))
            self.builder.setting(path, self._value(value), start, end, owner, write)

    def _items(
        self, array: Node, path: Path, owner: Block | None, depth: int, whole: tuple[int, int]
    ) -> None:
        items = [c for c in array.children if c.is_named and c.type != "comment" and not c.is_error]
        if not items:
            start, end = self._at(array)
            self.builder.setting(path, self.builder.value(start, end, "known", ()), *whole, owner)
        for item in items:
            start, end = self._at(item)
            if depth > DEPTH:
                self._problem(item, f"nested more than {DEPTH} levels deep: not read there")
                return
            if item.type == "inline_table":
                block = self.builder.block(UNNAMED, path[-1], (start, start), (start, end), owner)
                self._pairs(item, path, block, depth + 1)
            elif item.type == "array":
                self._items(item, path, owner, depth + 1, (start, end))
            else:
                write: Write = partial(self._write_value, item)
                self.builder.setting(path, self._value(item), start, end, owner, write)

    def _path(self, key: Node) -> Path:
        return tuple(self._names(key, 0)) or ("",)

    def _names(self, key: Node, depth: int) -> Iterator[str]:
        if key.type != "dotted_key":
            yield _text(self._written(key))
        elif depth < DEPTH:
            for part in key.children:
                if part.type in _KEYS:
                    yield from self._names(part, depth + 1)

    def _value(self, node: Node) -> Value:
        start, end = self._at(node)
        written = self.source[start:end]
        value: Any = written
        if node.type == "string":
            value = visible(_text(written))
        elif node.type in ("integer", "float", "boolean"):
            value = typed(written)
        return self.builder.seen(start, end, value)

    def _problem(self, node: Node, message: str = "not valid TOML") -> None:
        if len(self.problems) < PROBLEMS:
            lines = self.text.lines_of(*self._at(node))
            last = max(1, min(lines.last, len(self.text.lines)))
            self.problems.append(Problem(message, Lines(min(lines.first, last), last)))

    # --- writing ---------------------------------------------------------------------------------

    def _write_pair(
        self, node: Node, whole: tuple[int, int], setting: str, value: object
    ) -> Edits | None:
        if setting not in VALUE or value is not None:
            return self._write_value(node, setting, value)
        return without_lines(self.text, *whole)

    def _write_value(self, node: Node, setting: str, value: object) -> Edits | None:
        start, end = self._at(node)
        written = self.source[start:end]
        if setting not in VALUE or value is None or written[:3] in ('"""', "'''"):
            return None
        if written[:1] == "'" and "'" not in str(value):
            return (Edit(start, end, f"'{value}'"),)
        return (Edit(start, end, literal(value)),)

    def _write_table(self, node: Node, block: Block, name: str, value: object) -> Edits | None:
        for setting in reversed(block.settings):
            if setting.name == name and setting.block is block:
                return setting.write("value", value)
        if value is None or not re.fullmatch(r"[\w-]+", name):
            return None
        at = self.text.offset(block.body.last, 1)
        return line_below(self.text, at, f"{name} = {literal(value)}")


def _text(written: str) -> str:
    """What a string or a key says."""
    for quote in ('"""', "'''", '"', "'"):
        if written.startswith(quote) and written.endswith(quote) and len(written) >= 2 * len(quote):
            inner = written[len(quote) : -len(quote)]
            if len(quote) == 3:
                inner = re.sub(r"\A\r?\n", "", inner)
            return inner if quote[0] == "'" else _unescaped(inner)
    return written


def _unescaped(text: str) -> str:
    if "\\" not in text:
        return text
    joined = re.sub(r"\\[ \t]*\r?\n\s*", "", text)
    escapes = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "e": "\x1b"}

    def character(found: re.Match[str]) -> str:
        if found[1]:
            code = int(found[1][1:], 16)
            return chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else HOLE
        return escapes.get(found[2], found[2])

    return re.sub(r"\\(?:(u[\da-fA-F]{4}|U[\da-fA-F]{8})|(.))", character, joined)
