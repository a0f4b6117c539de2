"""Plots of a learner's history: sensitivity over time, calibration, what comes up, how much was played."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from math import ceil, floor
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static
from textual_plotext import PlotextPlot

from detectors.surfaces import SURFACES
from trainer.report import Filter, Report, report
from trainer.scoring import CONFIDENCE
from trainer.sensitivity import ENOUGH, ENOUGH_SAID
from tui.glyphs import ASCII, glyphs_of
from tui.screens.base import ScreenBase
from tui.widgets.bars import KeyBar, TitleBar

if TYPE_CHECKING:
    from trainer.history import History

SPANS = {"all time": None, "90 days": 90, "30 days": 30}
ONLY = (None, *SURFACES)
"""What `u` goes through."""
TABS = {
    "time": "Sensitivity",
    "rating": "Rating",
    "clean": "Clean",
    "calibration": "Calibration",
    "families": "Families",
    "due": "Due",
    "activity": "Activity",
}
ROOM_FOR_TABS = 80
"""Columns from which on all of their names fit in a line; below, only the name of the one that is shown."""
DAYS = 42
"""Of activity."""


class PlotsScreen(ScreenBase, Screen[None]):
    """One plot at a time; what is shown can be narrowed to a time and a surface."""

    CSS = """
    PlotsScreen #tabs { height: auto; padding: 0 1; background: $surface; link-style: none; link-color: $foreground; link-background: $surface; }
    PlotsScreen #said { height: auto; max-height: 4; padding: 0 1; color: $secondary; }
    PlotsScreen PlotextPlot { height: 1fr; margin: 0 1; }
    """
    HELP = "plots"
    BINDINGS: ClassVar[list[BindingType]] = [
        *(
            Binding(str(number), f"tab({name!r})", title.lower(), id=f"plots.{name}")
            for number, (name, title) in enumerate(TABS.items(), 1)
        ),
        Binding("tab", "turn(1)", "next plot", id="plots.next"),
        Binding("shift+tab", "turn(-1)", "plot before", id="plots.before"),
        Binding("t", "span", "time", id="plots.time-span"),
        Binding("u", "surface", "surface", id="plots.surface"),
        Binding("escape", "dismiss(None)", "stats", id="plots.stats"),
    ]

    def __init__(self, history: History) -> None:
        super().__init__()
        self._history = history
        self._span, self._tab = "all time", "time"
        self._surface: str | None = None
        self._report = report(history)

    def compose(self) -> ComposeResult:
        yield TitleBar("Plots")
        yield Static(id="tabs", markup=False)
        yield Static(id="said", markup=False)
        yield PlotextPlot()
        yield KeyBar("plots.next", "plots.time-span", "plots.surface", "plots.stats")

    def on_mount(self) -> None:
        self._show()

    def on_resize(self) -> None:
        self._show_tabs()

    def _show_tabs(self) -> None:
        has_room = self.size.width >= ROOM_FOR_TABS
        self.query_one("#tabs", Static).update(
            Content("  ").join(
                Content.styled(
                    f"{number} {title}" if name == self._tab or has_room else f"{number}",
                    "bold reverse" if name == self._tab else "$quiet",
                ).stylize(f"@click=screen.tab({name!r})")
                for number, (name, title) in enumerate(TABS.items(), 1)
            )
        )

    def action_tab(self, tab: str) -> None:
        self._tab = tab
        self._show()

    def action_turn(self, step: int) -> None:
        names = list(TABS)
        self.action_tab(names[(names.index(self._tab) + step) % len(names)])

    def action_span(self) -> None:
        spans = list(SPANS)
        self._span = spans[(spans.index(self._span) + 1) % len(spans)]
        self._narrow()

    def action_surface(self) -> None:
        self._surface = ONLY[(ONLY.index(self._surface) + 1) % len(ONLY)]
        self._narrow()

    def _narrow(self) -> None:
        days = SPANS[self._span]
        since = None if days is None else self._history.clock() - timedelta(days=days)
        self._report = report(self._history, Filter(since=since, surface=self._surface))
        self._show()

    def _show(self) -> None:
        dot = glyphs_of(self).dot
        which = f"{self._span} {dot} {self._surface or 'all surfaces'}"
        self.query_one(TitleBar).show(f"Plots {dot} {TABS[self._tab]}", which)
        self._show_tabs()
        plot = self.query_one(PlotextPlot)
        plot.plt.clear_figure()
        is_plain = glyphs_of(self) == ASCII
        plot.plt.theme("clear")
        if is_plain:
            plot.plt.frame(False)
        said = DRAWN[self._tab](self._report, plot.plt, "*" if is_plain else "braille")
        self.query_one("#said", Static).update(
            Content(said or f"Not enough played yet to plot this: it needs {NEEDED[self._tab]}.")
        )
        plot.display = bool(said)
        plot.refresh()


def _time(seen: Report, plt: Any, marker: str) -> str:
    weeks = [w for w in seen.weeks if w.seen.is_enough and w.seen.interval]
    if not weeks:
        return ""
    names = [f"{week.monday:%d %b}" for week in weeks]
    xs = list(range(len(weeks)))
    values = [week.seen.d_prime or 0.0 for week in weeks]
    lows = [week.seen.interval[0] for week in weeks if week.seen.interval]
    highs = [week.seen.interval[1] for week in weeks if week.seen.interval]
    plt.plot(xs, values, marker=marker)
    for x, low, high in zip(xs, lows, highs, strict=True):
        plt.plot([x, x], [low, high], marker=marker)
    plt.scatter(xs, values, marker="o" if marker == "*" else "●")
    _ticks(plt, xs, names)
    low, high = floor(min(0.0, *lows)), ceil(max(3.0, *highs))
    plt.ylim(low, high)
    _marks(plt, range(low, high + 1))
    return f"d' of each week with its 95 % interval: 0 is chance, 2 is good. {seen.reviewer}"


def _rating(seen: Report, plt: Any, marker: str) -> str:
    course = seen.ratings.course
    if len(course) < 2:
        return ""
    xs = list(range(1, len(course) + 1))
    values = [value for _, value in course]
    plt.plot(xs, values, marker=marker)
    low, high = floor(min(values) / 100) * 100, ceil(max(values) / 100) * 100
    plt.ylim(low, high)
    _marks(plt, range(low, high + 1, max(100, (high - low) // 500 * 100)))
    _ticks(plt, xs, [str(x) for x in xs])
    each = ", ".join(f"{name} {one}" for name, one in sorted(seen.ratings.surfaces.items()))
    return f"Rating after each snippet seen for the first time: {seen.ratings.overall}. {each}."


def _clean(seen: Report, plt: Any, marker: str) -> str:
    weeks = [week for week in seen.weeks if week.clean]
    if not weeks:
        return ""
    shares = [100 * week.passed / week.clean for week in weeks]
    xs = list(range(len(weeks)))
    plt.bar(xs, shares, marker=_block(marker))
    _ticks(plt, xs, [f"{week.monday:%d %b}" for week in weeks])
    plt.ylim(0, 100)
    _marks(plt, range(0, 101, 25), "%")
    clean, passed = seen.clean_passed
    return f"Share of snippets with nothing wrong that you let pass, by week; {passed} of {clean} in all."


def _calibration(seen: Report, plt: Any, marker: str) -> str:
    bins = [bin for bin in seen.calibration if bin.share is not None]
    if not bins:
        return ""
    bins = bins[::-1]
    plt.bar(
        [bin.confidence for bin in bins],
        [100 * (bin.share or 0.0) for bin in bins],
        marker=_block(marker),
        width=0.4,
    )
    plt.ylim(0, 100)
    _marks(plt, range(0, 101, 25), "%")
    told = ", ".join(
        f"{bin.confidence} means {CONFIDENCE[bin.confidence]:.0%}, was right {bin.share:.0%} ({bin.word})"
        for bin in bins
    )
    return (
        f"How often a flag was right, by how sure you were (from {ENOUGH_SAID} flags on): {told}."
    )


def _families(seen: Report, plt: Any, marker: str) -> str:
    rows = [(name, one) for name, one in seen.by_family.items() if one.is_enough]
    if not rows:
        return ""
    plt.bar(
        [name for name, _ in rows],
        [one.d_prime or 0.0 for _, one in rows],
        orientation="horizontal",
        marker=_block(marker),
        width=0.2,
    )
    weakest = min(rows, key=lambda row: row[1].d_prime or 0.0)
    return f"d' by family; the weakest is {weakest[0]} with {weakest[1]}."


def _due(seen: Report, plt: Any, marker: str) -> str:
    if not seen.memories:
        return ""
    xs = list(range(len(seen.forecast)))
    plt.bar(xs, seen.forecast, marker=_block(marker))
    _whole(plt, max(seen.forecast))
    _ticks(plt, xs, [f"{seen.now + timedelta(days=n):%d %b}" for n in xs])
    today = seen.forecast[0]
    are = "is" if today == 1 else "are"
    return f"Skills that come up in the next {len(xs)} days; {today or 'none'} {are} due today."


def _activity(seen: Report, plt: Any, marker: str) -> str:
    if not seen.activity:
        return ""
    last = seen.now.astimezone().date()
    days = [last - timedelta(days=n) for n in reversed(range(DAYS))]
    counts = [seen.activity.get(day, 0) for day in days]
    xs = list(range(DAYS))
    plt.bar(xs, counts, marker=_block(marker))
    _whole(plt, max(counts))
    _ticks(plt, xs, [f"{day:%d %b}" for day in days])
    return (
        f"Snippets a day, the last {DAYS} days: {sum(counts)}. It says what you did, not how well."
    )


DRAWN: dict[str, Callable[[Report, Any, str], str]] = {
    "time": _time,
    "rating": _rating,
    "clean": _clean,
    "calibration": _calibration,
    "families": _families,
    "due": _due,
    "activity": _activity,
}
"""Tab -> what draws it and says what is seen; nothing said: there is not enough."""


NEEDED = {
    "time": f"a week with {ENOUGH} risky and {ENOUGH} fine places",
    "rating": "2 snippets that you see for the first time, in a session that is rated",
    "clean": "a snippet with nothing wrong, in a session that is rated",
    "calibration": f"{ENOUGH_SAID} flags of which you were equally sure",
    "families": f"{ENOUGH} risky and {ENOUGH} fine places of a family",
    "due": "a snippet of today",
    "activity": "a snippet",
}
"""Tab -> the least from which on there is something to draw."""


def _block(marker: str) -> str:
    """Bars are of whole cells."""
    return "#" if marker == "*" else "sd"


def _whole(plt: Any, most: int) -> None:
    """Counts have no fractions."""
    plt.ylim(0, max(1, most))
    _marks(plt, range(0, most + 1, max(1, -(-most // 4))))


def _marks(plt: Any, values: range, unit: str = "") -> None:
    plt.yticks(list(values), [f"{value}{unit}" for value in values])


def _ticks(plt: Any, xs: list[int], names: list[str]) -> None:
    """Of at most six, so that they do not run into each other."""
    every = max(1, -(-len(xs) // 6))
    plt.xticks(xs[::every], names[::every])
