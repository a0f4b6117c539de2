"""Where an answer of a few lines is written."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import TextArea

from trainer.neutralise import neutralise


class AnswerArea(TextArea):
    """Enter on an empty last line ends the answer; esc leaves it unfinished, tab goes on to the snippet.

    Paging is left to the screen: an answer is short, and what it is about is read while it is written.
    """

    DEFAULT_CSS = """
    AnswerArea {
        height: auto; min-height: 5; max-height: 8; padding: 0 1; border: $box $rule; background: $surface; color: $foreground;
    }
    AnswerArea:focus { border: $box $primary; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f5", "end", "grade", id="answer.end"),
        Binding("escape", "leave", "stop writing", id="answer.leave"),
        Binding("pagedown", "turn(1)", "read on", id="answer.page-down"),
        Binding("pageup", "turn(-1)", "read back", id="answer.page-up"),
    ]

    class Ended(Message):
        """The answer is as the learner wants it."""

    class Left(Message):
        """The learner wants to read again."""

    class Turned(Message):
        """The learner wants to read on, or back, and to go on writing."""

        def __init__(self, step: int) -> None:
            super().__init__()
            self.step = step

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(
            id=id,
            show_line_numbers=False,
            highlight_cursor_line=False,
            placeholder="3 to 6 lines; enter on an empty line ends",
        )

    async def _on_key(self, event: events.Key) -> None:
        if event.key == "enter" and (not self.text or self._is_at_its_end()):
            event.stop()
            event.prevent_default()
            if self.text:
                self.action_end()
            return
        await super()._on_key(event)

    def _is_at_its_end(self) -> bool:
        line, _ = self.cursor_location
        is_last = line == self.document.line_count - 1
        return is_last and not self.document.get_line(line).strip() and bool(self.text.strip())

    async def _on_paste(self, event: events.Paste) -> None:
        """What was copied elsewhere may hold what a terminal obeys."""
        event.stop()
        event.prevent_default()
        await super()._on_paste(events.Paste(neutralise(event.text)))

    def action_end(self) -> None:
        self.post_message(self.Ended())

    def action_leave(self) -> None:
        self.post_message(self.Left())

    def action_turn(self, step: int) -> None:
        self.post_message(self.Turned(step))
