"""The app: themes, keys of every screen, signals; opens the screens and says how it ended."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import threading
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from types import FrameType
from typing import TYPE_CHECKING, ClassVar, cast

from textual import constants
from textual.actions import ActionParseResult
from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.dom import DOMNode
from textual.driver import Driver
from textual.filter import LineFilter
from textual.screen import Screen
from textual.scrollbar import ScrollBar, ScrollBarRender
from textual.widget import Widget

from tui.glyphs import ASCII, UNICODE, Glyphs
from tui.own_colours import OwnColours
from tui.settings import Settings
from tui.theme import NAMES, in_own_colours, marked, theme_for, theme_of
from tui.thrift import Screenful, thrifty

LAST_WORDS = 2.0
"""Seconds to restore the terminal in, once a signal has ended the app."""

if TYPE_CHECKING:
    from trainer.deck import Deck
    from trainer.desk import Desk
    from trainer.draft import Draft
    from trainer.history import History
    from trainer.resuming import AnySession
    from tui.screens.interview import InterviewScreen

KEY_NAMES = {
    "enter": "enter",
    "escape": "esc",
    "up": "up",
    "down": "down",
    "shift+up": "shift+up",
    "shift+down": "shift+down",
    "left": "left",
    "right": "right",
    "pageup": "pgup",
    "pagedown": "pgdn",
    "tab": "tab",
}
"""In words: arrows and hooks are not in every font, and a help page is read aloud."""


class WholeCells(ScrollBarRender):
    """A scroll bar of coloured cells, without the parts of blocks that not every font has."""

    VERTICAL_BARS: ClassVar[list[str]] = [" "] * 8
    HORIZONTAL_BARS: ClassVar[list[str]] = [" "] * 8


class ScreensApp(App[object]):
    """What the trainer and the review of a new card have in common."""

    TITLE = "critique"
    CSS = """
    * { scrollbar-size-vertical: 1; scrollbar-color: $rule; scrollbar-background: $background; }
    Screen { background: $background; color: $foreground; }
    ModalScreen, CommandPalette { background: transparent; }
    CommandPalette SearchIcon { display: none; }
    CommandPalette > .command-palette--help-text { color: $quiet; text-style: none; }
    OptionList { background: $background; border: none; padding: 0; min-width: 8; }
    OptionList > .option-list--option-highlighted { background: $line-cursor; color: $foreground; text-style: none; }
    OptionList:focus > .option-list--option-highlighted { background: $line-selected; color: $foreground; text-style: none; }
    Input, Input:focus { background-tint: $foreground 0%; }
    ToastRack { margin: 0 0 1 0; }
    Toast { width: auto; max-width: 76; padding: 0 1; margin: 0; background: $panel; }
    MarkdownFence > Label { width: 100%; }
    MarkdownH1, MarkdownH2, MarkdownH3 {
        content-align: left middle; margin: 1 0 0 0; color: $foreground; text-style: bold;
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("question_mark", "help", "help", key_display="?", id="app.help"),
        Binding("q", "leave", "quit", id="app.quit"),
        Binding("ctrl+c", "leave", "quit", id="app.interrupt"),
        Binding("f1", "keys", "list of keys", id="app.keys"),
        Binding("f2", "theme", "theme: dark or light", id="app.theme"),
        Binding("ctrl+p,colon", "command_palette", "commands", id="app.commands"),
        Binding("ctrl+z", "suspend_process", "suspend", id="app.suspend"),
    ]

    def __init__(self, *, theme: str | None = None, ascii: bool | None = None) -> None:
        """`theme` is one of `NAMES`. None: CRITIQUE_THEME and CRITIQUE_ASCII, else as the terminal says it is."""
        self._screenful = Screenful()
        without_colour = os.environ.get("NO_COLOR")
        if without_colour == "":  # no-color.org: it counts when it is not empty
            del os.environ["NO_COLOR"]
        try:
            super().__init__()
        finally:
            if without_colour == "":
                os.environ["NO_COLOR"] = ""
        self.glyphs = glyphs_for(ascii)
        ScrollBar.renderer = WholeCells
        self.wanted = theme_wanted(theme)
        """The theme that was set, or that the terminal asks for: a name of `NAMES`."""
        self.wear(self.wanted)
        self.settings = Settings()

    def prefer(self, settings: Settings) -> None:
        """Before it runs: what the learner has set, but for colours and glyphs."""
        self.settings = settings
        self.set_keymap(dict(settings.keys))

    def get_driver_class(self) -> type[Driver]:
        driver = super().get_driver_class()
        if sys.platform == "win32" or constants.DRIVER:  # in pieces, and to a browser
            return driver
        return thrifty(driver, self._screenful)

    def on_resize(self) -> None:
        self._screenful.forget()

    def draw(self, glyphs: Glyphs) -> None:
        """Draws with these signs from now on."""
        self.glyphs = glyphs
        self.refresh_css(animate=False)
        for screen in self.screen_stack:
            screen.refresh(layout=True)

    def wear(self, name: str) -> None:
        """Draws in the theme of this name from now on."""
        theme = theme_of(name)
        self.register_theme(theme)
        self._own_colours = OwnColours(marked(theme))
        self._own_colours.enabled = self.has_few_colours or in_own_colours(name)
        self.worn = name
        self.theme = theme.name

    @property
    def has_few_colours(self) -> bool:
        """The terminal has 16 colours, each of which may be anything; or none are wanted."""
        is_terminal = not (self.is_headless or self.is_web)
        return self.no_color or (is_terminal and self.console.color_system == "standard")

    def get_line_filters(self) -> Sequence[LineFilter]:
        if self._own_colours.enabled:
            return [self._own_colours]
        return super().get_line_filters()

    def get_theme_variable_defaults(self) -> dict[str, str]:
        glyphs = getattr(self, "glyphs", UNICODE)
        return {"box": glyphs.box, "line": glyphs.line}

    def on_mount(self) -> None:
        self.wear(self.worn)  # only now it is known what is drawn on
        # Textual leaves the alternate screen and the mouse on when these end the process.
        if self.is_web:
            from tui.browser.watch import watch

            watch()
        elif sys.platform != "win32" and not self.is_headless:
            loop = asyncio.get_running_loop()
            for number in (signal.SIGTERM, signal.SIGHUP):
                signal.signal(number, partial(self._ended_by, loop))

    def _ended_by(self, loop: asyncio.AbstractEventLoop, number: int, _: FrameType | None) -> None:
        """Called between two steps of the interpreter, as the loop may be one that waits for ever.

        A terminal that is gone takes no more output, and Textual waits until it does.
        All that the learner did is on disk.
        """
        last = threading.Timer(LAST_WORDS, os._exit, [128 + number])
        last.daemon = True
        last.start()
        loop.call_soon_threadsafe(partial(self.exit, return_code=128 + number))

    def get_key_display(self, binding: Binding) -> str:
        return binding.key_display or KEY_NAMES.get(binding.key) or super().get_key_display(binding)

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """What a key does now, by name; what several keys do once, with all of them.

        Nobody looks for the next row of a list by its name.
        """
        keys: dict[str, list[Binding]] = {}
        for _, binding, enabled, _ in screen.active_bindings.values():
            id = binding.id
            if enabled and id and id != "app.commands" and not id.startswith("list."):
                keys.setdefault(id, []).append(binding)
        for same in keys.values():

            def press(key: str = same[0].key) -> None:
                self.simulate_key(key)

            named = " or ".join(dict.fromkeys(map(self.get_key_display, same)))
            yield SystemCommand(same[0].description.capitalize(), f"key {named}", press)

    async def run_action(
        self,
        action: str | ActionParseResult,
        default_namespace: DOMNode | None = None,
        namespaces: Mapping[str, DOMNode] | None = None,
    ) -> bool:
        """Nothing of a screen that another covers by now: a key may be pressed twice before the first has worked."""
        if isinstance(default_namespace, Screen | Widget) and not on_top(default_namespace, self):
            return False
        return await super().run_action(action, default_namespace, namespaces)

    def action_leave(self) -> None:
        """Asks where something is not on disk."""
        told = (getattr(screen, "UNSAVED", "") for screen in self.screen_stack)
        if not (unsaved := next(filter(None, told), "")):
            self.exit()
            return
        from tui.screens.ask import AskScreen

        self.push_screen(AskScreen(unsaved, yes="quit"), lambda sure: self.exit() if sure else None)

    def action_theme(self) -> None:
        """Between the theme that was set and our own of the other kind."""
        if self.worn != self.wanted:
            self.wear(self.wanted)
        else:
            self.wear("light" if self.current_theme.dark else "dark")

    def action_help(self) -> None:
        from tui.screens.help import HelpScreen

        self.push_screen(HelpScreen.of(self.screen))

    def action_keys(self) -> None:
        from tui.screens.help import HelpScreen

        self.push_screen(HelpScreen.of(self.screen, only_keys=True))


