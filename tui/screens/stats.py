"""How well the learner tells risky from fine, risk by risk, and how well they know it."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Input, Static

from detectors.catalogue import families
from trainer.calibration import calibration
from trainer.history import History, HistoryError
from trainer.neutralise import one_line
from trainer.numbers import counted, percent
from trainer.progress import Progress, progress
from trainer.sensitivity import ENOUGH, Sensitivity, by_family, by_risk, sensitivity
from tui.feedback import say, telling, write
from tui.glyphs import glyphs_of
from tui.screens.base import ScreenBase
from tui.widgets.bars import KeyBar, TitleBar
from tui.widgets.entry_list import EntryList
from tui.widgets.filter_line import FilterLine
from tui.widgets.side import SideBox

D_PRIME = "d'"
EMPTY = f"""\
Nothing to show yet.

Play a session of today, a drill or an exam: there every place that you flag, or rightly leave alone, is counted.
Sprints, twins, reviews and interviews are not rated.
From {ENOUGH} risky and {ENOUGH} fine places of a risk on, you see how well you tell them apart."""
LEGEND = f"""\
d'    telling risky places from fine ones: 0 chance, 1 fair, 2 good
95%   where the true d' lies{{bias}}
hit   share of risky places that you flagged; alarm: share of fine ones
n     places; d' needs {ENOUGH} of each kind: "needs 7+1 more" are missing"""
BIAS = "; c: below 0 too many flags, above 0 too few"
PAGE = "stats.html"
"""What an export is called, in the folder of the learner's data."""
ROOM = 76
"""Columns from which on the words stand in a column of their own."""
ROOM_FOR_BIAS = 100
"""Columns from which on the bias stands beside its word, too."""
NAME = 26
"""Columns of a risk's name; two of 55 are longer by two, and are cut where the bias has no room."""

Row = tuple[str, Sensitivity]
ORDERS: dict[str, Callable[[Row], tuple[object, ...]]] = {
    "weakest first": lambda row: (not row[1].is_enough, row[1].d_prime or 0.0, row[0]),
    "by name": lambda row: (row[0],),
    "most seen first": lambda row: (-row[1].risky - row[1].fine, row[0]),
    "most biased first": lambda row: (not row[1].is_enough, -abs(row[1].bias or 0.0), row[0]),
}


