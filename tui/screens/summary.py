"""The end of a session: each snippet, and what it comes to."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from trainer.modes import modes
from trainer.numbers import counted, percent
from trainer.scoring import Result
from trainer.session import Played, Session, Summary
from trainer.weakness import in_words
from tui.glyphs import glyphs_of, mark_of
from tui.screens.base import ScreenBase
from tui.widgets.bars import KeyBar, TitleBar
from tui.widgets.entry_list import EntryList


class SummaryScreen(ScreenBase, Screen[list[str] | None]):
    """Dismisses with the risks to practise next, or with None for home."""

    CSS = """
    SummaryScreen #said { padding: 1 2; height: auto; }
    SummaryScreen EntryList { height: 1fr; margin: 0 1; }
    SummaryScreen.-short #said { padding: 0 1; }
    """
    HELP = "summary"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "home", "home", id="summary.home"),
        Binding("d", "debrief", "debrief of this one", id="summary.debrief"),
        Binding("p", "practise", "practise what went wrong", id="summary.practise"),
        Binding("escape", "home", "home", id="summary.escape"),
    ]

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._summary: Summary = session.summary()

    def compose(self) -> ComposeResult:
        mode = self._session.mode
        title = "End of the session" if mode.has_feedback else f"{mode.title}: the report"
        told = (self._session.ending, words(self._summary), mode.unrated)
        said = "\n".join(one for one in told if one)
        yield TitleBar(title, f"score {percent(self._summary.score)}")
        yield Static(Content(said), id="said", markup=False)
        yield EntryList(id="played")
        yield KeyBar("summary.home", "summary.debrief", "summary.practise")

    def on_mount(self) -> None:
        rows = self.query_one(EntryList)
        rows.show(self._row(number, one) for number, one in enumerate(self._summary.played, 1))
        rows.focus()

    def _row(self, number: int, played: Played) -> Content:
        result = played.result
        mark = mark_of(result.score)
        if result.is_clean:
            said = "nothing wrong" if not result.false_alarms else "nothing was wrong"
        else:
            said = f"found {len(result.hits)} of {len(result.hits) + len(result.missed)}"
        alarms = counted(len(result.false_alarms), "false alarm") if result.false_alarms else ""
        return Content.assemble(
            (f" {getattr(glyphs_of(self), mark)} ", f"bold ${mark}"),
            (f"{number:>2} {percent(result.score):>5}  ", "bold"),
            (f"{said:<18}", f"${mark}"),
            (f"{alarms:<15}", "$false"),
            played.snippet.title,
        )

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return action != "practise" or bool(to_train(self._summary))

    def action_debrief(self) -> None:
        from tui.screens.debrief import DebriefScreen

        at = self.query_one(EntryList).highlighted
        if at is not None and self._summary.played:
            played = self._summary.played[at]
            self.app.push_screen(
                DebriefScreen(self._session, self._session.debrief_of(played), number=at + 1)
            )

    def action_practise(self) -> None:
        self.dismiss(to_train(self._summary))

    def action_home(self) -> None:
        self.dismiss(None)


def to_train(summary: Summary) -> list[str]:
    """The weakest risk, then those that were not found at all, the heaviest first."""
    answers = [answer for one in summary.played for answer in one.result.missed]
    missed = [answer.risk for answer in sorted(answers, key=lambda a: -a.weight)]
    weakest = [summary.weakest.risk] if summary.weakest else []
    return list(dict.fromkeys([*weakest, *missed]))


def words(summary: Summary) -> str:
    if not summary.played:
        return "No snippet was submitted."
    results = [one.result for one in summary.played]
    clean = [result for result in results if result.is_clean]
    risky = [result for result in results if not result.is_clean]
    lines = [
        f"{counted(len(summary.played), 'snippet')} of {summary.planned}: "
        f"recall {percent(summary.recall)}, precision {percent(summary.precision)}, "
        f"{counted(summary.false_alarms, 'false alarm')}."
    ]
    if risky:
        lines.append(f"{counted(len(risky), 'snippet')} with risks: {mean(risky)} on average.")
    if clean:
        passed = sum(not result.false_alarms for result in clean)
        lines.append(
            f"{counted(len(clean), 'snippet')} with nothing wrong: {mean(clean)} on average, "
            f"{passed} let pass."
        )
    if risky and clean:
        lines.append(
            "The score is the geometric mean of these two: flagging everything fails, "
            "and so does flagging nothing."
        )
    said = in_words(summary.weakest, summary.false_alarms)
    if summary.weakest:
        lines.append(f"{said} p trains what went wrong.")
    else:
        key = modes()["daily"].key
        lines.append(f"{said} enter goes home, and {key} there starts the next session.")
    return "\n".join(lines)


def mean(results: list[Result]) -> str:
    return percent(sum(result.score for result in results) / len(results))
