"""The end of a session of snippets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from trainer.modes import modes
from trainer.numbers import counted, percent
from trainer.scoring import Result
from trainer.session import Played, Session, Summary
from trainer.weakness import in_words
from tui.glyphs import glyphs_of, mark_of
from tui.screens.end import EndScreen
from tui.widgets.entry_list import EntryList


class SummaryScreen(EndScreen):
    """The risks to practise next are the weakest, and those that were not found at all."""

    HELP = "summary"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "home", "home", id="summary.home"),
        Binding("d", "debrief", "debrief of this one", id="summary.debrief"),
        Binding("p", "practise", "practise what went wrong", id="summary.practise"),
        Binding("escape", "home", "home", id="summary.escape"),
    ]
    SHOWN_KEYS = ("summary.home", "summary.debrief", "summary.practise")

    def __init__(self, session: Session) -> None:
        mode, summary = session.mode, session.summary()
        told = (session.ending, words(summary), mode.unrated)
        super().__init__(
            "End of the session" if mode.has_feedback else f"{mode.title}: the report",
            summary.score,
            "\n".join(one for one in told if one),
            to_train(summary),
        )
        self._session = session
        self._played = summary.played

    def entries(self) -> Iterator[Content]:
        for number, one in enumerate(self._played, 1):
            yield self._row(number, one)

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

    def action_debrief(self) -> None:
        from tui.screens.debrief import DebriefScreen

        at = self.query_one(EntryList).highlighted
        if at is not None and self._played:
            played = self._played[at]
            self.app.push_screen(
                DebriefScreen(self._session, self._session.debrief_of(played), number=at + 1)
            )


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
