"""Plots: one at a time, narrowed by keys, and a sentence where there is nothing to plot."""

from __future__ import annotations

import pytest
from driving import LARGE, SMALL, Check, press, reached, says, settled

from trainer.deck import Deck
from trainer.history import History
from tui.app import TrainerApp
from tui.screens.plots import TABS, PlotsScreen
from tui.screens.stats import StatsScreen


async def test_sensitivity_is_plotted_with_its_interval(
    home: TrainerApp, learned: History, check: Check
) -> None:
    async with home.run_test(size=SMALL) as pilot:
        await press(pilot, "g p")
        await reached(pilot, PlotsScreen)
        await check(pilot, "plots")


@pytest.mark.parametrize("number", range(1, len(TABS) + 1))
async def test_each_plot_says_what_it_shows(
    home: TrainerApp, learned: History, number: int
) -> None:
    async with home.run_test(size=LARGE) as pilot:
        await press(pilot, "g p")
        screen = await reached(pilot, PlotsScreen)
        await press(pilot, str(number))
        shown = await settled(home)
        title = list(TABS.values())[number - 1]
        assert f"Plots · {title}" in shown
        from textual_plotext import PlotextPlot

        is_drawn = screen.query_one(PlotextPlot).display
        assert is_drawn != ("Not enough played yet" in shown)


async def test_a_surface_without_play_is_said_in_a_sentence(
    home: TrainerApp, learned: History
) -> None:
    async with home.run_test(size=SMALL) as pilot:
        await press(pilot, "g p")
        await reached(pilot, PlotsScreen)
        await press(pilot, "u u")
        assert await says(pilot, "all time · shell")
        assert await says(
            pilot, "Not enough played yet to plot this: it needs a week with 10 risky"
        )
        await press(pilot, "escape")
        await reached(pilot, StatsScreen)


async def test_plots_in_ascii_use_no_other_characters(deck: Deck, learned: History) -> None:
    app = TrainerApp(deck, learned, ascii=True)
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot, "g p")
        await reached(pilot, PlotsScreen)
        for number in range(1, len(TABS) + 1):
            await press(pilot, str(number))
            assert (await settled(app)).isascii()


async def test_on_a_narrow_screen_the_plots_are_named_by_number_in_one_line(
    home: TrainerApp, learned: History
) -> None:
    async with home.run_test(size=(60, 20)) as pilot:
        await press(pilot, "g", "p", "4")
        await says(pilot, "How often a flag was right")
        assert (await settled(home)).splitlines()[1].split() == [
            "1",
            "2",
            "3",
            "4",
            "Calibration",
            "5",
            "6",
            "7",
        ]
