"""A line above a list that shortens it; enter is left to the screen."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widgets import Input

from tui.widgets.entry_list import EntryList


class FilterLine(Input):
    """The screen hears of each change, and opens it by a binding with priority: the next key belongs here.

    The arrows walk through the list of the screen meanwhile.
    """

    DEFAULT_CSS = """
    FilterLine.-textual-compact { height: 1; border: none; background: $panel; padding: 0 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "move(1)", "next", id="filter.down"),
        Binding("up", "move(-1)", "before", id="filter.up"),
    ]

    def __init__(self, placeholder: str) -> None:
        super().__init__(placeholder=placeholder, compact=True)

    def open(self) -> None:
        """At once: `focus` waits for a turn of the loop, in which quick fingers type past it."""
        self.screen.set_focus(self)

    def action_move(self, step: int) -> None:
        rows = self.screen.query_one(EntryList)
        if rows.option_count:
            at = (rows.highlighted or 0) + step
            rows.highlighted = max(0, min(rows.option_count - 1, at))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return action != "submit"
