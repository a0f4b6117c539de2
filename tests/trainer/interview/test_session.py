"""An interview: an answer is graded, explained and asked about further; all of it survives an abrupt end."""

from __future__ import annotations

import multiprocessing
import os
import signal
from datetime import timedelta
from pathlib import Path

import pytest

from tests.trainer.conftest import Clock
from trainer.deck import Deck
from trainer.history import History
from trainer.interview.question import shipped
from trainer.interview.session import InterviewError, InterviewSession, unfinished
from trainer.lookback import interview_left
from trainer.progress import progress
from trainer.session import Session

STRONG = {question.id: question.strong for question in shipped()}


def start(
    deck: Deck, history: History | None = None, seed: int = 7, count: int = 4
) -> InterviewSession:
    return InterviewSession.start(deck, history=history, seed=seed, count=count)


def play(interview: InterviewSession, answer: str = "It hangs; set a timeout.") -> None:
    """To the end, always taking the first option."""
    while not interview.is_finished:
        if interview.stage == "saying":
            interview.answer(answer)
        if interview.stage == "choosing":
            interview.choose(1)
        interview.next()


# What cannot be done.


def test_nothing_is_no_answer(deck: Deck) -> None:
    interview = start(deck)
    with pytest.raises(InterviewError, match="Write a line or two"):
        interview.answer(" \n")
    with pytest.raises(InterviewError, match="4,000 characters"):
        interview.answer("x" * 4001)
    assert interview.stage == "saying"


def test_what_is_not_its_turn_is_refused_in_a_sentence(deck: Deck) -> None:
    interview = start(deck)
    with pytest.raises(InterviewError, match="Answer this one first"):
        interview.next()
    with pytest.raises(InterviewError, match="no grade"):
        interview.correct(1, True)
    with pytest.raises(InterviewError, match="nothing to choose"):
        interview.choose(1)
    interview.answer("It hangs.")
    with pytest.raises(InterviewError, match="answer is given"):
        interview.answer("It hangs again.")
    with pytest.raises(InterviewError, match="number from 1 to 4"):
        interview.correct(5, True)
    interview.next()
    assert interview.stage == "choosing"
    with pytest.raises(InterviewError, match="Choose one first"):
        interview.next()
    with pytest.raises(InterviewError, match="number from 1 to"):
        interview.choose(9)
    interview.choose(1)
    with pytest.raises(InterviewError, match="nothing to choose"):
        interview.choose(2)


def test_a_finished_interview_takes_nothing(deck: Deck) -> None:
    interview = start(deck, count=1)
    play(interview)
    for refused in (interview.next, interview.skip, lambda: interview.answer("x")):
        with pytest.raises(InterviewError, match="finished"):
            refused()


# What is asked.


def test_snippets_and_questions_come_in_turn(deck: Deck) -> None:
    kinds = [item.id.partition("/")[0] for item in start(deck).plan]
    assert kinds == ["card", "question", "card", "question"]


def test_the_same_seed_asks_the_same_in_the_same_order(deck: Deck) -> None:
    assert start(deck).plan == start(deck).plan
    assert [i.id for i in start(deck).plan] != [i.id for i in start(deck, seed=8).plan]


def test_what_was_asked_comes_last_the_next_time(
    deck: Deck, history: History, clock: Clock
) -> None:
    first = start(deck, history, count=2)
    play(first)
    clock.time += timedelta(days=1)
    again = start(deck, history, count=2)
    assert not {item.id for item in first.plan} & {item.id for item in again.plan}


def test_a_deck_without_cards_still_asks_questions(tmp_path: Path) -> None:
    assert {i.id.partition("/")[0] for i in start(Deck(tmp_path)).plan} == {"question"}


def test_with_a_risk_only_what_is_about_it_is_asked(deck: Deck) -> None:
    asked = InterviewSession.start(deck, seed=1, count=50, risk="missing-timeout")
    risks = {question.id: question.risks for question in shipped()}
    assert len(asked.plan) > 1
    for item in asked.plan:
        kind, _, name = item.id.partition("/")
        about = risks[name] if kind == "question" else [topic.about for topic in item.topics]
        if item.is_clean and item.snippet:  # there it looks like one
            about = [cleared.risk for cleared in item.snippet.cleared]
        assert "missing-timeout" in about


def test_nothing_to_ask_is_said(tmp_path: Path) -> None:
    with pytest.raises(InterviewError, match="nothing to ask"):
        InterviewSession.start(Deck(tmp_path), questions=())


# What comes of it.


def test_an_answer_is_graded_and_shown_beside_a_weak_and_a_strong_one(deck: Deck) -> None:
    interview = start(deck)
    interview.answer("It hangs when the peer is silent.")
    assert interview.said
    assert interview.said.topic.weak
    assert interview.said.topic.strong
    assert interview.stage == "graded"


def test_a_strong_answer_of_the_page_is_strong(deck: Deck) -> None:
    interview = start(deck)
    assert interview.answer(interview.item.topics[0].strong).level == "strong"


def test_an_answer_may_be_about_any_risk_of_the_snippet(deck: Deck) -> None:
    several = next(item for item in start(deck, count=100).plan if len(item.topics) > 1)
    for topic in several.topics:
        found, grade = several.graded(topic.strong)
        assert grade.level == "strong"
    assert found == several.topics[-1]


