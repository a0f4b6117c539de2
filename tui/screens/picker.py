"""Names what was seen: type a few letters, say how sure you are, press enter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
HINT, GROUPED = "enter take it   esc cancel", "   ctrl+g by family"


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
        Binding("ctrl+g", "group", "by family", id="picker.group"),
    ]

    def __init__(
        self,
        title: str,
        entries: Sequence[RiskEntry],
        *,
        risk: str = "",
        confidence: str | None = "fair",
        hint: str = "type: timeo, tls off, no retry ...",
    ) -> None:
        """`confidence` None: it is not asked for; `hint` stands where nothing is typed yet."""
        super().__init__()
        self._title = title
        self._entries = entries
        self._shown: list[RiskEntry] = []
        self._risk = risk
        self._confidence = confidence
        self._is_grouped = False
        self._hint = hint

    def compose(self) -> ComposeResult:
        with Vertical(id="box"):
            yield FilterInput(placeholder=self._hint, compact=True)
            yield OptionList(markup=False)
            yield Static(id="summary", markup=False)
            with Horizontal(id="how-sure"):
                if self._confidence is not None:
                    yield Static("how sure?", classes="confidence", markup=False)
                    for key, word in enumerate(CONFIDENCES, 1):
                        said = Content(f"{key} {word}").stylize(f"@click=screen.say({word!r})")
                        yield Static(said, classes="confidence", id=word, markup=False)
            has_families = len({entry.family for entry in self._entries}) > 1
            yield Static(HINT + GROUPED * has_families, id="hint", markup=False)

    def on_mount(self) -> None:
        self.query_one("#box").border_title = Content(self._title)
        self.query_one(OptionList).can_focus = False
        self._list("")
        self._choose(self._risk)
        if self._confidence is not None:
            self.action_say(self._confidence)

    @property
    def _options(self) -> OptionList:
        return self.query_one(OptionList)

    @on(Input.Changed)
    def _filter(self, event: Input.Changed) -> None:
        self._list(event.value)

    def _list(self, query: str) -> None:
        found = search(query, self._entries)
        families = dict.fromkeys(entry.family for entry in found)
        if self._is_grouped:  # the family of the best one first
            found = [entry for family in families for entry in found if entry.family == family]
        self._shown = found
        self._options.clear_options()
        self._options.add_options(self._rows())
        if self._shown:
            self._choose(self._shown[0].id)
        else:
            self._summary("nothing by that name; fewer letters find more")

    def _rows(self) -> Iterator[Option]:
        family = ""
        for entry in self._shown:
            if self._is_grouped and entry.family != family:
                family = entry.family
                yield Option(Content.styled(family, "$accent"), disabled=True)
            indent = "  " * self._is_grouped
            name = f"{indent}{entry.id:<{28 - len(indent)}} "
            yield Option(Content.assemble((name, "bold"), entry.title), id=entry.id)

    def _choose(self, risk: str) -> None:
        if any(entry.id == risk for entry in self._shown):
            at = self._options.get_option_index(risk)
            self._options.highlighted = at
            if at == 1 and self._is_grouped:  # its family's name stands above it
                self._options.scroll_home(animate=False)

    @property
    def _chosen(self) -> RiskEntry | None:
        option = self._options.highlighted_option
        return next((e for e in self._shown if option and e.id == option.id), None)

    @on(OptionList.OptionHighlighted)
    def _describe(self) -> None:
        if entry := self._chosen:
            self._summary(f"{entry.family} {glyphs_of(self).dot} {entry.summary}")

    def _summary(self, text: str) -> None:
        self.query_one("#summary", Static).update(text)

    @on(Input.Submitted)
    def _take(self) -> None:
        if chosen := self._chosen:
            self.dismiss(Picked(chosen.id, self._confidence or "fair"))

    @on(OptionList.OptionSelected)
    def _click(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(Picked(str(event.option_id), self._confidence or "fair"))

    def action_move(self, step: int) -> None:
        if chosen := self._chosen:
            at = self._shown.index(chosen) + step
            self._choose(self._shown[max(0, min(len(self._shown) - 1, at))].id)

    def action_group(self) -> None:
        """Under the names of their families, for who does not know yet what there is."""
        chosen = self._chosen
        self._is_grouped = not self._is_grouped
        self._list(self.query_one(FilterInput).value)
        if chosen:
            self._choose(chosen.id)

    def action_say(self, confidence: str) -> None:
        if self._confidence is not None:
            self._confidence = confidence
            for word in CONFIDENCES:
                self.query_one(f"#{word}").set_class(word == confidence, "-chosen")
