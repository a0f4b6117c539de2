"""What each screen says, at two sizes."""

from __future__ import annotations

import pytest
from driving import LARGE, SMALL, Check, press, reached, says, settled, text_of

from detectors.places import Lines
from trainer.card import Card
from trainer.deck import Deck
from trainer.draft import Draft, Item
from trainer.history import History
from trainer.scoring import Answer
from trainer.session import Session
from tui.app import ReviewApp, TrainerApp
from tui.screens.debrief import DebriefScreen
from tui.widgets.code_view import CodeView


@pytest.fixture
def flagged(session: Session) -> Session:
    """A hit, a false alarm and a near miss on the one-time codes."""
    session.flag(Lines(5, 6), "call-in-loop", "sure")
    session.flag(Lines(2, 2), "hardcoded-secret")
    session.flag(Lines(18, 18), "unbounded-retry", "guess")
    return session


async def test_home_tells_a_newcomer_how_it_works(home: TrainerApp, check: Check) -> None:
    async with home.run_test(size=SMALL) as pilot:
        await press(pilot)
        await check(pilot, "home-first")


async def test_home_offers_to_resume_and_says_how_the_last_session_went(
    home: TrainerApp, session: Session, history: History, deck: Deck, check: Check
) -> None:
    while not session.is_finished:
        session.submit()
        session.next()
    Session.start(deck, history=history, seed=1)
    async with home.run_test(size=SMALL) as pilot:
        await press(pilot)
        await check(pilot, "home-later")


async def test_practice_begins_with_the_scenario_and_no_flags(
    app: TrainerApp, check: Check
) -> None:
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot, "down v down")
        await check(pilot, "practice-begun")


async def test_practice_shows_flags_and_hints_in_the_code_and_in_a_list(
    app: TrainerApp, flagged: Session, check: Check
) -> None:
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot, "h")
        await check(pilot, "practice-flagged")


async def test_practice_says_that_nothing_is_wrong_before_it_is_submitted(
    app: TrainerApp, check: Check
) -> None:
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot, "n")
        await check(pilot, "practice-nothing")


async def test_submitting_without_a_flag_asks_first(app: TrainerApp, check: Check) -> None:
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot, "enter")
        await check(pilot, "practice-asked")


async def test_picker_lists_what_was_typed_and_how_sure(app: TrainerApp, check: Check) -> None:
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot, "f", "'tls", "down 3")
        await check(pilot, "picker")


@pytest.mark.parametrize(
    ("tab", "key"), [("why", "1"), ("code", "2"), ("diff", "3"), ("sources", "5")]
)
async def test_debrief_shows_a_finding(
    app: TrainerApp, flagged: Session, check: Check, tab: str, key: str
) -> None:
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot, "enter", key)
        await check(pilot, f"debrief-{tab}")


async def test_debrief_shows_the_twin_of_a_finding(
    app: TrainerApp, flagged: Session, check: Check
) -> None:
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot, "enter", "4", "j j")
        assert await says(pilot, "missing-timeout: fine at lines 9-14 of this card's production-")
        await check(pilot, "debrief-twin")
        await press(pilot, "k")
        assert await says(pilot, "This deck has no place where hardcoded-secret is a risk.")


async def test_debrief_opens_on_the_first_thing_that_is_not_right(
    app: TrainerApp, flagged: Session
) -> None:
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot, "enter")
        await reached(pilot, DebriefScreen)
        assert await says(pilot, "You said unbounded-retry; it is retry-without-backoff: ")


async def test_on_a_wide_screen_the_marked_code_has_the_whole_width_and_the_whole_notes(
    app: TrainerApp, flagged: Session
) -> None:
    async with app.run_test(size=LARGE) as pilot:
        await press(pilot, "enter", "2")
        assert await says(pilot, "missed missing-timeout: critical: requests.post waits for ever")
        await press(pilot, "1")
        screen = await reached(pilot, DebriefScreen)
        assert not any(mark.note for mark in screen.query_one("#code", CodeView).marks)


async def test_a_false_alarm_has_no_severity_although_another_risk_is_there(
    app: TrainerApp, session: Session
) -> None:
    session.flag(Lines(11, 15), "hardcoded-secret")
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot, "enter")
        await reached(pilot, DebriefScreen)
        assert await says(pilot, "You said hardcoded-secret; it is missing-timeout: ")
        rows = [row.strip() for row in (await settled(app)).splitlines()]
        assert "hardcoded-secret · lines 11-15" in rows


async def test_debrief_tells_the_facts_in_one_line_and_the_scenario_on_a_key(
    app: TrainerApp, flagged: Session
) -> None:
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot, "enter")
        await reached(pilot, DebriefScreen)
        assert await says(pilot, "s scenario runtime lambda, deadline 30 s, retry handled")
        assert "login codes" not in text_of(app)
        await press(pilot, "s")
        assert await says(pilot, "s scenario This Lambda sends login codes to up to 1,000 users")
        assert await says(pilot, "Facts: runtime lambda, deadline 30 s, retry handled elsewhere.")
        await press(pilot, "s")
        assert "login codes" not in await settled(app)


async def test_a_wide_debrief_tells_the_scenario_until_it_is_folded(
    app: TrainerApp, flagged: Session
) -> None:
    async with app.run_test(size=LARGE) as pilot:
        await press(pilot, "enter")
        await reached(pilot, DebriefScreen)
        assert await says(pilot, "s scenario This Lambda sends login codes")
        await press(pilot, "s")
        assert "login codes" not in await settled(app)


