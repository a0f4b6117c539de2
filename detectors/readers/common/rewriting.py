"""Edits that every configuration format makes alike: a word, a line taken out, a line put in."""

from __future__ import annotations

import json
import re

from detectors.places import Edit, Edits
from detectors.text import Text

VALUE = ("value", "")
"""Names under which a setting's own value is written."""
_FAMILIES = (("true", "false"), ("yes", "no"), ("on", "off"), ("1", "0"))
_REST = re.compile(r"[^\r\n]*")


def spelled(value: object, before: str = "", truths: tuple[str, str] = ("true", "false")) -> str:
    """A value as text; a truth is spelled as the one that stands there, or as the format does."""
    if not isinstance(value, bool):
        return str(value)
    for yes, no in _FAMILIES:
        if before.lower() in (yes, no):
            truth = yes if value else no
            return truth.capitalize() if before[0].isupper() else truth
    return truths[0] if value else truths[1]


def literal(value: object) -> str:
    """A value as HCL and TOML write it."""
    is_bare = isinstance(value, bool | int | float)
    return spelled(value) if is_bare else json.dumps(str(value), ensure_ascii=False)


def newline(source: str) -> str:
    """The line end that the author uses."""
    return "\r\n" if "\r\n" in source else "\n"


def without_lines(text: Text, start: int, end: int, comments: str = "#") -> Edits | None:
    """Takes the lines of `source[start:end]` out, unless something else stands on them."""
    first, last = text.lines_of(start, end)
    begin, stop = text.offset(first, 1), text.offset(last + 1, 1)
    before, after = text.source[begin:start], text.source[end:stop].strip()
    if before.strip() or (after and after[0] not in comments):
        return None
    return (Edit(begin, stop, ""),)


def line_below(text: Text, offset: int, written: str) -> Edits:
    """Puts a line below the one that this offset stands on."""
    rest = _REST.match(text.source, offset)
    end = rest.end() if rest else offset
    return (Edit(end, end, newline(text.source) + written),)


def indent_at(text: Text, offset: int) -> str:
    """What stands on its line before this offset."""
    return text.source[text.offset(text.position(offset)[0], 1) : offset]
