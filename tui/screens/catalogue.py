"""The risks, one page each: what it is, answers, examples, sources."""

from __future__ import annotations

import asyncio
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Input, Markdown, OptionList

from tui.catalogue import entries, page, source, strong_answer
from tui.feedback import copy, say
from tui.screens.base import ScreenBase
from tui.search import RiskEntry, search
from tui.widgets.bars import KeyBar, TitleBar
from tui.widgets.entry_list import EntryList
from tui.widgets.filter_line import FilterLine

PAUSE = 0.08
"""Seconds on a risk before its page is shown."""


EXAMPLES = ("risky", "sound")
"""Headings of a page that have examples under them."""


class CatalogueScreen(ScreenBase, Screen[tuple[str, str] | None]):
    """Dismisses with a risk to practise and the mode to do it in, or None."""

    CSS = """
    CatalogueScreen #list { width: 32; border-right: $line $rule; }
    CatalogueScreen.-wide #list { width: 36; }
    CatalogueScreen EntryList { height: 1fr; }
    CatalogueScreen VerticalScroll { width: 1fr; padding: 0 1; }
    CatalogueScreen Markdown { padding: 0; background: $background; max-width: 96; }
    CatalogueScreen MarkdownFence { margin: 0 0 1 0; max-height: 100; }
    """
    HELP = "catalogue"
    AUTO_FOCUS = "EntryList"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "practise('drill')", "practise this risk", id="catalogue.practise"),
        Binding("e", "examples", "examples", id="catalogue.examples"),
        Binding("t", "practise('twins')", "twins", id="catalogue.twins"),
        Binding("y", "copy", "copy answer", id="catalogue.copy"),
        Binding("Y", "copy_link", "copy link", id="catalogue.copy-link"),
        Binding("pagedown", "page(1)", "page", id="catalogue.page-down"),
        Binding("pageup", "page(-1)", "page", id="catalogue.page-up"),
        Binding("slash", "filter", "find", key_display="/", priority=True, id="catalogue.find"),
        Binding("escape", "leave", "home", id="catalogue.home"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._all = entries()
        self._shown: list[RiskEntry] = []
        self._example = 0
        """Which of `EXAMPLES` comes next."""
        self._page = ""
        """The risk whose page is shown."""
        self._wants_examples = False
        """As soon as the page of the chosen risk is shown."""

    def compose(self) -> ComposeResult:
        yield TitleBar("Catalogue", f"{len(self._all)} risks")
        with Horizontal():
            with Vertical(id="list"):
                yield FilterLine("/ find")
                yield EntryList()
            with VerticalScroll(can_focus=False):
                yield Markdown(open_links=False)
        yield KeyBar(
            "catalogue.practise",
            "catalogue.find",
            "catalogue.home",
            "catalogue.examples",
            "catalogue.twins",
            "catalogue.copy",
        )

    def on_mount(self) -> None:
        self._list("")
        self.query_one(EntryList).focus()

    def _list(self, query: str) -> None:
        self._shown = search(query, self._all)
        self.query_one(EntryList).show(Content(f" {entry.id}") for entry in self._shown)

    @on(Input.Changed)
    def _filter(self, event: Input.Changed) -> None:
        self._list(event.value)

    @on(OptionList.OptionHighlighted)
    def _open(self, event: OptionList.OptionHighlighted) -> None:
        if event.option_index < len(self._shown):
            risk = self._shown[event.option_index].id
            self._wants_examples = False
            self.run_worker(self._show_page(risk), exclusive=True)

    async def _show_page(self, risk: str) -> None:
        """Laying a page out takes longer than a key: only the one where the reader stops is."""
        await asyncio.sleep(PAUSE)
        if not self.is_current:
            return
        self._example = 0
        # The screen may have gone by the time the page is laid out.
        box = self.query_one(VerticalScroll)
        await box.query_one(Markdown).update(page(risk))
        box.scroll_home(animate=False)
        self._page = risk
        if self._wants_examples:
            self._wants_examples = False
            self.action_examples()

    @property
    def _chosen(self) -> RiskEntry | None:
        at = self.query_one(EntryList).highlighted
        return self._shown[at] if at is not None and at < len(self._shown) else None

    def action_practise(self, mode: str) -> None:
        if chosen := self._chosen:
            self.dismiss((chosen.id, mode))

    def action_examples(self) -> None:
        """First what is risky, then what is sound, and round again."""
        if (chosen := self._chosen) and chosen.id != self._page:
            self._wants_examples = True
            return
        text = self.query_one(Markdown)
        for _ in EXAMPLES:
            heading = EXAMPLES[self._example]
            self._example = (self._example + 1) % len(EXAMPLES)
            if text.goto_anchor(heading):
                return

    def action_copy(self) -> None:
        if chosen := self._chosen:
            copy(self, strong_answer(chosen.id), "The strong answer")

    def action_copy_link(self) -> None:
        """To the first of the page's sources."""
        if chosen := self._chosen:
            if link := source(chosen.id):
                copy(self, link, f"The link {link}")
            else:
                say(self, "The page of this risk has no link among its sources.")

    def action_filter(self) -> None:
        self.query_one(FilterLine).open()

    def action_leave(self) -> None:
        """From the filter back to the list, from there home."""
        if isinstance(self.focused, FilterLine):
            self.query_one(EntryList).focus()
        else:
            self.dismiss(None)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return action != "filter" or not isinstance(self.focused, FilterLine)

    def action_page(self, step: int) -> None:
        scroll = self.query_one(VerticalScroll)
        scroll.scroll_relative(y=step * max(1, scroll.size.height - 2), animate=False)
