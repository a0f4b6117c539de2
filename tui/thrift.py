"""Writes to the terminal what changes, as curses does: cells that stand there are left, rows that move are moved.

Textual writes all cells of a region that changed, each piece with all of its colours and a reset: 13 KB for
a pane of code that scrolls by one line, and a learner behind a slow line waits for it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from rich.cells import get_character_cell_size
from textual.driver import Driver

WRITTEN = re.compile(
    r"\x1b\[(?P<row>\d+);(?P<column>\d+)H|\x1b\[(?P<look>[\d;]*)m|(?P<text>[^\x00-\x1f\x7f]+)|\r?\n"
)
"""All that an update of a screen consists of."""
ELSEWHERE = re.compile(r"\x1b\[\?2026[hl]|\x07|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)")
"""What changes no cell: the brackets around an update, the bell, the clipboard, the title."""
SEEN_ON_BLANKS = frozenset({"4", "7", "9", "21", "53"})
"""Underline, reverse, strike, double underline, overline."""
GAP = 4
"""Cells that stand there and are written again: a move takes as many characters."""
FEW_ROWS = 6
"""Fewer than these are painted and never moved."""


class Look(NamedTuple):
    """Of a cell, as parameters of SGR."""

    ways: frozenset[str] = frozenset()
    ink: str = ""
    ground: str = ""


PLAIN = Look()
Cell = tuple[str, Look]
Row = list[Cell | None]
"""What is known to stand in a row; None and whatever is beyond its end: anything."""


class Span(NamedTuple):
    """Cells that are painted from a column on."""

    row: int
    column: int
    cells: list[Cell]


class Update(NamedTuple):
    """What is written at once; rows and columns count from 0."""

    spans: list[Span]
    odd: set[int]
    """Rows with a character that is not one column wide: terminals differ in where the next one stands."""
    cursor: str
    """The sequence that puts the terminal's cursor where it stays."""


class Screenful:
    """What stands on the screen, as far as it was written through here."""

    def __init__(self) -> None:
        self._rows: dict[int, Row] = {}

    def forget(self) -> None:
        """Anything may stand there now."""
        self._rows.clear()

    def changes(self, data: str) -> str:
        """What to write, so that the screen shows what it would after `data`.

        What paints all that is known is written whole, so that nothing stays of what others wrote there.
        """
        if ELSEWHERE.fullmatch(data):
            return data
        if (update := read(data)) is None:
            self.forget()
            return data
        if not update.spans:
            return data
        if self._is_all_of_it(update.spans):
            self.forget()
        for row in update.odd:
            self._rows[row] = []
        wanted = self._with(update.spans)
        ways = [written(self._rows, wanted)]
        if move := moved(update.spans, self._rows):
            ways += self._moving(*move, wanted)
        self._rows |= wanted
        for row in update.odd:
            self._rows[row] = []
        return min(ways, key=len) + update.cursor

    def _is_all_of_it(self, spans: list[Span]) -> bool:
        painted = Counter[int]()
        for span in spans:
            painted[span.row] += len(span.cells)
        return all(painted[y] >= len(row) for y, row in self._rows.items())

    def _with(self, spans: list[Span]) -> dict[int, Row]:
        """The rows of these spans as they will be."""
        rows: dict[int, Row] = {}
        for y, x, cells in spans:
            if y not in rows:
                rows[y] = list(self._rows.get(y, ()))
            row = rows[y]
            row += [None] * (x - len(row))
            row[x : x + len(cells)] = cells
        return rows

    def _moving(self, top: int, bottom: int, by: int, wanted: Mapping[int, Row]) -> Iterator[str]:
        """The way that has the terminal move these rows up by so many (down: less than 0), if all in them is known."""
        rows = [self._rows.get(y, []) for y in range(top, bottom + 1)]
        width = max(map(len, self._rows.values()))
        if any(len(row) < width or None in row for row in rows):
            return  # cells beside what was painted move along, and could not be put back
        after = self._rows | {
            y: self._rows[y + by] if top <= y + by <= bottom else [] for y in range(top, bottom + 1)
        }
        step = (
            f"\x1b[{bottom + 1};1H" + "\n" * by if by > 0 else f"\x1b[{top + 1};1H" + "\x1bM" * -by
        )
        yield f"\x1b[{top + 1};{bottom + 1}r{step}\x1b[r" + written(after, wanted)


def read(data: str) -> Update | None:
    """What was painted where; None if anything else was written too."""
    spans: list[Span] = []
    odd: set[int] = set()
    look, row, column = PLAIN, -1, -1
    at, end = 0, len(data)
    while at < end:
        found = WRITTEN.match(data, at)
        if found is None:
            return None
        at = found.end()
        kind = found.lastgroup
        if kind == "look":
            look = look_of(found["look"])
        elif kind == "column":
            row, column = int(found["row"]) - 1, int(found["column"]) - 1
        elif kind == "text":
            if row < 0:
                return None
            text = found["text"]
            cells = [(" ", blank(look)) if sign == " " else (sign, look) for sign in text]
            if not text.isascii():
                widths = [get_character_cell_size(sign) for sign in text]
                if any(width != 1 for width in widths):
                    odd.add(row)
                    cells = placed(cells, widths)
            if spans and spans[-1].row == row and spans[-1].column + len(spans[-1].cells) == column:
                spans[-1].cells.extend(cells)
            else:
                spans.append(Span(row, column, cells))
            column += len(cells)
        else:  # Textual ends rows so, and says where it goes on
            row = -1
    return Update(spans, odd, f"\x1b[{row + 1};{column + 1}H" if row >= 0 else "")


