"""The interview by keys: write, see which words earned what, correct it, choose, go on."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from conftest import HERE, forget
from driving import LARGE, SMALL, Check, press, reached, says, text_of
from test_foreign_text import assert_harmless, hostile
from textual import events

from detectors import catalogue
from trainer.deck import Deck
from trainer.history import History
from trainer.interview.item import Item, of_question, of_snippet
from trainer.interview.question import Option, Question
from trainer.interview.rubric import Concept
from trainer.interview.session import InterviewSession
from tui.app import TrainerApp
from tui.screens.home import HomeScreen
from tui.screens.interview import InterviewScreen
from tui.widgets.answer_area import AnswerArea
from tui.widgets.code_view import CodeView

SEED = 5
RUBRIC = """\
remedies: [A connect and a read timeout below the caller's deadline, An alarm on slow calls]
wrong_remedies:
- {text: A timeout of ten minutes, why: the caller has left long before}
- {text: A thread for each call, why: the hang moves into a thread}
- {text: A bigger function, why: it hangs as long}
concepts:
- {role: consequence, name: hung workers, any: [hang, holds every worker, down]}
- {role: mechanism, name: no limit of its own, any: [by default, waits for ever]}
- {role: remedy, name: a timeout, any: [timeout]}
- {role: context, name: what the caller allows, any: [deadline, caller, below 30]}
"""
QUESTION = Question(
    id="late-codes",
    title="Late codes",
    topics=("TTL settings",),
    difficulty=2,
    situation="Login codes arrive 20 minutes late on campaign days. All services are healthy.",
    question="Which mechanism addresses the cause?",
    rubric=(
        Concept("consequence", "codes are useless", ("useless", "expired")),
        Concept("mechanism", "a shared queue", ("shared", "behind")),
        Concept("remedy", "a queue of their own", ("own queue", "bulkhead")),
        Concept("context", "the price", ("idle", "price")),
    ),
    weak="A circuit breaker.",
    strong="Codes wait behind campaigns and are useless; give them their own queue, idle as it is.",
    options=(
        Option("A bulkhead", "codes get what they need", is_right=True),
        Option("A circuit breaker", "nothing fails here"),
        Option("A retry budget", "there are no retries"),
        Option("More workers", "the next campaign is larger"),
    ),
    follow_ups=("Would priorities do?",),
)
ANSWER = ("'It hangs by default,", "enter", "'so set a timeout.", "enter enter")
"""Three of the four roles, in two lines."""


@pytest.fixture(autouse=True)
def asked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """One of the test catalogue's pages says what a good answer says."""
    folder = tmp_path / "risks"
    shutil.copytree(HERE / "risks", folder)
    page = folder / "timeouts_retries" / "missing_timeout.md"
    page.write_text(page.read_text("utf-8").replace("concepts: []\n", RUBRIC), "utf-8")
    monkeypatch.setattr(catalogue, "FOLDER", folder)
    monkeypatch.setattr(InterviewScreen, "clock", staticmethod(lambda: 0.0))
    monkeypatch.setattr(AnswerArea, "cursor_blink", False)
    forget()
    yield
    forget()


@pytest.fixture
def interview(deck: Deck, history: History) -> InterviewSession:
    """The one-time codes, then a question."""
    return InterviewSession.start(deck, history=history, questions=[QUESTION], seed=SEED, count=2)


@pytest.fixture
def app(deck: Deck, history: History, interview: InterviewSession) -> TrainerApp:
    return TrainerApp(deck, history, interview=InterviewScreen(interview))


# Near misses.


async def test_an_empty_answer_is_not_graded(app: TrainerApp, interview: InterviewSession) -> None:
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot, "enter enter enter")
        assert interview.stage == "saying"
        await press(pilot, "f5")
        assert await says(pilot, "Write a line or two first, or skip this one.")
        assert interview.stage == "saying"


async def test_an_empty_line_in_the_middle_does_not_end_an_answer(
    app: TrainerApp, interview: InterviewSession
) -> None:
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot, "'one", "enter", "'two", "up end enter")
        assert interview.stage == "saying"
        assert app.screen.query_one(AnswerArea).text == "one\n\ntwo"


async def test_letters_in_an_answer_are_letters(
    app: TrainerApp, interview: InterviewSession
) -> None:
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot, "'quit? escaped: no")
        assert app.screen.query_one(AnswerArea).text == "quit? escaped: no"
        assert interview.stage == "saying"


async def test_a_key_of_another_stage_does_nothing(
    app: TrainerApp, interview: InterviewSession
) -> None:
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot, "escape", "enter", "w", "a")
        assert interview.stage == "saying"
        await press(pilot, "s")
        await press(pilot, "w", "s", "a")
        assert interview.stage == "graded"
        assert interview.said
        assert interview.said.grade.corrections == {}


