"""A titled box with a few lines of text, for the side of a wide screen."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static

from trainer.neutralise import neutralise, one_line


class SideBox(Static):
    """Text only; nothing in it can be chosen."""

    DEFAULT_CSS = """
    SideBox {
        height: auto; border: $box $rule; border-title-color: $secondary;
        padding: 0 1; background: $background;
    }
    """

    def __init__(self, title: str, text: str = "", *, id: str | None = None) -> None:
        super().__init__(Content(neutralise(text)), id=id, markup=False)
        self.border_title = Content(one_line(title))

    def say(self, text: str | Content) -> None:
        self.update(Content(neutralise(text)) if isinstance(text, str) else text)
