"""A line above a list that shortens it; enter is left to the screen."""

from __future__ import annotations

from textual.widgets import Input


class FilterLine(Input):
    """The screen hears of each change, and opens it by a binding with priority: the next key belongs here."""

    DEFAULT_CSS = """
    FilterLine.-textual-compact { height: 1; border: none; background: $panel; padding: 0 1; }
    """

    def __init__(self, placeholder: str) -> None:
        super().__init__(placeholder=placeholder, compact=True)

    def open(self) -> None:
        """At once: `focus` waits for a turn of the loop, in which quick fingers type past it."""
        self.screen.set_focus(self)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return action != "submit"
