"""The end of a session of pairs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from trainer.neutralise import one_line
from trainer.numbers import counted, percent
from trainer.pairs import Judged, PairSession, PairSummary
from tui.glyphs import Glyphs, glyphs_of, mark_of
from tui.screens.end import EndScreen


class PairsEndScreen(EndScreen):
    """The risks to practise next are those that were not seen or not named."""

    HELP = "pairs"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "home", "home", id="pairs.end"),
        Binding("p", "practise", "practise what was missed", id="pairs.practise"),
        Binding("escape", "home", "home", id="pairs.escape"),
    ]
    SHOWN_KEYS = ("pairs.end", "pairs.practise")

    def __init__(self, session: PairSession) -> None:
        mode, summary = session.mode, session.summary()
        said = f"{in_words(summary, session.is_twins)}\n{mode.unrated}"
        super().__init__(f"{mode.title}: the end", summary.score, said, list(summary.missed))
        self._judged = summary.judged

    def entries(self) -> Iterator[Content]:
        for number, one in enumerate(self._judged, 1):
            yield row(number, one, glyphs_of(self))


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
