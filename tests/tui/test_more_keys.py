"""Keys that show more, find faster or take something along."""

from __future__ import annotations

import asyncio
import stat
import sys
from pathlib import Path

import pytest
from driving import SMALL, press, reached, says, settled, text_of

from detectors.places import Lines
from trainer.deck import Deck
from trainer.history import History
from trainer.session import Session
from tui.app import TrainerApp
from tui.clipboard import program
from tui.keys import VIM, clashes, keymap, usual
from tui.screens.catalogue import CatalogueScreen
from tui.screens.debrief import DebriefScreen
from tui.screens.home import HomeScreen
from tui.screens.pairs import PairsScreen, TwinsScreen
from tui.screens.picker import PickerScreen
from tui.screens.practice import PracticeScreen
from tui.screens.stats import StatsScreen
from tui.settings import Settings


async def test_plus_gives_the_code_the_whole_screen_and_takes_it_back(
    app: TrainerApp, session: Session
) -> None:
    session.flag(Lines(1, 1), "missing-retry")
    async with app.run_test(size=(60, 15)) as pilot:
        await press(pilot)
        screen = await reached(pilot, PracticeScreen)
        before = screen.code.size.height
        await press(pilot, "plus")
        assert screen.code.size.height == 13
        assert "login OTPs" not in text_of(app)
        await press(pilot, "j j f", "'call", "enter")
        assert [flag.lines for flag in session.flags] == [Lines(1, 1), Lines(3, 3)]
        await press(pilot, "plus")
        assert screen.code.size.height == before


async def test_plus_in_a_debrief_leaves_the_tab_alone_and_j_still_goes_on(
    app: TrainerApp, session: Session
) -> None:
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot, "n enter")
        screen = await reached(pilot, DebriefScreen)
        await press(pilot, "2")
        pane = screen.query_one("#code")
        before, first = pane.size.height, screen._entry
        await press(pilot, "plus", "j")
        assert pane.size.height > before + 4
        assert screen._entry != first
        await press(pilot, "plus")
        assert pane.size.height == before


async def test_a_snippet_is_never_opened_without_its_scenario(app: TrainerApp) -> None:
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot, "plus", "n enter")
        await reached(pilot, DebriefScreen)
        await press(pilot, "enter")
        screen = await reached(pilot, PracticeScreen)
        assert not screen.has_class("-zoomed")


@pytest.mark.parametrize("key", ["t", "d"])
async def test_plus_gives_a_pair_the_whole_screen_until_it_is_judged(
    home: TrainerApp, key: str
) -> None:
    async with home.run_test(size=SMALL) as pilot:
        await press(pilot, key)
        screen = await reached(pilot, PairsScreen)
        before = screen._first.size.height
        await press(pilot, "plus")
        assert screen._first.size.height > before
        await press(pilot, "b", "'timeo", "enter")
        await reached(pilot, PairsScreen)
        await settled(pilot.app)
        assert screen.has_class("-judged")
        assert not screen.has_class("-zoomed")


async def test_risks_are_grouped_by_family_and_the_chosen_one_stays(app: TrainerApp) -> None:
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot, "f", "'retry", "down")
        picker = await reached(pilot, PickerScreen)
        chosen = picker._chosen
        assert chosen
        await press(pilot, "ctrl+g")
        assert f"│ {chosen.family}   " in await settled(app)
        assert picker._chosen == chosen
        await press(pilot, "pageup")
        first = picker._chosen
        await press(pilot, "up", "ctrl+g")
        assert picker._chosen == first
        await press(pilot, "enter")
        await reached(pilot, PracticeScreen)


async def test_every_group_is_named_once_and_every_risk_is_under_its_own(app: TrainerApp) -> None:
    async with app.run_test(size=(80, 60)) as pilot:
        await press(pilot, "f", "ctrl+g")
        picker = await reached(pilot, PickerScreen)
        families = [entry.family for entry in picker._entries]
        rows = list(picker._rows())
        assert len(rows) == len(families) + len(set(families))
        assert [row.disabled for row in rows].count(True) == len(set(families))


