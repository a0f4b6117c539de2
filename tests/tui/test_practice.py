"""What the keys of a session do; the session itself is asked, not the screen."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from driving import LARGE, SMALL, press, reached, says, settled, text_of
from textual import events
from textual.geometry import Size

from detectors.places import Lines
from trainer.card import Snippet
from trainer.deck import Deck
from trainer.history import History
from trainer.scoring import Flag
from trainer.session import Session
from tui.app import TrainerApp
from tui.screens.ask import READ_IN, AskScreen
from tui.screens.debrief import DebriefScreen
from tui.screens.home import HomeScreen
from tui.screens.picker import PickerScreen
from tui.screens.practice import PracticeScreen
from tui.screens.practice_text import rule
from tui.screens.summary import SummaryScreen
from tui.widgets.code_view import CodeView


async def test_a_session_is_played_to_its_end_by_keys_alone(
    home: TrainerApp, history: History
) -> None:
    async with home.run_test(size=SMALL) as pilot:
        await press(pilot, "enter")
        for _ in range(3):
            await reached(pilot, PracticeScreen)
            await press(pilot, "down f", "'hang", "enter", "enter")
            await reached(pilot, DebriefScreen)
            await press(pilot, "enter")
        await reached(pilot, SummaryScreen)
        await press(pilot, "enter")
        await reached(pilot, HomeScreen)
    submitted = history.events("submitted")
    assert [event.data["flags"][0] for event in submitted] == [
        [2, 2, "missing-timeout", "fair"]
    ] * 3
    assert history.unfinished() is None


async def test_the_first_snippet_ever_says_which_key_comes_next(
    home: TrainerApp, history: History
) -> None:
    async with home.run_test(size=SMALL) as pilot:
        await press(pilot, "n")
        await reached(pilot, PracticeScreen)
        assert await says(pilot, "Move with the arrows to a line that would fail")
        await press(pilot, "n")
        assert await says(pilot, "You say that all of it would work.")
        await press(pilot, "n", "down f", "'hang", "enter")
        assert await says(pilot, "Flagged. Flag what else would fail")
        await press(pilot, "enter")
        await reached(pilot, DebriefScreen)
        await press(pilot, "enter")
        screen = await reached(pilot, PracticeScreen)
        assert not screen.has_class("-coached")


async def test_a_flag_takes_the_range_the_name_and_how_sure(
    app: TrainerApp, session: Session
) -> None:
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot, "down down v down f", "'timeo", "3 enter")
        assert session.flags == (Flag(Lines(3, 4), "missing-timeout", "sure"),)


async def test_escape_in_the_picker_flags_nothing(app: TrainerApp, session: Session) -> None:
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot, "f", "'timeo", "escape")
        assert session.flags == ()
        await reached(pilot, PracticeScreen)


async def test_enter_takes_nothing_while_no_risk_has_that_name(
    app: TrainerApp, session: Session
) -> None:
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot, "f", "'qqq", "enter")
        assert session.flags == ()
        assert await says(pilot, "nothing by that name")


async def test_edit_changes_the_flag_at_the_cursor(app: TrainerApp, session: Session) -> None:
    session.flag(Lines(1, 2), "missing-retry")
    session.flag(Lines(5, 5), "call-in-loop")
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot, "down e", "'backoff", "1 enter")
        assert session.flags[0] == Flag(Lines(1, 2), "retry-without-backoff", "guess")
        await press(pilot, "v down e enter")
        assert session.flags[0] == Flag(Lines(2, 3), "retry-without-backoff", "guess")


async def test_remove_takes_the_flag_at_the_cursor_and_undo_brings_it_back(
    app: TrainerApp, session: Session
) -> None:
    session.flag(Lines(1, 1), "missing-retry")
    session.flag(Lines(5, 5), "call-in-loop")
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot, "down x")
        assert len(session.flags) == 2
        await press(pilot, "up x")
        assert [flag.risk for flag in session.flags] == ["call-in-loop"]
        await press(pilot, "u")
        assert len(session.flags) == 2


async def test_tab_chooses_among_the_flags(app: TrainerApp, session: Session) -> None:
    session.flag(Lines(1, 1), "missing-retry")
    session.flag(Lines(11, 15), "missing-timeout")
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot, "tab", "down")
        screen = await reached(pilot, PracticeScreen)
        assert screen.code.line == 11
        await press(pilot, "x")
        assert [flag.risk for flag in session.flags] == ["missing-retry"]


async def test_enter_alone_does_not_submit_an_empty_snippet(
    app: TrainerApp, session: Session
) -> None:
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot, "enter enter")
        assert session.stage == "flagging"
        await press(pilot, "escape")
        assert session.stage == "flagging"
        await press(pilot, "enter y")
        assert session.stage == "debrief"


async def test_nothing_wrong_can_be_taken_back(app: TrainerApp, session: Session) -> None:
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot, "n n enter")
        assert session.stage == "flagging"
        await press(pilot, "escape n enter")
        assert session.stage == "debrief"


async def test_nothing_wrong_is_not_said_over_flags(app: TrainerApp, session: Session) -> None:
    session.flag(Lines(1, 1), "missing-retry")
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot, "n")
        assert await says(pilot, "There are flags")
        assert session.flags


async def test_a_hint_leads_to_the_heaviest_risk(app: TrainerApp, session: Session) -> None:
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot, "h")
        assert session.hints == (Lines(11, 15),)
        screen = await reached(pilot, PracticeScreen)
        assert screen.code.line == 11


async def test_find_moves_through_the_snippet(app: TrainerApp) -> None:
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot, "slash", "'send", "enter")
        screen = await reached(pilot, PracticeScreen)
        assert screen.code.line == 6
        await press(pilot, "enter")
        assert screen.code.line == 9
        await press(pilot, "escape down")
        assert screen.code.line == 10


async def test_leaving_keeps_the_flags_and_home_resumes(
    deck: Deck, history: History, home: TrainerApp, session: Session
) -> None:
    session.flag(Lines(1, 1), "missing-retry")
    async with home.run_test(size=SMALL) as pilot:
        await press(pilot, "r")
        assert await says(pilot, "missing-retry")
        await press(pilot, "escape")
        await reached(pilot, HomeScreen)
        await press(pilot, "r")
        assert await says(pilot, "missing-retry")


async def test_resuming_a_submitted_snippet_shows_its_debrief(
    home: TrainerApp, session: Session
) -> None:
    session.submit()
    async with home.run_test(size=SMALL) as pilot:
        assert await says(pilot, "Resume: daily, debrief 1 of 3, begun 14 Mar 09:12")
        assert await says(pilot, "So far: daily, 14 Mar 09:12, 1 snippet, score 0%")
        await press(pilot, "r")
        await reached(pilot, DebriefScreen)
        await press(pilot, "enter")
        await reached(pilot, PracticeScreen)
        await press(pilot, "escape")
        assert await says(pilot, "Resume: daily, snippet 2 of 3, begun 14 Mar 09:12")


@pytest.mark.parametrize("keys", ["down", "n"])
async def test_what_to_do_next_is_not_cut_at_60_columns(app: TrainerApp, keys: str) -> None:
    async with app.run_test(size=(60, 20)) as pilot:
        await press(pilot, keys)
        said = {"down": "v starts a range.", "n": "n takes it back."}
        assert await says(pilot, said[keys])


async def test_missed_risks_are_practised_from_the_debrief(
    app: TrainerApp, history: History
) -> None:
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot, "n enter", "p")
        await reached(pilot, AskScreen)
        assert await says(pilot, "This ends the session; its other 2 snippets")
        await press(pilot, "y")
        await reached(pilot, PracticeScreen)
    first, second = history.events("started")
    assert history.events("stopped")[0].session == first.session
    assert {card for card, _ in second.data["plan"]} <= {"otp-sender", "order-upload", "api-proxy"}


async def test_practising_what_was_missed_ends_no_session_unasked(
    app: TrainerApp, history: History
) -> None:
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot, "n enter", "p")
        await reached(pilot, AskScreen)
        await press(pilot, "escape")
        await reached(pilot, DebriefScreen)
    assert not history.events("stopped")


async def test_enter_answers_a_question_once_it_can_have_been_read(
    app: TrainerApp, history: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A key pressed twice decides nothing."""
    now = 100.0
    monkeypatch.setattr(AskScreen, "clock", staticmethod(lambda: now))
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot, "enter")
        await reached(pilot, AskScreen)
        await press(pilot, "enter")
        await reached(pilot, AskScreen)
        assert not history.events("submitted")
        now += READ_IN
        await press(pilot, "enter")
        await reached(pilot, DebriefScreen)
    assert history.events("submitted")


