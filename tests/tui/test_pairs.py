"""Twins and reviews by keys, and modes without a word before the end."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

import pytest
from driving import LARGE, SMALL, Check, press, reached, says, text_of

from trainer.deck import Deck
from trainer.history import History
from trainer.pairs import Judged, PairSession, PairSummary
from trainer.session import Session
from tui.app import TrainerApp
from tui.screens.debrief import DebriefScreen
from tui.screens.home import HomeScreen
from tui.screens.pairs import PairsScreen
from tui.screens.pairs_end import PairsEndScreen, in_words
from tui.screens.picker import PickerScreen
from tui.screens.practice import PracticeScreen
from tui.screens.summary import SummaryScreen


@pytest.fixture
def twins(deck: Deck, history: History) -> PairSession:
    return PairSession.start(deck, history=history, mode="twins", seed=2)


@pytest.fixture
def review(deck: Deck, history: History) -> PairSession:
    return PairSession.start(deck, history=history, mode="review", seed=2)


def app_of(deck: Deck, history: History, session: Session | PairSession) -> TrainerApp:
    return TrainerApp(deck, history, session=session, theme="dark", ascii=False)


@pytest.mark.parametrize("key", ["t", "d"])
async def test_pairs_are_played_to_their_end_by_keys_alone(
    home: TrainerApp, history: History, key: str
) -> None:
    async with home.run_test(size=SMALL) as pilot:
        await press(pilot, key)
        screen = await reached(pilot, PairsScreen)
        for _ in range(screen._session.count):
            await press(pilot, "b")
            await reached(pilot, PickerScreen)
            await press(pilot, "'timeo", "enter")
            await reached(pilot, PairsScreen)
            await press(pilot, "enter")
        await reached(pilot, PairsEndScreen)
        assert await says(pilot, "Unrated: it moves neither rating, schedule nor stats.")
        await press(pilot, "enter")
        await reached(pilot, HomeScreen)
        assert await says(pilot, f"Last: {screen._session.mode.id}, 14 Mar 09:12, 2 pairs, ")
        assert "false alarm" not in text_of(pilot.app).split("Last: ")[1]
    assert {event.data["risk"] for event in history.events("judged")} == {"missing-timeout"}
    assert history.unfinished() is None


async def test_leaving_the_picker_judges_nothing(
    deck: Deck, history: History, twins: PairSession
) -> None:
    app = app_of(deck, history, twins)
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot, "a")
        await reached(pilot, PickerScreen)
        await press(pilot, "escape")
        await reached(pilot, PairsScreen)
    assert twins.stage == "judging"


async def test_twins_are_turned_where_only_one_fits(
    deck: Deck, history: History, twins: PairSession, check: Check
) -> None:
    app = app_of(deck, history, twins)
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot)
        await check(pilot, "twins")
    async with app_of(deck, history, twins).run_test(size=SMALL) as pilot:
        await press(pilot, "tab")
        assert await says(pilot, "This is B; tab shows A")


async def test_twins_are_explained(
    deck: Deck, history: History, twins: PairSession, check: Check
) -> None:
    says_safe = twins.pair.shown.is_clean
    twins.judge(says_safe=says_safe, risk=twins.pair.risky.answers[0].risk)
    app = app_of(deck, history, twins)
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot)
        await check(pilot, "twins-judged")


async def test_a_change_is_shown_as_a_diff(
    deck: Deck, history: History, review: PairSession, check: Check
) -> None:
    app = app_of(deck, history, review)
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot)
        await check(pilot, "change")


async def test_a_change_that_was_judged_is_no_longer_asked_about(
    deck: Deck, history: History, review: PairSession
) -> None:
    app = app_of(deck, history, review)
    async with app.run_test(size=SMALL) as pilot:
        assert await says(pilot, "May this change go in?")
        await press(pilot, "a")
        assert await says(pilot, "enter next")
        assert "May this change go in?" not in text_of(pilot.app)


async def test_twins_that_were_judged_still_say_which_is_which(
    deck: Deck, history: History, twins: PairSession
) -> None:
    twins.judge(says_safe=True, risk="missing-timeout")
    app = app_of(deck, history, twins)
    async with app.run_test(size=LARGE) as pilot:
        assert await says(pilot, "A is on the left, B on the right")
        assert "Which of the two is safe?" not in text_of(pilot.app)
        await pilot.resize_terminal(*SMALL)
        assert await says(pilot, "tab shows")


async def test_a_change_that_mends_says_what_it_mends(deck: Deck, history: History) -> None:
    started = (PairSession.start(deck, mode="review", seed=seed) for seed in range(50))
    mending = next(session for session in started if session.pair.shown.is_clean)
    app = app_of(deck, history, mending)
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot, "a")
        assert await says(pilot, "What it mends:")
        assert "What is wrong" not in text_of(pilot.app)


async def test_the_end_lists_every_pair(
    deck: Deck, history: History, twins: PairSession, check: Check
) -> None:
    says_safe = True
    while not twins.is_finished:
        twins.judge(says_safe=says_safe, risk=twins.pair.risky.answers[0].risk)
        says_safe = not says_safe
        if twins.number == twins.count:
            break
        twins.next()
    app = app_of(deck, history, twins)
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot, "enter")
        await reached(pilot, PairsEndScreen)
        await check(pilot, "twins-end")


async def test_what_was_missed_is_trained_from_the_end(
    deck: Deck, history: History, review: PairSession
) -> None:
    while review.number < review.count:
        review.judge(says_safe=not review.pair.shown.is_clean)
        review.next()
    review.judge(says_safe=not review.pair.shown.is_clean)
    app = app_of(deck, history, review)
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot, "enter", "p")
        screen = await reached(pilot, PracticeScreen)
        assert screen._session.mode.id == "drill"


async def test_an_exam_says_nothing_before_its_end(home: TrainerApp, history: History) -> None:
    async with home.run_test(size=LARGE) as pilot:
        await press(pilot, "x")
        screen = await reached(pilot, PracticeScreen)
        for _ in range(screen._session.count):
            await reached(pilot, PracticeScreen)
            await press(pilot, "f", "'timeo", "enter", "enter")
        await reached(pilot, SummaryScreen)
        assert await says(pilot, "Exam: the report")
        await press(pilot, "d")
        await reached(pilot, DebriefScreen)
        await press(pilot, "enter")
        await reached(pilot, SummaryScreen)
        await press(pilot, "enter")
        await reached(pilot, HomeScreen)
    assert history.unfinished() is None


async def test_a_sprint_ends_while_a_risk_is_being_named(
    deck: Deck, history: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = Session.start(deck, history=history, mode="sprint", seed=2)
    app = app_of(deck, history, session)
    async with app.run_test(size=SMALL) as pilot:
        assert await says(pilot, "3 false alarms left")
        await press(pilot, "f")
        await reached(pilot, PickerScreen)
        monkeypatch.setattr(type(session), "seconds_left", property(lambda self: 0.0))
        await reached(pilot, SummaryScreen)
        assert await says(pilot, "The time is up")
    assert session.is_finished


@pytest.mark.parametrize(
    ("missed", "said"),
    [
        (("missing-timeout",), "1 risk not seen or not named; p trains it."),
        (("missing-timeout", "lost-update"), "2 risks not seen or not named; p trains them."),
    ],
)
def test_one_risk_that_was_missed_is_trained_as_one(
    missed: tuple[str, ...], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(PairSummary, "missed", missed)
    judged = cast(tuple[Judged, ...], (SimpleNamespace(is_right=False, score=0.0),))
    assert said in in_words(PairSummary(judged=judged, planned=4), is_twins=True)


def test_a_session_without_a_pair_says_so() -> None:
    assert in_words(PairSummary(judged=(), planned=4), is_twins=True) == "No pair was judged."
