"""Beside what a debrief speaks of: the nearest place where the same thing is judged the other way."""

from __future__ import annotations

from collections.abc import Collection

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static
from textual.worker import get_current_worker

from trainer.card import Snippet
from trainer.debrief import Entry
from trainer.deck import Deck
from trainer.twin import Twin, twin_of
from tui.glyphs import glyphs_of
from tui.widgets.code_lines import Mark
from tui.widgets.code_view import CodeView

NONE = "This deck has no place where {risk} is {wanted}."


class TwinPane(Vertical):
    """A sentence and the code around it; cards are searched beside the screens, and only when it is looked at."""

    DEFAULT_CSS = """
    TwinPane > Static { height: auto; max-height: 40%; padding: 0 1; }
    TwinPane > CodeView { height: 1fr; border-top: $line $rule; }
    """

    def __init__(self, deck: Deck | None, *, id: str | None = None, classes: str = "") -> None:
        super().__init__(id=id, classes=classes)
        self._deck = deck
        self._asked: Entry | None = None

    def compose(self) -> ComposeResult:
        yield Static(markup=False)
        yield CodeView(takes_numbers=False)

    def show_twin_of(self, entry: Entry, snippet: Snippet, hidden: Collection[str]) -> None:
        """What is shown stays until its place is found."""
        if entry is self._asked or self._deck is None:
            return
        self._asked, deck = entry, self._deck

        def search() -> None:
            worker = get_current_worker()
            found = twin_of(entry, snippet, deck, hidden)
            if not worker.is_cancelled:
                self.app.call_from_thread(self._tell, entry, found)

        self.run_worker(search, thread=True, exclusive=True)

    def action_page(self, step: int) -> None:
        self.query_one(CodeView).action_page(step)

    def _tell(self, entry: Entry, twin: Twin | None) -> None:
        if entry is not self._asked:
            return  # another one was chosen while this was looked for
        text, code = self.query_one(Static), self.query_one(CodeView)
        code.display = twin is not None
        if twin is None:
            wanted = "fine" if entry.is_risky else "a risk"
            text.update(Content.styled(NONE.format(risk=entry.risk, wanted=wanted), "$quiet"))
            return
        kind = "fine" if twin.is_fine else "missed"
        glyph = getattr(glyphs_of(self), kind)
        text.update(
            Content("\n").join(
                [
                    Content.assemble(
                        (f"{glyph} {twin.risk}: {twin.verdict}", f"bold ${kind}"),
                        (f" {twin.where}", "$quiet"),
                    ),
                    Content(twin.why),
                ]
            )
        )
        code.load(twin.snippet.lines, twin.snippet.language)
        code.marks = [Mark(twin.lines, kind, f"{twin.verdict} {twin.risk}")]
        # The text above has its height only then, and the code what is left of it.
        self.call_after_refresh(code.show, twin.lines)
