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

from detectors.facts import Lines
from trainer.card import Snippet
from trainer.course import CHANGED
from trainer.history import HistoryError
from trainer.numbers import counted, named, percent
from trainer.pairs import Judged, PairSession, PairSummary
from trainer.session import SessionError
from tui.app import WIDE
from tui.catalogue import entries
from tui.feedback import say, telling
from tui.glyphs import glyphs_of
from tui.screens.once import Once
from tui.screens.picker import Picked, PickerScreen
from tui.widgets.bars import KeyBar, TitleBar
from tui.widgets.code_lines import Mark
from tui.widgets.code_view import CodeView
from tui.widgets.diff_view import DiffView

LAYOUT = """\
SCREEN #scenario { padding: 0 1; height: auto; max-height: 4; color: $secondary; }
SCREEN #ask { padding: 0 1; height: 1; background: $surface; text-style: bold; }
SCREEN #body { height: 1fr; }
SCREEN CodeView { width: 1fr; height: 1fr; border-top: $line $rule; }
SCREEN #second { display: none; }
SCREEN.-b #first { display: none; }
SCREEN.-b #second { display: block; }
SCREEN.-wide #first, SCREEN.-wide.-twins #second { display: block; }
SCREEN.-wide.-twins #second { border-left: $line $rule; }
SCREEN #said { height: auto; max-height: 50%; padding: 0 1; border-top: $line $rule; display: none; }
SCREEN.-judged #said, SCREEN.-over #said { display: block; }
SCREEN.-over #body, SCREEN.-over #scenario, SCREEN.-over #ask { display: none; }
SCREEN.-over #said { max-height: 1fr; height: 1fr; border: none; padding: 1 2; }
"""
"""Of a screen that is named in place of SCREEN: Textual ties CSS to one type, not to those that extend it."""


class PairsScreen(Once, Screen[list[str] | None]):
    """Drives a session of pairs; dismisses with the risks to practise next, or None.

    `TwinsScreen` and `ChangesScreen` say what its two verdicts are.
    """

    HELP = "pairs"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "next", "next", id="pairs.next"),
        Binding("enter", "end", "home", id="pairs.end"),
        Binding("p", "practise", "practise what was missed", id="pairs.practise"),
        Binding("escape", "dismiss(None)", "home", id="pairs.home"),
    ]

    def __init__(self, session: PairSession) -> None:
        super().__init__()
        self._session = session
        self._is_twins = session.mode.id == "twins"
        self._summary: PairSummary | None = None

    def compose(self) -> ComposeResult:
        yield TitleBar()
        yield Static(id="scenario", markup=False)
        yield Static(id="ask", markup=False)
        with Horizontal(id="body"):
            yield CodeView(id="first") if self._is_twins else DiffView(id="first")
            yield CodeView(id="second")
        with VerticalScroll(id="said", can_focus=False):
            yield Static(id="text", markup=False)
        yield KeyBar(
            "pairs.next",
            "pairs.end",
            "twins.first",
            "twins.second",
            "twins.turn",
            "change.approve",
            "change.block",
            "pairs.practise",
            "pairs.home",
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

    @property
    def _is_wide(self) -> bool:
        """The class of the same name comes only after the first layout."""
        return self.size.width >= WIDE

    # What is shown

    def _open(self) -> None:
        session, pair = self._session, self._session.pair
        dot = glyphs_of(self).dot
        self.query_one(TitleBar).show(
            f"{session.number}/{session.count} {pair.shown.title} {dot} {pair.shown.name}",
            f"{session.mode.title.lower()}, unrated",
        )
        facts = f"  Facts: {pair.shown.told_facts}." if pair.shown.facts else ""
        self.query_one("#scenario", Static).update(
            Content.assemble(pair.shown.scenario.strip(), (facts, "$quiet"))
        )
        if isinstance(self._first, DiffView):
            self._first.show_diff(pair.change, pair.shown.language, is_change=True)
        else:
            self._first.load(pair.shown.lines, pair.shown.language)
            self._second.load(pair.other.lines, pair.other.language)
        self.remove_class("-judged", "-b")
        self._ask()
        self._first.focus()
        self.refresh_bindings()

    def _ask(self) -> None:
        if not self._is_twins:
            asked = "May this change go in?  a approve  b block"
        elif self._is_wide:
            asked = "Which of the two is safe?  a A, on the left  b B, on the right"
        else:
            here, there = ("B", "A") if self.has_class("-b") else ("A", "B")
            asked = f"Which is safe, a or b?  This is {here}; tab shows {there}"
        self.query_one("#ask", Static).update(Content(asked))

    def on_resize(self) -> None:
        self._ask()
        self.refresh_bindings()

    def _show_judged(self, said: Judged) -> None:
        self.add_class("-judged")
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
        self.refresh_bindings()

    def _words(self, said: Judged) -> Iterator[Content]:
        glyphs = glyphs_of(self)
        kind = "hit" if said.score == 1 else "partial" if said.is_right else "false"
        yield Content.assemble(
            (f"{getattr(glyphs, kind)} ", f"bold ${kind}"),
            (said.verdict(is_twins=self._is_twins), "bold"),
            (f"  {percent(said.score)}", "$quiet"),
        )
        if said.risk and said.is_right:
            fits = {1.0: "that is it", 0.5: "close: half the credit"}.get(
                said.named, "it is not that"
            )
            yield Content(f"You named {said.risk}: {fits}.")
        of = "" if not self._is_twins else f" with {self._letter(said.pair.risky, said)}"
        if said.answers:
            yield Content.styled(f"What is wrong{of}:", "$quiet")
        for answer in said.answers:
            yield Content.assemble(
                (f"{glyphs.missed} ", "$missed"),
                (answer.risk, "bold"),
                (f" {answer.severity}, {named(answer.lines)}: ", "$quiet"),
                " ".join(answer.why.split()),
            )

    def _letter(self, version: Snippet, said: Judged) -> str:
        return "A" if version is said.pair.shown else "B"

    # Keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        is_judging = self._session.stage == "judging"
        match action:
            case "judge":
                return is_judging
            case "turn":
                return not self._is_wide and self._summary is None
            case "next":
                return not is_judging and self._summary is None
            case "end":
                return self._summary is not None
            case "practise":
                return self._summary is not None and bool(self._summary.missed)
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

    def action_next(self) -> None:
        with telling(self, SessionError, HistoryError):
            if self._session.next():
                self._open()
            else:
                self._end()

    def action_end(self) -> None:
        self.dismiss(None)

    def _end(self) -> None:
        self._summary = self._session.summary()
        self.query_one(TitleBar).show("End of the session", f"score {percent(self._summary.score)}")
        self.query_one("#text", Static).update(Content(in_words(self._summary, self._is_twins)))
        self.add_class("-over")
        self.refresh_bindings()

    def action_practise(self) -> None:
        self.dismiss(list(self._summary.missed) if self._summary else None)


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


def in_words(summary: PairSummary, is_twins: bool) -> str:
    """What a session came to."""
    done = len(summary.judged)
    if not done:
        return "No pair was judged."
    lines = [
        f"{summary.right} of {counted(done, 'pair')} judged right, score {percent(summary.score)}."
    ]
    if not is_twins:
        lines.append(
            f"Let in what breaks: {summary.approved_risky}. "
            f"Blocked what was fine: {summary.blocked_safe}."
        )
    if summary.missed:
        them = "it" if len(summary.missed) == 1 else "them"
        lines.append(f"Not seen or not named: {', '.join(summary.missed)}; p trains {them}.")
    lines.append("Unrated: it moves neither rating, schedule nor stats.")
    return "\n".join(lines)
