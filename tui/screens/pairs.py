"""Two versions of a snippet: which is safe, or may the change go in? And what is wrong with the other?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from detectors.places import Lines
from trainer.course import CHANGED
from trainer.history import HistoryError
from trainer.numbers import named, percent
from trainer.pairs import Judged, PairSession
from trainer.session import SessionError
from tui.catalogue import entries
from tui.feedback import say, telling, zoomed
from tui.glyphs import glyphs_of
from tui.screens.base import ScreenBase
from tui.screens.picker import Picked, PickerScreen
from tui.widgets.bars import KeyBar, TitleBar
from tui.widgets.code_lines import Mark
from tui.widgets.code_view import CodeView
from tui.widgets.diff_view import DiffView
from tui.widgets.situation import Situation

LAYOUT = """\
SCREEN #ask { padding: 0 1; height: 1; background: $surface; text-style: bold; }
SCREEN #body { height: 1fr; }
SCREEN CodeView { width: 1fr; height: 1fr; border-top: $line $rule; }
SCREEN #second { display: none; }
SCREEN.-b #first { display: none; }
SCREEN.-b #second { display: block; }
SCREEN.-wide #first, SCREEN.-wide.-twins #second { display: block; }
SCREEN.-wide.-twins #second { border-left: $line $rule; }
SCREEN #said { height: auto; max-height: 70%; padding: 0 1; border-top: $line $rule; display: none; }
SCREEN.-judged #said { display: block; }
SCREEN.-zoomed Situation, SCREEN.-zoomed.-judged #said { display: none; }
"""
"""Of a screen that is named in place of SCREEN: Textual ties CSS to one type, not to those that extend it."""


class PairsScreen(ScreenBase, Screen[list[str] | None]):
    """Drives a session of pairs; dismisses with the risks to practise next, or None.

    `TwinsScreen` and `ChangesScreen` say what its two verdicts are.
    """

    HELP = "pairs"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "next", "next", id="pairs.next"),
        Binding("plus", "zoom", "zoom", key_display="+", id="pairs.zoom"),
        Binding("escape", "dismiss(None)", "home", id="pairs.home"),
    ]

    def __init__(self, session: PairSession) -> None:
        super().__init__()
        self._session = session
        self._is_twins = session.is_twins

    def compose(self) -> ComposeResult:
        yield TitleBar()
        yield Situation()
        yield Static(id="ask", markup=False)
        with Horizontal(id="body"):
            yield CodeView(id="first") if self._is_twins else DiffView(id="first")
            yield CodeView(id="second")
        with VerticalScroll(id="said", can_focus=False):
            yield Static(id="text", markup=False)
        yield KeyBar(
            "pairs.next",
            "twins.first",
            "twins.second",
            "twins.turn",
            "change.approve",
            "change.block",
            "pairs.home",
            "pairs.zoom",
        )

    def on_mount(self) -> None:
        self.set_class(self._is_twins, "-twins")
        self.run_worker(entries, thread=True, exit_on_error=False)
        self._open()
        if self._session.last:
            self._show_judged(self._session.last)
        elif self._session.has_changed:
            say(self, CHANGED)

    @property
    def _first(self) -> CodeView:
        return self.query_one("#first", CodeView)

    @property
    def _second(self) -> CodeView:
        return self.query_one("#second", CodeView)

    # What is shown

    def _open(self) -> None:
        session, pair = self._session, self._session.pair
        dot = glyphs_of(self).dot
        self.query_one(KeyBar).hush()
        self.query_one(TitleBar).show(
            f"{session.number}/{session.count} {pair.shown.title} {dot} {pair.shown.name}",
            f"{session.mode.title.lower()}, unrated",
        )
        self.query_one(Situation).tell(pair.shown.scenario, pair.shown.told_facts)
        if isinstance(self._first, DiffView):
            self._first.show_diff(pair.change, pair.shown.language, is_change=True)
        else:
            self._first.load(pair.shown.lines, pair.shown.language)
            self._second.load(pair.other.lines, pair.other.language)
        self.remove_class("-judged", "-b", "-zoomed")
        self._ask()
        self._first.focus()
        self.refresh_bindings()

    def _ask(self) -> None:
        """What is asked, until it is answered; and which of two versions is where."""
        is_judging = self._session.stage == "judging"
        if not self._is_twins:
            asked, where = "May this change go in?  a approve  b block", ""
        elif self.is_wide:
            asked = "Which of the two is safe?  a A, on the left  b B, on the right"
            where = "A is on the left, B on the right"
        else:
            here, there = ("B", "A") if self.has_class("-b") else ("A", "B")
            where = f"This is {here}; tab shows {there}"
            asked = f"Which is safe, a or b?  {where}"
        line = self.query_one("#ask", Static)
        line.update(Content(asked if is_judging else where))
        line.display = is_judging or bool(where)

    def on_resize(self) -> None:
        self._ask()
        self.refresh_bindings()

    def _show_judged(self, said: Judged) -> None:
        self.add_class("-judged")
        self.remove_class("-zoomed")
        self.query_one("#text", Static).update(Content("\n").join(self._words(said)))
        self.query_one("#said", VerticalScroll).scroll_home(animate=False)
        if self._is_twins:
            is_first = said.pair.risky is said.pair.shown
            self.set_class(not is_first, "-b")
            view, beside = self._first, self._second
            if not is_first:
                view, beside = beside, view
            view.marks = [Mark(answer.lines, "missed", answer.risk) for answer in said.answers]
            if said.answers:
                lines = said.answers[0].lines
                view.show(lines)
                line = said.pair.beside(lines.first)
                beside.show(Lines(line, line))
        elif isinstance(view := self._first, DiffView):
            is_new = said.pair.risky is said.pair.shown
            rows = [(one, view.rows_of(one.lines, is_new=is_new)) for one in said.answers]
            view.marks = [Mark(lines, "missed", one.risk) for one, lines in rows if lines]
            if view.marks:
                view.show(view.marks[0].lines)
        self._ask()
        self.refresh_bindings()

    def _words(self, said: Judged) -> Iterator[Content]:
        glyphs = glyphs_of(self)
        kind = "hit" if said.score == 1 else "partial" if said.is_right else "false"
        yield Content.assemble(
            (f"{getattr(glyphs, kind)} ", f"bold ${kind}"),
            (said.verdict, "bold"),
            (f"  {percent(said.score)}", "$quiet"),
        )
        if said.naming:
            yield Content(said.naming)
        if said.answers:
            yield Content.styled(said.about, "$quiet")
        for answer in said.answers:
            yield Content.assemble(
                (f"{glyphs.missed} ", "$missed"),
                (answer.risk, "bold"),
                (f" {answer.severity}, {named(answer.lines)}: ", "$quiet"),
                " ".join(answer.why.split()),
            )

    # Keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        is_judging = self._session.stage == "judging"
        match action:
            case "judge":
                return is_judging
            case "turn":
                return not self.is_wide
            case "next":
                return not is_judging
            case _:
                return True

    def action_turn(self) -> None:
        self.toggle_class("-b")
        self._ask()
        (self._second if self.has_class("-b") else self._first).focus()

    def action_judge(self, is_a: bool) -> None:
        """Of twins `a` says that the first is safe; of a change, that it may go in."""
        if not self._session.needs_name(is_a):
            self._judge(is_a, None)
            return
        if self._is_twins:
            title = f"What is wrong with {'B' if is_a else 'A'}?"
        else:
            title = "What would it do in production?"
        self.app.push_screen(
            PickerScreen(title, entries(), confidence=None),
            lambda picked: self._named(is_a, picked),
        )

    def _named(self, is_a: bool, picked: Picked | None) -> None:
        if picked is not None:  # esc: it is not judged yet
            self._judge(is_a, picked.risk)

    def _judge(self, says_safe: bool, risk: str | None) -> None:
        with telling(self, SessionError, HistoryError):
            self._show_judged(self._session.judge(says_safe=says_safe, risk=risk))

    def action_zoom(self) -> None:
        """The code on the whole screen, and back."""
        self.toggle_class("-zoomed")
        zoomed(self, "The code alone; + brings the scenario back.")

    def action_next(self) -> None:
        with telling(self, SessionError, HistoryError):
            if self._session.next():
                self._open()
            else:
                self._end()

    def _end(self) -> None:
        from tui.screens.pairs_end import PairsEndScreen

        self.app.push_screen(PairsEndScreen(self._session), self._leave)

    def _leave(self, risks: list[str] | None) -> None:
        # Textual awaits what a callback returns, and a screen that awaits its own end is an error.
        self.dismiss(risks)


class TwinsScreen(PairsScreen):
    """One of two versions is safe."""

    CSS = LAYOUT.replace("SCREEN", "TwinsScreen")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "judge(True)", "A is safe", id="twins.first"),
        Binding("b", "judge(False)", "B is safe", id="twins.second"),
        Binding("tab", "turn", "the other", id="twins.turn"),
    ]


class ChangesScreen(PairsScreen):
    """A change may go in, or not."""

    CSS = LAYOUT.replace("SCREEN", "ChangesScreen")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "judge(True)", "approve", id="change.approve"),
        Binding("b", "judge(False)", "block", id="change.block"),
    ]


def screen_for(session: PairSession) -> PairsScreen:
    return TwinsScreen(session) if session.mode.id == "twins" else ChangesScreen(session)
