"""An interview: a situation, an answer in the learner's own words, its grade, and what is asked further."""

from __future__ import annotations

from collections.abc import Iterable
from time import monotonic
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from trainer.history import HistoryError
from trainer.interview.choices import LETTERS
from trainer.interview.session import InterviewError, InterviewSession
from tui.feedback import telling
from tui.glyphs import glyphs_of
from tui.screens.base import ScreenBase
from tui.screens.interview_text import (
    answer_with_marks,
    concepts,
    ended,
    explained,
    model_answers,
)
from tui.widgets.answer_area import AnswerArea
from tui.widgets.bars import KeyBar, TitleBar
from tui.widgets.code_view import CodeView
from tui.widgets.entry_list import EntryList, Menu
from tui.widgets.situation import Situation

DRAFT_S = 3.0
"""Seconds after which what was written is on disk."""


class InterviewScreen(ScreenBase, Screen[None]):
    """Drives an interview, and dismisses when it is left or over.

    Its class says what is on it: -saying, -graded, -choosing, -explained or -finished.
    """

    CSS = """
    InterviewScreen #situation { max-height: 9; }
    InterviewScreen #body { height: 1fr; layout: vertical; }
    InterviewScreen #code { height: 1fr; border-top: $line $rule; }
    InterviewScreen #work { height: auto; max-height: 100%; }
    InterviewScreen #ask { padding: 0 1; height: auto; text-style: bold; border-top: $line $rule; }
    InterviewScreen #work > * { display: none; }
    InterviewScreen #work > #ask { display: block; }
    InterviewScreen.-saying #answer { display: block; }
    InterviewScreen.-graded #work > #ask { display: none; }
    InterviewScreen.-graded #said { display: block; height: auto; max-height: 8; }
    InterviewScreen.-graded #concepts { display: block; }
    InterviewScreen.-graded #pair { display: block; }
    InterviewScreen.-choosing #options { display: block; }
    InterviewScreen.-explained #text, InterviewScreen.-finished #text { display: block; height: 1fr; }
    InterviewScreen.-graded #work, InterviewScreen.-explained #work { height: 1fr; }
    InterviewScreen.-finished #work { height: 1fr; }
    InterviewScreen.-finished #situation, InterviewScreen.-finished #work > #ask { display: none; }
    InterviewScreen.-graded #code, InterviewScreen.-explained #code { display: none; }
    InterviewScreen.-finished #code, InterviewScreen.-question #code { display: none; }
    InterviewScreen.-question #work { height: 1fr; }
    InterviewScreen.-graded #situation { display: none; }
    InterviewScreen.-graded #said { border: none; }
    InterviewScreen.-wide.-graded #situation { display: block; }
    InterviewScreen #options { height: auto; max-height: 12; padding: 0 1; }
    InterviewScreen.-question #options { max-height: 1fr; }
    InterviewScreen .pane { padding: 0 1; border-top: $line $rule; }
    InterviewScreen #concepts { border-top: $line $rule; height: auto; max-height: 8; }
    InterviewScreen #pair { height: 1fr; min-height: 4; layout: horizontal; border-top: $line $rule; }
    InterviewScreen #pair VerticalScroll { width: 1fr; height: 1fr; padding: 0 1; }
    InterviewScreen #strong-pane { border-left: $line $rule; }
    InterviewScreen.-short #situation { max-height: 4; }
    InterviewScreen.-wide.-card #body { layout: horizontal; }
    InterviewScreen.-wide.-card #code { width: 4fr; height: 1fr; display: block; }
    InterviewScreen.-wide.-card #work { width: 3fr; height: 1fr; border-left: $line $rule; }
    InterviewScreen.-wide.-card #answer { height: 1fr; max-height: 100%; }
    InterviewScreen.-wide.-card #pair { layout: vertical; }
    InterviewScreen.-wide.-card #weak-pane { height: auto; max-height: 40%; margin-bottom: 1; }
    InterviewScreen.-wide.-card #strong-pane { border: none; }
    InterviewScreen.-wide.-card #options { max-height: 1fr; }
    InterviewScreen.-wide.-card.-finished #code { display: none; }
    InterviewScreen.-wide.-card.-finished #work { border-left: none; }
    """
    HELP = "interview"
    AUTO_FOCUS = "#answer"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "next", "next", id="interview.next"),
        Binding("enter", "end", "home", id="interview.end"),
        Binding("e", "write", "to the answer", id="interview.write"),
        Binding("s", "skip", "show me", id="interview.skip"),
        Binding("w", "correct", "correct this line", id="interview.correct"),
        *(
            Binding(letter, f"take({number})", f"choose {letter}", id=f"interview.{letter}")
            for number, letter in enumerate(LETTERS, 1)
        ),
        Binding("t", "timer", "timer on or off", id="interview.timer"),
        Binding("pagedown,ctrl+d", "page(1)", "page down", id="interview.page-down"),
        Binding("pageup,ctrl+u", "page(-1)", "page up", id="interview.page-up"),
        Binding("escape", "home", "home", id="interview.home"),
    ]

    clock = staticmethod(monotonic)

    def __init__(self, interview: InterviewSession, *, timer: bool = True) -> None:
        """Without a `timer` no time is shown or kept."""
        super().__init__()
        self._interview = interview
        self._has_timer = timer
        self._began = self.clock()

    def compose(self) -> ComposeResult:
        yield TitleBar()
        yield Situation(id="situation")
        with Horizontal(id="body"):
            yield CodeView(id="code")
            with Vertical(id="work"):
                yield Static(id="ask", markup=False)
                yield AnswerArea(id="answer")
                with VerticalScroll(id="said", classes="pane", can_focus=False):
                    yield Static(id="words", markup=False)
                yield EntryList(id="concepts")
                with Horizontal(id="pair"):
                    with VerticalScroll(id="weak-pane", can_focus=False):
                        yield Static(id="weak", markup=False)
                    with VerticalScroll(id="strong-pane", can_focus=False):
                        yield Static(id="strong", markup=False)
                yield Menu(id="options", markup=False)
                with VerticalScroll(id="text", classes="pane", can_focus=False):
                    yield Static(id="explained", markup=False)
        yield KeyBar(
            "answer.end",
            "answer.leave",
            "answer.page-down",
            "interview.next",
            "interview.end",
            "interview.correct",
            "interview.page-down",
            "list.choose",
            "interview.write",
            "interview.skip",
            "interview.timer",
            "interview.home",
        )

    def on_mount(self) -> None:
        self.set_interval(1, self._title)
        self.set_interval(DRAFT_S, self._keep_draft)
        self._open()

    @property
    def _area(self) -> AnswerArea:
        return self.query_one("#answer", AnswerArea)

    @property
    def _concepts(self) -> EntryList:
        return self.query_one("#concepts", EntryList)

    # What is shown

    def _open(self) -> None:
        """Lays the item on the table, at the stage that it has reached."""
        item, snippet = self._interview.item, self._interview.item.snippet
        self._began = self.clock()
        self._area.text = self._interview.draft
        self._area.move_cursor(self._area.document.end)
        self.set_class(snippet is not None, "-card")
        self.set_class(snippet is None, "-question")
        facts = snippet.told_facts if snippet else ""
        self.query_one(Situation).tell(item.situation, facts)
        if snippet:
            self.query_one("#code", CodeView).load(snippet.lines, snippet.language)
        self._show()

    def _show(self) -> None:
        stage = self._interview.stage
        for other in ("saying", "graded", "choosing", "explained", "finished"):
            self.set_class(other == stage, f"-{other}")
        choice = self._interview.choice
        asked = choice.text if choice else self._interview.item.question
        self.query_one("#ask", Static).update(Content(asked))
        match stage:
            case "saying":
                self._area.focus()
            case "graded":
                self._show_grade()
                self._concepts.focus()
            case "choosing":
                self._show_choice()
            case "explained":
                self._explain(explained(self._interview, glyphs_of(self)))
            case "finished":
                self._explain(ended(self._interview.summary(), glyphs_of(self)))
        self._title()
        self.refresh_bindings()

    def _title(self) -> None:
        interview = self._interview
        if interview.is_finished:
            self.query_one(TitleBar).show("End of the interview")
            return
        dot, snippet = glyphs_of(self).dot, interview.item.snippet
        name = f" {dot} {snippet.name}" if snippet else ""
        minutes, seconds = divmod(int(self._seconds or 0), 60)
        is_timed = self._has_timer and interview.stage == "saying"
        self.query_one(TitleBar).show(
            f"{interview.number}/{interview.count} {interview.item.title}{name}",
            f"{minutes}:{seconds:02}" if is_timed else "",
        )

    @property
    def _seconds(self) -> float | None:
        return self.clock() - self._began if self._has_timer else None

    def _show_grade(self, at: int | None = None) -> None:
        said = self._interview.said
        assert said
        if at is None:
            at = next((n for n, one in enumerate(said.grade.found) if not one.is_earned), 0)
        self._concepts.show(concepts(said.grade, glyphs_of(self)), at=at)
        weak, strong = model_answers(self._interview)
        self.query_one("#weak", Static).update(weak)
        self.query_one("#strong", Static).update(strong)
        self._mark()

    @on(OptionList.OptionHighlighted, "#concepts")
    def _mark(self) -> None:
        """The answer, with the words that earned something; those of the chosen line stand out."""
        said = self._interview.said
        if said is None:
            return
        self.query_one("#words", Static).update(
            answer_with_marks(said.grade, self._concepts.highlighted, glyphs_of(self))
        )

    def _show_choice(self) -> None:
        choice = self._interview.choice
        assert choice
        menu = self.query_one("#options", Menu)
        menu.clear_options()
        menu.add_options(
            Option(Content.assemble((f"{letter}  ", "bold $accent"), option.text))
            for letter, option in zip(LETTERS, choice.options, strict=False)
        )
        menu.highlighted = 0
        menu.focus()

    @on(OptionList.OptionHighlighted, "#options")
    def _point(self, event: OptionList.OptionHighlighted) -> None:
        """Shows the lines that an option is about."""
        choice = self._interview.choice
        if choice and event.option_index < len(choice.options):
            lines = choice.options[event.option_index].lines
            if lines:
                self.query_one("#code", CodeView).show(lines)

    def _explain(self, lines: Iterable[Content]) -> None:
        self.query_one("#explained", Static).update(Content("\n").join(lines))
        pane = self.query_one("#text", VerticalScroll)
        pane.scroll_home(animate=False)
        self.set_focus(None)

    # Keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        stage = self._interview.stage
        match action:
            case "next":
                return stage in {"graded", "explained"}
            case "end":
                return stage == "finished"
            case "write" | "skip" | "timer":
                return stage == "saying"
            case "correct":
                return stage == "graded" and bool(
                    self._interview.said and self._interview.said.grade.answer
                )
            case "take":
                choice = self._interview.choice
                (number,) = parameters
                return bool(stage == "choosing" and choice and number <= len(choice.options))  # type: ignore[operator]
            case "page":
                return stage in {"graded", "explained", "finished"}
            case _:
                return True

    @on(AnswerArea.Ended)
    def _end_answer(self) -> None:
        with telling(self, InterviewError, HistoryError):
            self._interview.answer(self._area.text, seconds=self._seconds)
            self._show()

    @on(AnswerArea.Left)
    def _leave_answer(self) -> None:
        if self._interview.item.snippet:
            self.query_one("#code", CodeView).focus()
        else:
            self.set_focus(None)
        self.refresh_bindings()

    @on(AnswerArea.Turned)
    def _turn(self, event: AnswerArea.Turned) -> None:
        code = self.query_one("#code", CodeView)
        code.scroll_relative(y=event.step * max(1, code.size.height - 2), animate=False)

    def _keep_draft(self) -> None:
        """An answer takes minutes, and the terminal may be gone before it is given."""
        with telling(self, InterviewError, HistoryError):
            self._interview.keep_draft(self._area.text)

    def action_write(self) -> None:
        self._area.focus()

    def action_skip(self) -> None:
        with telling(self, InterviewError, HistoryError):
            self._interview.skip()
            self._show()

    def action_timer(self) -> None:
        self._has_timer = not self._has_timer
        self._title()

    def action_correct(self) -> None:
        at, said = self._concepts.highlighted, self._interview.said
        if at is None or said is None:
            return
        with telling(self, InterviewError, HistoryError):
            self._interview.correct(at + 1, not said.grade.found[at].is_earned)
            self._show_grade(at)

    @on(OptionList.OptionSelected, "#options")
    def _selected(self, event: OptionList.OptionSelected) -> None:
        self.action_take(event.option_index + 1)

    def action_take(self, number: int) -> None:
        with telling(self, InterviewError, HistoryError):
            self._interview.choose(number)
            self._show()

    def action_end(self) -> None:
        self.dismiss(None)

    def action_next(self) -> None:
        with telling(self, InterviewError, HistoryError):
            number = self._interview.number
            self._interview.next()
            if self._interview.number != number:
                self._open()
            else:
                self._show()

    def action_page(self, step: int) -> None:
        is_graded = self._interview.stage == "graded"
        panes = ("#weak-pane", "#strong-pane") if is_graded else ("#text",)
        for pane in panes:
            scroll = self.query_one(pane, VerticalScroll)
            scroll.scroll_relative(y=step * max(1, scroll.size.height - 2), animate=False)

    def action_home(self) -> None:
        """Everything is on disk; the next interview goes on here."""
        self._keep_draft()
        self.dismiss(None)
