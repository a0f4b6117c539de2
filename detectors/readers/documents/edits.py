"""Writing into a YAML or JSON document in its author's style."""

from __future__ import annotations

import json
import re
from functools import cached_property

from detectors.facts import Edit, Edits
from detectors.readers.building import VALUE
from detectors.readers.documents.nodes import Entry, Mapping, Node, Scalar, target
from detectors.readers.values import typed

_SAFE = re.compile(r"[A-Za-z_/.][\w./+@%-]*(?::(?!\s|$)[\w./+@%-]*)*")
_RAW = re.compile(r"[\w./+@%:,=-]*")
_FAMILIES = (("true", "false"), ("yes", "no"), ("on", "off"))
_REST = re.compile(r"[ \t]*(?:#[^\r\n]*)?(?:\r\n|\r|\n|\Z)")


class Editor:
    """Makes edits of one source; None where an edit would not be exact."""

    def __init__(self, source: str, is_json: bool) -> None:
        self.source = source
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
        text = self._word(value, "")
        return (Edit(start, end, text),) if _RAW.fullmatch(text) else None

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
            return self._line_below(mapping, text)
        if not mapping.entries:
            return (Edit(mapping.start, mapping.end, "{" + text + "}"),)
        last = mapping.entries[-1]
        start = self._line_start(mapping.entries[0].start)
        indent = self.source[start : mapping.entries[0].start]
        between = ", " if indent.strip() else f",{self.newline}{indent}"
        return (Edit(last.end, last.end, between + text),)

    @cached_property
    def newline(self) -> str:
        return "\r\n" if "\r\n" in self.source else "\n"

    def _line_below(self, mapping: Mapping, text: str) -> Edits | None:
        if not mapping.entries:
            return None
        column = mapping.start - self._line_start(mapping.start)
        end = _end_of_line(self.source, mapping.end)
        return (Edit(end, end, self.newline + " " * column + text),)

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
            text = _quoted(self._word(value, node.text), node.style)
        return (Edit(node.start, node.end, text),)

    def _removed(self, mapping: Mapping, entry: Entry) -> Edits | None:
        entries = mapping.entries
        index = entries.index(entry)
        if mapping.is_flow:
            if index + 1 < len(entries):
                return (Edit(entry.start, entries[index + 1].start, ""),)
            start = entries[index - 1].end if index else entry.start
            return (Edit(start, entry.end, ""),)
        start = self._line_start(entry.start)
        rest = _REST.match(self.source, entry.end)
        if len(entries) == 1 or self.source[start : entry.start].strip() or not rest:
            return None
        return (Edit(start, rest.end(), ""),)

    def _spelled(self, value: object, before: str = "") -> str:
        """A value without quotes around it, where it needs none."""
        word = self._word(value, before)
        if not isinstance(value, str):
            return word
        is_plain = not self.is_json and _SAFE.fullmatch(word) and isinstance(typed(word), str)
        return word if is_plain else json.dumps(word, ensure_ascii=False)

    def _word(self, value: object, before: str) -> str:
        if not isinstance(value, bool):
            return str(value)
        for yes, no in _FAMILIES:
            if before.lower() in (yes, no) and not (self.is_json and yes != "true"):
                word = yes if value else no
                return word.capitalize() if before[0].isupper() else word
        return "true" if value else "false"

    def _line_start(self, offset: int) -> int:
        return max(self.source.rfind("\n", 0, offset), self.source.rfind("\r", 0, offset)) + 1


def _quoted(word: str, style: str) -> str:
    if style == "single":
        return "'" + word.replace("'", "''") + "'"
    return json.dumps(word, ensure_ascii=False)


def _end_of_line(source: str, offset: int) -> int:
    found = re.compile(r"[^\r\n]*").match(source, offset)
    return found.end() if found else len(source)
