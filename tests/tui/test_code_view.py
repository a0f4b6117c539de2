"""Reading code: moving, choosing lines, marks, notes, wrapping."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from itertools import pairwise

import pytest
from driving import press, text_of
from textual.app import ComposeResult
from textual.geometry import Offset
from textual.pilot import Pilot

from detectors.places import Lines
from detectors.surfaces import READERS
from trainer.debrief import DiffLine
from tui.app import ScreensApp
from tui.highlight import highlight
from tui.statements import around, next_statement, statement_at
from tui.widgets.code_lines import CodeLine, Mark, wrapped
from tui.widgets.code_view import CodeView
from tui.widgets.diff_view import DiffView

CODE = """\
import requests

def send(phone):
    for attempt in range(5):
        r = requests.post(
            "https://sms.example.com/v1/messages",
            json={"to": phone},
        )
        if r.ok:
            return r.json()

def other():
    return None
""".splitlines()


class Viewer(ScreensApp):
    def __init__(self, lines: list[str]) -> None:
        super().__init__()
        self.view = CodeView(lines, "python")

    def compose(self) -> ComposeResult:
        yield self.view


@pytest.fixture
async def pilot() -> AsyncIterator[Pilot[object]]:
    async with Viewer(CODE).run_test(size=(60, 12)) as pilot:
        yield pilot


class Unread(list[CodeLine]):
    """Lines of which one may be had, and not all be gone through."""

    def __iter__(self) -> Iterator[CodeLine]:
        raise AssertionError("a row needs no other rows")


async def test_to_draw_a_row_no_others_are_gone_through(pilot: Pilot[object]) -> None:
    """Else a key on a long file takes as long as the file is."""
    view = view_of(pilot)
    view._drawn.lines = Unread(view._drawn.lines)
    assert "import requests" in view.render_line(0).text
    await press(pilot, "down")
    assert view.line == 2


def view_of(pilot: Pilot[object]) -> CodeView:
    return pilot.app.query_one(CodeView)


KEYS = {
    "down": "2",
    "j j k": "2",
    "up": "1",
    "G": "13",
    "G down": "13",
    "G g": "1",
    "v down down": "1-3",
    "j j v k": "2-3",
    "shift+down shift+down": "1-3",
    "J J K": "1-2",
    "v down v": "2",
    "v down escape": "2",
    "j j j j percent_sign": "5-8",
    "j j j j percent_sign percent_sign": "4-10",
    "j j j j percent_sign percent_sign percent_sign": "3-10",
    "right_curly_bracket": "3",
    "right_curly_bracket right_curly_bracket right_curly_bracket": "5",
    "G left_curly_bracket left_curly_bracket": "10",
    "v right_curly_bracket": "1-3",
}


async def test_keys_choose_lines(pilot: Pilot[object]) -> None:
    chosen = {}
    for keys in KEYS:
        view_of(pilot).load(CODE, "python")
        await press(pilot, keys)
        chosen[keys] = str(view_of(pilot).selected)
    assert chosen == KEYS


async def test_half_a_page_keeps_the_cursor_in_sight(pilot: Pilot[object]) -> None:
    await press(pilot, "ctrl+d ctrl+d")
    view = view_of(pilot)
    assert view.line == 13
    assert view.scroll_offset.y <= 12 <= view.scroll_offset.y + view.size.height


async def test_brackets_go_from_mark_to_mark(pilot: Pilot[object]) -> None:
    view = view_of(pilot)
    view.marks = [Mark(Lines(10, 10), "hit"), Mark(Lines(4, 8), "missed")]
    lines = []
    for key in ("right_square_bracket", "right_square_bracket", "left_square_bracket"):
        await press(pilot, key)
        lines.append(view.line)
    assert lines == [4, 10, 4]


async def test_dragging_chooses_lines_and_a_click_moves_the_cursor(pilot: Pilot[object]) -> None:
    view = view_of(pilot)
    await pilot.mouse_down(view, offset=Offset(20, 2))
    await pilot.hover(view, offset=Offset(20, 4))
    await pilot.mouse_up(view, offset=Offset(20, 4))
    assert view.selected == Lines(3, 5)
    await pilot.click(view, offset=Offset(20, 6))
    assert view.selected == Lines(7, 7)
    await pilot.click(view, offset=Offset(20, 8), shift=True)
    assert view.selected == Lines(7, 9)


async def test_terminal_cursor_follows_the_line(pilot: Pilot[object]) -> None:
    await press(pilot, "down down")
    assert pilot.app.cursor_position == Offset(view_of(pilot).code_at, 2)


async def test_moving_repaints_two_lines_only(
    pilot: Pilot[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    view = view_of(pilot)
    painted: list[int] = []
    render = view.render_line
    monkeypatch.setattr(view, "render_line", lambda y: painted.append(y) or render(y))
    await press(pilot, "down")
    painted.clear()
    await press(pilot, "down")
    assert set(painted) == {1, 2}


async def test_find_goes_round_and_takes_no_notice_of_case(pilot: Pilot[object]) -> None:
    view = view_of(pilot)
    assert view.find("REQUESTS")
    assert view.line == 5
    assert view.find("requests")
    assert view.line == 1
    assert not view.find("nowhere")
    assert view.line == 1


async def test_notes_stand_below_their_lines_and_are_not_counted(pilot: Pilot[object]) -> None:
    view = view_of(pilot)
    view.marks = [Mark(Lines(1, 1), "missed", "missed missing-timeout", "waits for ever")]
    view.notes = True
    await press(pilot, "down")
    assert text_of(pilot.app).splitlines()[:4] == [
        "  1  ○ import requests",
        "     └ ○ missed missing-timeout: waits for ever",
        "  2 >",
        "  3    def send(phone):",
    ]


async def test_of_two_marks_on_a_line_the_graver_is_drawn(pilot: Pilot[object]) -> None:
    view = view_of(pilot)
    view.marks = [Mark(Lines(1, 1), "fine"), Mark(Lines(1, 2), "missed")]
    await press(pilot)
    assert text_of(pilot.app).splitlines()[:2] == ["  1 >○ import requests", "  2  │"]


async def test_long_lines_are_wrapped_and_marked() -> None:
    async with Viewer(["short", "a long line of words " * 4]).run_test(size=(40, 6)) as pilot:
        assert text_of(pilot.app).splitlines()[:4] == [
            "  1 >  short",
            "  2    a long line of words a long",
            "     ↪ line of words a long line of",
            "     ↪ words a long line of words",
        ]


@pytest.mark.parametrize("text", ["", "x", "word " * 30, "x" * 100, "日本語テキスト" * 9, "é" * 50])
def test_wrapping_loses_nothing_and_fits(text: str) -> None:
    from rich.cells import cell_len

    rows = wrapped(text, 20)
    assert rows[0][0] == 0
    assert all(after[0] == before[1] for before, after in pairwise(rows))
    assert rows[-1][1] == max(1, cell_len(text))
    assert all(end - start <= 20 for start, end in rows)


@pytest.mark.parametrize("language", [*READERS, "unheard-of"])
def test_colours_change_no_character(language: str) -> None:
    lines = [
        'key = "a \\" b"  # note',
        "",
        "proxy_pass http://api;",
        "RUN curl -k x | sh",
        "  - {a: 1}",
    ]
    pieces = highlight(lines, language)
    assert ["".join(piece.text for piece in line) for line in pieces] == lines


def test_statements_by_indentation_and_brackets() -> None:
    assert statement_at(CODE, 6) == (6, 6)
    assert statement_at(CODE, 7) == (4, 7)
    assert statement_at(CODE, 2) == (2, 9)
    assert around(CODE, 4, 7) == (3, 9)
    assert around(CODE, 0, 0) == (0, 0)
    assert next_statement(CODE, 4, 1) == 8
    assert next_statement(CODE, 12, 1) == 12
    assert next_statement(CODE, 0, -1) == 0


def test_a_continued_command_is_one_statement() -> None:
    script = [
        "set -eu",
        "curl --fail \\",
        "  --max-time 3 \\",
        "  https://example.com",
        "echo done",
    ]
    assert statement_at(script, 2) == (1, 3)
    assert next_statement(script, 1, 1) == 4


async def test_diff_numbers_the_lines_of_the_snippet() -> None:
    class Differ(ScreensApp):
        def compose(self) -> ComposeResult:
            yield DiffView()

    diff = [
        DiffLine(" ", "import requests", 1, 1),
        DiffLine("-", "requests.get(url)", 2),
        DiffLine("+", "requests.get(url, timeout=5)", None, 2),
    ]
    async with Differ().run_test(size=(60, 6)) as pilot:
        view = pilot.app.query_one(DiffView)
        view.show_diff(diff, "python")
        view.show_number(2)
        await press(pilot)
        assert text_of(pilot.app).splitlines()[:3] == [
            "  1    import requests",
            "  2 >- requests.get(url)",
            "     + requests.get(url, timeout=5)",
        ]


async def test_a_change_numbers_where_it_leads_and_marks_what_is_wrong_there() -> None:
    class Differ(ScreensApp):
        def compose(self) -> ComposeResult:
            yield DiffView()

    diff = [
        DiffLine("-", "# a note", 1),
        DiffLine(" ", "import requests", 2, 1),
        DiffLine("-", "requests.get(url, timeout=5)", 3),
        DiffLine("+", "requests.get(url)", None, 2),
    ]
    async with Differ().run_test(size=(60, 6)) as pilot:
        view = pilot.app.query_one(DiffView)
        view.show_diff(diff, "python", is_change=True)
        rows = view.rows_of(Lines(2, 2), is_new=True)
        assert rows == Lines(4, 4)
        assert view.rows_of(Lines(3, 3), is_new=False) == Lines(3, 3)
        assert view.rows_of(Lines(9, 9), is_new=True) is None
        view.marks = [Mark(rows, "missed", "missing-timeout")]
        view.show(rows)
        await press(pilot)
        assert text_of(pilot.app).splitlines()[:4] == [
            "  1  - # a note",
            "  1    import requests",
            "  3  - requests.get(url, timeout=5)",
            "  2 >+○requests.get(url)",
        ]


@pytest.mark.parametrize(
    ("keys", "line"),
    [
        (["7", "G"], 7),
        (["1", "2", "G"], 12),
        (["9", "9", "9", "G"], 13),
        (["4", "g"], 4),
        (["5", "j"], 6),
        (["5", "j", "2", "k"], 4),
        (["7", "G", "G"], 13),
        (["0", "G"], 13),
        (["3", "escape", "v", "j"], 2),
    ],
)
async def test_a_number_before_a_key_counts_for_it(
    pilot: Pilot[object], keys: list[str], line: int
) -> None:
    await press(pilot, *keys)
    assert view_of(pilot).line == line


async def test_a_number_widens_a_range(pilot: Pilot[object]) -> None:
    await press(pilot, "3", "G", "v", "8", "G")
    assert view_of(pilot).selected == Lines(3, 8)