# What it is for.


async def test_an_interview_is_played_to_its_end_by_keys_alone(
    app: TrainerApp, interview: InterviewSession, history: History
) -> None:
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot, *ANSWER)
        assert await says(pilot, "Adequate. Left out: the context")
        await press(pilot, "enter")
        assert interview.stage == "choosing"
        await press(pilot, "j enter")
        await press(pilot, "enter", "b", "enter")
        assert await says(pilot, "Late codes")
        await press(pilot, "escape", "s", "enter", "a")
        assert await says(pilot, "They may ask further")
        await press(pilot, "enter")
        assert await says(pilot, "2 answers of 2: 1 weak, 1 adequate.")
        await press(pilot, "enter")
        await reached(pilot, HomeScreen)
    assert interview.is_finished
    assert [e.kind for e in history.events("interview-finished")] == ["interview-finished"]


async def test_nothing_stands_beside_the_end_where_the_code_was(
    deck: Deck, history: History
) -> None:
    one = InterviewSession.start(deck, history=history, questions=[], seed=SEED, count=1)
    app = TrainerApp(deck, history, interview=InterviewScreen(one))
    async with app.run_test(size=LARGE) as pilot:
        work = app.screen.query_one("#work")
        assert work.styles.border_left[0]
        await press(pilot, *ANSWER, "enter", "j enter", "enter", "b")
        assert await says(pilot, "End of the interview")
        assert not work.styles.border_left[0]


async def test_the_words_that_earned_a_concept_are_marked_and_numbered(app: TrainerApp) -> None:
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot, *ANSWER)
        assert await says(pilot, "It hangs[1] by default[2],")
        assert await says(pilot, "so set a timeout[3].")


async def test_a_key_corrects_the_line_under_the_cursor(
    app: TrainerApp, interview: InterviewSession, history: History
) -> None:
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot, *ANSWER)
        await press(pilot, "w")
        assert await says(pilot, "you say that you said it")
        assert await says(pilot, "Strong.")
        await press(pilot, "k w")
        assert await says(pilot, "you say that you did not say it")
        assert await says(pilot, "Adequate. Left out: the remedy")
    assert [
        (e.data["number"], e.data["earned"]) for e in history.events("interview-corrected")
    ] == [
        (4, True),
        (3, False),
    ]


async def test_the_timer_can_be_off(
    deck: Deck, interview: InterviewSession, history: History
) -> None:
    app = TrainerApp(deck, None, interview=InterviewScreen(interview, timer=False))
    async with app.run_test(size=SMALL) as pilot:
        assert "0:00" not in text_of(app)
        await press(pilot, "escape", "t")
        assert await says(pilot, "0:00")
        await press(pilot, "t", "e", *ANSWER)
    (answered,) = history.events("interview-answered")
    assert answered.data["seconds"] is None


async def test_it_goes_on_where_it_was_left(app: TrainerApp, deck: Deck, history: History) -> None:
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot, *ANSWER)
        await press(pilot, "enter", "a", "escape")
        await reached(pilot, HomeScreen)
    resumed = InterviewSession.resume(history, questions=[QUESTION])
    assert resumed
    again = TrainerApp(deck, history, interview=InterviewScreen(resumed))
    async with again.run_test(size=SMALL) as pilot:
        assert await says(pilot, "yours")
        assert resumed.stage == "explained"


async def test_esc_goes_from_the_answer_to_the_code_and_e_back(app: TrainerApp) -> None:
    async with app.run_test(size=LARGE) as pilot:
        await press(pilot, "'x", "escape")
        assert isinstance(app.focused, CodeView)
        await press(pilot, "e", "'y")
        assert app.screen.query_one(AnswerArea).text == "xy"


async def test_the_code_is_read_on_while_an_answer_is_written(app: TrainerApp) -> None:
    async with app.run_test(size=(80, 20)) as pilot:
        screen = await reached(pilot, InterviewScreen)
        code = screen.query_one("#code", CodeView)
        await press(pilot, "'it hangs", "pagedown")
        assert code.scroll_y > 0
        await press(pilot, "pageup", "'!")
        assert code.scroll_y == 0
        assert screen.query_one(AnswerArea).text == "it hangs!"


async def test_enter_before_the_first_word_writes_no_line(app: TrainerApp) -> None:
    async with app.run_test(size=SMALL) as pilot:
        screen = await reached(pilot, InterviewScreen)
        await press(pilot, "enter enter", "'it hangs")
        assert screen.query_one(AnswerArea).text == "it hangs"


