"""What was right, what was missed, what was fine, and why; on a wide screen all of it at once."""

from __future__ import annotations

from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import OptionList, Static

from trainer.debrief import Debrief, Entry
from trainer.deck import deck_of
from trainer.numbers import counted, named
from trainer.session import Session
from tui.catalogue import sources
from tui.feedback import copy, say, write, zoomed
from tui.glyphs import glyphs_of
from tui.screens.base import ScreenBase
from tui.screens.debrief_text import missed, numbers, rows, rule, telling, verdict, why
from tui.widgets.bars import KeyBar, TitleBar
from tui.widgets.code_lines import Mark
from tui.widgets.code_view import CodeView
from tui.widgets.diff_view import DiffView
from tui.widgets.entry_list import EntryList
from tui.widgets.twin_pane import TwinPane

TABS = {
    "why": "Why",
    "code": "Code with marks",
    "diff": "Production-ready",
    "twin": "Twin",
    "sources": "Sources",
}
ROOM_FOR_TABS = 72
"""Columns from which on their whole names fit."""


class DebriefScreen(ScreenBase, Screen[list[str] | str | None]):
    """Dismisses with "next", with the risks to practise, or with None for home."""

    CSS = """
    DebriefScreen #said { padding: 0 1; height: auto; max-height: 3; color: $secondary; }
    DebriefScreen #scenario {
        padding: 0 1; height: 1; color: $secondary; text-wrap: nowrap; text-overflow: ellipsis;
    }
    DebriefScreen #scenario.-told { height: auto; max-height: 6; text-wrap: wrap; }
    DebriefScreen #tabs {
        height: 1; padding: 0 1; background: $surface;
        link-style: none; link-color: $foreground; link-background: $surface;
    }
    DebriefScreen #body { height: 1fr; layout: vertical; }
    DebriefScreen #left, DebriefScreen #right { width: 1fr; height: auto; }
    DebriefScreen #entries { max-height: 7; }
    DebriefScreen #left > CodeView { height: 1fr; border-top: $line $rule; display: none; }
    DebriefScreen .pane { height: 1fr; padding: 0 1; border-top: $line $rule; display: none; }
    DebriefScreen.-tab-why #why, DebriefScreen.-tab-sources #sources { display: block; }
    DebriefScreen #twin { display: none; height: 1fr; }
    DebriefScreen.-tab-twin #twin { display: block; }
    DebriefScreen.-wide #twin { border: none; }
    DebriefScreen.-tab-code #code, DebriefScreen.-tab-diff #diff { display: block; }
    DebriefScreen.-tab-why #right, DebriefScreen.-tab-twin #right, DebriefScreen.-tab-sources #right { height: 1fr; }
    DebriefScreen.-tab-code #left, DebriefScreen.-tab-diff #left { height: 1fr; }
    DebriefScreen.-short #entries { max-height: 5; }
    DebriefScreen.-wide #body { layout: horizontal; }
    DebriefScreen.-wide #left { width: 82; height: 1fr; border-right: $line $rule; }
    DebriefScreen.-wide #right { width: 1fr; height: 1fr; }
    DebriefScreen.-wide #entries { max-height: 12; }
    DebriefScreen.-wide #code { display: block; }
    DebriefScreen.-wide.-tab-code #left { width: 1fr; border: none; }
    DebriefScreen.-wide.-tab-code #right { display: none; }
    DebriefScreen.-wide.-tab-diff #code { display: none; }
    DebriefScreen.-wide .pane { border: none; }
    DebriefScreen.-wide #why { display: block; }
    DebriefScreen.-wide.-tab-twin #why, DebriefScreen.-wide.-tab-sources #why { display: none; }
    DebriefScreen.-zoomed #said, DebriefScreen.-zoomed #scenario { display: none; }
    DebriefScreen.-zoomed #entries { height: 0; }
    """
    HELP = "debrief"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "next", "next snippet", id="debrief.next"),
        Binding("enter", "back", "back", id="debrief.back"),
        Binding("1", "tab('why')", "why", id="debrief.why"),
        Binding("2", "tab('code')", "code with marks", id="debrief.code"),
        Binding("3", "tab('diff')", "production-ready", id="debrief.diff"),
        Binding("4,t", "tab('twin')", "twin", id="debrief.twin"),
        Binding("5,o", "tab('sources')", "sources", id="debrief.sources"),
        Binding("s", "scenario", "scenario", id="debrief.scenario"),
        Binding("tab", "turn(1)", "next tab", id="debrief.turn"),
        Binding("plus", "zoom", "zoom", key_display="+", id="debrief.zoom"),
        Binding("p", "practise", "practise missed", id="debrief.practise"),
        Binding("y", "copy", "copy answer", id="debrief.copy"),
        Binding("W", "write", "answer to a file", id="debrief.write"),
        Binding("w", "dispute", "dispute the key", id="debrief.dispute"),
        Binding("pagedown,ctrl+d", "page(1)", "page down", id="debrief.page-down"),
        Binding("pageup,ctrl+u", "page(-1)", "page up", id="debrief.page-up"),
        Binding("escape", "home", "home", id="debrief.home"),
        Binding("escape", "back", "back", id="debrief.escape"),
    ]

    def __init__(
        self, session: Session | None, debrief: Debrief | None = None, *, number: int | None = None
    ) -> None:
        """Of the snippet on the table, or looked back at: a debrief, of the `number`th of a session."""
        super().__init__()
        self._is_looked_back_at = debrief is not None
        debrief = debrief or (session.debrief if session else None)
        assert debrief is not None, "submit first"
        self._session = session
        self._debrief: Debrief = debrief
        self._deck = session.deck if session else deck_of(debrief.snippet.card)
        self._place = f"{number or session.number}/{session.count} " if session else ""
        self._tab = "why"
        self._is_told: bool | None = None  # as there is room

    def compose(self) -> ComposeResult:
        snippet = self._debrief.snippet
        yield TitleBar(
            f"{self._place}{snippet.title}: debrief",
            numbers(self._debrief),
        )
        yield Static(Content(verdict(self._debrief)), id="said", markup=False)
        yield Static(id="scenario", markup=False)
        yield Static(id="tabs", markup=False)
        with Horizontal(id="body"):
            with Vertical(id="left"):
                yield EntryList(id="entries")
                yield CodeView(snippet.lines, snippet.language, id="code", takes_numbers=False)
                yield DiffView(id="diff")
            with Vertical(id="right"):
                with VerticalScroll(id="why", classes="pane", can_focus=False):
                    yield Static(id="text", markup=False)
                yield TwinPane(self._deck, id="twin")
                yield VerticalScroll(id="sources", classes="pane", can_focus=False)
        yield KeyBar(
            "debrief.next",
            "debrief.back",
            "debrief.practise",
            "debrief.copy",
            "debrief.home",
            "debrief.dispute",
            "debrief.zoom",
        )

    def on_mount(self) -> None:
        entries = self._debrief.entries
        self._entries.show(rows(entries, glyphs_of(self)), at=telling(entries))
        self.query_one("#code", CodeView).notes = True
        self.query_one(DiffView).show_diff(self._debrief.diff, self._debrief.snippet.language)
        if not entries:
            self.query_one("#text", Static).update(Content("\n").join(rule(self._debrief)))
        self._entries.focus()
        self.action_tab("why")

    @property
    def _entries(self) -> EntryList:
        return self.query_one("#entries", EntryList)

    @property
    def _entry(self) -> Entry | None:
        at = self._entries.highlighted
        return None if at is None else self._debrief.entries[at]

    @on(OptionList.OptionHighlighted, "#entries")
    def _show(self) -> None:
        entry = self._entry
        if entry is None:
            return
        self.query_one("#text", Static).update(
            Content("\n").join([*why(entry, glyphs_of(self)), *rule(self._debrief)])
        )
        self.query_one("#why", VerticalScroll).scroll_home(animate=False)
        self._show_beside()
        self._mark()
        self.query_one("#code", CodeView).show(entry.lines)
        self.query_one(DiffView).show_number(entry.lines.first)
        self.refresh_bindings()

    def _mark(self) -> None:
        """Every finding is named where there is room; else the chosen one alone, with what the list says."""
        is_beside = self.is_wide and self._tab != "code"
        self.query_one("#code", CodeView).marks = [
            Mark(
                e.lines,
                e.outcome,
                f"{e.word} {e.risk}" if self.is_wide or e is self._entry else "",
                "" if is_beside else e.note,
                chosen=e is self._entry,
            )
            for e in self._debrief.entries
        ]

    def on_resize(self) -> None:
        self.query_one("#tabs", Static).update(self._tabs())
        self._mark()
        self._tell()

    def _tell(self) -> None:
        """The answers depend on the scenario: all of it where there is room, else what can be counted on."""
        is_told = self.is_wide if self._is_told is None else self._is_told
        snippet = self._debrief.snippet
        facts, scenario = snippet.told_facts, snippet.scenario.strip()
        text = scenario
        if facts:
            text = f"{scenario} Facts: {facts}." if is_told else facts
        line = self.query_one("#scenario", Static)
        line.set_class(is_told, "-told")
        line.update(
            Content.assemble(
                ("s", "bold $footer-key-foreground"), (" scenario", "bold $quiet"), f"  {text}"
            )
        )

    def action_scenario(self) -> None:
        self._is_told = not self.query_one("#scenario").has_class("-told")
        self._tell()

    @on(events.Click, "#scenario")
    def _clicked(self) -> None:
        self.action_scenario()

    def action_tab(self, tab: str) -> None:
        self._tab = tab
        self._entries.focus()
        for name in TABS:
            self.set_class(name == tab, f"-tab-{name}")
        self.query_one("#tabs", Static).update(self._tabs())
        self._show_beside()
        self._mark()

    def _show_beside(self) -> None:
        """What takes a while to find or to lay out: only where it is looked at."""
        entry = self._entry
        if entry is None:
            return
        if self._tab == "twin":
            hidden = self._session.ahead if self._session else ()
            self.query_one(TwinPane).show_twin_of(entry, self._debrief.snippet, hidden)
        elif self._tab == "sources":
            self._show_sources(entry)

    def _show_sources(self, entry: Entry) -> None:
        from textual.widgets import Markdown

        pane = self.query_one("#sources", VerticalScroll)
        if not pane.children:
            pane.mount(Markdown(sources(entry.risk), open_links=False))
        else:
            pane.query_one(Markdown).update(sources(entry.risk))
        pane.scroll_home(animate=False)

    def _tabs(self) -> Content:
        is_short = self.size.width < ROOM_FOR_TABS
        return Content("   ").join(
            Content.styled(
                f"{number} {title.split()[0] if is_short else title}",
                "bold reverse" if name == self._tab else "$quiet",
            ).stylize(f"@click=screen.tab({name!r})")
            for number, (name, title) in enumerate(TABS.items(), 1)
        )

    def action_turn(self, step: int) -> None:
        names = list(TABS)
        self.action_tab(names[(names.index(self._tab) + step) % len(names)])

    def action_zoom(self) -> None:
        """The tab on the whole screen, and back; j and k still go from finding to finding."""
        self.toggle_class("-zoomed")
        zoomed(self, "What the tab shows alone; + brings the findings back.")

    def action_page(self, step: int) -> None:
        match self._tab:
            case "code":
                self.query_one("#code", CodeView).action_page(step)
            case "diff":
                self.query_one(DiffView).action_page(step)
            case "twin":
                self.query_one(TwinPane).action_page(step)
            case pane:
                scroll = self.query_one(f"#{pane}", VerticalScroll)
                scroll.scroll_relative(y=step * max(1, scroll.size.height - 2), animate=False)

    def on_code_view_mark_clicked(self, event: CodeView.MarkClicked) -> None:
        for index, entry in enumerate(self._debrief.entries):
            if event.view.id == "code" and (entry.lines, entry.outcome) == (
                event.mark.lines,
                event.mark.kind,
            ):
                self._entries.highlighted = index
                return

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in {"copy", "write"} and self.is_mounted:
            return bool(self._entry and self._entry.strong)
        if action in {"next", "home"}:
            return not self._is_looked_back_at
        if action == "back":
            return self._is_looked_back_at
        if action == "practise":
            return bool(missed(self._debrief)) and not self._is_looked_back_at
        return True

    def action_copy(self) -> None:
        if self._entry:
            copy(self, self._entry.strong, "The strong answer")

    def action_write(self) -> None:
        if self._entry:
            write(self, self._entry.strong, "The strong answer")

    def action_dispute(self) -> None:
        entry = self._entry
        if entry is None:
            return
        from tui.screens.reason import ReasonScreen

        self.app.push_screen(
            ReasonScreen(f"Why is {entry.risk} at {named(entry.lines)} wrong in the key?"),
            lambda reason: self._dispute(entry, reason) if reason else None,
        )

    def _dispute(self, entry: Entry, reason: str) -> None:
        from trainer.disputes import DisputeError, keep

        try:
            made, _ = keep(
                self._debrief.snippet,
                lines=entry.lines,
                risk=entry.risk,
                outcome=entry.outcome,
                reason=reason,
            )
        except DisputeError as error:
            say(self, str(error))
        else:
            say(
                self,
                f"Kept as {made.id}: critique check lists it. Your score stays until it is settled.",
            )

    def action_next(self) -> None:
        self.dismiss("next")

    def action_back(self) -> None:
        self.dismiss(None)

    def action_practise(self) -> None:
        risks = missed(self._debrief)
        if not risks:
            say(self, "Nothing was missed here.")
        elif not self._session or (left := self._session.count - self._session.number) == 0:
            self.dismiss(risks)
        else:
            from tui.screens.ask import AskScreen

            self.app.push_screen(
                AskScreen(
                    f"This ends the session; its other {counted(left, 'snippet')} will not be played.",
                    yes="practise what I missed",
                ),
                lambda sure: self._leave_with(risks) if sure else None,
            )

    def _leave_with(self, risks: list[str]) -> None:
        self.dismiss(risks)

    def action_home(self) -> None:
        self.dismiss(None)
