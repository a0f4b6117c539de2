"""What is written instead of what Textual writes: the same screen in fewer bytes."""

from __future__ import annotations

import re
import time
from pathlib import Path
from random import Random

import pytest

from tests.terminal import PATIENCE, Terminal
from tui.thrift import Screenful, blank, look_of

WIDTH, HEIGHT = 40, 16
SEQUENCE = re.compile(
    r"\x1b\[(\??)([\d;]*)([A-Za-z])|\x1b(M)|\x1b\][^\x07]*\x07|([\r\n])|([^\x1b\r\n])"
)
GREY, BLUE, BOLD = "38;2;9;9;9;48;2;1;1;1", "38;2;8;8;99;48;2;1;1;1", "1;38;2;9;9;9;48;2;1;1;1"
CURSOR_LINE, REVERSE, UNDERLINE = "48;2;3;3;3", "7;38;2;5;5;5", "4;38;5;12;44"
LOOKS = (GREY, BLUE, BOLD, CURSOR_LINE, REVERSE, UNDERLINE, "3", "")


class Screen:
    """A terminal that knows what we write: places, looks, line feeds in a region of rows."""

    def __init__(self, width: int = WIDTH, height: int = HEIGHT) -> None:
        self.cells = [[(" ", look_of(""))] * width for _ in range(height)]
        self.width, self.height = width, height
        self.y = self.x = 0
        self.top, self.bottom = 0, height - 1
        self.look = look_of("")

    def write(self, data: str) -> Screen:
        for private, numbers, letter, reverse, end, sign in SEQUENCE.findall(data):
            parts = [int(part) if part else 0 for part in numbers.split(";")]
            if sign:
                look = blank(self.look) if sign == " " else self.look
                self.cells[self.y][self.x] = (sign, look)
                self.x = min(self.x + 1, self.width - 1)
            elif end == "\r":
                self.x = 0
            elif end:
                self.step(1)
            elif reverse:
                self.step(-1)
            elif letter == "H" and not private:
                self.y, self.x = (
                    max(0, part - 1) for part in ([*parts, 1] if len(parts) < 2 else parts)
                )
            elif letter == "C":
                self.x += parts[0]
            elif letter == "r":
                self.top, self.bottom = (
                    (parts[0] - 1, parts[1] - 1) if numbers else (0, self.height - 1)
                )
                self.y = self.x = 0
            elif letter == "m":
                self.turn(numbers)
        return self

    def turn(self, numbers: str) -> None:
        new = look_of(numbers)
        if numbers.split(";")[0] in {"", "0"}:
            self.look = new
        else:
            self.look = type(new)(
                self.look.ways | new.ways, new.ink or self.look.ink, new.ground or self.look.ground
            )

    def step(self, by: int) -> None:
        if self.y == (self.bottom if by > 0 else self.top):
            rows = self.cells[self.top : self.bottom + 1]
            odd = [("?", look_of("41"))] * self.width  # what comes in may have any colour
            self.cells[self.top : self.bottom + 1] = (
                [*rows[1:], odd] if by > 0 else [odd, *rows[:-1]]
            )
        else:
            self.y += by

    @property
    def text(self) -> list[str]:
        return ["".join(sign for sign, _ in row).rstrip() for row in self.cells]


def painted(rows: dict[int, list[tuple[str, str]]], column: int = 0) -> str:
    """An update as Textual writes it: each piece of a row with its look and a reset."""
    parts = []
    for y, pieces in rows.items():
        parts.append(f"\x1b[{y + 1};{column + 1}H")
        parts += [f"\x1b[{look}m{text}\x1b[0m" if look else text for text, look in pieces]
    return "".join(parts) + "\x1b[1;1H"


def page(first: int, width: int = 30) -> dict[int, list[tuple[str, str]]]:
    """Rows 2 to 13 of a code pane from this line of its code on."""
    rows = {}
    for row in range(12):
        name = f"line_{(first + row) ** 3}"
        rows[row + 2] = [
            (f"{first + row:4} ", GREY),
            (name, BLUE),
            (" = 1".ljust(width - 5 - len(name)), GREY),
        ]
    return rows


def whole() -> str:
    side = {y: [(f"beside, row {y}".ljust(WIDTH), BOLD)] for y in range(HEIGHT)}
    return painted(side)


def test_what_stands_there_is_not_written_again() -> None:
    screen = Screenful()
    screen.changes(whole())
    screen.changes(painted(page(1)))
    assert screen.changes(painted({3: page(1)[3]})) == "\x1b[1;1H"


def test_a_pane_that_scrolls_is_moved_and_what_is_beside_it_is_put_back() -> None:
    ours, raw = Screen(), Screen()
    screen = Screenful()
    sizes = []
    for data in (whole(), *(painted(page(n)) for n in (1, 2, 3, 9, 8, 5, 1))):
        said = screen.changes(data)
        sizes.append(len(said) / len(data))
        assert ours.write(said).cells == raw.write(data).cells
    assert max(sizes[2:]) < 0.6
    assert "\n" in screen.changes(painted(page(2)))
    assert "\x1bM" in screen.changes(painted(page(1)))


def test_nothing_is_moved_while_it_is_not_known_what_stands_beside_it() -> None:
    screen = Screenful()
    screen.changes(painted(page(1)))
    screen.changes(painted({1: [("a title".ljust(WIDTH), BOLD)]}))
    assert "\n" not in screen.changes(painted(page(2)))