class TrainerApp(ScreensApp):
    """Home, and from there everything that a learner does."""

    def __init__(
        self,
        deck: Deck,
        history: History | None,
        *,
        session: AnySession | None = None,
        interview: InterviewScreen | None = None,
        desk: Desk | None = None,
        theme: str | None = None,
        ascii: bool | None = None,
    ) -> None:
        """With a `session` or an `interview` it opens there, and goes home afterwards.

        Without a `desk` no cards are made.
        """
        super().__init__(theme=theme, ascii=ascii)
        self._desk = desk
        self._interview = interview
        self._deck = deck
        self._history = history
        self._session = session

    def on_mount(self) -> None:
        super().on_mount()
        from tui.screens.home import HomeScreen

        self.push_screen(
            HomeScreen(self._deck, self._history, session=self._session, desk=self._desk)
        )
        if self._interview:
            self.push_screen(self._interview)


class ReviewApp(ScreensApp):
    """The review of a new card; `run` gives the draft as the author left it, or None."""

    def __init__(
        self,
        draft: Draft,
        desk: Desk | None = None,
        *,
        theme: str | None = None,
        ascii: bool | None = None,
    ) -> None:
        super().__init__(theme=theme, ascii=ascii)
        self._draft, self._desk = draft, desk

    def on_mount(self) -> None:
        super().on_mount()
        from tui.screens.review import ReviewScreen

        self.push_screen(ReviewScreen(self._draft, self._desk), self.exit)


