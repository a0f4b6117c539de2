"""Makes foreign text harmless for a terminal; every snippet, name and message passes here once.

An escape sequence in a snippet can write the clipboard, set the window's title or hide code; bidirectional
marks can show another order than runs; invisible characters can make two names look like one.
What a terminal would obey becomes a visible mark of one cell, so that columns stay where they were;
only tabs change the length of a line (`shown_column`).
Detectors read the text as it is.
"""

from __future__ import annotations

import re
import unicodedata

TAB = 4
"""Cells between tab stops."""
FORMAT = "◌"
"""Stands for a character that has no width: zero-width space, joiner, soft hyphen, tag ..."""
DIRECTION = "⇄"
"""Stands for a character that turns the direction of the text."""
BROKEN = "\N{REPLACEMENT CHARACTER}"
"""Stands for a C1 control character, or half a surrogate pair."""
SEPARATOR = "¶"
"""Stands for U+2028 and U+2029, which some programs take for the end of a line."""

_DIRECTION = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# Letters and marks by category, and yet nothing to see: fillers, joiners, variation selectors.
_INVISIBLE = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2065\u2800\u3164\ufe00-\ufe0f\uffa0"
    "\ufff0-\ufff8\U0001d159\U000e0000-\U000e0fff]"
)


def neutralise(text: str) -> str:
    """The text with everything that a terminal would obey made visible; line ends stay as "\\n".

    >>> neutralise("a\\x1b[31mb")
    'a␛[31mb'
    """
    lines = text.replace("\r\n", "\n").split("\n")
    return "\n".join(_line(line) for line in lines)


def one_line(text: str) -> str:
    """The same for what must stay on one line, as a title or a name: line ends become spaces."""
    return " ".join(neutralise(text).split("\n"))


def shown_path(path: str) -> str:
    """The same for a path: a line end is a sign as well, since what stands behind it looks like a line of ours."""
    return neutralise(path.replace("\n", "\N{SYMBOL FOR LINE FEED}"))


def shown_column(line: str, column: int) -> int:
    """Where a column of a source line (from 1) stands in `neutralise(line)`."""
    return len(_line(line[: column - 1])) + 1


def _line(line: str) -> str:
    if line.isascii() and line.isprintable():
        return line
    shown: list[str] = []
    for character in line:
        if character == "\t":
            shown += " " * (TAB - len(shown) % TAB)
        else:
            shown.append(_visible(character))
    return "".join(shown)


def _visible(character: str) -> str:
    code = ord(character)
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\N{SYMBOL FOR DELETE}"
    if character in _DIRECTION:
        return DIRECTION
    match unicodedata.category(character):
        case "Cc" | "Cs":
            return BROKEN
        case "Zl" | "Zp":
            return SEPARATOR
        case "Cf":
            return FORMAT
    return FORMAT if _INVISIBLE.match(character) else character
