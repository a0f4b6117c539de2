"""Lists to walk through with j and k."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

MOVING: list[BindingType] = [
    Binding("down,j", "cursor_down", "next", id="list.down"),
    Binding("up,k", "cursor_up", "before", id="list.up"),
    Binding("home", "first", "first", id="list.first"),
    Binding("end", "last", "last", id="list.last"),
]


class Menu(OptionList, inherit_bindings=False):
    """Things to do, of which enter does one."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "select", "choose", id="list.choose"),
        *MOVING,
    ]


class EntryList(OptionList, inherit_bindings=False):
    """Rows of text, of which one is highlighted; enter and paging are left to the screen."""

    DEFAULT_CSS = """
    EntryList { height: auto; padding: 0; border: none; text-wrap: nowrap; text-overflow: ellipsis; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        *MOVING,
        Binding("g", "first", "first", id="rows.first"),
        Binding("G", "last", "last", id="rows.last"),
    ]

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id, markup=False)

    def show(self, rows: Iterable[Content], at: int | None = 0) -> None:
        """Replaces the rows; `at` is highlighted."""
        self.clear_options()
        self.add_options(Option(row) for row in rows)
        if at is not None and self.option_count:
            self.highlighted = max(0, min(self.option_count - 1, at))
