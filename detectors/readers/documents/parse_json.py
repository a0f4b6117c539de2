"""JSON text -> the same trees as YAML; comments and trailing commas are let pass."""

from __future__ import annotations

import json
import re

from detectors.model import Problem
from detectors.places import Lines
from detectors.readers.documents.nodes import Document, Entry, Mapping, Scalar, Sequence, Stream
from detectors.text import Text

_TOKEN = re.compile(
    r"""(?P<space>[\s\ufeff]+|//[^\n]*|/\*.*?\*/|\#[^\n]*)
    |(?P<string>"(?:[^"\\\n\r]|\\.)*")
    |(?P<unclosed>"[^\n\r]*)
    |(?P<mark>[\[\]{},:])
    |(?P<word>[^\s\[\]{},:"]+)
    |(?P<broken>.)""",
    re.S | re.X,
)
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def parse(source: str) -> Stream:
    """Every value of a source, one document each (JSON lines too); never raises."""
    return _Parser(source).parse()


class _Parser:
    def __init__(self, source: str) -> None:
        self.source = source
        self.stream = Stream()
        self.open: list[Mapping | Sequence] = []
        self.keys: list[Scalar | None] = []
        self.broken: int | None = None

    def parse(self) -> Stream:
        for token in _TOKEN.finditer(self.source):
            kind, start, end = token.lastgroup, token.start(), token.end()
            if kind == "space":
                continue
            if kind == "string":
                self._put(Scalar(start, end, _unescaped(token[0]), "double"))
            elif kind == "word":
                self._put(Scalar(start, end, token[0], "plain"))
            elif kind == "mark":
                self._mark(token[0], start, end)
            else:
                self._break(start)
        while self.open:
            self._break(self.open[-1].start)
            self._close(len(self.source), is_complete=False)
        if self.broken is not None:
            text = Text(self.source)
            line = min(text.position(self.broken)[0], max(1, len(text.lines)))
            self.stream.problems.append(Problem("not valid JSON", Lines(line, line)))
        return self.stream

    def _mark(self, mark: str, start: int, end: int) -> None:
        if mark in "{[":
            node = (Mapping if mark == "{" else Sequence)(start, end, True)
            self._put(node)
            self.open.append(node)
            self.keys.append(None)
        elif mark in "}]":
            is_open = self.open and isinstance(self.open[-1], Mapping if mark == "}" else Sequence)
            if is_open:
                self._close(end)
            else:
                self._break(start)
        elif mark == ",":
            if self.keys and self.keys[-1] is not None:
                self._break(start)
                self.keys[-1] = None
        elif not self.keys or self.keys[-1] is None:
            self._break(start)
            self._take_back()

    def _take_back(self) -> None:
        """What was taken for a value is a key: the key before it has none."""
        parent = self.open[-1] if self.open else None
        if isinstance(parent, Mapping) and parent.entries:
            value = parent.entries[-1].value
            if isinstance(value, Scalar):
                parent.entries.pop()
                self.keys[-1] = value

    def _close(self, end: int, is_complete: bool = True) -> None:
        node = self.open.pop()
        self.keys.pop()
        node.end = end
        if isinstance(node, Mapping):
            node.is_complete = is_complete

    def _put(self, node: Scalar | Mapping | Sequence) -> None:
        if not self.open:
            self.stream.documents.append(Document(node, node.start, node.end))
            return
        parent = self.open[-1]
        if isinstance(parent, Sequence):
            parent.items.append(node)
        elif self.keys[-1] is not None:
            parent.entries.append(Entry(self.keys[-1], node))
            self.keys[-1] = None
        elif isinstance(node, Scalar):
            self.keys[-1] = node
        else:
            self._break(node.start)

    def _break(self, offset: int) -> None:
        self.broken = offset if self.broken is None else self.broken


def _unescaped(written: str) -> str:
    if "\\" not in written:
        return written[1:-1]
    try:
        text: str = json.loads(written, strict=False)
    except ValueError:
        return written[1:-1]
    return _LONE_SURROGATE.sub("\ufffd", text)
