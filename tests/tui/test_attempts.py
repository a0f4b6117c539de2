"""What was submitted is found again, with its debrief by the answers of today."""

from __future__ import annotations

from pathlib import Path

import pytest
from driving import SMALL, Check, press, reached, says
from textual.events import Key
from textual.screen import Screen

from detectors.places import Lines
from trainer.deck import Deck, load
from trainer.history import History
from trainer.lookback import attempts, debrief_of
from trainer.session import Session
from tui.app import TrainerApp
from tui.screens.attempts import AttemptsScreen
from tui.screens.catalogue import CatalogueScreen
from tui.screens.debrief import DebriefScreen
from tui.screens.home import HomeScreen
from tui.widgets.filter_line import FilterLine


@pytest.fixture
def played(deck: Deck, history: History, session: Session) -> History:
    while not session.is_finished:
        session.flag(Lines(2, 2), "missing-retry")
        session.submit()
        session.next()
    return history


async def test_every_attempt_is_listed_and_opened(
    home: TrainerApp, played: History, check: Check
) -> None:
    async with home.run_test(size=SMALL) as pilot:
        await press(pilot, "h")
        await reached(pilot, AttemptsScreen)
        await check(pilot, "attempts")
    app = TrainerApp(load(Path(__file__).parent / "snippets"), played)
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot, "h", "down", "enter")
        await reached(pilot, DebriefScreen)
        await press(pilot, "enter")
        await reached(pilot, AttemptsScreen)
        await press(pilot, "escape")
        await reached(pilot, HomeScreen)


async def test_the_list_is_narrowed(home: TrainerApp, played: History) -> None:
    async with home.run_test(size=SMALL) as pilot:
        await press(pilot, "h")
        screen = await reached(pilot, AttemptsScreen)
        await press(pilot, "slash", "'shell")
        assert {one.surface for one in screen._shown} == {"shell"}
        await press(pilot, "escape escape")
        await reached(pilot, HomeScreen)


async def test_without_any_it_says_so(home: TrainerApp) -> None:
    async with home.run_test(size=SMALL) as pilot:
        await press(pilot, "h")
        assert await says(pilot, "Nothing yet: what you submit is kept here")


def test_an_attempt_scores_what_it_scored(played: History) -> None:
    for one in attempts(played):
        said = debrief_of(one)
        assert said is not None
        assert said.result.score == one.score
        assert one.was is None


def test_a_hint_counts_in_the_debrief_that_is_looked_back_at(deck: Deck, history: History) -> None:
    session = Session.start(deck, history=history, seed=3)
    while not session.is_finished:
        session.hint()
        for answer in session.snippet.answers:
            session.flag(answer.lines, answer.risk)
        session.submit()
        session.next()
    past = attempts(history)
    assert {one.score < 1 for one in past} == {True}
    for one in past:
        said = debrief_of(one)
        assert said is not None
        assert said.result.score == one.score
        assert said.result.is_halved == said.result.is_clean


async def test_a_card_that_is_gone_is_said_in_a_sentence(
    deck: Deck, history: History, tmp_path: Path
) -> None:
    import shutil

    own = load(shutil.copytree(deck.path, tmp_path / "own"))
    session = Session.start(own, history=history, seed=1, mode="drill")
    session.submit()
    shutil.rmtree(own.folders[session.snippet.card.id])
    app = TrainerApp(deck, history)
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot, "h")
        await reached(pilot, AttemptsScreen)
        await press(pilot, "enter")
        assert await says(pilot, "This card is gone or its code has changed since")


async def test_a_key_is_disputed_in_a_sentence(
    home: TrainerApp, played: History, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from trainer.disputes import unsettled

    monkeypatch.setenv("CRITIQUE_STATE", str(tmp_path / "state"))
    async with home.run_test(size=SMALL) as pilot:
        await press(pilot, "h", "enter")
        await reached(pilot, DebriefScreen)
        await press(pilot, "w", "'it is fine", "enter")
        assert await says(pilot, "critique check lists it")
    (one,) = unsettled(Path(__file__).parent / "snippets")
    assert one.reason == "it is fine"


@pytest.mark.parametrize(("opened", "screen"), [("h", AttemptsScreen), ("c", CatalogueScreen)])
async def test_what_is_typed_right_behind_the_slash_narrows_the_list(
    home: TrainerApp, played: History, opened: str, screen: type[Screen[object]]
) -> None:
    async with home.run_test(size=SMALL) as pilot:
        await press(pilot, opened)
        shown = await reached(pilot, screen)
        for key in ("slash", "j", "k"):  # in one go, as from a terminal that was read late
            home.post_message(Key(key, "/" if key == "slash" else key))
        await pilot.pause()
        assert shown.query_one(FilterLine).value == "jk"


async def test_enter_opens_what_is_highlighted_from_the_line_too(
    home: TrainerApp, played: History
) -> None:
    async with home.run_test(size=SMALL) as pilot:
        await press(pilot, "h")
        await reached(pilot, AttemptsScreen)
        await press(pilot, "slash", "'shell", "enter")
        await reached(pilot, DebriefScreen)


async def test_an_exam_that_stands_open_is_told_nowhere_before_its_end(
    home: TrainerApp, deck: Deck, history: History
) -> None:
    exam = Session.start(deck, history=history, mode="exam", count=2, seed=1)
    exam.nothing()
    assert attempts(history) == []
    async with home.run_test(size=SMALL) as pilot:
        await press(pilot)
        assert await says(pilot, "So far: exam, 14 Mar 09:12, 1 snippet; how it goes is told at")
        await press(pilot, "h")
        assert await says(pilot, "History")
    exam.next()
    exam.nothing()
    exam.next()
    assert len(attempts(history)) == 2