async def test_a_session_that_stands_open_is_not_dropped_unasked(
    home: TrainerApp, session: Session, history: History
) -> None:
    session.submit()
    session.next()
    async with home.run_test(size=SMALL) as pilot:
        await press(pilot, "n")
        await reached(pilot, AskScreen)
        assert await says(pilot, "A session stands open at 1 of 3.")
        await press(pilot, "escape")
        await reached(pilot, HomeScreen)
        assert len(history.events("started")) == 1
        await press(pilot, "n")
        await reached(pilot, AskScreen)
        await press(pilot, "y")
        await reached(pilot, PracticeScreen)
    assert len(history.events("started")) == 2


async def test_one_risk_or_surface_is_practised_from_home(
    home: TrainerApp, history: History
) -> None:
    async with home.run_test(size=SMALL) as pilot:
        await press(pilot, "p", "'shell", "enter")
    assert history.events("started")[0].data["plan"][0][0] == "order-upload"


async def test_the_weakest_risk_is_practised_with_p_and_enter(
    home: TrainerApp, deck: Deck, learned: History
) -> None:
    async with home.run_test(size=SMALL) as pilot:
        assert await says(
            pilot, "Weakest so far: call-in-loop (3 of 12 found); p and enter train it."
        )
        await press(pilot, "p", "enter")
        await reached(pilot, PracticeScreen)
    cards = {card for card, _ in learned.events("started")[-1].data["plan"]}
    assert cards <= set(deck.ids(risk="call-in-loop"))


