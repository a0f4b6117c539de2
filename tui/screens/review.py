"""The author's say on a new card: accept, reject, add, move, describe, save."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Input, Label, OptionList, Static
from textual.widgets.option_list import Option

from detectors.text import Text
from trainer.deck import SUFFIXES
from trainer.desk import Desk
from trainer.draft import Check, Decision, Draft, Item
from trainer.neutralise import one_line
from trainer.numbers import counted, named
from tui.catalogue import entries
from tui.editor import EditorError, edited
from tui.feedback import say
from tui.glyphs import glyphs_of
from tui.screens.ask import AskScreen
from tui.screens.base import ScreenBase
from tui.screens.picker import Picked, PickerScreen
from tui.screens.reason import ReasonScreen
from tui.widgets.bars import KeyBar, TitleBar
from tui.widgets.code_lines import Mark
from tui.widgets.code_view import CodeView
from tui.widgets.entry_list import EntryList
from tui.widgets.field import Field
from tui.widgets.side import SideBox

KINDS: dict[Decision, str] = {"accepted": "hit", "neutral": "neutral", "rejected": "false"}


class ReviewScreen(ScreenBase, Screen[Draft | None]):
    """Dismisses with the draft as the author left it, or None if it is given up."""

    CSS = """
    ReviewScreen .field { height: 1; }
    ReviewScreen .field Label { width: 10; color: $quiet; padding: 0 1; }
    ReviewScreen .field Input { height: 1; border: none; padding: 0 1; background: $surface; }
    ReviewScreen .field Input:focus { background: $panel; }
    ReviewScreen #body { height: 1fr; layout: vertical; }
    ReviewScreen #left { height: 1fr; width: 1fr; }
    ReviewScreen #right { height: auto; width: 1fr; }
    ReviewScreen CodeView { height: 1fr; border-top: $line $rule; }
    ReviewScreen EntryList { max-height: 7; border-top: $line $rule; }
    ReviewScreen #said { height: auto; max-height: 2; padding: 0 1; color: $secondary; }
    ReviewScreen #checks { border: none; border-top: $line $rule; padding: 0 1; max-height: 4; }
    ReviewScreen.-short EntryList { max-height: 5; }
    ReviewScreen.-short #said { max-height: 1; }
    ReviewScreen.-short #checks { max-height: 2; }
    ReviewScreen.-reading #checks { display: none; }
    ReviewScreen.-reading EntryList { max-height: 3; }
    ReviewScreen.-wide #checks { display: block; }
    ReviewScreen.-wide #body { layout: horizontal; }
    ReviewScreen.-wide #left { width: 82; border-right: $line $rule; }
    ReviewScreen.-wide #right { height: 1fr; }
    ReviewScreen.-wide EntryList { max-height: 50%; }
    ReviewScreen.-wide #said { max-height: 6; padding: 1 1 0 1; }
    ReviewScreen.-wide #checks { max-height: 16; }
    """
    HELP = "review"
    UNSAVED = "This card is not saved. Quit without it?"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "accept", "accept", id="review.accept"),
        Binding("x", "decide('rejected')", "reject", id="review.reject"),
        Binding("n", "decide('neutral')", "neutral", id="review.neutral"),
        Binding("plus", "add", "add", key_display="+", id="review.add"),
        Binding("r", "range", "set lines", id="review.range"),
        Binding("w", "why", "why", id="review.why"),
        Binding("t", "edit('title')", "title", id="review.title"),
        Binding("i", "edit('scenario')", "scenario", id="review.scenario"),
        Binding("F", "mend", "write the fix", id="review.mend"),
        Binding("p", "preview", "preview", id="review.preview"),
        Binding("tab", "turn", "code or findings", id="review.turn"),
        Binding("s", "save", "save", id="review.save"),
        Binding("escape", "leave", "leave", id="review.leave"),
    ]

    def __init__(self, draft: Draft, desk: Desk | None = None) -> None:
        """Without a `desk` no production-ready version is written here."""
        super().__init__()
        self._draft, self._desk = draft, desk

    def compose(self) -> ComposeResult:
        card = self._draft.card
        yield TitleBar()
        for name, value, hint in (
            ("title", card.title, "t: what it is, in a few words"),
            ("scenario", card.scenario, "i: where it runs, and what depends on it"),
        ):
            with Horizontal(classes="field"):
                yield Label(name)
                yield Field(one_line(value), hint, id=name, compact=True)
        with Horizontal(id="body"):
            with Vertical(id="left"):
                yield CodeView(Text(card.code).lines, card.language, id="code")
            with Vertical(id="right"):
                yield EntryList(id="items")
                yield Static(id="said", markup=False)
                yield SideBox("What the card needs", id="checks")
        yield KeyBar(
            "field.keep",
            "review.accept",
            "review.reject",
            "review.neutral",
            "review.add",
            "review.range",
            "review.save",
            "review.mend",
            "review.preview",
            "code.range",
            "review.why",
            "review.title",
            "review.scenario",
            "review.turn",
        )

    def on_mount(self) -> None:
        self._show()
        has_places = self._draft.items or self._draft.card.cleared
        (self._items if has_places else self._code).focus()

    @property
    def _items(self) -> EntryList:
        return self.query_one("#items", EntryList)

    @property
    def _code(self) -> CodeView:
        return self.query_one("#code", CodeView)

    @property
    def _at(self) -> int | None:
        at = self._items.highlighted
        return at if at is not None and at < len(self._draft.items) else None

    # What is shown

    def _show(self, at: int | None = None) -> None:
        draft = self._draft
        accepted = sum(item.decision == "accepted" for item in draft.items)
        masked = f", {counted(len(draft.masked), 'line')} masked" if draft.masked else ""
        self.query_one(TitleBar).show(
            f"Review of {draft.card.id}", f"{accepted} of {len(draft.items)} accepted{masked}"
        )
        highlighted = self._items.highlighted or 0 if at is None else at
        rows = [self._row(item) for item in draft.items]
        fine = glyphs_of(self).fine
        rows += [
            Content.styled(
                f" {fine} {c.lines!s:<6}{one_line(c.risk):<24} fine: {one_line(c.reason)}", "$fine"
            )
            for c in draft.card.cleared
        ]
        self._items.show(rows, highlighted)
        if not rows:
            nothing = (
                "The detectors find nothing here. + adds a risk; without one, nothing is wrong."
            )
            self._items.add_option(Option(Content.styled(nothing, "$quiet"), disabled=True))
        self._code.marks = [
            *(Mark(i.answer.lines, KINDS[i.decision], i.answer.risk) for i in draft.items),
            *(Mark(lines, "hint", "masked") for lines in draft.masked),
        ]
        self._tell(self._items.highlighted or 0)
        self._show_checks()

    def _tell(self, at: int) -> None:
        """The sentence of the chosen place, which its row may have no room for."""
        items, cleared = self._draft.items, self._draft.card.cleared
        said = ""
        if at < len(items):
            said = sentence(items[at])
        elif at < len(items) + len(cleared):
            said = f"fine: {cleared[at - len(items)].reason}"
        shown = self.query_one("#said", Static)
        shown.update(Content(one_line(said)))
        shown.display = bool(said)

    def _show_checks(self) -> None:
        checks = self._draft.checks
        met = [self._check(check) for check in checks if check.is_met]
        unmet = [self._check(check) for check in checks if not check.is_met]
        notices = [
            Content.styled(f"! line {one.line} {one.text}", "$partial")
            for one in self._draft.notices
        ]
        self.query_one("#checks", SideBox).say(Content("\n").join([*unmet, *notices, *met]))
        self.refresh_bindings()

    def _check(self, check: Check) -> Content:
        glyphs = glyphs_of(self)
        if check.is_met:
            return Content.styled(f"{glyphs.hit} {one_line(check.text)}", "$fine")
        later = "" if check.blocks else " (can be written later)"
        return Content.styled(
            f"{glyphs.missed} needs {one_line(check.text)}{later}", "bold $missed"
        )

    def _row(self, item: Item) -> Content:
        kind, answer = KINDS[item.decision], item.answer
        by = "you: " if answer.by == "author" else ""
        return Content.assemble(
            (f" {getattr(glyphs_of(self), kind)} {answer.lines!s:<6}", f"bold ${kind}"),
            (f"{one_line(answer.risk):<24} ", "bold"),
            (f"{item.decision:<9}", f"${kind}"),
            (f" {by}{one_line(sentence(item))}", "$quiet"),
        )

    @on(OptionList.OptionHighlighted, "#items")
    def _highlighted(self, event: OptionList.OptionHighlighted) -> None:
        items, cleared = self._draft.items, self._draft.card.cleared
        at = event.option_index
        places = [item.answer.lines for item in items] + [clear.lines for clear in cleared]
        self._tell(at)
        if self._items.has_focus and at < len(places):
            self._code.show(places[at])

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "mend":
            return self._desk is not None
        on_a_finding = {"accept", "decide", "range", "why"}
        return action not in on_a_finding or bool(self._draft.items)

    # Decisions

    def _change(self, draft: Draft, at: int | None = None) -> None:
        self._draft = draft
        self._show(at)

    def _item(self) -> tuple[int, Item] | None:
        if self._at is None:
            say(self, "Choose a finding in the list; + adds one on the chosen lines.")
            return None
        return self._at, self._draft.items[self._at]

    def action_accept(self) -> None:
        if found := self._item():
            at, item = found
            self._change(self._draft.with_item(at, replace(item, decision="accepted")))

    def action_decide(self, decision: Decision) -> None:
        if not (found := self._item()):
            return
        at, item = found

        def decide(reason: str | None) -> None:
            if reason is not None:
                changed = replace(item, decision=decision, reason=reason)
                self._change(self._draft.with_item(at, changed))

        word = "fine here" if decision == "rejected" else "neither right nor wrong"
        self._ask(f"Why is {item.answer.risk} {word}?", item.reason, decide)

    def action_why(self) -> None:
        if not (found := self._item()):
            return
        at, item = found

        def describe(why: str | None) -> None:
            if why is not None:
                changed = replace(item, answer=replace(item.answer, why=why, by="author"))
                self._change(self._draft.with_item(at, changed))

        self._ask("What happens in production? One sentence", item.answer.why, describe)

    def action_range(self) -> None:
        if not (found := self._item()):
            return
        at, item = found
        lines = self._code.selected
        answer = replace(item.answer, lines=lines, anchors=(), span=None, by="author")
        self._code.action_unrange()
        self._change(self._draft.with_item(at, replace(item, answer=answer)))
        say(self, f"{answer.risk} is now on {named(lines)}.")

    def action_add(self) -> None:
        lines = self._code.selected

        def describe(picked: Picked | None) -> None:
            if picked is not None:
                self._ask(
                    f"{picked.risk} on {named(lines)}: what happens in production? One sentence",
                    "",
                    lambda why: add(picked.risk, why),
                )

        def add(risk: str, why: str | None) -> None:
            if why is not None:
                self._code.action_unrange()
                self._change(self._draft.adding(risk, lines, why), len(self._draft.items))

        self.app.push_screen(
            PickerScreen(f"A risk on {named(lines)}", entries(), confidence=None), describe
        )

    def _ask(self, title: str, value: str, then: Callable[[str | None], None]) -> None:
        self.app.push_screen(ReasonScreen(title, value), then)

    def on_descendant_focus(self) -> None:
        """On a small screen whoever reads the code has more of it in sight."""
        self.set_class(self._code.has_focus, "-reading")

    def action_turn(self) -> None:
        """Between what is found and the code; a title is written only by who asks for it by its key."""
        (self._code if self._items.has_focus else self._items).focus()

    # The production-ready version, and what a learner will see

    async def action_mend(self) -> None:
        """In the author's editor; it begins with the code as it is, or with what was written before."""
        card, desk = self._draft.card, self._desk
        if desk is None:
            return
        before = card.code if card.sound is None else card.sound
        try:
            # critique: ignore[blocking-call-in-async] the editor has the terminal meanwhile
            text = edited(self.app, before, SUFFIXES[card.language])
        except EditorError as error:
            say(self, str(error))
            return
        if text == before:
            say(self, "It is as it was: nothing was kept as the production-ready version.")
            return
        say(self, "The detectors look at it ...")
        mended = await asyncio.to_thread(desk.mended, self._draft, text)
        self._change(mended)
        if mended.card.sound is None:
            say(self, "The card has no production-ready version now.")
        else:
            found = (
                counted(len(mended.left), "thing") + " in it" if mended.left else "nothing in it"
            )
            say(self, f"The production-ready version is kept; the detectors find {found}.")

    def action_preview(self) -> None:
        """Practice and debrief with the answers as they stand; nothing counts."""
        from tui.screens.preview import PreviewScreen

        self.app.push_screen(PreviewScreen(self._draft.finished()))

    # Title and scenario

    def action_edit(self, field: str) -> None:
        self.query_one(f"#{field}", Input).focus()

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        self._draft = self._draft.with_text(**{str(event.input.id): event.value})
        self._show_checks()

    @on(Input.Submitted)
    def _written(self) -> None:
        self._items.focus()

    # The end

    def action_save(self) -> None:
        unmet = [check for check in self._draft.checks if check.blocks and not check.is_met]
        if unmet:
            say(self, f"It cannot be saved yet; it needs {unmet[0].text}.")
        else:
            self.dismiss(self._draft)

    def action_leave(self) -> None:
        if isinstance(self.focused, Input):
            self._items.focus()
            return

        def leave(sure: bool | None) -> None:
            if sure:
                self.dismiss(None)

        question = "Give this card up? Nothing of it is kept."
        self.app.push_screen(AskScreen(question, yes="give it up"), leave)


def sentence(item: Item) -> str:
    """What is said of a finding: why it is one, or why it was not taken for one."""
    return item.reason if item.decision != "accepted" else item.answer.why
