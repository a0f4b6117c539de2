"""The statements of a Python source by its text alone: where each begins and ends, without parsing it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

_LINE = re.compile(r"\n(?=[^\s#)\]}\\])")
_FIRST = re.compile(r"\n([ \t]+)(?=[^\s#])")
PAIRS = (("(", ")"), ("[", "]"), ("{", "}"))
_GOES_ON = re.compile(r"[ \t]*(?:else|elif|except|finally)\b")
_DEFINED = re.compile(r"^[ \t]*(?:async[ \t]+)?(def|class)[ \t]+(\w+)", re.M)
_DEFINITION = re.compile(r"[ \t]*(@|(?:async[ \t]+)?def\b|class\b)")
_PROSE = re.compile(r"""\s*[rRuU]?(\"{3}|'{3})(?:(?!\1).)*\1\s*(?:#[^\n]*\s*)*""", re.DOTALL)
"""A statement that is a text and nothing else, as the one that documents a module."""
_DOCUMENTED = re.compile(
    r"(?:[ \t]*@[^\n]*\n)*[ \t]*(?:(?:async[ \t]+)?def|class)[ \t]+\w+[ \t]*"
    r"(?:\([^()]*(?:\([^()]*\)[^()]*)*\))?[^:\n\"']*:\s*(?:#[^\n]*\s*)*"
    r"[rRuU]?(\"{3}[\s\S]*?\"{3}|'{3}[\s\S]*?'{3})"
)
"""A definition through the text that documents it."""
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
            source, [m.end() for m in _LINE.finditer(source)], 0, len(source)
        ):
            self._add(start, end)
        self._starts = [unit.start for unit in self.units]

    def at(self, offset: int) -> int:
        """The number of the unit around this offset."""
        return max(0, bisect_right(self._starts, offset) - 1)

    def text(self, number: int) -> str:
        unit = self.units[number]
        return self.source[unit.start : unit.end]

    def is_prose(self, offset: int) -> bool:
        """Whether a comment of its own line or the text that documents a definition is around this offset."""
        line = self.source.rfind("\n", 0, offset) + 1
        if self.source[line:offset].lstrip()[:1] == "#":
            return True
        unit = self.units[self.at(offset)]
        if _PROSE.fullmatch(self.source, unit.start, unit.end):
            return True
        documented = _DOCUMENTED.match(self.source, unit.start, unit.end)
        return documented is not None and documented.start(1) <= offset < documented.end(1)

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
    members = _member(first[1]).finditer(source, first.start(), end)
    return _whole_statements(source, [start, *(m.start() + 1 for m in members)], start, end)


@lru_cache(maxsize=8)
def _member(edge: str) -> re.Pattern[str]:
    """What begins a member of a class whose body is indented so."""
    return re.compile(
        rf"\n{edge}(?=@|(?:async[ \t]+)?def\b|class\b|\w+[ \t]*(?::|=(?!=)|,)|(?:if|try|for|with|while)\b)"
    )


def _whole_statements(
    source: str, starts: list[int], first: int, last: int
) -> Iterator[tuple[int, int]]:
    """Joins what belongs together: decorators, `else`, texts over several lines, open brackets."""
    begin = at = first
    quotes = doubled = 0
    brackets = [0, 0, 0]
    for end in (*(s for s in starts if s > first), last):
        if begin == at:
            quotes, doubled, brackets = 0, 0, [0, 0, 0]
            is_definition = _DEFINITION.match(source, begin)
        quotes += source.count("'''", at, end)
        doubled += source.count('"""', at, end)
        if not is_definition:
            for kind, (opening, closing) in enumerate(PAIRS):
                brackets[kind] += source.count(opening, at, end) - source.count(closing, at, end)
        at = end
        if end < last and (
            quotes % 2
            or doubled % 2
            or max(brackets) > 0
            or _GOES_ON.match(source, end)
            or source[end - 3 : end].rstrip("\r\n").endswith("\\")
            or (
                is_definition
                and is_definition[1] == "@"
                and not _DEFINED.search(source, begin, end)
            )
        ):
            continue
        yield begin, end
        begin = end