async def test_a_risk_without_cards_is_said_in_a_sentence(home: TrainerApp) -> None:
    async with home.run_test(size=SMALL) as pilot:
        await press(pilot, "p")
        await reached(pilot, PickerScreen)
        await press(pilot, "'starttls")
        await settled(pilot.app)
        await press(pilot, "enter")
        await reached(pilot, HomeScreen)
        assert await says(pilot, "tls-not-enforced")


async def test_the_strong_answer_is_copied(app: TrainerApp) -> None:
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot, "n enter", "y")
        assert app.clipboard.startswith("requests waits for ever")


async def test_the_strong_answer_is_written_to_a_file_and_told_where(
    app: TrainerApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CRITIQUE_STATE", str(tmp_path / "a"))
    async with app.run_test(size=(200, 40)) as pilot:
        await press(pilot, "n enter", "W")
        assert (tmp_path / "a" / "copied.txt").read_text().startswith("requests waits for ever")
        assert await says(pilot, "The strong answer is in")
        (tmp_path / "no").write_text("")
        monkeypatch.setenv("CRITIQUE_STATE", str(tmp_path / "no"))
        await press(pilot, "W")
        assert await says(pilot, "cannot be written")


async def test_clicking_a_flag_opens_it(app: TrainerApp, session: Session) -> None:
    session.flag(Lines(2, 2), "missing-retry")
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot)
        screen = await reached(pilot, PracticeScreen)
        await pilot.click(screen.code, offset=(5, 2))
        await press(pilot, "'backoff", "enter")
        assert session.flags[0].risk == "retry-without-backoff"


async def test_how_sure_is_clicked(app: TrainerApp, session: Session) -> None:
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot, "f", "'timeout")
        await pilot.click("#sure", offset=(3, 0))
        for _ in range(100):
            if app.screen.query("#sure.-chosen"):
                break
            await pilot.pause(0.05)
        assert [one.id for one in app.screen.query(".confidence.-chosen")] == ["sure"]
        await press(pilot, "enter")
    assert session.flags[0].confidence == "sure"


