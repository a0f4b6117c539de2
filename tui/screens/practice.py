"""One snippet after the other: read, flag, submit."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import Screen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from detectors.places import Lines
from trainer.course import CHANGED
from trainer.history import HistoryError
from trainer.numbers import named
from trainer.scoring import Confidence
from trainer.session import Session, SessionError
from tui.catalogue import entries
from tui.feedback import say, telling, zoomed
from tui.glyphs import glyphs_of
from tui.screens.base import ScreenBase
from tui.screens.picker import Picked, PickerScreen
from tui.screens.practice_text import COACH, progress, row, rule, title
from tui.widgets.bars import KeyBar, TitleBar
from tui.widgets.code_lines import Mark
from tui.widgets.code_view import CodeView
from tui.widgets.find_bar import FindBar
from tui.widgets.side import SideBox
from tui.widgets.situation import Situation


class PracticeScreen(ScreenBase, Screen[list[str] | None]):
    """Drives a session; dismisses with the risks to practise next, or None."""

    CSS = """
    PracticeScreen #coach { padding: 0 1; height: auto; background: $surface; color: $accent; display: none; }
    PracticeScreen.-coached #coach { display: block; }
    PracticeScreen #body { height: 1fr; }
    PracticeScreen #left { width: 1fr; }
    PracticeScreen CodeView { height: 1fr; border-top: $line $rule; }
    PracticeScreen #flags {
        height: auto; max-height: 4; border-top: $line $rule; padding: 0 1;
    }
    PracticeScreen #flags:blur > .option-list--option-highlighted { background: $background; }
    PracticeScreen #side { width: 40; display: none; }
    PracticeScreen.-wide #side { display: block; }
    PracticeScreen.-wide #left { width: 1fr; border-right: $line $rule; }
    PracticeScreen.-wide #flags { max-height: 10; }
    PracticeScreen.-short #flags { max-height: 2; }
    PracticeScreen.-zoomed #left { border: none; }
    PracticeScreen.-zoomed CodeView { border: none; }
    PracticeScreen.-zoomed Situation, PracticeScreen.-zoomed #coach,
    PracticeScreen.-zoomed #flags, PracticeScreen.-zoomed #side { display: none; }
    """
    HELP = "practice"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f", "flag", "flag", id="practice.flag"),
        Binding("x", "remove", "remove", id="practice.remove"),
        Binding("n", "nothing", "nothing wrong", id="practice.nothing"),
        Binding("enter", "submit", "submit", id="practice.submit"),
        Binding("e", "edit", "edit", id="practice.edit"),
        Binding("u", "undo", "undo", id="practice.undo"),
        Binding("h", "hint", "hint", id="practice.hint"),
        Binding("slash", "find", "find", key_display="/", priority=True, id="practice.find"),
        Binding("plus", "zoom", "zoom", key_display="+", id="practice.zoom"),
        Binding("escape", "pause", "pause", id="practice.pause"),
    ]

    clock = staticmethod(monotonic)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._began = self.clock()
        self._says_nothing = False

    def compose(self) -> ComposeResult:
        view = CodeView(id="code")
        yield TitleBar()
        yield Situation()
        yield Static(id="coach", markup=False)
        with Horizontal(id="body"):
            with Vertical(id="left"):
                yield view
                yield OptionList(id="flags", markup=False)
            with Vertical(id="side"):
                yield SideBox("Rule of this session", rule(self._session))
                yield SideBox("Progress", id="progress")
        yield FindBar(view)
        yield KeyBar(
            "find.next",
            "find.close",
            "practice.flag",
            "practice.submit",
            "practice.nothing",
            "code.range",
            "practice.remove",
            "practice.hint",
            "practice.edit",
            "practice.undo",
            "practice.find",
            "practice.zoom",
        )

    def on_mount(self) -> None:
        self.set_interval(1, self._tick)
        self.read_ahead()
        if self._session.is_finished:
            self._summary()
        else:
            self._open()
            if self._session.debrief is not None:
                self._submitted()
            elif self._session.has_changed:
                say(self, CHANGED)

    @property
    def code(self) -> CodeView:
        return self.query_one("#code", CodeView)

    @property
    def _flag_list(self) -> OptionList:
        return self.query_one("#flags", OptionList)

    def read_ahead(self) -> None:
        """So that the first flag need not wait for the pages of the catalogue."""
        self.run_worker(entries, thread=True, exit_on_error=False)

    # What is shown

    def _open(self) -> None:
        """Lays the session's snippet on the table."""
        snippet = self._session.snippet
        self.query_one(KeyBar).hush()
        self.remove_class("-zoomed")  # nobody should judge without the scenario
        self._began = self.clock()
        self._says_nothing = False
        self.code.load(snippet.lines, snippet.language)
        self.code.focus()
        self.query_one(Situation).tell(snippet.scenario, snippet.told_facts)
        self._show_flags()
        self._title()

    def _tick(self) -> None:
        if self._session.stage == "flagging" and self._session.end_in_time():
            while self.app.screen is not self:  # a picker is open
                self.app.pop_screen()
            self._summary()
        elif not self._session.is_finished:
            self._title()

    def _title(self) -> None:
        session = self._session
        left = session.seconds_left
        seconds = int(self.clock() - self._began if left is None else left)
        self.query_one(TitleBar).show(*title(session, seconds, glyphs_of(self)))

    def _show_flags(self) -> None:
        session, glyphs = self._session, glyphs_of(self)
        self.code.marks = [
            *(Mark(flag.lines, "flag", flag.risk) for flag in session.flags),
            *(Mark(lines, "hint", "hint") for lines in session.hints),
        ]
        at = self._flag_list.highlighted
        self._flag_list.clear_options()
        self._flag_list.add_options(Option(row(flag, glyphs)) for flag in session.flags)
        if session.flags:
            self._says_nothing = False
        if self._says_nothing:
            said = f"{glyphs.fine} Nothing wrong, you say: enter submits, n takes it back."
            self._flag_list.add_option(Option(Content.styled(said, "bold $hit"), disabled=True))
        elif not session.flags:
            nothing = "No flags yet: f flags the line, v starts a range."
            self._flag_list.add_option(Option(Content.styled(nothing, "$quiet"), disabled=True))
        else:
            self._flag_list.highlighted = min(at or 0, len(session.flags) - 1)
        self.query_one("#progress", SideBox).say(Content("").join(progress(session, glyphs)))
        self._coach()
        self.refresh_bindings()

    def _coach(self) -> None:
        """Which key comes next, on the first snippet that somebody ever sees."""
        session = self._session
        is_coached = session.is_first and session.number == 1
        self.set_class(is_coached, "-coached")
        if is_coached:
            said = COACH[
                "flagged" if session.flags else "nothing" if self._says_nothing else "begin"
            ]
            hint = ", h gives a hint" if session.mode.has_hints else ""
            self.query_one("#coach", Static).update(Content(said.format(hint=hint)))

    # Flags

    def _chosen(self) -> int | None:
        """The number of the flag that is meant: chosen in the list, or at the cursor."""
        if self._flag_list.has_focus and self._flag_list.highlighted is not None:
            return self._flag_list.highlighted + 1
        here = [
            (flag.lines.last - flag.lines.first, number)
            for number, flag in enumerate(self._session.flags, 1)
            if flag.lines.meets(self.code.selected)
        ]
        if here:
            return min(here)[1]
        return 1 if len(self._session.flags) == 1 else None

    def action_flag(self) -> None:
        lines = self.code.selected
        self.app.push_screen(
            PickerScreen(f"Flag {named(lines)} as", entries()),
            lambda picked: self._flag(lines, picked),
        )

    def _flag(self, lines: Lines, picked: Picked | None) -> None:
        if picked is None:
            return
        with telling(self, SessionError, HistoryError):
            self._session.flag(lines, picked.risk, cast(Confidence, picked.confidence))
            self.code.action_unrange()
        self._show_flags()

    def action_edit(self) -> None:
        number = self._chosen()
        if number is None:
            say(self, "No flag here; put the cursor on one, or choose it with tab.")
            return
        flag = self._session.flags[number - 1]
        lines = self.code.selected if self.code.has_range else flag.lines
        self.app.push_screen(
            PickerScreen(
                f"Flag {named(lines)} as", entries(), risk=flag.risk, confidence=flag.confidence
            ),
            lambda picked: self._edit(number, lines, picked),
        )

    def _edit(self, number: int, lines: Lines, picked: Picked | None) -> None:
        if picked is None:
            return
        with telling(self, SessionError, HistoryError):
            self._session.edit(
                number,
                lines=lines,
                risk=picked.risk,
                confidence=cast(Confidence, picked.confidence),
            )
            self.code.action_unrange()
        self._show_flags()

    def action_remove(self) -> None:
        number = self._chosen()
        if number is None:
            say(self, "No flag here; put the cursor on one, or choose it with tab.")
            return
        with telling(self, SessionError, HistoryError):
            self._session.remove(number)
        self._show_flags()
        if not self._session.flags:
            self.code.focus()

    def action_undo(self) -> None:
        with telling(self, SessionError, HistoryError):
            if not self._session.undo():
                say(self, "Nothing to undo on this snippet.")
        self._show_flags()

    def action_hint(self) -> None:
        with telling(self, SessionError, HistoryError):
            before = self._session.hints
            lines = self._session.hint()
            if lines is None:
                half = ": this snippet now counts half" if self._session.snippet.is_clean else ""
                say(self, f"There is nothing left to point at{half}.")
            else:
                self.code.show(lines)
                where = f"{named(lines)} once more" if lines in before else named(lines)
                say(self, f"Look at {where}: this answer now counts half.")
        self._show_flags()
        self._title()

    def action_find(self) -> None:
        self.query_one(FindBar).open()

    def action_zoom(self) -> None:
        """The code on the whole screen, and back: on a small terminal it may have a third of it."""
        self.code.focus()
        self.toggle_class("-zoomed")
        zoomed(self, "The code alone; + brings scenario and flags back.")

    @on(OptionList.OptionHighlighted, "#flags")
    @on(OptionList.OptionSelected, "#flags")
    def _go_to_flag(self, event: OptionList.OptionHighlighted | OptionList.OptionSelected) -> None:
        if self._flag_list.has_focus and event.option_index < len(self._session.flags):
            self.code.show(self._session.flags[event.option_index].lines)
        if isinstance(event, OptionList.OptionSelected):
            self.code.focus()

    def on_code_view_mark_clicked(self, event: CodeView.MarkClicked) -> None:
        if event.mark.kind == "flag":
            self.action_edit()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "hint":
            return self._session.mode.has_hints
        if action == "find":
            return not isinstance(self.focused, FindBar)
        return bool(self._session.flags) if action in {"remove", "edit"} else True

    # To the debrief and on

    def action_submit(self) -> None:
        if self._session.flags:
            self._submit(self._session.submit)
            return
        if self._says_nothing:
            self._submit(self._session.nothing)
            return
        from tui.screens.ask import AskScreen

        self.app.push_screen(
            AskScreen("You have flagged nothing. Is nothing wrong here?"),
            lambda sure: self._submit(self._session.nothing) if sure else None,
        )

    def action_nothing(self) -> None:
        if self._session.flags:
            say(self, "There are flags; x removes the one at the cursor.")
        else:
            self._says_nothing = not self._says_nothing
            self._show_flags()

    def _submit(self, submit: Callable[[], object]) -> None:
        with telling(self, SessionError, HistoryError):
            submit()
            self._submitted()

    def _submitted(self) -> None:
        """The debrief, or straight on where there is no word before the end."""
        if self._session.mode.has_feedback:
            self._debrief()
        else:
            self._after_debrief("next")

    def _debrief(self) -> None:
        from tui.screens.debrief import DebriefScreen

        self.app.push_screen(DebriefScreen(self._session), self._after_debrief)

    def _after_debrief(self, choice: list[str] | str | None) -> None:
        with telling(self, SessionError, HistoryError):
            if isinstance(choice, list):
                self._session.stop()
                self.dismiss(choice)
            elif choice != "next":
                self.dismiss(None)
            elif self._session.next():
                self._open()
            else:
                self._summary()

    def _summary(self) -> None:
        from tui.screens.summary import SummaryScreen

        self.app.push_screen(SummaryScreen(self._session), self._leave)

    def _leave(self, risks: list[str] | None) -> None:
        # Textual awaits what a callback returns, and a screen that awaits its own end is an error.
        self.dismiss(risks)

    def action_pause(self) -> None:
        """Everything is on disk; home offers to resume."""
        self.dismiss(None)
