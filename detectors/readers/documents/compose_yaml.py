"""Parser events -> trees with offsets, without recursion."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from yaml.events import (
    AliasEvent,
    DocumentEndEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from detectors.readers.common.templates import Masked, line_start
from detectors.readers.documents.nodes import (
    Alias,
    Document,
    Entry,
    Mapping,
    Node,
    Scalar,
    Sequence,
    Style,
)

if TYPE_CHECKING:
    from yaml._yaml import Mark as CMark
    from yaml.error import Mark

_PROPERTIES = re.compile(r"(?:[&!][^\s,\[\]{}]*[ \t]*(?:#[^\n]*)?\s*)*")
_STYLES: dict[str | None, Style] = {"'": "single", '"': "double", "|": "literal", ">": "folded"}
_CONTENT = re.compile(r"\n([ ]*)[^\s]")
_BLANK = re.compile(r"\s*(?:#[^\n]*\s*)*")


class Composer:
    """Builds trees from events, without recursion; an alias stays an alias."""

    def __init__(self, masked: Masked, start: int, documents: list[Document]) -> None:
        self.masked = masked
        self.start = start
        self.documents = documents
        self.document_start = start
        self.finished = len(documents)
        self.open: list[Mapping | Sequence] = []
        self.keys: list[Scalar | None] = []
        self.anchors: dict[str, Scalar | Mapping | Sequence] = {}

    def take(self, event: Event) -> None:
        if isinstance(event, ScalarEvent):
            scalar = self._scalar(event)
            self._name(event.anchor, scalar)
            self._put(scalar)
        elif isinstance(event, MappingStartEvent | SequenceStartEvent):
            self._begin(event)
        elif isinstance(event, MappingEndEvent | SequenceEndEvent):
            node = self.open.pop()
            if isinstance(node, Mapping):
                self.keys.pop()
            if node.is_flow:
                node.end = self.start + _index(event.end_mark)
            self._finish(node)
            self._grow(node.end)
        elif isinstance(event, AliasEvent):
            start, end = self.start + _index(event.start_mark), self.start + _index(event.end_mark)
            self._put(Alias(start, end, self.anchors.get(event.anchor or "")))
        elif isinstance(event, DocumentStartEvent):
            self.anchors = {}
            self.document_start = self.start + _index(event.start_mark)
        elif isinstance(event, DocumentEndEvent):
            self.document_start = self.start + _index(event.end_mark)
            self.finished = len(self.documents)

    def discard(self) -> None:
        """Forgets the document that is being built."""
        del self.documents[self.finished :]

    def close(self) -> None:
        """The text ends here: what is open cannot be seen to its end."""
        while self.open:
            node = self.open.pop()
            if isinstance(node, Mapping):
                node.is_complete = False
                self.keys.pop()
            self._grow(node.end)

    def _begin(self, event: MappingStartEvent | SequenceStartEvent) -> None:
        start, end = self.start + _index(event.start_mark), self.start + _index(event.end_mark)
        is_flow = bool(event.flow_style)
        start = (
            min(_after_properties(self.masked.text, start), end)
            if event.anchor or event.tag
            else start
        )
        is_mapping = isinstance(event, MappingStartEvent)
        node = (Mapping if is_mapping else Sequence)(start, end, is_flow, event.tag or "")
        self._name(event.anchor, node)
        self._put(node)
        self.open.append(node)
        if is_mapping:
            self.keys.append(None)

    def _scalar(self, event: ScalarEvent) -> Scalar:
        start, end = self.start + _index(event.start_mark), self.start + _index(event.end_mark)
        if event.anchor or event.tag:
            start = min(_after_properties(self.masked.text, start), end)
        style = _STYLES.get(event.style, "plain")
        text = self.masked.restored(event.value, start, end)
        written = self.masked.text[start:end]
        if style in ("literal", "folded"):
            content = _CONTENT.search(written)
            is_template = self.masked.inserts_any(start, end, len(content[1]) if content else 1)
        elif written:
            is_template = self.masked.inserts_any(start, end)
        else:
            is_template = self.masked.fills(start)
            start = len(self.masked.text[:start].rstrip())
        return Scalar(
            start, start + len(written.rstrip()), text, style, event.tag or "", is_template
        )

    def _name(self, anchor: str | None, node: Scalar | Mapping | Sequence) -> None:
        if anchor:
            self.anchors[anchor] = node

    def _put(self, node: Node) -> None:
        if not self.open:
            self.documents.append(Document(node, self.document_start, node.end))
            return
        parent = self.open[-1]
        if isinstance(parent, Sequence):
            parent.items.append(node)
        elif self.keys[-1] is None:
            self.keys[-1] = (
                node if isinstance(node, Scalar) else Scalar(node.start, node.end, "", "plain", "?")
            )
            if not parent.entries and not parent.is_flow:
                parent.start = node.start
        else:
            parent.entries.append(Entry(self.keys[-1], node))
            self.keys[-1] = None
        self._grow(node.end)

    def _grow(self, end: int) -> None:
        if self.open and not self.open[-1].is_flow:
            self.open[-1].end = max(self.open[-1].end, end)
        elif not self.open and self.documents:
            self.documents[-1].end = end

    def _finish(self, node: Mapping | Sequence) -> None:
        if not isinstance(node, Mapping) or not self.masked.insertions:
            return
        if node.is_flow:
            node.is_complete = not self.masked.inserts_any(node.start, node.end)
            return
        text = self.masked.text
        column = node.start - line_start(text, node.start)
        # Blank lines around a mapping are its own if a template stands at its column.
        before = len(text[: node.start].rstrip())
        after = _BLANK.match(text, node.end)
        node.is_complete = not self.masked.inserts(
            before, after.end() if after else node.end, column
        )


def _after_properties(text: str, start: int) -> int:
    found = _PROPERTIES.match(text, start)
    return found.end() if found else start


def _index(mark: Mark | CMark | None) -> int:
    return mark.index if mark else 0
