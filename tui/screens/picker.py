"""Names what was seen: type a few letters, say how sure you are, press enter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from tui.glyphs import glyphs_of
from tui.screens.base import ScreenBase
from tui.search import RiskEntry, search

DIGITS = {"1", "2", "3"}
CONFIDENCES = ("guess", "fair", "sure")


@dataclass(frozen=True)
class Picked:
    """A risk, and how sure the learner is: guess, fair or sure."""

    risk: str
    confidence: str


class FilterInput(Input):
    """Leaves the digits to the screen: no risk is searched for by number."""

    def check_consume_key(self, key: str, character: str | None) -> bool:
        return key not in DIGITS and super().check_consume_key(key, character)

    def on_key(self, event: events.Key) -> None:
        if event.key in DIGITS:
            event.prevent_default()


class PickerScreen(ScreenBase, ModalScreen[Picked | None]):
    """Dismisses with what was picked, or None."""

    CSS = """
    PickerScreen { align: center middle; }
    PickerScreen #box {
        width: 76; max-width: 100%; height: 19; max-height: 100%;
        border: $box $primary; border-title-color: $accent; background: $surface; padding: 0 1;
    }
    PickerScreen FilterInput { height: 1; border: none; background: $panel; padding: 0 1; }
    PickerScreen OptionList {
        height: 1fr; border: none; background: $surface; padding: 0; margin-top: 1;
        text-wrap: nowrap; text-overflow: ellipsis;
    }
    PickerScreen #summary { height: 3; color: $quiet; margin-top: 1; }
    PickerScreen OptionList > .option-list--option-highlighted { background: $line-selected; }
    PickerScreen #how-sure { height: 1; }
    PickerScreen .confidence {
        width: auto; padding: 0 1; link-style: none; link-color: $foreground; link-background: $surface;
    }
    PickerScreen .confidence.-chosen {
        background: $primary; color: $background; text-style: bold;
        link-style: bold; link-color: $background; link-background: $primary;
    }
    PickerScreen #hint { height: 1; color: $quiet; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "cancel", id="picker.cancel"),
        Binding("down", "move(1)", "next", id="picker.down"),
        Binding("up", "move(-1)", "before", id="picker.up"),
        Binding("pagedown", "move(8)", "page", id="picker.page-down"),
        Binding("pageup", "move(-8)", "page", id="picker.page-up"),
        Binding("1", "say('guess')", "guess", id="picker.guess"),
        Binding("2", "say('fair')", "fair", id="picker.fair"),
        Binding("3", "say('sure')", "sure", id="picker.sure"),
    ]

    def __init__(
        self,
        title: str,
        entries: Sequence[RiskEntry],
        *,
        risk: str = "",
        confidence: str | None = "fair",
    ) -> None:
        """`confidence` None: it is not asked for."""
        super().__init__()
        self._title = title
        self._entries = entries
        self._shown: list[RiskEntry] = []
        self._risk = risk
        self._confidence = confidence

    def compose(self) -> ComposeResult:
        with Vertical(id="box"):
            yield FilterInput(placeholder="type: timeo, tls off, no retry ...", compact=True)
            yield OptionList(markup=False)
            yield Static(id="summary", markup=False)
            with Horizontal(id="how-sure"):
                if self._confidence is not None:
                    yield Static("how sure?", classes="confidence", markup=False)
                    for key, word in enumerate(CONFIDENCES, 1):
                        said = Content(f"{key} {word}").stylize(f"@click=screen.say({word!r})")
                        yield Static(said, classes="confidence", id=word, markup=False)
            yield Static("enter take it   esc cancel", id="hint", markup=False)

    def on_mount(self) -> None:
        self.query_one("#box").border_title = Content(self._title)
        self.query_one(OptionList).can_focus = False
        self._list("")
        at = [entry.id for entry in self._shown]
        if self._risk in at:
            self._options.highlighted = at.index(self._risk)
        if self._confidence is not None:
            self.action_say(self._confidence)

    @property
    def _options(self) -> OptionList:
        return self.query_one(OptionList)

    @on(Input.Changed)
    def _filter(self, event: Input.Changed) -> None:
        self._list(event.value)

    def _list(self, query: str) -> None:
        self._shown = search(query, self._entries)
        self._options.clear_options()
        self._options.add_options(
            Option(Content.assemble((f"{entry.id:<28} ", "bold"), entry.title))
            for entry in self._shown
        )
        if self._shown:
            self._options.highlighted = 0
        else:
            self._summary("nothing by that name; fewer letters find more")

    @on(OptionList.OptionHighlighted)
    def _describe(self, event: OptionList.OptionHighlighted) -> None:
        if event.option_index < len(self._shown):
            entry = self._shown[event.option_index]
            self._summary(f"{entry.family} {glyphs_of(self).dot} {entry.summary}")

    def _summary(self, text: str) -> None:
        self.query_one("#summary", Static).update(text)

    @on(Input.Submitted)
    def _take(self) -> None:
        if self._shown and self._options.highlighted is not None:
            chosen = self._shown[self._options.highlighted]
            self.dismiss(Picked(chosen.id, self._confidence or "fair"))

    @on(OptionList.OptionSelected)
    def _click(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(Picked(self._shown[event.option_index].id, self._confidence or "fair"))

    def action_move(self, step: int) -> None:
        if self._shown:
            at = (self._options.highlighted or 0) + step
            self._options.highlighted = max(0, min(len(self._shown) - 1, at))

    def action_say(self, confidence: str) -> None:
        if self._confidence is not None:
            self._confidence = confidence
            for word in CONFIDENCES:
                self.query_one(f"#{word}").set_class(word == confidence, "-chosen")