async def test_g_and_shift_g_go_to_the_ends_of_a_list(home: TrainerApp) -> None:
    async with home.run_test(size=SMALL) as pilot:
        await press(pilot, "c")
        screen = await reached(pilot, CatalogueScreen)
        await press(pilot, "G")
        assert screen._chosen == screen._shown[-1]
        await press(pilot, "g")
        assert screen._chosen == screen._shown[0]


async def test_the_arrows_walk_through_what_a_filter_leaves(home: TrainerApp) -> None:
    async with home.run_test(size=SMALL) as pilot:
        await press(pilot, "c", "slash", "'retry", "down")
        screen = await reached(pilot, CatalogueScreen)
        assert screen._chosen == screen._shown[1]


async def test_the_catalogue_goes_from_the_risky_examples_to_the_sound_ones(
    home: TrainerApp,
) -> None:
    async with home.run_test(size=(100, 16)) as pilot:
        await press(pilot, "c", "slash", "'missing-timeout", "escape")
        assert await says(pilot, "No effective timeout")
        assert "Sound" not in text_of(home)
        await press(pilot, "e")
        assert await says(pilot, "Risky")
        await press(pilot, "e")
        assert await says(pilot, "Sound")
        assert "Risky" not in text_of(home)
        await press(pilot, "e")
        assert await says(pilot, "Risky")