def placed(cells: list[Cell], widths: list[int]) -> list[Cell]:
    """One entry for each column: of a wide character the second is empty, of a combining one there is none."""
    columns: list[Cell] = []
    for (sign, look), width in zip(cells, widths, strict=True):
        if width == 0 and columns:
            before, its = columns[-1]
            columns[-1] = (before + sign, its)
        else:
            columns += [(sign, look), *[("", look)] * (width - 1)]
    return columns


@lru_cache(512)
def look_of(parameters: str) -> Look:
    """Textual writes all of them after each reset, so that each sequence says everything."""
    ways, ink, ground = set(), "", ""
    parts = iter(parameters.split(";"))
    for part in parts:
        if part in {"38", "48"}:
            kind = next(parts, "")
            colour = ";".join(
                [part, kind, *(next(parts, "") for _ in range(3 if kind == "2" else 1))]
            )
        elif len(part) > 1 and part[:-1] in {"3", "4", "9", "10"}:
            colour = part
        else:
            ways |= {part} - {"", "0"}
            continue
        if part[0] == "3" or (part[0] == "9"):
            ink = colour
        else:
            ground = colour
    return Look(frozenset(ways), ink, ground)


@lru_cache(512)
def blank(look: Look) -> Look:
    """All that is seen of a look where nothing is written."""
    ways = look.ways & SEEN_ON_BLANKS
    return Look(ways, look.ink if ways else "", look.ground)


@lru_cache(2048)
def turned(before: Look, after: Look) -> str:
    """The shortest sequence from one look to another."""
    if before == after:
        return ""
    if (
        before.ways - after.ways
        or (before.ink and not after.ink)
        or (before.ground and not after.ground)
    ):
        before, parts = PLAIN, ["0"]
    else:
        parts = []
    parts += sorted(after.ways - before.ways)
    parts += [colour for colour in (after.ink, after.ground) if colour not in before]
    return f"\x1b[{';'.join(parts)}m"


def moved(spans: list[Span], rows: Mapping[int, Row]) -> tuple[int, int, int] | None:
    """(top, bottom, how far up) of painted rows of which at least half stood so far below; None: fewer did."""
    widest: dict[int, Span] = {}
    for span in spans:
        if span.row not in widest or len(span.cells) > len(widest[span.row].cells):
            widest[span.row] = span
    top, bottom = min(widest), max(widest)
    if len(widest) < max(FEW_ROWS, bottom - top + 1):
        return None
    stood = {
        (span.column, *rows.get(y, [])[span.column : span.column + len(span.cells)]): y
        for y, span in widest.items()
    }
    steps = Counter[int]()
    said = 0
    for y, span in widest.items():
        if any(sign != " " for sign, _ in span.cells):
            said += 1
            steps[stood.get((span.column, *span.cells), y) - y] += 1
    del steps[0]
    by, count = max(steps.items(), key=lambda step: step[1], default=(0, 0))
    return (top, bottom, by) if 2 * count >= said > 0 else None


def written(before: Mapping[int, Row], wanted: Mapping[int, Row]) -> str:
    """What turns the rows before into the wanted ones; it begins and ends with no look."""
    parts: list[str] = []
    look = PLAIN
    for y in sorted(wanted):
        old, new = before.get(y, ()), wanted[y]
        known, place, is_sure = len(old), -1, True
        for x, cell in enumerate(new):
            if cell is None or (x < known and cell == old[x]):
                continue
            if place != x:
                between = new[place:x] if is_sure and place >= 0 else []
                same = [one[0] for one in between if one and as_seen(one, look) == look]
                if between and len(same) == len(between) <= GAP:
                    parts += same
                elif between:
                    parts.append(f"\x1b[{x - place}C")
                else:
                    parts.append(f"\x1b[{y + 1};{x + 1}H")
            seen = as_seen(cell, look)
            parts += (turned(look, seen), cell[0])
            look, place = seen, x + 1
            is_sure = is_sure and len(cell[0]) == 1
    if look != PLAIN:
        parts.append("\x1b[0m")
    return "".join(parts)


def as_seen(cell: Cell, look: Look) -> Look:
    """A look for this cell that is the nearest to the one before: on a blank only some of it is seen."""
    sign, its = cell
    if sign != " " or its == look or (look.ways | its.ways) & SEEN_ON_BLANKS:
        return its
    return Look(look.ways, look.ink, its.ground)


def thrifty(driver: type[Driver], screenful: Screenful) -> type[Driver]:
    """This driver, writing only what changes on that screen."""

    class Thrifty(driver):  # type: ignore[misc, valid-type]
        """Textual calls `write` for each update, and for all else that goes to the terminal."""

        def write(self, data: str) -> None:
            super().write(screenful.changes(data))

    return Thrifty
