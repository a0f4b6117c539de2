"""Cards of one's own: the deck that is trained on, and a new card, from home."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from driving import SMALL, press, reached, says, text_of

from detectors.places import Lines
from trainer.deck import Deck, load
from trainer.desk import DeskError
from trainer.draft import Draft, Item
from trainer.history import History
from trainer.own_decks import known_decks
from trainer.scoring import Answer
from tui.app import TrainerApp
from tui.screens.home import HomeScreen
from tui.screens.own_cards import named
from tui.screens.picker import PickerScreen
from tui.screens.practice import PracticeScreen
from tui.screens.review import ReviewScreen

HERE = Path(__file__).parent
TIMEOUT = Answer(risk="missing-timeout", lines=Lines(11, 15), why="waits for ever")


class Bench:
    """A desk whose detectors find one thing in one file."""

    def __init__(self, deck: Deck, folder: Path) -> None:
        self.deck, self.folder = deck, folder
        self.kept: list[Draft] = []

    def at(self, folder: Path) -> Bench:
        self.folder = folder
        return self

    def draft(self, wanted: str) -> Draft:
        if wanted != "otp.py:1-18":
            raise DeskError(f"{wanted}: cannot be read: no such file or directory")
        card = replace(self.deck.card("otp-sender"), id="new", answers=(), cleared=(), neutral=())
        return Draft(card=card, items=(Item(answer=TIMEOUT),))

    def mended(self, draft: Draft, sound: str) -> Draft:
        raise DeskError("not here")

    def keep(self, draft: Draft) -> str:
        self.kept.append(draft)
        return f"{self.folder}/python/new: 1 answer"


@pytest.fixture
def ours(tmp_path: Path) -> Path:
    """A deck with one card."""
    folder = tmp_path / "work" / "ours"
    shutil.copytree(HERE / "snippets" / "python" / "otp-sender", folder / "python" / "otp-sender")
    return folder


@pytest.fixture
def bench(deck: Deck, ours: Path) -> Bench:
    return Bench(deck, ours)


@pytest.fixture
def app(deck: Deck, history: History, bench: Bench) -> TrainerApp:
    return TrainerApp(deck, history, desk=bench)


def test_decks_are_the_shipped_one_then_what_lies_here_then_the_latest_played(
    history: History, ours: Path, tmp_path: Path
) -> None:
    older, gone, empty = tmp_path / "older", tmp_path / "gone", tmp_path / "empty"
    shutil.copytree(ours, older)
    empty.mkdir()
    for number, path in enumerate((ours, older, gone, empty)):
        history.append(
            str(number), "started", plan=[], mode="daily", seed=1, deck=str(path.resolve())
        )
    kept = [deck.kept for deck in known_decks(history, ours)]
    assert kept == ["", str(ours.resolve()), str(older.resolve())]


def test_decks_that_are_called_the_same_are_told_apart(ours: Path, tmp_path: Path) -> None:
    other = tmp_path / "b" / "work" / "ours"
    shutil.copytree(ours, other)
    names = named([load(ours), load(other)])
    assert [*names] == ["work/ours", str(other.resolve())]


async def test_m_goes_from_the_shipped_deck_to_ones_own_and_sessions_are_of_that(
    app: TrainerApp, ours: Path
) -> None:
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot, "m")
        await reached(pilot, PickerScreen)
        await press(pilot, "'ours", "enter")
        await reached(pilot, HomeScreen)
        assert await says(pilot, "From now on: 1 card of work/ours.")
        assert "critique: ours" in text_of(app)
        await press(pilot, "n")
        screen = await reached(pilot, PracticeScreen)
        assert screen._session.deck.path == ours


async def test_without_a_deck_of_ones_own_m_says_how_one_is_made(home: TrainerApp) -> None:
    async with home.run_test(size=SMALL) as pilot:
        await press(pilot, "m")
        assert await says(pilot, "'critique mine FOLDER' a deck of a repository")


async def test_a_makes_a_card_of_lines_of_a_file(app: TrainerApp, bench: Bench) -> None:
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot, "a", "'otp.py:1-18", "enter")
        await reached(pilot, ReviewScreen)
        await press(pilot, "s")
        await reached(pilot, HomeScreen)
        assert await says(pilot, "python/new: 1 answer; m trains on it.")
        (kept,) = bench.kept
        assert kept.finished().answers == (TIMEOUT,)


async def test_what_cannot_be_a_card_is_said_and_giving_one_up_keeps_nothing(
    app: TrainerApp, bench: Bench
) -> None:
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot, "a", "'no.py", "enter")
        assert await says(pilot, "no.py: cannot be read: no such file or directory")
        await press(pilot, "a", "'otp.py:1-18", "enter")
        await reached(pilot, ReviewScreen)
        await press(pilot, "escape", "y")
        await reached(pilot, HomeScreen)
        assert not bench.kept
