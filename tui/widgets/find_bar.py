"""A line to search the code with; enter goes to the next place, escape closes it."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widgets import Input

from tui.feedback import say
from tui.widgets.code_view import CodeView


class FindBar(Input):
    """Belongs to one CodeView of its screen; hidden until it is opened."""

    DEFAULT_CSS = """
    FindBar { dock: bottom; height: 1; border: none; background: $panel; padding: 0 1; display: none; margin-bottom: 1; }
    FindBar.-open { display: block; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit", "next place", id="find.next"),
        Binding("escape", "close", "close", id="find.close"),
    ]

    def __init__(self, view: CodeView) -> None:
        super().__init__(placeholder="find in the code; enter: next place", compact=True)
        self._view = view

    def open(self) -> None:
        """At once: `focus` waits for a turn of the loop, in which quick fingers type past it."""
        self.add_class("-open")
        self.screen.set_focus(self)

    def action_close(self) -> None:
        self.remove_class("-open")
        self._view.focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if event.value and not self._view.find(event.value):
            say(self, f"“{event.value[:40]}” is not in this snippet.")