class StatsScreen(ScreenBase, Screen[str | None]):
    """Dismisses with a risk to practise, or None."""

    CSS = """
    StatsScreen #head { height: 2; margin: 1 0 0 0; text-wrap: nowrap; text-overflow: ellipsis; }
    StatsScreen #table { max-height: 60%; }
    StatsScreen FilterLine { display: none; }
    StatsScreen.-filtered FilterLine { display: block; }
    StatsScreen #empty { margin: 1 2; }
    StatsScreen #more { height: 1fr; margin: 1 1 0 1; }
    StatsScreen.-short #head { margin: 0; }
    StatsScreen.-short #more { margin: 0 1; }
    StatsScreen SideBox { max-width: 100; }
    """
    HELP = "stats"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "practise", "practise this risk", id="stats.practise"),
        Binding("s", "sort", "sort", id="stats.sort"),
        Binding("slash,f", "filter", "filter", priority=True, id="stats.filter"),
        Binding("e", "export", "export", id="stats.export"),
        Binding("p", "plots", "plots", id="stats.plots"),
        Binding("escape", "leave", "home", id="stats.home"),
    ]

    def __init__(self, history: History | None) -> None:
        super().__init__()
        self._history = history
        self._progress: Progress | None = progress(history) if history else None
        self._rows: list[Row] = (
            list(by_risk(self._progress.trials).items()) if self._progress else []
        )
        self._pools = by_family(self._progress.trials, families()) if self._progress else {}
        self._order = 0
        self._shown: list[Row] = []
        """Those of the rows that the filter lets through, as they are sorted."""

    def compose(self) -> ComposeResult:
        done = self._progress.snippets if self._progress else 0
        sessions = sum(past.played > 0 for past in self._progress.sessions) if self._progress else 0
        yield TitleBar("Stats", f"{counted(sessions, 'session')}, {counted(done, 'snippet')}")
        if not self._rows:
            yield Static(EMPTY, id="empty", markup=False)
        else:
            yield FilterLine("a risk or a family; esc shows all of them again")
            yield Static(id="head", markup=False)
            yield EntryList(id="table")
            with VerticalScroll(id="more", can_focus=False):
                yield SideBox("How well you know it", id="calibration")
                yield SideBox("What you take for what", id="confused")
                yield SideBox("What the columns say", id="legend")
        yield KeyBar(
            "stats.practise",
            "stats.plots",
            "stats.sort",
            "stats.home",
            "stats.filter",
            "stats.export",
        )

    @property
    def _has_room(self) -> bool:
        return self.app.size.width >= ROOM

    @property
    def _has_room_for_bias(self) -> bool:
        return self.app.size.width >= ROOM_FOR_BIAS

    @property
    def _width_of_name(self) -> int:
        return NAME + 2 * self._has_room_for_bias

    def on_resize(self) -> None:
        if self._rows:
            self._sorted(self._chosen)

    def on_mount(self) -> None:
        if not self._rows or self._progress is None:
            return
        self._sorted()
        self.query_one(EntryList).focus()
        self.query_one("#calibration", SideBox).say("\n".join(calibration(self._progress)))
        pairs = [
            f"{one_line(said)} {glyphs_of(self).to} {one_line(was)}  {times}"
            for (said, was), times in self._progress.confused.most_common(5)
        ]
        self.query_one("#confused", SideBox).say("\n".join(pairs) or "Nothing so far.")

    def _sorted(self, at: str = "") -> None:
        name = list(ORDERS)[self._order]
        words = self.query_one(FilterLine).value.lower().split()
        self._shown = [
            row
            for row in sorted(self._rows, key=ORDERS[name])
            if all(word in f"{row[0]} {families().get(row[0], '')}" for word in words)
        ]
        names = [risk for risk, _ in self._shown]
        bias = f"{'c':>4} " if self._has_room_for_bias else ""
        head = f" {'risk':<{self._width_of_name}} {D_PRIME:>4} {'95%':>10} {bias}{'hit':>4} {'alarm':>5} {'n':>3}"
        in_all = (
            self._row("all risks", sensitivity(seen.trials)) if (seen := self._progress) else ""
        )
        told = LEGEND.format(bias=BIAS if bias else "")
        self.query_one("#legend", SideBox).say(told)
        self.query_one("#head", Static).update(Content.assemble((head, "$quiet"), "\n", in_all))
        self.query_one(EntryList).show(
            (self._row(*row) for row in self._shown), names.index(at) if at in names else 0
        )

    def _row(self, risk: str, own: Sensitivity) -> Content:
        dash = glyphs_of(self).dash
        name = f" {one_line(risk):<{self._width_of_name}.{self._width_of_name}} "
        seen = f"{percent(rate(own.hits, own.risky), dash):>4} {percent(rate(own.alarms, own.fine), dash):>5} {own.risky + own.fine:>3}"
        words = self._words(risk, own)
        if own.is_enough and own.interval and own.bias is not None:
            low, high = own.interval
            numbers = f"{own.d_prime:>4.1f} {f'{low:.1f}..{high:.1f}':>10} "
            bias = f"{own.bias:>+4.1f} " if self._has_room_for_bias else ""
        elif self._has_room:
            numbers = f"{dash:>4} {dash:>10} "
            bias = f"{dash:>4} " if self._has_room_for_bias else ""
        else:
            return Content.assemble((name, "bold"), (f"{words:<15.15} ", "$accent"), seen)
        if not self._has_room:
            return Content.assemble((name, "bold"), numbers, seen)
        return Content.assemble((name, "bold"), numbers, bias, seen, (f" {words}", "$accent"))

    def _words(self, risk: str, own: Sensitivity) -> str:
        if own.is_enough and own.interval:
            return ", ".join(own.words)
        pool = self._pools.get(families().get(risk, ""))
        if pool and pool.is_enough:
            return f"family {pool.d_prime:.1f}"
        return f"needs {max(0, ENOUGH - own.risky)}+{max(0, ENOUGH - own.fine)} more"

    def action_sort(self) -> None:
        if self._rows:
            at = self._chosen
            self._order = (self._order + 1) % len(ORDERS)
            self._sorted(at)
            say(self, f"Sorted {list(ORDERS)[self._order]}.")

    @property
    def _chosen(self) -> str:
        """A risk; empty where the filter leaves none."""
        at = self.query_one(EntryList).highlighted
        return self._shown[at][0] if at is not None and at < len(self._shown) else ""

    def action_filter(self) -> None:
        self.add_class("-filtered")
        self.query_one(FilterLine).open()

    @on(Input.Changed)
    def _filter(self) -> None:
        self._sorted(self._chosen)

    def action_leave(self) -> None:
        """From the filter back to all rows, from there home."""
        if not self.has_class("-filtered"):
            self.dismiss(None)
            return
        self.query_one(FilterLine).value = ""
        self.remove_class("-filtered")
        self.query_one(EntryList).focus()

    def action_export(self) -> None:
        """The page of `critique stats --html`, where a browser can open it."""
        from trainer.page import page
        from trainer.report import report

        if self._history is not None:
            with telling(self, HistoryError):
                write(self, page(report(self._history)), "The page with plots", PAGE)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "filter" and isinstance(self.focused, FilterLine):
            return False
        return action not in {"practise", "sort", "plots", "filter", "export"} or bool(self._rows)

    def action_plots(self) -> None:
        from tui.screens.plots import PlotsScreen

        if self._history is not None:
            self.app.push_screen(PlotsScreen(self._history))

    def action_practise(self) -> None:
        if risk := self._chosen:
            self.dismiss(risk)


def rate(part: int, whole: int) -> float | None:
    return part / whole if whole else None
