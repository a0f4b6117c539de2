"""Writing into a YAML or JSON document in its author's style."""

from __future__ import annotations

import json
import re

from detectors.places import Edit, Edits
from detectors.readers.common.rewriting import (
    VALUE,
    indent_at,
    line_below,
    newline,
    spelled,
    without_lines,
)
from detectors.readers.common.values import typed
from detectors.readers.documents.nodes import Entry, Mapping, Node, Scalar, target
from detectors.text import Text

_SAFE = re.compile(r"[A-Za-z_/.][\w./+@%-]*(?::(?!\s|$)[\w./+@%-]*)*")
_RAW = re.compile(r"[\w./+@%:,=-]*")


class Editor:
    """Makes edits of one source; None where an edit would not be exact."""

    def __init__(self, text: Text, is_json: bool) -> None:
        self.text = text
        self.is_json = is_json

    def write_entry(
        self, mapping: Mapping, entry: Entry, setting: str, value: object
    ) -> Edits | None:
        """`write` of a setting that is an entry of a mapping."""
        if setting not in VALUE:
            return None
        if value is None:
            return self._removed(mapping, entry)
        return self._replaced(target(entry.value), value)

    def write_item(self, scalar: Scalar, setting: str, value: object) -> Edits | None:
        """`write` of a setting that is an item of a list."""
        return None if setting not in VALUE or value is None else self._replaced(scalar, value)

    def write_raw(self, start: int, end: int, setting: str, value: object) -> Edits | None:
        """`write` of the value in a list item `NAME=value`."""
        if setting not in VALUE or value is None:
            return None
        written = spelled(value)
        return (Edit(start, end, written),) if _RAW.fullmatch(written) else None

    def write_block(self, mapping: Mapping, key: str, value: object) -> Edits | None:
        """`write` of a block: a new entry, or a new value of the one that it has."""
        for entry in reversed(mapping.entries):
            if entry.key.text == key:
                return self.write_entry(mapping, entry, "value", value)
        if value is None:
            return None
        name = json.dumps(key) if self.is_json else key
        text = f"{name}: {self._spelled(value)}"
        if not mapping.is_flow:
            if not mapping.entries:
                return None
            indent = " " * len(indent_at(self.text, mapping.start))
            return line_below(self.text, mapping.end, indent + text)
        if not mapping.entries:
            return (Edit(mapping.start, mapping.end, "{" + text + "}"),)
        end = mapping.entries[-1].end
        indent = indent_at(self.text, mapping.entries[0].start)
        between = ", " if indent.strip() else f",{newline(self.text.source)}{indent}"
        return (Edit(end, end, between + text),)

    def _replaced(self, node: Node, value: object) -> Edits | None:
        if (
            not isinstance(node, Scalar)
            or node.style in ("literal", "folded")
            or node.start == node.end
        ):
            return None
        if node.tag.startswith("!"):
            return None
        if node.style == "plain":
            text = self._spelled(value, node.text)
        else:
            text = _quoted(spelled(value, node.text), node.style)
        return (Edit(node.start, node.end, text),)

    def _removed(self, mapping: Mapping, entry: Entry) -> Edits | None:
        entries = mapping.entries
        index = entries.index(entry)
        if mapping.is_flow:
            if index + 1 < len(entries):
                return (Edit(entry.start, entries[index + 1].start, ""),)
            start = entries[index - 1].end if index else entry.start
            return (Edit(start, entry.end, ""),)
        if len(entries) == 1:
            return None
        return without_lines(self.text, entry.start, entry.end)

    def _spelled(self, value: object, before: str = "") -> str:
        """A value without quotes around it, where it needs none."""
        written = spelled(value, before)
        if not isinstance(value, str):
            return written
        is_plain = not self.is_json and _SAFE.fullmatch(written) and isinstance(typed(written), str)
        return written if is_plain else json.dumps(written, ensure_ascii=False)


def _quoted(written: str, style: str) -> str:
    if style == "single" and "\n" not in written:
        return "'" + written.replace("'", "''") + "'"
    return json.dumps(written, ensure_ascii=False)