async def test_the_code_shows_the_lines_of_the_chosen_option(app: TrainerApp) -> None:
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot, "'It hangs.", "enter enter", "enter")
        screen = await reached(pilot, InterviewScreen)
        choice = screen._interview.choice
        assert choice
        for option in choice.options:
            assert option.lines
            assert screen.query_one("#code", CodeView).selected.first == option.lines.first
            assert f" {option.lines.first} >" in text_of(app)
            await press(pilot, "j")


# How it looks.


async def test_each_stage_at_both_sizes(app: TrainerApp, check: Check) -> None:
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot, "'It hangs by default,", "enter", "'so set a timeout.")
        await check(pilot, "interview-answer")
        await press(pilot, "enter enter")
        await check(pilot, "interview-grade")
        await press(pilot, "enter")
        await check(pilot, "interview-triage")
        await press(pilot, "a")
        await check(pilot, "interview-explained")
        await press(pilot, "enter", "a", "enter")
        await check(pilot, "interview-question")
        await press(pilot, "escape", "s")
        await check(pilot, "interview-skipped")
        await press(pilot, "enter", "b", "enter")
        await check(pilot, "interview-end")


async def test_meaning_needs_neither_colour_nor_unicode(
    deck: Deck, interview: InterviewSession
) -> None:
    app = TrainerApp(deck, None, interview=InterviewScreen(interview), ascii=True)
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot, *ANSWER)
        assert await says(pilot, "hangs[1]")
        shown = text_of(app)
        assert shown.isascii()
        assert "+ 1 consequence" in shown
        assert "o 4 context" in shown


# Foreign text.


def item(random: Random, deck: Deck) -> Item:
    """Every text of it is hostile."""
    card = deck.card("otp-sender")
    odd = replace(
        card,
        title=hostile(random),
        scenario=hostile(random),
        code="\n".join(hostile(random, 2) for _ in range(18)),
        answers=tuple(replace(answer, why=hostile(random)) for answer in card.answers),
        triage=hostile(random),
        questions=(hostile(random),),
    )
    made = of_snippet(odd.snippet, random)
    assert made
    return made


@pytest.mark.parametrize("seed", [1, 2])
async def test_a_hostile_card_answer_and_paste_are_harmless(deck: Deck, seed: int) -> None:
    random = Random(seed)
    question = replace(
        QUESTION,
        title=hostile(random),
        situation=hostile(random),
        question=hostile(random),
        weak=hostile(random),
        strong=hostile(random),
        options=tuple(Option(hostile(random), hostile(random), n == 0) for n in range(4)),
        follow_ups=(hostile(random),),
    )
    items = [item(random, deck), of_question(question, random)]
    interview = InterviewSession(items, id="odd", seed=1, deck=deck)
    app = TrainerApp(deck, None, interview=InterviewScreen(interview))
    async with app.run_test(size=(110, 30)) as pilot:
        for _ in items:
            app.screen.query_one(AnswerArea).post_message(events.Paste(hostile(random, 6)))
            await press(pilot, "'hangs by default")
            assert_harmless(app)
            await press(pilot, "f5")
            assert interview.stage == "graded"
            assert_harmless(app)
            while interview.stage in {"graded", "explained"}:
                await press(pilot, "enter")
                assert_harmless(app)
                if interview.stage == "choosing":
                    await press(pilot, "a")
                    assert_harmless(app)
    assert interview.is_finished


async def test_home_opens_an_interview_and_goes_on_with_one_that_was_left(
    home: TrainerApp, history: History
) -> None:
    async with home.run_test(size=SMALL) as pilot:
        assert await says(pilot, "Interview: say it, then see a weak and a strong answer")
        await press(pilot, "i")
        await reached(pilot, InterviewScreen)
        await press(pilot, *ANSWER)
        await press(pilot, "escape")
        await reached(pilot, HomeScreen)
        assert await says(pilot, "Interview: go on at question 1 of 4")
        await press(pilot, "i")
        await reached(pilot, InterviewScreen)
        assert await says(pilot, "A strong answer")
    assert len(history.events("interview-started")) == 1


async def test_an_answer_that_is_not_given_yet_is_kept(
    app: TrainerApp, deck: Deck, history: History
) -> None:
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot, "'It hangs,", "enter", "'so", "escape escape")
        await reached(pilot, HomeScreen)
    resumed = InterviewSession.resume(history, questions=[QUESTION])
    assert resumed
    assert resumed.is_left_open
    again = TrainerApp(deck, history, interview=InterviewScreen(resumed))
    async with again.run_test(size=SMALL) as pilot:
        await press(pilot, "'!")
        assert again.screen.query_one(AnswerArea).text == "It hangs,\nso!"
