"""Draws code: numbers, marks and notes between the lines, wrapped to the width, repainting what changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Offset, Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from detectors.places import Lines
from trainer.neutralise import one_line
from tui.glyphs import glyphs_of
from tui.widgets.code_lines import MARKS, CodeLine, Mark, Row, code_lines, wrapped

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
    digits: int = 3
    """Of the longest number; each row asks for it, so a long file must not be gone through again."""
    strips: dict[int, Strip] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)
    first_row: list[int] = field(default_factory=list)


class CodePane(ScrollView):
    """Code with a cursor on one of its lines; `marks` stand in the gutter, with their notes if `notes`."""

    ALLOW_SELECT = False  # a drag chooses lines
    DEFAULT_CSS = """
    CodePane {
        overflow-x: hidden;
        scrollbar-gutter: stable;
        scrollbar-size-vertical: 1;
        background: $background;
        color: $foreground;
    }
    """

    def __init__(
        self, lines: Sequence[str] = (), language: str = "", *, id: str | None = None
    ) -> None:
        super().__init__(id=id)
        self._drawn = _Drawn()
        self._base = Style.null()
        self._looks: dict[str, Style] = {}
        self._place = Place()
        self._marks: tuple[Mark, ...] = ()
        self._notes = False
        self._width = 0
        self.load(lines, language)

    # What it shows

    def load(self, lines: Sequence[str], language: str) -> None:
        """Shows this code from its first line, without marks."""
        self.show_lines(code_lines(lines, language))

    def show_lines(self, lines: list[CodeLine]) -> None:
        self._drawn = _Drawn(lines, max([3, *(len(line.number) for line in lines)]))
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

    # Drawing

    @property
    def code_at(self) -> int:
        """The column at which code begins, after number, cursor and glyph."""
        return self._drawn.digits + 4

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

    def render_lines(self, crop: Region) -> list[Strip]:
        self._base = self.rich_style  # asks all that is around: once for what is drawn together
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        base = self._base
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
        yield Segment(f"{number:>{self._drawn.digits}} ", base + self._look("gutter"))
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
            yield self._mark(mark, row, ground)
        else:
            yield Segment(" ", ground)
        is_signed = bool(line.sign and mark and not row.start)
        yield self._mark(mark, row, ground) if mark and is_signed else Segment(" ", ground)

    def _mark(self, mark: Mark, row: Row, ground: Style) -> Segment:
        glyphs = glyphs_of(self)
        heads = row.line == mark.lines.first - 1
        text = getattr(glyphs, mark.kind) if heads else glyphs.bar
        return Segment(text, ground + self._look(f"mark-{mark.kind}"))

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
            note = " " * (self._drawn.digits + 2) + lead + text[start:end].strip()
            yield Row(index, note=note, kind=mark.kind)

    def _row_at(self, y: int) -> Row | None:
        at = y + self.scroll_offset.y
        return self._drawn.rows[at] if 0 <= at < len(self._drawn.rows) else None

    def _go(self, line: int, anchor: int | None = None) -> None:
        before, had_range = self._place.range, self.has_range
        self._place = Place(max(0, min(self.line_count - 1, line)), anchor)
        after = self._place.range
        for index in {*range(before[0], before[1] + 1), *range(after[0], after[1] + 1)}:
            self._repaint(index)
        self._keep_in_sight()
        if self.has_range != had_range:
            self.refresh_bindings()

    def _repaint(self, index: int) -> None:
        rows = self._drawn.first_row
        end = rows[index + 1] if index + 1 < len(rows) else len(self._drawn.rows)
        top = rows[index] - self.scroll_offset.y
        self.refresh(Region(0, top, self.size.width, end - rows[index]))

    def _keep_in_sight(self) -> None:
        row, height = self._drawn.first_row[self._place.line], self.size.height
        context = min(CONTEXT, max(0, (height - 1) // 2))
        step = SCROLL if height > 3 * SCROLL else 0
        top = self.scroll_offset.y
        if row < top + context:
            self.scroll_to(y=max(0, row - context - step), animate=False, force=True)
        elif row > top + height - 1 - context:
            self.scroll_to(y=row - height + 1 + context + step, animate=False, force=True)
        self._place_terminal_cursor()

    def _place_terminal_cursor(self) -> None:
        """Braille displays and magnifiers follow the terminal's own cursor."""
        if self.has_focus and self.is_attached:
            row = self._drawn.first_row[self._place.line] - self.scroll_offset.y
            corner = self.content_region.offset
            self.app.cursor_position = corner + Offset(self.code_at, row)


SCROLL = 5
"""Rows further than needed when the cursor leaves the pane: a scrolled pane is drawn whole, which takes three times
as long as a move in it, and that should be on every sixth key and not on each."""