async def test_debrief_of_a_snippet_with_nothing_wrong_says_what_is_fine(
    app: TrainerApp, check: Check
) -> None:
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot, "n enter", "enter", "n enter", "3")
        await check(pilot, "debrief-clean")


async def test_summary_lists_each_snippet(app: TrainerApp, flagged: Session, check: Check) -> None:
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot, "enter enter", "n enter enter", "n enter enter")
        await check(pilot, "summary")


async def test_after_a_session_without_a_fault_the_key_of_the_next_one_is_named(
    app: TrainerApp, session: Session
) -> None:
    while not session.is_finished:
        for answer in session.snippet.answers:
            session.flag(answer.lines, answer.risk, "sure")
        session.submit()
        session.next()
    async with app.run_test(size=SMALL) as pilot:
        assert await says(pilot, "Nothing went wrong. enter goes home, and n there starts")
        await press(pilot, "enter", "n")
        assert await says(pilot, "No flags yet")


async def test_a_false_alarm_where_nothing_of_the_kind_is_known_says_so_in_a_sentence(
    app: TrainerApp, session: Session
) -> None:
    session.flag(Lines(1, 1), "unbounded-retry")
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot, "enter")
        assert await says(pilot, "No unbounded-retry is known here.")


async def test_stats_say_what_their_columns_are(home: TrainerApp, learned: History) -> None:
    async with home.run_test(size=LARGE) as pilot:
        await press(pilot, "g")
        assert await says(pilot, "c: below 0 too many flags, above 0 too few")
        await pilot.resize_terminal(*SMALL)
        assert await says(
            pilot, "lets things through"
        )  # the word of the bias goes before its number
        assert "c: below 0" not in text_of(pilot.app)


async def test_help_says_how_it_is_left(home: TrainerApp) -> None:
    async with home.run_test(size=SMALL) as pilot:
        await press(pilot, "question_mark")
        assert await says(pilot, "esc back")


async def test_a_reason_that_is_empty_is_asked_for_again(app: TrainerApp, flagged: Session) -> None:
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot, "enter", "w", "enter")
        assert await says(pilot, "Nothing is written yet.")


async def test_stats_say_what_to_do_while_there_is_nothing(home: TrainerApp, check: Check) -> None:
    async with home.run_test(size=SMALL) as pilot:
        await press(pilot, "g")
        await check(pilot, "stats-empty")


async def test_stats_show_numbers_only_from_ten_and_ten(
    home: TrainerApp, learned: History, check: Check
) -> None:
    async with home.run_test(size=SMALL) as pilot:
        await press(pilot, "g")
        await check(pilot, "stats-filled")


async def test_stats_show_every_number_at_sixty_columns(home: TrainerApp, learned: History) -> None:
    async with home.run_test(size=(60, 20)) as pilot:
        await press(pilot, "g")
        shown = (await settled(home)).splitlines()
        assert shown[1] == " risk                         d'        95%  hit alarm   n"
        assert shown[2].split() == ["all", "risks", "0.9", "0.2..1.6", "56%", "21%", "60"]
        assert shown[3].split() == ["missing-timeout", "1.0", "-0.1..2.1", "92%", "58%", "24"]
        assert shown[5].split()[-3:] == ["33%", "0%", "12"]
        assert any("needs" in row for row in shown[3:6])


async def test_catalogue_shows_the_page_of_a_risk(home: TrainerApp, check: Check) -> None:
    async with home.run_test(size=SMALL) as pilot:
        await press(pilot, "c", "down down")
        await check(pilot, "catalogue")


async def test_help_tells_what_the_screen_is_for_and_its_keys(
    app: TrainerApp, check: Check
) -> None:
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot, "question_mark")
        await check(pilot, "help-practice")


async def test_review_shows_findings_decoys_and_what_is_missing(draft: Draft, check: Check) -> None:
    app = ReviewApp(draft)
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot, "j")
        await check(pilot, "review")


@pytest.fixture
def draft(deck: Deck) -> Draft:
    """The one-time codes, as `critique add` hands them over: found, not yet described."""
    card: Card = deck.card("otp-sender")
    items = tuple(Item(answer=answer) for answer in card.answers)
    neutral = Item(
        answer=Answer(
            risk="missing-retry", lines=Lines(11, 15), why="one lost packet loses a code"
        ),
        decision="neutral",
        reason="the loop around it repeats",
    )
    return Draft(
        card=Card(
            id="otp-sender-2",
            title="",
            scenario="",
            language=card.language,
            code=card.code,
            cleared=card.cleared,
        ),
        items=(*items, neutral),
        masked=(Lines(2, 2),),
    )


async def test_the_commands_find_the_theme_by_its_name(home: TrainerApp) -> None:
    async with home.run_test(size=SMALL) as pilot:
        await press(pilot, "colon", "'theme")
        assert await says(pilot, "Theme: dark or light")


async def test_on_a_narrow_screen_home_has_a_line_for_each_thing_to_do(home: TrainerApp) -> None:
    async with home.run_test(size=(60, 20)) as pilot:
        await press(pilot)
        rows = [row.strip(" │") for row in (await settled(home)).splitlines()]
        first = next(n for n, row in enumerate(rows) if row.startswith("n  Today"))
        assert [row[0] for row in rows[first : first + 13]] == list("npsxtdighcma,")
