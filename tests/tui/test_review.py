"""What the author's keys make of a draft."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

import pytest
from driving import LARGE, SMALL, Check, press, reached, says, settled, text_of

from detectors.places import Lines
from trainer.card import Card, Cleared
from trainer.deck import Deck
from trainer.desk import DeskError
from trainer.draft import Draft, Item, Notice
from trainer.scoring import Answer
from trainer.session import Session
from tui.app import ReviewApp, TrainerApp
from tui.screens.debrief import DebriefScreen
from tui.screens.practice import PracticeScreen
from tui.screens.preview import PreviewScreen
from tui.screens.review import ReviewScreen

SIZE = (100, 30)
TIMEOUT = Answer(risk="missing-timeout", lines=Lines(11, 15), why="waits for ever")
LOOP = Answer(risk="call-in-loop", lines=Lines(5, 6), why="one by one")


@pytest.fixture
def draft(deck: Deck) -> Draft:
    card = replace(deck.card("otp-sender"), id="new", answers=(), cleared=(), neutral=())
    return Draft(card=card, items=(Item(answer=LOOP), Item(answer=TIMEOUT)))


async def review(draft: Draft, *steps: str) -> Draft | None:
    """The draft after these keys, as `critique add` gets it."""
    app = ReviewApp(draft)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, *steps)
    result = app.return_value
    assert result is None or isinstance(result, Draft)
    return result


async def test_saving_gives_the_card_with_its_answers(draft: Draft) -> None:
    saved = await review(draft, "s")
    assert saved is not None
    assert saved.finished().answers == (LOOP, TIMEOUT)


async def test_a_rejected_finding_becomes_a_decoy_with_its_reason(draft: Draft) -> None:
    saved = await review(draft, "j x", "'it is limited above", "enter", "s")
    assert saved is not None
    card = saved.finished()
    assert card.answers == (LOOP,)
    assert card.cleared == (
        Cleared(
            risk="missing-timeout",
            lines=Lines(11, 15),
            reason="it is limited above",
            by="author",
        ),
    )


async def test_tab_goes_from_the_findings_to_the_code_and_writes_no_title(draft: Draft) -> None:
    saved = await review(draft, "tab g down down v down r tab x", "'one user", "enter", "s")
    assert saved is not None
    assert saved.card.title == draft.card.title
    assert saved.items[0].answer.lines == Lines(3, 4)
    assert saved.items[0].decision == "rejected"


async def test_a_neutral_finding_becomes_a_remark(draft: Draft) -> None:
    saved = await review(draft, "n", "'five users at most", "enter", "s")
    assert saved is not None
    card = saved.finished()
    assert [(r.risk, r.reason) for r in card.neutral] == [("call-in-loop", "five users at most")]


async def test_accepting_takes_a_rejection_back(draft: Draft) -> None:
    saved = await review(draft, "x", "'no", "enter", "a", "s")
    assert saved is not None
    assert saved.finished().answers == (LOOP, TIMEOUT)


async def test_a_reason_that_is_not_given_changes_nothing(draft: Draft) -> None:
    saved = await review(draft, "x", "enter", "escape", "s")
    assert saved is not None
    assert saved.finished().answers == (LOOP, TIMEOUT)


async def test_a_risk_is_added_on_chosen_lines_with_what_happens(draft: Draft) -> None:
    saved = await review(
        draft, "shift+tab", "G v up", "plus", "'backoff", "enter", "'all at once", "enter", "s"
    )
    assert saved is not None
    added = saved.finished().answers[-1]
    assert added == Answer(
        risk="retry-without-backoff", lines=Lines(17, 18), why="all at once", by="author"
    )


async def test_lines_are_moved_to_the_chosen_range(draft: Draft) -> None:
    saved = await review(draft, "j", "shift+tab", "v down down down down r", "s")
    assert saved is not None
    moved = saved.finished().answers[1]
    assert (moved.risk, moved.lines, moved.by) == ("missing-timeout", Lines(11, 15), "author")
    saved = await review(draft, "shift+tab", "g v down r", "s")
    assert saved is not None
    assert saved.finished().answers[0].lines == Lines(1, 2)


async def test_title_and_scenario_are_written(draft: Draft) -> None:
    bare = draft.with_text(title="", scenario="")
    saved = await review(bare, "t", "'Codes", "enter", "i", "'A Lambda.", "enter", "s")
    assert saved is not None
    assert (saved.finished().title, saved.finished().scenario) == ("Codes", "A Lambda.")


async def test_an_unfinished_card_is_not_saved(draft: Draft) -> None:
    app = ReviewApp(draft.with_text(scenario=" "))
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "s")
        assert app.is_running
        assert await says(pilot, "needs a scenario")


async def test_what_the_author_should_know_stands_between_what_is_needed_and_what_is_met(
    draft: Draft,
) -> None:
    told = replace(draft, notices=(Notice(3, "uses json, which nothing defines"),))
    async with ReviewApp(told.with_text(scenario=" ")).run_test(size=SIZE) as pilot:
        assert await says(pilot, "! line 3 uses json, which nothing defines")
        assert await says(pilot, "needs a scenario")


async def test_where_nothing_was_found_the_keys_for_findings_are_not_offered(
    draft: Draft, check: Check
) -> None:
    app = ReviewApp(replace(draft, items=()))
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot)
        await check(pilot, "review-nothing")
        await press(pilot, "j v j plus", "'timeout", "enter")
        assert await says(pilot, "missing-timeout on lines 2-3: what happens in production?")


async def test_a_field_says_which_key_keeps_it_and_takes_every_sign(draft: Draft) -> None:
    app = ReviewApp(draft.with_text(title=""))
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "t", "'A", "plus B")
        assert await says(pilot, "A+B")
        assert await says(pilot, "enter keep it")
        assert "+ add" not in text_of(app)
        await press(pilot, "enter")
        assert await says(pilot, "+ add")


async def test_leaving_asks_and_gives_nothing(draft: Draft) -> None:
    assert await review(draft, "escape", "y") is None


def unmet(draft: Draft) -> list[str]:
    return [check.text for check in draft.checks if not check.is_met]


def test_checks_name_what_a_card_lacks(draft: Draft) -> None:
    assert unmet(draft) == []
    assert unmet(with_code(draft, "x\n" * 61)) == ["at most 60 lines (it has 61)"]
    assert unmet(with_code(draft, "a\x1b[31mb")) == ["no control or invisible characters"]
    assert unmet(replace(draft, taken=frozenset({"new"}))) == ["id new is free in the deck"]
    assert unmet(draft.with_item(0, Item(answer=LOOP, decision="neutral"))) == [
        "a reason for each rejected or neutral finding"
    ]
    assert unmet(draft.adding("missing-retry", Lines(1, 1), " ")) == [
        "a sentence on what happens for each answer"
    ]


def with_code(draft: Draft, code: str) -> Draft:
    card: Card = replace(draft.card, code=code)
    return replace(draft, card=card)


def test_tabs_are_no_control_characters(draft: Draft) -> None:
    assert unmet(with_code(draft, "\tx = 1")) == []


async def test_the_sentence_of_the_chosen_place_is_read_in_full_however_long(draft: Draft) -> None:
    why = (
        "a customer or a timeout orders again, and nothing tells the two orders apart but the time"
    )
    reason = "the reader gives up after ten seconds, which is less than what the caller has left"
    long = replace(
        draft,
        card=replace(
            draft.card, cleared=(Cleared(risk="missing-retry", lines=Lines(1, 1), reason=reason),)
        ),
        items=(Item(answer=LOOP), Item(answer=replace(TIMEOUT, why=why))),
    )
    app = ReviewApp(long)
    async with app.run_test(size=SMALL) as pilot:
        assert await says(pilot, LOOP.why)
        await press(pilot, "j")
        assert await says(pilot, why)
        await press(pilot, "j")
        assert await says(pilot, f"fine: {reason}")


class Bench:
    """A desk that says what it was asked."""

    folder = Path("ours")

    def at(self, folder: Path) -> Bench:
        return self

    def draft(self, wanted: str) -> Draft:
        raise DeskError(f"{wanted}: cannot be read")

    def mended(self, draft: Draft, sound: str) -> Draft:
        left = () if "timeout" in sound else ("missing-timeout on line 11",)
        card = replace(draft.card, sound=sound or None)
        return replace(draft, card=card, left=left)

    def keep(self, draft: Draft) -> str:
        return f"ours/{draft.card.id}"


def editor(folder: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """`$EDITOR`, which gets the file as its argument; a headless app is handed over like any other."""
    program = folder / "ed it"
    program.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
    program.chmod(0o755)
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", f"'{program}' --wait")
    monkeypatch.setattr(ReviewApp, "suspend", lambda app: nullcontext())


async def test_the_production_ready_version_is_written_in_the_editor_and_looked_at(
    draft: Draft, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bare = replace(draft, card=replace(draft.card, sound=None))
    app = ReviewApp(bare, Bench())
    async with app.run_test(size=(120, 30)) as pilot:
        editor(tmp_path, 'test "$1" = --wait && echo "x = 1" > "$2"', monkeypatch)
        await press(pilot, "F")
        assert await says(pilot, "kept; the detectors find 1 thing in it")
        screen = await reached(pilot, ReviewScreen)
        assert unmet(screen._draft) == [
            "nothing to be found in that version (it has missing-timeout on line 11)"
        ]
        editor(tmp_path, 'grep -q "x = 1" "$2" && echo "timeout = 5" > "$2"', monkeypatch)
        await press(pilot, "F")
        assert await says(pilot, "kept; the detectors find nothing in it")
        await press(pilot, "s")
    assert isinstance(app.return_value, Draft)
    assert app.return_value.finished().sound == "timeout = 5\n"


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("exit 3", "ended with 3; nothing was changed"),
        ("true", "It is as it was"),
        (r"printf '\377\376' > $2", "no text in UTF-8"),
    ],
)
async def test_an_editor_that_leaves_nothing_new_changes_nothing(
    draft: Draft, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, said: str
) -> None:
    app = ReviewApp(draft, Bench())
    async with app.run_test(size=SIZE) as pilot:
        editor(tmp_path, script, monkeypatch)
        await press(pilot, "F")
        assert await says(pilot, said)
        await press(pilot, "s")
    assert isinstance(app.return_value, Draft)
    assert app.return_value.card == draft.card


async def test_an_editor_that_is_not_there_is_said_in_a_sentence(
    draft: Draft, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with ReviewApp(draft, Bench()).run_test(size=SIZE) as pilot:
        monkeypatch.setenv("VISUAL", "/nowhere/ed")
        await press(pilot, "F")
        assert await says(pilot, "This terminal cannot be handed to an editor.")
        monkeypatch.setattr(ReviewApp, "suspend", lambda app: nullcontext())
        await press(pilot, "F")
        assert await says(pilot, "/nowhere/ed cannot be run")
        monkeypatch.setenv("VISUAL", "'")
        await press(pilot, "F")
        assert await says(pilot, "a quote that is not closed")


async def test_the_card_is_previewed_as_a_learner_sees_it_and_nothing_is_kept(
    draft: Draft,
) -> None:
    app = ReviewApp(draft, Bench())
    async with app.run_test(size=(120, 30)) as pilot:
        await press(pilot, "x", "'it is one user", "enter", "p")
        await reached(pilot, PreviewScreen)
        await press(pilot, "n", "enter")
        debrief = await reached(pilot, DebriefScreen)
        told = {(entry.risk, entry.outcome) for entry in debrief._debrief.entries}
        assert ("missing-timeout", "missed") in told
        assert ("call-in-loop", "missed") not in told
        await press(pilot, "4")
        await press(pilot, "enter")
        await reached(pilot, ReviewScreen)
        await press(pilot, "s")
    assert isinstance(app.return_value, Draft)


async def test_on_a_small_screen_the_code_has_more_room_while_it_is_read(draft: Draft) -> None:
    async with ReviewApp(draft).run_test(size=SMALL) as pilot:
        await press(pilot)
        code = (await reached(pilot, ReviewScreen))._code
        before = code.size.height
        await press(pilot, "tab")
        assert code.size.height > before + 3
        await press(pilot, "tab")
        assert code.size.height == before


@pytest.mark.parametrize("key", ["q", "ctrl+c"])
async def test_quitting_with_a_card_that_is_not_saved_asks(draft: Draft, key: str) -> None:
    app = ReviewApp(draft)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, key)
        assert await says(pilot, "This card is not saved. Quit without it?")
        await press(pilot, "escape")
        await reached(pilot, ReviewScreen)
        await press(pilot, key, "y")
        assert app._exit
    assert app.return_value is None


async def test_a_preview_does_not_hide_that_the_card_is_not_saved(draft: Draft) -> None:
    app = ReviewApp(draft)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "p")
        await reached(pilot, PreviewScreen)
        await press(pilot, "q")
        assert await says(pilot, "This card is not saved.")
        await press(pilot, "escape", "escape")
        await reached(pilot, ReviewScreen)


async def test_a_preview_looks_like_practice(draft: Draft, deck: Deck) -> None:
    shown = []
    session = Session(deck, [deck.card("otp-sender").snippet], id="one", seed=1)
    for app, keys in ((ReviewApp(draft), "p"), (TrainerApp(deck, None, session=session), "g")):
        async with app.run_test(size=LARGE) as pilot:
            await press(pilot, keys)
            await reached(pilot, PracticeScreen)
            shown.append([line[:99] for line in (await settled(app)).splitlines()[2:-1]])
    assert shown[0] == shown[1]


async def test_on_a_tiny_screen_some_of_the_code_is_in_sight(draft: Draft) -> None:
    async with ReviewApp(draft).run_test(size=(60, 15)) as pilot:
        await press(pilot)
        screen = await reached(pilot, ReviewScreen)
        assert "One-time codes" in await settled(pilot.app)
        seen = screen._code.size.height
        assert seen >= 2
        await press(pilot, "tab")
        assert screen._code.size.height >= 4
