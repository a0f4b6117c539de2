"""Shows code to be read and flagged: numbers, cursor, ranges, marks, and notes between the lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Offset, Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from detectors.facts import Lines
from trainer.neutralise import one_line
from tui.glyphs import glyphs_of
from tui.highlight import Piece, highlight
from tui.statements import around, next_statement

MARKS = ("false", "missed", "partial", "hit", "flag", "hint", "neutral", "fine")
"""Kinds of marks; of two that begin on a line the former is drawn."""
LOOKS: dict[str, tuple[str, str]] = {
    "gutter": ("$quiet", ""),
    "cursor": ("on $line-cursor", ""),
    "selected": ("on $line-selected", ""),
    "added": ("$added", "bold"),
    "removed": ("$removed", "bold"),
    "added-line": ("on $added-line", ""),
    "removed-line": ("on $removed-line", ""),
    "keyword": ("$code-keyword", "bold"),
    "string": ("$code-string", ""),
    "comment": ("$code-comment", "italic"),
    "number": ("$code-number", ""),
    "name": ("$code-name", ""),
    "decorator": ("$code-decorator", ""),
    "tag": ("$code-tag", ""),
    "mark-hit": ("$hit", "bold"),
    "mark-partial": ("$partial", "bold"),
    "mark-missed": ("$missed", "bold"),
    "mark-false": ("$false", "bold"),
    "mark-fine": ("$fine", ""),
    "mark-neutral": ("$fine", ""),
    "mark-flag": ("$flag", "bold"),
    "mark-hint": ("$primary", "bold"),
}
"""What is drawn -> its colour in the theme, and how.

