"""The line on top that says where one is, and the line below that says what can be done."""

from __future__ import annotations

from typing import ClassVar

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget

from trainer.neutralise import one_line


class TitleBar(Widget):
    """A text on the left and one on the right; of what does not fit, the left one gives way."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    TitleBar { dock: top; height: 1; background: $panel; color: $foreground; }
    """

    def __init__(self, left: str = "", right: str = "") -> None:
        super().__init__()
        self._left, self._right = one_line(left), one_line(right)

    def show(self, left: str, right: str = "") -> None:
        self._left, self._right = one_line(left), one_line(right)
        self.refresh()

    def render_line(self, y: int) -> Strip:
        width, base = self.size.width, self.rich_style
        right = f" {self._right} " if self._right else ""
        right = set_cell_size(right, min(cell_len(right), max(0, width - 12)))
        room = max(0, width - cell_len(right))
        return Strip(
            [
                Segment(set_cell_size(f" {self._left}", room), base + Style(bold=True)),
                Segment(right, base),
            ],
            width,
        )


class KeyBar(Widget):
    """The keys of the moment, the screen's own first; help and quit keep their place on the right."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {"bar--key"}
    DEFAULT_CSS = """
    KeyBar {
        dock: bottom; height: 1; background: $panel; color: $foreground;
        & > .bar--key { color: $footer-key-foreground; text-style: bold; }
    }
    """

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, self._changed)

    def _changed(self, screen: Screen[object]) -> None:
        self.refresh()

    def _keys(self) -> tuple[list[tuple[str, str, str]], list[tuple[str, str, str]]]:
        """(key, as shown, description) of the screen and what has the focus, and of the app."""
        own, widgets, always = [], [], []
        for node, binding, enabled, _ in self.screen.active_bindings.values():
            if not binding.show or not enabled:
                continue
            shown = binding.key, self.app.get_key_display(binding), binding.description
            if node is self.app:
                always.append(shown)
            elif node is self.screen:
                own.append(shown)
            else:
                widgets.append(shown)
        return own + widgets, always

    def render_line(self, y: int) -> Strip:
        width, base = self.size.width, self.rich_style
        bold = base + self.get_component_rich_style("bar--key", partial=True)
        left, right = self._keys()
        tail = [segment for key in right for segment in self._segments(key, base, bold)]
        room = width - sum(segment.cell_length for segment in tail)
        head: list[Segment] = []
        for key in left:
            segments = self._segments(key, base, bold)
            if sum(segment.cell_length for segment in segments) > room:
                break
            room -= sum(segment.cell_length for segment in segments)
            head += segments
        return Strip([*head, Segment(" " * max(0, room), base), *tail]).crop(0, width)

    @staticmethod
    def _segments(key: tuple[str, str, str], base: Style, bold: Style) -> list[Segment]:
        press = Style(meta={"@click": f"app.simulate_key({key[0]!r})"})
        return [Segment(f" {key[1]}", bold + press), Segment(f" {key[2]} ", base + press)]
