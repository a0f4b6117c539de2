"""A line to write in; enter keeps what was written."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widgets import Input


class Field(Input):
    """What else escape and enter do is up to the screen, which hears of both."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "submit", "keep it", id="field.keep")]

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Signs are written too: their bindings are known by names such as `plus`."""
        return key == "plus" or super().check_consume_key(key, character)
