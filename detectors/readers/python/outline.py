"""The statements of a Python source by its text alone: where each begins and ends, without parsing it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

_LINE = re.compile(r"^(?=[^\s#)\]}\\])", re.M)
_MEMBER = re.compile(
    r"^([ \t]+)(?=@|(?:async[ \t]+)?def\b|class\b|\w+[ \t]*(?::|=(?!=)|,)|(?:if|try|for|with|while)\b)",
    re.M,
)
_FIRST = re.compile(r"\n([ \t]+)(?=[^\s#])")
_GOES_ON = re.compile(r"(?:else|elif|except|finally)\b")
_DEFINED = re.compile(r"^[ \t]*(?:async[ \t]+)?(def|class)[ \t]+(\w+)", re.M)
_DEFINITION = re.compile(r"[ \t]*(?:@|(?:async[ \t]+)?def\b|class\b)")
_IMPORT = re.compile(r"[ \t]*(?:from|import)\b")
_ASSIGNED = re.compile(
    r"[ \t]*(\*?\w+(?:[ \t]*,[ \t]*\*?\w+)*)[ \t]*,?[ \t]*(?::[^=\n]*)?[-+*/|&]?=(?!=)"
)
_NAME = re.compile(r"\w+")


@dataclass(slots=True)
class Unit:
    """A statement at the left edge, or a part of a class: its head, a method, what stands between methods."""

    start: int
    end: int
    kind: Literal["function", "class", "import", "assignment", "statement"]
    names: tuple[str, ...] = ()
    """What it defines or assigns, if it is a definition or a plain assignment."""
    owner: int | None = None
    """The number of the head of its class."""


class Outline:
    """The units of a source in its order; together they are the whole source."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.units: list[Unit] = []
        for start, end in _whole_statements(
            source, [m.start() for m in _LINE.finditer(source)], 0, len(source)
        ):
            self._add(start, end)
        self._starts = [unit.start for unit in self.units]

    def at(self, offset: int) -> int:
        """The number of the unit around this offset."""
        return max(0, bisect_right(self._starts, offset) - 1)

    def text(self, number: int) -> str:
        unit = self.units[number]
        return self.source[unit.start : unit.end]

    def members(self, head: int) -> Iterator[int]:
        """The numbers of the parts of a class after its head."""
        for number in range(head + 1, len(self.units)):
            if self.units[number].owner != head:
                return
            yield number

    def _add(self, start: int, end: int) -> None:
        unit = _unit(self.source, start, end)
        self.units.append(unit)
        if unit.kind != "class":
            return
        head = len(self.units) - 1
        for first, last in _parts_of_class(self.source, start, end):
            if first == start:
                unit.end = last
                continue
            part = _unit(self.source, first, last)
            part.owner = head
            if part.kind == "class":  # a class inside a class is one part
                part.kind = "statement"
            self.units.append(part)


def _unit(source: str, start: int, end: int) -> Unit:
    if _DEFINITION.match(source, start):
        found = _DEFINED.search(source, start, end)
        if found:
            return Unit(start, end, "function" if found[1] == "def" else "class", (found[2],))
    elif _IMPORT.match(source, start):
        return Unit(start, end, "import")
    elif found := _ASSIGNED.match(source, start, end):
        return Unit(start, end, "assignment", tuple(_NAME.findall(found[1])))
    return Unit(start, end, "statement")


def _parts_of_class(source: str, start: int, end: int) -> Iterable[tuple[int, int]]:
    """The head, through the first member, and each member: those at the left edge of the body."""
    header = source.find(":", start)
    first = _FIRST.search(source, header, end)
    if first is None:
        return [(start, end)]
    edge = first[1]
    starts = [m.start() for m in _MEMBER.finditer(source, first.start(), end) if m[1] == edge]
    return _whole_statements(source, [start, *(s for s in starts if s > start)], start, end)


def _whole_statements(
    source: str, starts: list[int], first: int, last: int
) -> Iterator[tuple[int, int]]:
    """Joins what belongs together: decorators, `else`, texts over several lines, open brackets."""
    begin = first
    ends = [*(s for s in starts if s > first), last]
    for position, end in enumerate(ends):
        if end < last and not _is_whole(source, begin, end):
            continue
        is_decorator = source[begin:end].lstrip(" \t").startswith("@") and not _DEFINED.search(
            source, begin, end
        )
        if is_decorator and position < len(ends) - 1:
            continue
        yield begin, end
        begin = end


def _is_whole(source: str, start: int, end: int) -> bool:
    text = source[start:end]
    if text.count('"""') % 2 or text.count("'''") % 2:
        return False
    if _GOES_ON.match(source, _first_letter(source, end)):
        return False
    if text.rstrip("\r\n").endswith("\\"):
        return False
    if _DEFINITION.match(text):
        return True
    return (
        text.count("(") <= text.count(")")
        and text.count("[") <= text.count("]")
        and (text.count("{") <= text.count("}"))
    )


def _first_letter(source: str, position: int) -> int:
    while position < len(source) and source[position] in " \t":
        position += 1
    return position
