"""The end of a session of pairs: each of them, and what it comes to."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from trainer.neutralise import one_line
from trainer.numbers import counted, percent
from trainer.pairs import Judged, PairSession, PairSummary
from tui.glyphs import Glyphs, glyphs_of, mark_of
from tui.screens.base import ScreenBase
from tui.widgets.bars import KeyBar, TitleBar
from tui.widgets.entry_list import EntryList


class PairsEndScreen(ScreenBase, Screen[list[str] | None]):
    """Dismisses with the risks to practise next, or with None for home."""

    CSS = """
    PairsEndScreen #said { padding: 1 2; height: auto; }
    PairsEndScreen EntryList { height: 1fr; margin: 0 1; }
    PairsEndScreen.-short #said { padding: 0 1; }
    """
    HELP = "pairs"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "home", "home", id="pairs.end"),
        Binding("p", "practise", "practise what was missed", id="pairs.practise"),
        Binding("escape", "home", "home", id="pairs.escape"),
    ]

    def __init__(self, session: PairSession) -> None:
        super().__init__()
        self._session = session
        self._summary = session.summary()

    def compose(self) -> ComposeResult:
        mode, summary = self._session.mode, self._summary
        yield TitleBar(f"{mode.title}: the end", f"score {percent(summary.score)}")
        said = f"{in_words(summary, self._session.is_twins)}\n{mode.unrated}"
        yield Static(Content(said), id="said", markup=False)
        yield EntryList(id="judged")
        yield KeyBar("pairs.end", "pairs.practise")

    def on_mount(self) -> None:
        rows = self.query_one(EntryList)
        judged = enumerate(self._summary.judged, 1)
        rows.show(row(number, one, glyphs_of(self)) for number, one in judged)
        rows.focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return action != "practise" or bool(self._summary.missed)

    def action_practise(self) -> None:
        self.dismiss(list(self._summary.missed))

    def action_home(self) -> None:
        self.dismiss(None)


def row(number: int, said: Judged, glyphs: Glyphs) -> Content:
    """How a pair was judged, and the heaviest risk that is in it."""
    mark = mark_of(said.score)
    risk = next((answer.risk for answer in said.answers), "")
    return Content.assemble(
        (f" {getattr(glyphs, mark)} ", f"bold ${mark}"),
        (f"{number:>2} {percent(said.score):>5}  ", "bold"),
        (f"{one_line(risk):<29} ", "" if said.is_miss else "$quiet"),
        one_line(said.pair.shown.title),
    )


def in_words(summary: PairSummary, is_twins: bool) -> str:
    """What a session came to."""
    done = len(summary.judged)
    if not done:
        return "No pair was judged."
    what = "pair" if is_twins else "change"
    lines = [
        f"{summary.right} of {counted(done, what)} judged right, score {percent(summary.score)}."
    ]
    if not is_twins:
        lines.append(
            f"Let in what breaks: {summary.approved_risky}. "
            f"Blocked what was fine: {summary.blocked_safe}."
        )
    if summary.missed:
        them = "it" if len(summary.missed) == 1 else "them"
        lines.append(
            f"{counted(len(summary.missed), 'risk')} not seen or not named; p trains {them}."
        )
    return "\n".join(lines)
