"""Reads code: a cursor, ranges by keys and by mouse, marks to go to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message

from detectors.places import Lines
from tui.statements import around, next_statement
from tui.widgets.code_lines import Mark
from tui.widgets.code_pane import CodePane


class CodeView(CodePane, can_focus=True):
    """`selected` is the range that is meant: what was chosen, or the cursor's line.

    A number before a key counts for it, as in vi: `21G` goes to line 21, `5j` five lines down.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "move(1)", "line down", id="code.down"),
        Binding("up,k", "move(-1)", "line up", id="code.up"),
        Binding("shift+down,J", "extend(1)", "range down", id="code.extend-down"),
        Binding("shift+up,K", "extend(-1)", "range up", id="code.extend-up"),
        Binding("v", "range", "range", id="code.range"),
        Binding("escape", "unrange", "drop range", id="code.unrange"),
        Binding("percent_sign", "widen", "widen", id="code.widen"),
        Binding("pagedown,ctrl+d", "page(1)", "half page down", id="code.page-down"),
        Binding("pageup,ctrl+u", "page(-1)", "half page up", id="code.page-up"),
        Binding("g,home", "go_to(1)", "first line", id="code.first"),
        Binding("G,end", "go_to(-1)", "last line", id="code.last"),
        Binding("right_curly_bracket", "statement(1)", "next statement", id="code.next"),
        Binding("left_curly_bracket", "statement(-1)", "statement before", id="code.before"),
        Binding("right_square_bracket", "mark(1)", "next mark", id="code.next-mark"),
        Binding("left_square_bracket", "mark(-1)", "mark before", id="code.mark-before"),
    ]

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
        self,
        lines: Sequence[str] = (),
        language: str = "",
        *,
        id: str | None = None,
        takes_numbers: bool = True,
    ) -> None:
        """Without `takes_numbers` digits are keys of the screen around it."""
        super().__init__(lines, language, id=id)
        self._dragging = False
        self._takes_numbers = takes_numbers
        self._number = 0
        """What was typed before a key; 0: nothing."""

    # Where the reader is

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

    def on_key(self, event: events.Key) -> None:
        if self._takes_numbers and event.key.isdecimal():
            self._number = min(self._number * 10 + int(event.key), self.line_count)
            event.stop()

    def on_blur(self) -> None:
        self._number = 0

    def _go(self, line: int, anchor: int | None = None) -> None:
        self._number = 0
        super()._go(line, anchor)

    def action_move(self, step: int) -> None:
        self._go(self._place.line + step * max(1, self._number), self._place.anchor)

    def action_extend(self, step: int) -> None:
        anchor = self._place.line if self._place.anchor is None else self._place.anchor
        self._go(self._place.line + step * max(1, self._number), anchor)

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
        line = self._number or (line if line > 0 else self.line_count)
        self._go(line - 1, self._place.anchor)

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