async def test_keys_are_clicked_in_the_bar(app: TrainerApp, session: Session) -> None:
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot)
        await pilot.click("KeyBar", offset=(2, 0))
        await press(pilot, "'hang", "enter")
        assert session.flags[0].risk == "missing-timeout"


async def test_stats_and_catalogue_lead_to_practice(home: TrainerApp, learned: History) -> None:
    async with home.run_test(size=SMALL) as pilot:
        await press(pilot, "g s", "escape", "c down down", "enter")
        await pilot.pause()
        await reached(pilot, PracticeScreen)


@pytest.mark.parametrize("broken", ["no.yaml", "card.yaml"])
async def test_a_damaged_card_is_said_in_a_sentence(
    tmp_path: Path, history: History, broken: str
) -> None:
    from trainer.deck import load

    folder = tmp_path / "python" / "odd"
    folder.mkdir(parents=True)
    (folder / broken).write_text("title: [\n")
    app = TrainerApp(load(tmp_path), history)
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot, "enter")
        await reached(pilot, HomeScreen)
        assert await says(pilot, "card.yaml")


async def test_a_history_that_cannot_be_written_is_said_in_a_sentence(
    app: TrainerApp, session: Session, history: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "tui.feedback.SECONDS", 60.0
    )  # a busy machine takes longer than a message stays
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot)
        history.close()
        await press(pilot, "f", "'timeo", "enter")
        assert await says(pilot, "history.db")
        await press(pilot, "h", "u", "escape")
        await reached(pilot, HomeScreen)
        assert await says(pilot, "closed database")


@pytest.mark.parametrize("size", [SMALL, LARGE, (60, 20)])
async def test_a_message_covers_neither_code_nor_flags(
    app: TrainerApp, session: Session, size: tuple[int, int]
) -> None:
    session.flag(Lines(5, 6), "call-in-loop", "sure")
    async with app.run_test(size=size) as pilot:
        await press(pilot, "down")
        before = (await settled(app)).splitlines()
        await press(pilot, "h")
        assert await says(pilot, "this answer now counts half.")
        *work, last = (await settled(app)).splitlines()
        assert "Look at line" in last
        assert len(work) == len(before) - 1
        assert any("5-6    call-in-loop sure" in row for row in work)


def test_the_rule_of_an_exam_says_how_many_it_has_and_how_many_of_them_are_clean(
    deck: Deck,
) -> None:
    said = rule(Session.start(deck, seed=2, mode="exam", count=2))
    assert "2 snippets, no feedback until the end" in said
    assert "In this exam about 1 snippet in 2 has nothing wrong" in said


async def test_a_command_is_listed_once_with_all_its_keys(app: TrainerApp) -> None:
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot)
        told = [(one.title, one.help) for one in app.get_system_commands(app.screen)]
    assert ("Line down", "key down or j") in told
    assert len({title for title, _ in told}) == len(told)


async def test_moving_in_a_list_is_no_command(home: TrainerApp) -> None:
    async with home.run_test(size=SMALL) as pilot:
        await press(pilot)
        told = {one.title for one in home.get_system_commands(home.screen)}
    assert {"Today", "Catalogue", "Quit"} <= told
    assert not {"Before", "Next", "First", "Last", "Choose"} & told


async def test_a_sprint_that_the_clock_has_ended_is_left_by_a_key(
    deck: Deck, tmp_path: Path
) -> None:
    now = [datetime(2026, 3, 14, 9, 12, tzinfo=UTC)]
    with History(tmp_path / "sprint.db", clock=lambda: now[0]) as history:
        home = TrainerApp(deck, history)
        async with home.run_test(size=SMALL) as pilot:
            await press(pilot, "s")
            screen = await reached(pilot, PracticeScreen)
            await press(pilot, "f")  # a picker is open when the time is over
            now[0] += timedelta(minutes=6)
            screen._tick()
            await reached(pilot, SummaryScreen)
            await press(pilot, "enter")
            await reached(pilot, HomeScreen)
            assert await says(pilot, "Today")


