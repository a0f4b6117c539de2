"""What all screens have in common: each is left once, and laid out for the terminal from the first time on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.await_complete import AwaitComplete

if TYPE_CHECKING:
    from textual.screen import Screen as Base
else:
    Base = object

WIDE = 120
"""Columns from which on code (72 and its gutter) and a second pane stand side by side."""
WIDTHS = [(0, "-narrow"), (100, "-mid"), (WIDE, "-wide")]
"""Columns -> class."""
HEIGHTS = [(0, "-short"), (22, "-tall")]
"""Rows -> class."""


class ScreenBase(Base):  # type: ignore[type-arg]
    """Stands before the kind of screen among the bases."""

    HORIZONTAL_BREAKPOINTS = WIDTHS
    VERTICAL_BREAKPOINTS = HEIGHTS

    def on_mount(self) -> None:
        """Textual sets the classes after the first layout, and all would be laid out twice."""
        width, height = self.app.size
        fitting = {class_for(width, WIDTHS), class_for(height, HEIGHTS)}
        for _, name in (*WIDTHS, *HEIGHTS):
            self.set_class(name in fitting, name)

    @property
    def is_wide(self) -> bool:
        """Two panes fit side by side."""
        return self.app.size.width >= WIDE

    def dismiss(self, result: Any = None) -> AwaitComplete:
        """A screen that has gone leaves no other.

        Textual takes the topmost screen away, whichever asks for it: a second enter that came before a picker
        was gone would end the session below it.
        """
        return super().dismiss(result) if self.is_active else AwaitComplete()


def class_for(size: int, breakpoints: list[tuple[int, str]]) -> str:
    """The class of the last breakpoint that is reached."""
    return max(pair for pair in breakpoints if pair[0] <= size)[1]
