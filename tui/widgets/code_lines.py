"""What a CodeView draws: marks, lines in pieces, and the rows that they take at a width."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len

from detectors.places import Lines
from trainer.neutralise import one_line
from tui.highlight import Piece, highlight

MARKS = ("false", "missed", "partial", "hit", "flag", "hint", "neutral", "fine")
"""Kinds of marks; of two that begin on a line the former is drawn."""


@dataclass(frozen=True)
class Mark:
    """Something said of a range of lines; `kind` (one of MARKS) gives glyph and colour."""

    lines: Lines
    kind: str
    label: str = ""
    note: str = ""
    chosen: bool = False
    """It is drawn before all others."""


@dataclass(frozen=True)
class CodeLine:
    """A line as it is drawn; `sign` is empty, `added` or `removed`."""

    number: str
    pieces: Sequence[Piece]
    sign: str = ""

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)


@dataclass(frozen=True)
class Row:
    """One row of the screen: cells of a line, or (with a `note`) a line of its own that has no number."""

    line: int
    start: int = 0
    end: int = 0
    note: str = ""
    kind: str = ""


def code_lines(lines: Sequence[str], language: str) -> list[CodeLine]:
    """Numbered, neutralised and in colours."""
    safe = [one_line(line) for line in lines] or [""]
    return [
        CodeLine(str(number), pieces) for number, pieces in enumerate(highlight(safe, language), 1)
    ]


def wrapped(text: str, room: int) -> list[tuple[int, int]]:
    """(start, end) of each row in cells; rows break at a space in their second half if there is one."""
    if cell_len(text) <= room:
        return [(0, max(1, cell_len(text)))]
    rows, start, cells, space = [], 0, 0, 0
    for char in text:
        width = cell_len(char)
        if cells + width - start > room:
            end = space if space - start > room // 2 else cells
            rows.append((start, end))
            start = end
        cells += width
        if char == " ":
            space = cells
    return [*rows, (start, cells)]
