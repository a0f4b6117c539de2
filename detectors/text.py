"""Where things stand in a source: offsets, lines and columns.

Only "\\n", "\\r\\n" and "\\r" end a line, as editors and CI annotations count them;
`str.splitlines` also splits at form feeds and separators and would move every later line.
"""

from __future__ import annotations

import codecs
import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property
from itertools import accumulate

from detectors.places import Lines

LONGEST = 60
"""Characters of code within a sentence."""
_LINE_END = re.compile(r"\r\n|\n|\r")


def in_short(code: str) -> str:
    """Code for a sentence: on one line, and what is too long is cut at a word."""
    line = " ".join(code.split())
    if len(line) <= LONGEST:
        return line
    return f"{line[: LONGEST - 3].rsplit(' ', 1)[0]} ..."


def in_lower_case(source: str) -> str:
    """Every character stays at its place: one that would become two (`İ`) stays as it is."""
    lowered = source.lower()
    if len(lowered) == len(source):
        return lowered
    return "".join(small if len(small := sign.lower()) == 1 else sign for sign in source)


def start_of_line(source: str, place: int) -> int:
    """Where the line begins in which this place stands."""
    return source.rfind("\n", 0, place) + 1


def places_of(text: str, source: str, start: int = 0, end: int | None = None) -> Iterator[int]:
    """The offsets at which a text stands in a source, in order; they do not overlap. No text stands nowhere."""
    place = source.find(text, start, end) if text else -1
    while place >= 0:
        yield place
        place = source.find(text, place + len(text), end)


def places_of_word(text: str, source: str) -> Iterator[int]:
    """The offsets at which a text stands with no part of a word before or behind it: faster than a pattern that says so."""
    place = source.find(text)
    while place >= 0:
        after = place + len(text)
        is_alone = not (_goes_on(source[place - 1 : place]) or _goes_on(source[after : after + 1]))
        if is_alone:
            yield place
        place = source.find(text, after if is_alone else place + 1)


def places_of_name(source: str, name: str, start: int = 0, end: int | None = None) -> Iterator[int]:
    """The offsets at which a name stands by itself; as an attribute if it begins with a dot, else as none."""
    is_attribute = name[:1] == "."
    for place in places_of(name, source, start, end):
        after, before = place + len(name), source[place - 1 : place]
        if not _goes_on(source[after : after + 1]) and (
            is_attribute or not (before == "." or _goes_on(before))
        ):
            yield place


def _goes_on(sign: str) -> bool:
    return sign == "_" or sign.isalnum()


class Text:
    """A source with an index of its lines; lines and columns count from 1, offsets from 0."""

    def __init__(self, source: str) -> None:
        self.source = source

    @cached_property
    def starts(self) -> list[int]:
        """The offset at which each line begins."""
        if "\r" in self.source:
            return [0, *(end.end() for end in _LINE_END.finditer(self.source))]
        lengths = (len(line) + 1 for line in self.source.split("\n")[:-1])
        return [*accumulate(lengths, initial=0)]

    @cached_property
    def lines(self) -> list[str]:
        """The lines without their ends; a last empty one is left out."""
        has_returns = "\r" in self.source
        lines = _LINE_END.split(self.source) if has_returns else self.source.split("\n")
        return lines[:-1] if lines and not lines[-1] else lines

    @cached_property
    def byte_starts(self) -> list[int] | None:
        """The UTF-8 offset of each line; None where bytes and characters are the same."""
        if self.source.isascii():
            return None
        starts, total = [], 0
        for first, last in zip(self.starts, [*self.starts[1:], len(self.source)], strict=True):
            starts.append(total)
            total += len(self.source[first:last].encode("utf-8", "surrogatepass"))
        return starts

    def remark(self, *places: Lines) -> str:
        """The comments at the ends of these lines, and those that stand alone directly above them."""
        said = [
            line.partition(" #")[2] for line in self.lines[places[0].first - 1 : places[0].last]
        ]
        for place in places:
            for line in reversed(self.lines[: place.first - 1]):
                if not line.lstrip().startswith("#"):
                    break
                said.insert(0, line.strip("# \t"))
        return " ".join(said)

    def position(self, offset: int) -> tuple[int, int]:
        """(line, column) of the character at this offset."""
        line = bisect_right(self.starts, offset)
        return line, offset - self.starts[line - 1] + 1

    def offset(self, line: int, column: int) -> int:
        """The offset of this place; past the end of the source, its end."""
        if line > len(self.starts):
            return len(self.source)
        return min(self.starts[line - 1] + column - 1, len(self.source))

    def from_bytes(self, offset: int) -> int:
        """The character offset of a UTF-8 byte offset (tree-sitter counts bytes)."""
        if self.byte_starts is None:
            return offset
        line = bisect_right(self.byte_starts, offset) - 1
        start = self.starts[line]
        end = self.starts[line + 1] if line + 1 < len(self.starts) else len(self.source)
        rest = self.source[start:end].encode("utf-8", "surrogatepass")
        before = rest[: offset - self.byte_starts[line]]
        # A parser may count bytes of a lone surrogate one by one: an unfinished character is none.
        return start + len(codecs.utf_8_decode(before, "surrogatepass", False)[0])

    def lines_of(self, start: int, end: int) -> Lines:
        """The lines that `source[start:end]` touches; an end right after a line break is before it."""
        return Lines(self.position(start)[0], self.position(max(start, end - 1))[0])

    def columns_of(self, start: int, end: int) -> tuple[int, int]:
        """The first column, and the one after the last character on the last line."""
        return self.position(start)[1], self.position(max(start, end - 1))[1] + (end > start)