async def test_a_sprint_tells_no_hints_and_how_many_are_done_but_not_how(home: TrainerApp) -> None:
    async with home.run_test(size=LARGE) as pilot:
        await press(pilot, "s", "f", "'hang", "enter")
        assert await says(pilot, "x takes a flag back. enter submits.")
        await press(pilot, "enter")
        assert await says(pilot, "● · ·   2 of 3")


def press_at_once(app: TrainerApp, *keys: str) -> None:
    """As fast fingers and slow machines do: the next key is there before the first has done its work."""
    for key in keys:
        app.post_message(events.Key(key, key if len(key) == 1 else None))


async def test_enter_pressed_twice_in_a_picker_leaves_the_picker_alone(
    app: TrainerApp, session: Session
) -> None:
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot, "f", "'hang")
        press_at_once(app, "enter", "enter", "enter")
        await press(pilot)
        await reached(pilot, PracticeScreen)
        assert await says(pilot, "1/3")
    assert len(session.flags) == 1


async def test_enter_pressed_twice_in_a_debrief_goes_to_the_next_snippet_alone(
    app: TrainerApp, session: Session
) -> None:
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot, "n enter")
        await reached(pilot, DebriefScreen)
        press_at_once(app, "enter", "enter")
        assert await says(pilot, "2/3")
    assert len(session.played) == 1


async def test_a_mode_whose_key_is_pressed_twice_begins_once(
    home: TrainerApp, history: History
) -> None:
    async with home.run_test(size=SMALL) as pilot:
        await press(pilot)
        press_at_once(home, "n", "n")
        await reached(pilot, PracticeScreen)
        await press(pilot)
    assert len(history.events("started")) == 1


async def test_a_hint_where_nothing_is_wrong_says_what_it_costs(
    deck: Deck, history: History
) -> None:
    clean = next(one for one in map(Snippet, map(deck.card, deck.ids())) if one.is_clean)
    session = Session(deck, [clean], id="clean", seed=1, history=history)
    async with TrainerApp(deck, history, session=session).run_test(size=SMALL) as pilot:
        await press(pilot, "h")
        assert await says(pilot, "nothing left to point at: this snippet now counts half")
        await press(pilot, "n enter")
        assert await says(pilot, "and you said so. The hint halves the score.")


async def test_what_was_said_of_one_snippet_does_not_stand_under_the_next(
    app: TrainerApp, session: Session
) -> None:
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot, "h")
        assert await says(pilot, "this answer now counts half")
        await press(pilot, "n enter")
        await reached(pilot, DebriefScreen)
        await press(pilot, "enter")
        await reached(pilot, PracticeScreen)
        assert "counts half" not in text_of(pilot.app)
        assert session.number == 2


@pytest.mark.parametrize("key", ["n", "t", "d", "i"])
async def test_a_wide_screen_is_laid_out_once(
    home: TrainerApp, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    widths: set[int] = set()
    update = CodeView._size_updated

    def updated(view: CodeView, size: Size, *more: object, **named: object) -> bool:
        widths.add(size.width)
        return update(view, size, *more, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(CodeView, "_size_updated", updated)
    async with home.run_test(size=LARGE) as pilot:
        await press(pilot, key)
        assert not isinstance(pilot.app.screen, HomeScreen)
        await settled(pilot.app)
    assert len(widths - {0}) == 1


async def test_a_drill_says_what_it_is_about_and_so_does_home_when_it_is_left(
    deck: Deck, history: History
) -> None:
    session = Session.start(deck, history=history, seed=1, risks=["missing-timeout"])
    app = TrainerApp(deck, history, session=session)
    async with app.run_test(size=LARGE) as pilot:
        await reached(pilot, PracticeScreen)
        assert await says(pilot, "Drill: missing-timeout.")
        await press(pilot, "escape")
        assert await says(pilot, "Resume: drill of missing-timeout, snippet 1 of ")
