"""A list to walk through with j and k; enter is left to the screen."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option


class EntryList(OptionList):
    """Rows of text, of which one is highlighted."""

    DEFAULT_CSS = """
    EntryList { height: auto; padding: 0; border: none; text-wrap: nowrap; text-overflow: ellipsis; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "cursor_down", "next", show=False, id="list.down"),
        Binding("k", "cursor_up", "before", show=False, id="list.up"),
    ]

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id, markup=False)

    def show(self, rows: Iterable[Content], at: int | None = 0) -> None:
        """Replaces the rows; `at` is highlighted."""
        self.clear_options()
        self.add_options(Option(row) for row in rows)
        if at is not None and self.option_count:
            self.highlighted = max(0, min(self.option_count - 1, at))