def on_top(node: Screen[object] | Widget, app: App[object]) -> bool:
    """Whether it is on the screen that is seen."""
    return node.is_attached and node.screen is app.screen


def theme_wanted(theme: str | None) -> str:
    """None: by CRITIQUE_THEME, else as the terminal says it is."""
    wanted = theme or os.environ.get("CRITIQUE_THEME", "")
    return wanted if wanted in NAMES else theme_for(os.environ.get("COLORFGBG", ""))


def glyphs_for(ascii: bool | None) -> Glyphs:
    """None: by CRITIQUE_ASCII, else as the terminal says it is."""
    if ascii is None:
        ascii = bool(os.environ.get("CRITIQUE_ASCII")) or not speaks_unicode()
    return ASCII if ascii else UNICODE


def speaks_unicode() -> bool:
    """Whether what is written to the terminal is UTF-8."""
    encoding = getattr(sys.__stdout__, "encoding", None) or "utf-8"
    return encoding.lower().replace("-", "") == "utf8"


def refuse_reason(command: str = "critique practice") -> str | None:
    """Why no screens can be shown here, in one sentence with the way out; None: they can."""
    from tui.browser.watch import is_served

    if is_served():
        return None
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return f"The screens need a terminal on both ends; `{command} --plain` works in pipes."
    if os.environ.get("TERM", "") in {"dumb", "unknown"}:
        return f"TERM={os.environ['TERM']} cannot show screens; `{command} --plain` needs no more than lines."
    return None


def run(
    deck: Deck,
    history: History | None,
    *,
    session: AnySession | None = None,
    interview: InterviewScreen | None = None,
    desk: Desk | None = None,
    settings: Settings | None = None,
) -> int:
    """Opens the trainer and gives the exit code: 0, or 143 and 129 after SIGTERM and SIGHUP."""
    own = settings or Settings()
    app = TrainerApp(
        deck,
        history,
        session=session,
        interview=interview,
        desk=desk,
        theme=own.theme,
        ascii=own.ascii,
    )
    app.prefer(own)
    app.run(mouse=own.mouse)
    return app.return_code or 0


def review(draft: Draft, desk: Desk, settings: Settings) -> Draft | None:
    """The draft as its author left it; None where it was given up."""
    app = ReviewApp(draft, desk, theme=settings.theme, ascii=settings.ascii)
    app.prefer(settings)
    return cast("Draft | None", app.run(mouse=settings.mouse))