def test_a_skipped_one_is_weak_and_said_to_be_skipped(deck: Deck) -> None:
    interview = start(deck)
    assert interview.skip().level == "weak"
    assert interview.said
    assert interview.said.is_skipped


def test_a_correction_changes_the_grade_and_is_logged(deck: Deck, history: History) -> None:
    interview = start(deck, history)
    interview.answer("Everything goes wrong there.")
    for number in (1, 2, 3):
        interview.correct(number, True)
    assert interview.said
    assert interview.said.grade.level == "adequate"
    assert interview.correct(4, True).level == "strong"
    assert interview.correct(3, False).level == "adequate"
    logged = [event.data for event in history.events("interview-corrected")]
    assert [(d["number"], d["earned"]) for d in logged][-2:] == [(4, True), (3, False)]
    assert {d["was"] for d in logged} == {True, False}
    assert len(interview.summary().said) == 1


def test_the_summary_says_what_was_left_out_most(deck: Deck) -> None:
    interview = start(deck, count=2)
    assert interview.summary().advice == ""
    interview.answer("Nothing to say about it at all.")
    assert interview.summary().advice.startswith("Most often left out: the consequence")
    play(interview)
    summary = interview.summary()
    assert summary.levels["weak"] == 2
    assert sum(summary.levels.values()) == 2
    assert 0 <= summary.right <= len(summary.chosen)


# What is kept.


def steps(interview: InterviewSession) -> tuple[object, ...]:
    said = interview.said
    return (
        interview.plan,
        interview.number,
        interview.stage if interview.stage != "choosing" else "graded",
        said and (said.grade, said.topic, said.seconds),
        interview.summary(),
    )


def test_it_can_be_resumed_after_every_step(deck: Deck, history: History) -> None:
    interview = start(deck, history, count=3)
    answers = iter(
        ["It hangs; set a timeout.", "No idea\twhat this is\x1b[31m.", "Codes wait behind it."]
    )
    while not interview.is_finished:
        if interview.stage == "saying":
            interview.answer(next(answers), seconds=12.5)
            assert steps(InterviewSession.resume(history)) == steps(interview)  # type: ignore[arg-type]
            interview.correct(2, True)
        elif interview.stage == "choosing":
            interview.choose(2)
        assert steps(InterviewSession.resume(history)) == steps(interview)  # type: ignore[arg-type]
        interview.next()
    assert InterviewSession.resume(history) is None


def _answer_and_die(path: Path, deck: Path) -> None:
    with History(path) as history:
        interview = start(Deck(deck), history)
        interview.answer("It hangs; set a timeout.")
        os.kill(os.getpid(), signal.SIGKILL)


def test_an_answer_outlives_the_process(deck: Deck, tmp_path: Path) -> None:
    path = tmp_path / "history.db"
    process = multiprocessing.get_context("spawn").Process(
        target=_answer_and_die, args=(path, deck.path)
    )
    process.start()
    process.join(60)
    with History(path) as history:
        resumed = InterviewSession.resume(history)
    assert resumed
    assert resumed.said
    assert resumed.said.grade.answer == "It hangs; set a timeout."


def test_one_that_was_stopped_or_whose_items_are_gone_is_not_resumed(
    deck: Deck, history: History
) -> None:
    start(deck, history).stop()
    assert unfinished(history) is None
    start(deck, history)
    assert InterviewSession.resume(history, questions=()) is None


def test_where_one_that_was_left_goes_on_is_told_once_something_was_said(
    deck: Deck, history: History
) -> None:
    interview = start(deck, history)
    assert interview_left(history) == ""
    interview.keep_draft("It hangs")
    assert interview_left(history) == interview.standing == f"question 1 of {interview.count}"
    interview.skip()
    assert interview_left(history) == interview.standing
    interview.stop()
    assert interview_left(history) == ""


def test_practice_knows_nothing_of_interviews(deck: Deck, history: History) -> None:
    play(start(deck, history))
    assert progress(history).sessions == ()
    assert history.unfinished() is None
    assert history.seen() == {}
    practice = Session.start(deck, history=history, seed=1)
    start(deck, history)
    assert Session.resume(history).id == practice.id  # type: ignore[union-attr]
    assert unfinished(history) != practice.id


def test_an_answer_is_kept_as_it_may_be_shown(deck: Deck, history: History) -> None:
    start(deck, history).answer("It \x1b[31mhangs\x07.")
    (event,) = history.events("interview-answered")
    assert event.data["text"] == "It ␛[31mhangs␇."


def test_a_draft_is_kept_once_and_gone_with_the_answer(deck: Deck, history: History) -> None:
    interview = start(deck, history)
    assert not interview.is_left_open
    for text in ("It", "It hangs", "It hangs", "x" * 5000):
        interview.keep_draft(text)
    assert [event.data["text"] for event in history.events("interview-drafted")] == [
        "It",
        "It hangs",
    ]
    resumed = InterviewSession.resume(history)
    assert resumed
    assert (resumed.draft, resumed.is_left_open) == ("It hangs", True)
    interview.answer("It hangs.")
    interview.keep_draft("late")
    play(interview)
    assert len(history.events("interview-drafted")) == 2
