"""The line on top that says where one is, and the line below that says what can be done."""

from __future__ import annotations

import textwrap
from typing import ClassVar

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.binding import Binding
from textual.screen import Screen
from textual.strip import Strip
from textual.timer import Timer
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
        left = f" {self._left}"
        if cell_len(left) > room:
            left = f"{set_cell_size(left, max(0, room - 2))}\N{HORIZONTAL ELLIPSIS} "
        return Strip(
            [
                Segment(set_cell_size(left, room), base + Style(bold=True)),
                Segment(right, base),
            ],
            width,
        )


class KeyBar(Widget):
    """The keys of the moment, in the order of the bindings' ids that it is given; what does not fit is left out.

    The app's own (help, quit) keep their place on the right. A click does what the key does.
    What is said to the learner takes the place of the keys for a while, and so covers nothing that is worked on.
    """

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {"bar--key", "bar--said"}
    DEFAULT_CSS = """
    KeyBar {
        dock: bottom; height: 1; background: $panel; color: $foreground;
        & > .bar--key { color: $footer-key-foreground; text-style: bold; }
        & > .bar--said { color: $footer-key-foreground; text-style: bold; }
    }
    """

    def __init__(self, *ids: str) -> None:
        super().__init__()
        self._ids = ids
        self._said = ""
        self._silence: Timer | None = None

    def say(self, text: str, seconds: float) -> None:
        """Shows a sentence so long; one that is too long for a line takes more of them."""
        if self._silence:
            self._silence.stop()
        self._said = one_line(text)
        self._silence = self.set_timer(seconds, self.hush)
        self._fit()

    def hush(self) -> None:
        """Shows the keys again: what was said is over."""
        self._said = ""
        self._fit()

    def _fit(self) -> None:
        self.styles.height = len(self._sentence()) or 1
        self.refresh()

    def _sentence(self) -> list[str]:
        return textwrap.wrap(self._said, max(10, self.size.width - 2), break_on_hyphens=False)

    def on_resize(self) -> None:
        if self._said:
            self._fit()

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, self._changed)

    def _changed(self, screen: Screen[object]) -> None:
        self.refresh()

    def render_line(self, y: int) -> Strip:
        width, base = self.size.width, self.rich_style
        if self._said:
            said = base + self.get_component_rich_style("bar--said", partial=True)
            line = next(iter(self._sentence()[y : y + 1]), "")
            return Strip([Segment(set_cell_size(f" {line}", width), said)], width)
        bold = base + self.get_component_rich_style("bar--key", partial=True)
        now = {
            one.binding.id: one.binding
            for one in self.screen.active_bindings.values()
            if one.enabled
        }
        tail = [
            segment
            for id in ("app.help", "app.quit")
            if id in now
            for segment in self._segments(now[id], base, bold)
        ]
        room = width - sum(segment.cell_length for segment in tail)
        head: list[Segment] = []
        for id in self._ids:
            if id not in now:
                continue
            segments = self._segments(now[id], base, bold)
            length = sum(segment.cell_length for segment in segments)
            if length > room:
                break
            room -= length
            head += segments
        return Strip([*head, Segment(" " * max(0, room), base), *tail]).crop(0, width)

    def _segments(self, binding: Binding, base: Style, bold: Style) -> list[Segment]:
        press = Style(meta={"@click": f"app.simulate_key({binding.key!r})"})
        key = self.app.get_key_display(binding)
        return [
            Segment(f" {key}", bold + press),
            Segment(f" {binding.description} ", base + press),
        ]