Component classes would do, but two dozen of them make every change of style in a screen slow.
"""
CONTEXT = 2
"""Rows kept in sight above and below the cursor."""


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


@dataclass
class Place:
    """Where the reader is; lines count from 0 in here, from 1 in everything public."""

    line: int = 0
    anchor: int | None = None

    @property
    def range(self) -> tuple[int, int]:
        anchor = self.line if self.anchor is None else self.anchor
        return min(self.line, anchor), max(self.line, anchor)


@dataclass
class _Drawn:
    """What is worked out once for a text and a width."""

    lines: list[CodeLine] = field(default_factory=list)
    strips: dict[int, Strip] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)
    first_row: list[int] = field(default_factory=list)


def code_lines(lines: Sequence[str], language: str) -> list[CodeLine]:
    """Numbered, neutralised and in colours."""
    safe = [one_line(line) for line in lines] or [""]
    return [
        CodeLine(str(number), pieces) for number, pieces in enumerate(highlight(safe, language), 1)
    ]


class CodeView(ScrollView, can_focus=True):
    """`selected` is the range to flag; `marks` are drawn in the gutter, with their notes if `notes`."""

    ALLOW_SELECT = False  # a drag chooses lines
    DEFAULT_CSS = """
    CodeView {
        overflow-x: hidden;
        scrollbar-gutter: stable;
        scrollbar-size-vertical: 1;
        background: $background;
        color: $foreground;
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "move(1)", "line down", show=False, id="code.down"),
        Binding("up,k", "move(-1)", "line up", show=False, id="code.up"),
        Binding("shift+down,J", "extend(1)", "range down", show=False, id="code.extend-down"),
        Binding("shift+up,K", "extend(-1)", "range up", show=False, id="code.extend-up"),
        Binding("v", "range", "range", id="code.range"),
        Binding("escape", "unrange", "drop range", show=False, id="code.unrange"),
        Binding("percent_sign", "widen", "widen", show=False, id="code.widen"),
        Binding("pagedown,ctrl+d", "page(1)", "half page down", show=False, id="code.page-down"),
        Binding("pageup,ctrl+u", "page(-1)", "half page up", show=False, id="code.page-up"),
        Binding("g,home", "go_to(1)", "first line", show=False, id="code.first"),
        Binding("G,end", "go_to(-1)", "last line", show=False, id="code.last"),
        Binding(
            "right_curly_bracket", "statement(1)", "next statement", show=False, id="code.next"
        ),
        Binding(
            "left_curly_bracket", "statement(-1)", "statement before", show=False, id="code.before"
        ),
        Binding("right_square_bracket", "mark(1)", "next mark", show=False, id="code.next-mark"),
        Binding(
            "left_square_bracket", "mark(-1)", "mark before", show=False, id="code.mark-before"
        ),
    ]

    class Moved(Message):
        """The cursor came to another line (from 1)."""

        def __init__(self, view: CodeView, line: int) -> None:
            super().__init__()
            self.view = view
            self.line = line

        @property
        def control(self) -> CodeView:
            return self.view

    class MarkClicked(Message):
        """Somebody clicked a mark's glyph."""

        def __init__(self, view: CodeView, mark: Mark) -> None:
            super().__init__()
            self.view = view
            self.mark = mark

        @property
        def control(self) -> CodeView:
            return self.view

    def __init__(
        self, lines: Sequence[str] = (), language: str = "", *, id: str | None = None
    ) -> None:
        super().__init__(id=id)
        self._drawn = _Drawn()
        self._looks: dict[str, Style] = {}
        self._place = Place()
        self._marks: tuple[Mark, ...] = ()
        self._notes = False
        self._width = 0
        self._dragging = False
        self.load(lines, language)

    # What it shows

    def load(self, lines: Sequence[str], language: str) -> None:
        """Shows this code from its first line, without marks."""
        self.show_lines(code_lines(lines, language))

    def show_lines(self, lines: list[CodeLine]) -> None:
        self._drawn = _Drawn(lines)
        self._place = Place()
        self._marks = ()
        self._lay_out()
        if self.is_attached:
            self.scroll_to(y=0, animate=False)

    @property
    def line_count(self) -> int:
        return len(self._drawn.lines)

    @property
    def marks(self) -> tuple[Mark, ...]:
        return self._marks

    @marks.setter
    def marks(self, marks: Sequence[Mark]) -> None:
        self._marks = tuple(marks)
        self._lay_out()

    @property
    def notes(self) -> bool:
        """Whether marks' notes are written below their last lines."""
        return self._notes

    @notes.setter
    def notes(self, notes: bool) -> None:
        if notes != self._notes:
            self._notes = notes
            self._lay_out()

    # Where the reader is

    @property
    def line(self) -> int:
        return self._place.line + 1

    @property
    def selected(self) -> Lines:
        """The chosen range; without one, the cursor's line."""
        first, last = self._place.range
        return Lines(first + 1, last + 1)

    @property
    def has_range(self) -> bool:
        return self._place.anchor is not None

    def select(self, lines: Lines) -> None:
        """Chooses this range, with the cursor on its last line."""
        anchor = None if lines.first == lines.last else lines.first - 1
        self._go(lines.last - 1, anchor)

    def show(self, lines: Lines) -> None:
        """Puts the cursor on the first of these lines, with as many of them in sight as fit."""
        self._go(min(lines.last, self.line_count) - 1)
        self._go(lines.first - 1)

    def find(self, text: str) -> bool:
        """Goes to the next line that holds `text`, in any case, round the end; False: there is none."""
        count, wanted = self.line_count, text.lower()
        for step in range(1, count + 1):
            at = (self._place.line + step) % count
            if wanted in self._drawn.lines[at].text.lower():
                self._go(at)
                return True
        return False

    # Keys

    def action_move(self, step: int) -> None:
        self._go(self._place.line + step, self._place.anchor)

    def action_extend(self, step: int) -> None:
        anchor = self._place.line if self._place.anchor is None else self._place.anchor
        self._go(self._place.line + step, anchor)

    def action_range(self) -> None:
        self._go(self._place.line, None if self.has_range else self._place.line)

    def action_unrange(self) -> None:
        self._go(self._place.line)

    def action_widen(self) -> None:
        first, last = around([line.text for line in self._drawn.lines], *self._place.range)
        self._go(last, None if first == last else first)

    def action_page(self, step: int) -> None:
        half = max(1, self.size.height // 2)
        self._go(self._place.line + step * half, self._place.anchor)

    def action_go_to(self, line: int) -> None:
        self._go(line - 1 if line > 0 else self.line_count - 1, self._place.anchor)

    def action_statement(self, step: int) -> None:
        lines = [line.text for line in self._drawn.lines]
        self._go(next_statement(lines, self._place.line, step), self._place.anchor)

    def action_mark(self, step: int) -> None:
        heads = sorted({mark.lines.first - 1 for mark in self._marks})
        beyond = [head for head in heads if (head - self._place.line) * step > 0]
        if beyond:
            self._go(beyond[0] if step > 0 else beyond[-1])

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return self.has_range if action == "unrange" else True

    # Mouse

    def on_mouse_down(self, event: events.MouseDown) -> None:
        x, y = event.get_content_offset_capture(self)
        row = self._row_at(y)
        if row is None or event.button != 1:
            return
        if x < self.code_at and (mark := self._mark_at(row.line)):
            self._go(row.line)
            self.post_message(self.MarkClicked(self, mark))
            return
        anchor = self._place.range[0] if event.shift else None
        self._go(row.line, anchor)
        self._dragging = True
        self.capture_mouse()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        if not self._dragging:
            return
        row = self._row_at(event.get_content_offset_capture(self).y)
        if row is not None and row.line != self._place.line:
            anchor = self._place.line if self._place.anchor is None else self._place.anchor
            self._go(row.line, anchor)

    def on_mouse_up(self, event: events.MouseUp) -> None:
        if self._dragging:
            self._dragging = False
            self.release_mouse()

    # Drawing

    @property
    def code_at(self) -> int:
        """The column at which code begins, after number, cursor and glyph."""
        return self._digits + 4

    @property
    def _digits(self) -> int:
        return max([3, *(len(line.number) for line in self._drawn.lines)])

    def on_resize(self, event: events.Resize) -> None:
        width = self.scrollable_content_region.width
        if width != self._width:
            self._width = width
            self._lay_out()
        self._keep_in_sight()

    def on_focus(self) -> None:
        self._place_terminal_cursor()

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._looks.clear()
        self._drawn.strips.clear()

    def render_line(self, y: int) -> Strip:
        base = self.rich_style
        width = self._width or self.size.width
        row = self._row_at(y)
        if row is None:
            return Strip.blank(width, base)
        if row.note:
            style = base + self._look(f"mark-{row.kind}")
            return Strip([Segment(row.note, style)]).adjust_cell_length(width, base)
        line = self._drawn.lines[row.line]
        ground = base + self._ground(row.line, line)
        body = self._strip(row.line).crop(row.start, row.end).apply_style(ground)
        body = body.adjust_cell_length(max(0, width - self.code_at), ground)
        return Strip([*self._gutter(row, line, base, ground), *body]).simplify()

    def _gutter(self, row: Row, line: CodeLine, base: Style, ground: Style) -> Iterator[Segment]:
        glyphs = glyphs_of(self)
        number = "" if row.start else line.number
        yield Segment(f"{number:>{self._digits}} ", base + self._look("gutter"))
        first, last = self._place.range
        cursor = " "
        if row.line == self._place.line and not row.start:
            cursor = glyphs.cursor
        elif first <= row.line <= last and self.has_range:
            cursor = glyphs.bar
        yield Segment(cursor, ground + Style(bold=True))
        mark = self._mark_at(row.line)
        if row.start:
            yield Segment(glyphs.wrap, ground + self._look("gutter"))
        elif line.sign:
            sign = {"added": "+", "removed": "-"}[line.sign]
            yield Segment(sign, ground + self._look(line.sign))
        elif mark:
            heads = row.line == mark.lines.first - 1
            text = getattr(glyphs, mark.kind) if heads else glyphs.bar
            yield Segment(text, ground + self._look(f"mark-{mark.kind}"))
        else:
            yield Segment(" ", ground)
        yield Segment(" ", ground)

    def _ground(self, index: int, line: CodeLine) -> Style:
        first, last = self._place.range
        if self.has_range and first <= index <= last:
            return self._look("selected")
        if line.sign:
            return self._look(f"{line.sign}-line")
        if index == self._place.line:
            return self._look("cursor")
        return Style.null()

    def _look(self, name: str) -> Style:
        if name not in self._looks:
            colour, how = LOOKS[name]
            ground, _, variable = colour.rpartition("$")
            self._looks[name] = Style.parse(f"{how} {ground}{self.app.theme_variables[variable]}")
        return self._looks[name]

    def _strip(self, index: int) -> Strip:
        if (strip := self._drawn.strips.get(index)) is None:
            pieces = self._drawn.lines[index].pieces
            strip = Strip(
                Segment(piece.text, self._look(piece.style) if piece.style else None)
                for piece in pieces
            )
            self._drawn.strips[index] = strip
        return strip

    def _mark_at(self, index: int) -> Mark | None:
        """Of several marks on a line: the chosen one, one that begins there, by kind, the innermost."""
        here = [m for m in self._marks if m.lines.first <= index + 1 <= m.lines.last]
        return min(
            here,
            key=lambda m: (
                not m.chosen,
                m.lines.first != index + 1,
                MARKS.index(m.kind),
                -m.lines.first,
            ),
            default=None,
        )

    def _lay_out(self) -> None:
        """Lines to rows: wrapped at this width, with the notes below the lines that they belong to."""
        drawn = self._drawn
        drawn.rows, drawn.first_row = [], []
        room = max(8, (self._width or 80) - self.code_at)
        for index, line in enumerate(drawn.lines):
            drawn.first_row.append(len(drawn.rows))
            drawn.rows += [Row(index, start, end) for start, end in wrapped(line.text, room)]
            if self._notes:
                for mark in self._marks:
                    if mark.lines.last == index + 1 and mark.label:
                        drawn.rows += self._note_rows(index, mark, room)
        self.virtual_size = Size(self._width, len(drawn.rows))
        self.refresh()

    def _note_rows(self, index: int, mark: Mark, room: int) -> Iterator[Row]:
        glyphs = glyphs_of(self)
        text = one_line(f"{mark.label}: {mark.note}" if mark.note else mark.label)
        for start, end in wrapped(text, room - 2):
            lead = "    " if start else f"{glyphs.corner} {getattr(glyphs, mark.kind)} "
            note = " " * (self._digits + 2) + lead + text[start:end].strip()
            yield Row(index, note=note, kind=mark.kind)

    def _row_at(self, y: int) -> Row | None:
        at = y + self.scroll_offset.y
        return self._drawn.rows[at] if 0 <= at < len(self._drawn.rows) else None

    def _go(self, line: int, anchor: int | None = None) -> None:
        before, was, had_range = self._place.range, self._place.line, self.has_range
        self._place = Place(max(0, min(self.line_count - 1, line)), anchor)
        after = self._place.range
        for index in {*range(before[0], before[1] + 1), *range(after[0], after[1] + 1)}:
            self._repaint(index)
        self._keep_in_sight()
        if self.has_range != had_range:
            self.refresh_bindings()
        if self._place.line != was:
            self.post_message(self.Moved(self, self.line))

    def _repaint(self, index: int) -> None:
        rows = self._drawn.first_row
        end = rows[index + 1] if index + 1 < len(rows) else len(self._drawn.rows)
        top = rows[index] - self.scroll_offset.y
        self.refresh(Region(0, top, self.size.width, end - rows[index]))

    def _keep_in_sight(self) -> None:
        row, height = self._drawn.first_row[self._place.line], self.size.height
        context = min(CONTEXT, max(0, (height - 1) // 2))
        top = self.scroll_offset.y
        if row < top + context:
            self.scroll_to(y=max(0, row - context), animate=False, force=True)
        elif row > top + height - 1 - context:
            self.scroll_to(y=row - height + 1 + context, animate=False, force=True)
        self._place_terminal_cursor()

    def _place_terminal_cursor(self) -> None:
        """Braille displays and magnifiers follow the terminal's own cursor."""
        if self.has_focus and self.is_attached:
            row = self._drawn.first_row[self._place.line] - self.scroll_offset.y
            corner = self.content_region.offset
            self.app.cursor_position = corner + Offset(self.code_at, row)


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
