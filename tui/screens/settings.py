"""What a learner prefers: each change is seen at once and written to config.toml."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, NamedTuple, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import Screen
from textual.widgets import OptionList, Static

from trainer.numbers import counted
from trainer.sentences import alone
from tui.feedback import say, telling
from tui.screens.base import ScreenBase
from tui.settings import CHOICES, Settings, SettingsError, load, path
from tui.settings_file import change
from tui.widgets.bars import KeyBar, TitleBar
from tui.widgets.entry_list import EntryList

if TYPE_CHECKING:
    from tui.app import ScreensApp


class Row(NamedTuple):
    """One setting."""

    name: str
    about: str
    is_left_to_terminal: bool = False
    """It need not be set: the terminal says it."""

    @property
    def choices(self) -> tuple[object, ...]:
        return ((None,) if self.is_left_to_terminal else ()) + CHOICES[self.name]


ROWS = (
    Row("theme", "the colours; f2 switches between dark and light for a while", True),
    Row("ascii", "whether all is drawn with ASCII alone", True),
    Row(
        "mouse", "whether the mouse works, from the next start on; without it the terminal selects"
    ),
    Row(
        "keymap",
        "the keys; cyrillic: letters also by what their keys write on a Russian keyboard; "
        "vim: also ctrl+f and ctrl+b, V, and ctrl+n and ctrl+p where letters are typed",
    ),
    Row(
        "clipboard",
        "where y puts an answer; native: a program such as xclip, osc52: the terminal, "
        "file: a file; auto: a program on this desktop, else the terminal",
    ),
    Row("timer", "whether an interview shows and keeps how long an answer took"),
)


class SettingsScreen(ScreenBase, Screen[None]):
    """Dismisses with nothing: all is written when it is changed."""

    CSS = """
    SettingsScreen EntryList { height: auto; margin: 1 2 0 2; }
    SettingsScreen Static { margin: 1 3; height: auto; }
    """
    HELP = "settings"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("l,space,right,enter", "turn(1)", "next value", id="settings.next"),
        Binding("h,left", "turn(-1)", "value before", id="settings.before"),
        Binding("escape", "dismiss(None)", "home", id="settings.home"),
    ]

    def compose(self) -> ComposeResult:
        yield TitleBar("Settings", "written when changed")
        yield EntryList()
        yield Static(id="about", markup=False)
        yield KeyBar("settings.next", "settings.before", "settings.home")

    def on_mount(self) -> None:
        self._settings = self._app.settings
        with telling(self, SettingsError):
            self._settings = load()
        self._list()
        self.query_one(EntryList).focus()

    @property
    def _app(self) -> ScreensApp:
        return cast("ScreensApp", self.app)

    @property
    def _row(self) -> Row:
        return ROWS[self.query_one(EntryList).highlighted or 0]

    def _list(self) -> None:
        self.query_one(EntryList).show(
            (
                Content.assemble(
                    (f" {row.name:<9} ", "bold"), (told(row, self._settings), "bold $accent")
                )
                for row in ROWS
            ),
            at=ROWS.index(self._row),
        )

    @on(OptionList.OptionHighlighted)
    def _show(self) -> None:
        own = counted(self._settings.own_keys, "key")
        self.query_one("#about", Static).update(
            Content("\n").join(
                [
                    Content(alone(self._row.about)),
                    Content(""),
                    Content.styled(f"{path()}", "$quiet"),
                    Content.styled(
                        f"Other keys are set in this file, in a table [keys]: {own} so far. "
                        "critique keys lists what can stand there.",
                        "$quiet",
                    ),
                ]
            )
        )

    def action_turn(self, step: int) -> None:
        row = self._row
        now = row.choices.index(getattr(self._settings, row.name))
        value = cast("str | bool | None", row.choices[(now + step) % len(row.choices)])
        with telling(self, SettingsError):
            self._settings = change(path(), row.name, value)
            self._wear(row)
            self._list()
            say(self, f"{row.name} = {told(row, self._settings)}, written to {path()}")

    def _wear(self, row: Row) -> None:
        """What can be changed while it runs."""
        from tui.app import glyphs_for, theme_wanted

        app, own = self._app, self._settings
        app.settings = own
        match row.name:
            case "theme":
                app.wanted = theme_wanted(own.theme)
                app.wear(app.wanted)
            case "ascii":
                app.draw(glyphs_for(own.ascii))
            case "keymap":
                app.set_keymap(dict(own.keys))


def told(row: Row, settings: Settings) -> str:
    """The value in words."""
    value = getattr(settings, row.name)
    return {None: "as the terminal says", True: "on", False: "off"}.get(value, str(value))