def test_what_paints_the_whole_screen_is_written_whole() -> None:
    screen = Screenful()
    screen.changes(whole())
    said = screen.changes(whole())
    assert Screen().write(said).cells == Screen().write(whole()).cells


def test_after_a_resize_everything_is_written() -> None:
    screen = Screenful()
    screen.changes(whole())
    screen.changes(painted(page(1)))
    screen.forget()
    said = screen.changes(painted(page(1)))
    assert Screen().write(said).cells == Screen().write(painted(page(1))).cells


def test_a_row_with_wide_characters_is_written_whole_each_time() -> None:
    screen = Screenful()
    screen.changes(whole())
    wide = painted({4: [("日本 ab\u0301c", BLUE), ("  ", GREY)]})
    for _ in range(3):
        assert "日本 ab\u0301c" in screen.changes(wide)


@pytest.mark.parametrize("other", ["\x1b]52;c;YWJj\x07", "\x1b[?2026h", "\x1b[?2026l", "\x07"])
def test_what_changes_no_cell_is_handed_on_and_nothing_is_forgotten(other: str) -> None:
    screen = Screenful()
    screen.changes(whole())
    assert screen.changes(other) == other
    assert screen.changes(painted({3: [("beside, row 3".ljust(WIDTH), BOLD)]})) == "\x1b[1;1H"


@pytest.mark.parametrize(
    "other", ["\x1b[?1049h", "text\x1b[2J", "\x1b[1;1Hx\x1b[3", "\x1b[2J\x1b[1;1Hab"]
)
def test_what_may_change_any_cell_is_handed_on_and_all_is_forgotten(other: str) -> None:
    screen = Screenful()
    screen.changes(whole())
    assert screen.changes(other) == other
    assert "beside" in screen.changes(painted({3: [("beside, row 3".ljust(WIDTH), BOLD)]}))


@pytest.mark.parametrize("seed", range(20))
def test_any_updates_give_the_same_screen(seed: int) -> None:
    random = Random(seed)
    ours, raw, screen = Screen(), Screen(), Screenful()
    shown: dict[int, list[tuple[str, str]]] = {}
    for number in range(40):
        kind = random.choice(["rows", "scroll", "whole"]) if number else "whole"
        if kind == "whole" and random.random() < 0.7 and number:
            kind = "scroll"
        if kind == "scroll" and shown:
            by = random.choice([-5, -2, -1, 1, 1, 2, 6])
            rows = {y: shown[y + by] if y + by in shown else some(random, 33) for y in range(3, 14)}
        else:
            rows = {y: some(random, WIDTH) for y in range(HEIGHT)}
            if kind == "rows":
                rows = {y: row for y, row in rows.items() if random.random() < 0.3}
        shown = rows if kind == "scroll" else {y: some(random, 33) for y in range(3, 14)}
        data = painted(rows)
        assert ours.write(screen.changes(data)).cells == raw.write(data).cells, (seed, number)


def some(random: Random, width: int) -> list[tuple[str, str]]:
    pieces = []
    while width:
        length = random.randint(1, min(width, 12))
        text = "".join(random.choice("ab  │") for _ in range(length))
        pieces.append((text, random.choice(LOOKS)))
        width -= length
    return pieces


HERE = Path(__file__).parent
LONG = 300


@pytest.fixture
def long_deck(tmp_path: Path) -> Path:
    card = tmp_path / "deck" / "python" / "long"
    card.mkdir(parents=True)
    lines = (f"value_{n} = fetch({n * n}, limit={n % 7})\n" for n in range(LONG))
    (card / "snippet.py").write_text("".join(lines))
    (card / "card.yaml").write_text(
        "id: long\ntitle: A long one\nscenario: A script that nobody has read to its end.\n"
        "language: python\nanswers: []\n"
    )
    return tmp_path / "deck"


CLOCK = 150
"""Bytes: more than the clock in the title writes each second, and less than any key."""


def grown(terminal: Terminal, seconds: float) -> int:
    before = len(terminal.seen)
    terminal.read(seconds)
    return len(terminal.seen) - before


@pytest.mark.parametrize(("rows", "columns"), [(24, 80), (40, 140)])
def test_a_key_that_scrolls_the_code_writes_less_than_four_kilobytes(
    rows: int, columns: int, long_deck: Path, tmp_path: Path
) -> None:
    terminal = Terminal(
        *("-m", "critique", "home", "--deck", str(long_deck)),
        rows=rows,
        columns=columns,
        CRITIQUE_STATE=str(tmp_path / "state"),
        CRITIQUE_CONFIG="/dev/null",
    )
    try:
        terminal.wait_for("Today")
        terminal.type("n")
        terminal.wait_for("No flags yet")
        while grown(terminal, 1) > CLOCK:
            pass
        sizes = []
        for _ in range(rows + 9):
            start, end = len(terminal.seen), time.monotonic() + PATIENCE
            terminal.type("\x1b[B")
            while len(terminal.seen) - start < CLOCK and time.monotonic() < end:
                terminal.read(0.01)
            terminal.read(0.05)
            sizes.append(len(terminal.seen) - start)
    finally:
        terminal.close()
    assert max(sizes) < 4096
    shown = Screen(columns, rows).write(terminal.seen.decode()).text
    first = next(n for n, row in enumerate(shown) if "value_" in row)
    numbers = [int(row.split()[0]) for row in shown[first:] if "value_" in row]
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    assert rows + 10 in numbers
    if columns == 140:
        assert sum("A false alarm costs" in row for row in shown) == 1
