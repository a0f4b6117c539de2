"""The end of a session: what it comes to, and each thing that was played in it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.app import ComposeResult
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from trainer.numbers import percent
from tui.screens.base import ScreenBase
from tui.widgets.bars import KeyBar, TitleBar
from tui.widgets.entry_list import EntryList


class EndScreen(ScreenBase, Screen[list[str] | None]):
    """Dismisses with the risks to practise next, or with None for home."""

    DEFAULT_CSS = """
    EndScreen #said { padding: 1 2; height: auto; }
    EndScreen EntryList { height: 1fr; margin: 0 1; }
    EndScreen.-short #said { padding: 0 1; }
    """
    SHOWN_KEYS: ClassVar[tuple[str, ...]] = ()
    """Ids of the bindings that the last line names."""

    def __init__(self, heading: str, score: float | None, said: str, practise: list[str]) -> None:
        super().__init__()
        self._heading = heading
        self._score = score
        self._said = said
        self._practise = practise

    def entries(self) -> Iterable[Content]:
        """A line for each thing that was played, in their order."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        yield TitleBar(self._heading, f"score {percent(self._score)}")
        yield Static(Content(self._said), id="said", markup=False)
        yield EntryList(id="entries")
        yield KeyBar(*self.SHOWN_KEYS)

    def on_mount(self) -> None:
        rows = self.query_one(EntryList)
        rows.show(self.entries())
        rows.focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return action != "practise" or bool(self._practise)

    def action_practise(self) -> None:
        self.dismiss(self._practise)

    def action_home(self) -> None:
        self.dismiss(None)
