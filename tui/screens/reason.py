"""Asks for one sentence."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from trainer.neutralise import one_line
from tui.screens.base import ScreenBase

HINT = "enter keep it   esc back"


class ReasonScreen(ScreenBase, ModalScreen[str | None]):
    """Dismisses with the sentence, or None; nothing empty is taken."""

    CSS = """
    ReasonScreen { align: center middle; }
    ReasonScreen Vertical {
        width: 76; max-width: 100%; height: auto; border: $box $accent; background: $surface; padding: 0 1;
    }
    ReasonScreen Input { height: 1; border: none; background: $panel; padding: 0 1; }
    ReasonScreen .hint { color: $quiet; margin-top: 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "back", id="reason.back")
    ]

    def __init__(self, title: str, value: str = "") -> None:
        super().__init__()
        self._title, self._value = one_line(title), one_line(value)

    def compose(self) -> ComposeResult:
        with Vertical() as box:
            box.border_title = Content(self._title)
            yield Input(self._value, compact=True)
            yield Static(HINT, classes="hint", markup=False)

    @on(Input.Submitted)
    def _keep(self, event: Input.Submitted) -> None:
        if event.value.strip():
            self.dismiss(event.value.strip())
        else:
            self.query_one(".hint", Static).update(f"Nothing is written yet.   {HINT}")
