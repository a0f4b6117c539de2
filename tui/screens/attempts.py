"""Every snippet that was ever submitted, the latest first; enter shows its debrief again."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Input, Static

from trainer.lookback import Attempt, attempts, debrief_of
from trainer.neutralise import one_line
from trainer.numbers import counted, moment, percent
from tui.feedback import say
from tui.glyphs import glyphs_of, mark_of
from tui.screens.base import ScreenBase
from tui.widgets.bars import KeyBar, TitleBar
from tui.widgets.entry_list import EntryList
from tui.widgets.filter_line import FilterLine

if TYPE_CHECKING:
    from trainer.history import History

EMPTY = "Nothing yet: what you submit is kept here, with its debrief."


class AttemptsScreen(ScreenBase, Screen[None]):
    """Dismisses with nothing; debriefs are opened over it."""

    CSS = """
    AttemptsScreen EntryList { height: 1fr; margin: 0 1; }
    AttemptsScreen #empty { margin: 1 2; }
    """
    HELP = "attempts"
    AUTO_FOCUS = "EntryList"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "its debrief", id="attempts.open"),
        Binding("slash", "filter", "find", key_display="/", priority=True, id="attempts.find"),
        Binding("escape", "leave", "home", id="attempts.home"),
    ]

    def __init__(self, history: History | None) -> None:
        super().__init__()
        self._all = attempts(history) if history else []
        self._shown: list[Attempt] = self._all

    def compose(self) -> ComposeResult:
        yield TitleBar("History", counted(len(self._all), "snippet"))
        if self._all:
            yield FilterLine("/ card, mode or surface")
            yield EntryList()
        else:
            yield Static(EMPTY, id="empty", markup=False)
        yield KeyBar("attempts.open", "attempts.find", "attempts.home")

    def on_mount(self) -> None:
        if self._all:
            self._list("")
            self.query_one(EntryList).focus()

    @on(Input.Changed)
    def _filter(self, event: Input.Changed) -> None:
        self._list(event.value)

    def _list(self, query: str) -> None:
        words = query.lower().split()
        self._shown = [
            one
            for one in self._all
            if all(word in f"{one.card} {one.mode} {one.surface}".lower() for word in words)
        ]
        self.query_one(EntryList).show(self._row(one) for one in self._shown)

    def _row(self, one: Attempt) -> Content:
        mark = mark_of(one.score)
        was = "" if one.was is None else f"  {percent(one.was)} by the old answers"
        return Content.assemble(
            (f" {getattr(glyphs_of(self), mark)} ", f"bold ${mark}"),
            (f"{percent(one.score):>5}  ", "bold"),
            (f"{moment(one.at)}  ", "$quiet"),
            (f"{one_line(one.mode):<7.7} ", "$quiet"),
            f"{one_line(one.card)}",
            (was, "$quiet"),
        )

    def action_open(self) -> None:
        from tui.screens.debrief import DebriefScreen

        at = self.query_one(EntryList).highlighted
        if at is None or at >= len(self._shown):
            return
        said = debrief_of(self._shown[at])
        if said is None:
            say(self, "This card is gone or its code has changed since; the score stays.")
        else:
            self.app.push_screen(DebriefScreen(None, said))

    def action_filter(self) -> None:
        self.query_one(FilterLine).open()

    def action_leave(self) -> None:
        """From the filter back to the list, from there home."""
        if isinstance(self.focused, FilterLine):
            self.query_one(EntryList).focus()
        else:
            self.dismiss(None)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "filter" and isinstance(self.focused, FilterLine):
            return False
        return action not in {"open", "filter"} or bool(self._all)
