"""One question, yes or no."""

from __future__ import annotations

from time import monotonic
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from trainer.neutralise import one_line
from tui.screens.base import ScreenBase

READ_IN = 0.7
"""Seconds after which somebody may have read the question; an enter before that was meant for what asked it."""


class AskScreen(ScreenBase, ModalScreen[bool]):
    """Dismisses with the answer; enter is yes, but for one that comes so soon that a key was pressed twice."""

    CSS = """
    AskScreen { align: center middle; }
    AskScreen Vertical {
        width: 60; max-width: 100%; height: auto; border: $box $accent; background: $surface; padding: 1 2;
    }
    AskScreen .choices {
        margin-top: 1; height: 1; link-style: none; link-color: $foreground; link-background: $surface;
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "answer(True)", "yes", id="ask.yes"),
        Binding("enter", "confirm", "yes", id="ask.enter"),
        Binding("escape", "answer(False)", "no", id="ask.no"),
    ]

    clock = staticmethod(monotonic)

    def __init__(self, question: str, *, yes: str = "yes", no: str = "back") -> None:
        super().__init__()
        self._asked = self.clock()
        self._question = one_line(question)
        self._yes, self._no = one_line(yes), one_line(no)

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(self._question, markup=False)
            yield Static(
                Content.from_markup(
                    "[@click=screen.answer(True)][b]y[/b] or [b]enter[/b] $yes[/]    [@click=screen.answer(False)][b]esc[/b] $no[/]",
                    yes=self._yes,
                    no=self._no,
                ),
                classes="choices",
            )

    def action_confirm(self) -> None:
        if self.clock() - self._asked >= READ_IN:
            self.dismiss(True)

    def action_answer(self, answer: bool) -> None:
        self.dismiss(answer)