async def test_examples_that_are_asked_for_too_early_are_shown_once_the_page_is_there(
    home: TrainerApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked_for, show_page = asyncio.Event(), CatalogueScreen._show_page

    async def show_page_late(screen: CatalogueScreen, risk: str) -> None:
        await asked_for.wait()
        await show_page(screen, risk)

    monkeypatch.setattr(CatalogueScreen, "_show_page", show_page_late)
    async with home.run_test(size=(100, 16)) as pilot:
        await press(pilot, "c", "slash", "'missing-timeout", "escape", "e")
        assert "Risky" not in text_of(home)
        asked_for.set()
        assert await says(pilot, "Risky")
        assert "What it is" not in text_of(home)


async def test_the_catalogue_starts_twins_and_copies_answer_and_link(home: TrainerApp) -> None:
    async with home.run_test(size=SMALL) as pilot:
        await press(pilot, "c")
        screen = await reached(pilot, CatalogueScreen)
        at = [entry.id for entry in screen._shown].index("missing-timeout")
        await press(pilot, *["j"] * at, "y")
        assert home.clipboard.startswith("requests waits for ever")
        await press(pilot, "Y")
        assert home.clipboard.startswith("https://")
        await press(pilot, "t")
        await reached(pilot, TwinsScreen)


async def test_stats_are_filtered_by_risk_and_family(home: TrainerApp, learned: History) -> None:
    async with home.run_test(size=SMALL) as pilot:
        await press(pilot, "g")
        screen = await reached(pilot, StatsScreen)
        everything = len(screen._shown)
        await press(pilot, "f", "'timeout")
        assert [risk for risk, _ in screen._shown] == ["missing-timeout"]
        await press(pilot, "s", "escape")
        assert len(screen._shown) == everything
        await press(pilot, "slash", "'nosuchrisk", "enter")
        assert app_is_in(home, StatsScreen)
        await press(pilot, "escape", "escape")
        await reached(pilot, HomeScreen)


def app_is_in(app: TrainerApp, kind: type[object]) -> bool:
    return isinstance(app.screen, kind)


async def test_stats_are_exported_as_a_page_and_told_where(
    home: TrainerApp, learned: History, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CRITIQUE_STATE", str(tmp_path))
    async with home.run_test(size=(160, 40)) as pilot:
        await press(pilot, "g", "e")
        assert await says(pilot, "The page with plots is in")
        page = (tmp_path / "stats.html").read_text("utf-8")
        assert page.startswith("<!doctype html>")
        assert "missing-timeout" in page


# The keymap of vim


def test_the_keymap_of_vim_names_actions_that_there_are_and_clashes_with_nothing() -> None:
    assert VIM.keys() <= usual().keys()
    assert list(clashes(VIM)) == []
    assert keymap("vim") == VIM
    assert keymap("default") == {}


async def test_vim_fingers_find_their_keys(deck: Deck, history: History, session: Session) -> None:
    app = TrainerApp(deck, history, session=session)
    app.set_keymap(keymap("vim"))
    async with app.run_test(size=(80, 16)) as pilot:
        await press(pilot, "V", "j")
        screen = await reached(pilot, PracticeScreen)
        assert screen.code.selected == Lines(1, 2)
        await press(pilot, "ctrl+f")
        line = screen.code.line
        assert line > 3
        await press(pilot, "ctrl+b")
        assert screen.code.line < line
        await press(pilot, "f", "ctrl+n", "ctrl+n", "ctrl+p")
        picker = await reached(pilot, PickerScreen)
        assert picker._chosen == picker._shown[1]


# The clipboard


def tool(folder: Path, name: str, script: str) -> None:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


def test_a_program_is_taken_only_where_its_desktop_is(tmp_path: Path) -> None:
    for name in ("wl-copy", "xclip", "pbcopy", "clip.exe"):
        tool(tmp_path, name, "cat")
    path = {"PATH": str(tmp_path)}
    assert program(path, "linux") == []
    assert program({**path, "DISPLAY": ":0"}, "linux") == ["xclip", "-selection", "clipboard"]
    both = {**path, "DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0"}
    assert program(both, "linux") == ["wl-copy"]
    assert program({**path, "WSL_DISTRO_NAME": "Ubuntu"}, "linux") == ["clip.exe"]
    assert program(path, "darwin") == ["pbcopy"]
    assert program({"PATH": "", "DISPLAY": ":0"}, "linux") == []


@pytest.mark.skipif(sys.platform == "win32", reason="the programs are shell scripts")
@pytest.mark.parametrize(
    ("setting", "script", "environment", "said", "is_native"),
    [
        ("auto", 'cat > "$OUT"', {}, "is in the clipboard (xclip)", True),
        ("auto", 'cat > "$OUT"', {"SSH_TTY": "/dev/pts/1"}, "sent to the terminal", False),
        ("auto", "exit 1", {}, "sent to the terminal", False),
        ("native", 'cat > "$OUT"', {"SSH_TTY": "/dev/pts/1"}, "is in the clipboard (xclip)", True),
        ("native", "exit 1", {}, "xclip failed; sent to the terminal", False),
        ("native", "", {"DISPLAY": ""}, "no program for the clipboard here", False),
        ("osc52", 'cat > "$OUT"', {}, "sent to the terminal", False),
    ],
)
async def test_an_answer_goes_where_the_setting_says_and_the_screen_says_where(
    app: TrainerApp,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    setting: str,
    script: str,
    environment: dict[str, str],
    said: str,
    is_native: bool,
) -> None:
    taken = tmp_path / "taken"
    tool(tmp_path, "xclip", script)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setenv("OUT", str(taken))
    monkeypatch.setenv("DISPLAY", ":0")
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    app.settings = Settings(clipboard=setting)
    async with app.run_test(size=(200, 40)) as pilot:
        await press(pilot, "n enter", "y")
        assert await says(pilot, said)
        assert taken.exists() == is_native
        assert app.clipboard.startswith("requests waits for ever") != is_native


async def test_a_setting_can_send_every_answer_to_the_file(
    app: TrainerApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CRITIQUE_STATE", str(tmp_path))
    app.settings = Settings(clipboard="file")
    async with app.run_test(size=(200, 40)) as pilot:
        await press(pilot, "n enter", "y")
        assert (tmp_path / "copied.txt").read_text().startswith("requests waits for ever")
        assert await says(pilot, "The strong answer is in")
