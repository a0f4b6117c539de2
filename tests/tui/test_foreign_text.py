"""Nothing that a snippet, a scenario, a title or a history holds is obeyed by the terminal."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from random import Random

import pytest
import yaml
from driving import press
from textual.app import App

from detectors.places import Lines
from trainer.card import Card, Cleared
from trainer.deck import load
from trainer.draft import Draft, Item
from trainer.history import History
from trainer.scoring import Answer
from trainer.session import Session
from tui.app import ReviewApp, TrainerApp
from tui.feedback import say
from tui.screens.ask import AskScreen

HOSTILE = [
    "\x1b]52;c;UFdORUQ=\x07",
    "\x1b]2;PWNED\x1b\\",
    "\x1b[31mred\x1b[0m",
    "\x1b[2J\x1b[H",
    "\x1bP+q544e\x1b\\",
    "\x9b31m",
    "\x9d52;c;UFdORUQ=\x9c",
    "\x90q\x9c",
    "\r\x08\x08\x7f\x00",
    "\x0e\x0f\x05",
    "\u202e\u2066evil\u2069",
    "\u200b\u200d\ufeff\u00ad",
    "[bold red]markup[/]",
    "[@click=app.exit]x[/]",
    "[link=file:///etc/passwd]x[/link]",
    "$text-muted {x} %s",
]
SIZE = (110, 30)


def hostile(random: Random, words: int = 4) -> str:
    """Words of a snippet with sequences between them."""
    parts = []
    for _ in range(words):
        parts += [random.choice(HOSTILE), random.choice(["curl", "x = 1", "déjà", "日本", "#"])]
    return " ".join(parts)


def assert_harmless(app: App[object]) -> None:
    """No character that a terminal obeys, and no link, is in what is drawn."""
    for strip in app.screen._compositor.render_strips():
        for segment in strip:
            assert segment.control is None
            assert not (segment.style and segment.style.link)
            for character in segment.text:
                assert unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Zl", "Zp"}, (
                    f"{character!r} in {segment.text!r}"
                )


def card(random: Random) -> Card:
    """Every text of it is hostile; what is a name stays one, as the deck's reader sees to it."""
    return Card(
        id="odd",
        title=hostile(random),
        scenario=hostile(random),
        language="python",
        name=hostile(random, 1),
        code="\n".join(hostile(random, 2) for _ in range(12)) + "\n",
        sound="\n".join(hostile(random, 2) for _ in range(12)) + "\n",
        answers=(
            Answer(risk="missing-timeout", lines=Lines(2, 3), severity="high", why=hostile(random)),
            Answer(risk="call-in-loop", lines=Lines(5, 5), severity="low", why=hostile(random)),
        ),
        cleared=(Cleared(risk="missing-retry", lines=Lines(7, 7), reason=hostile(random)),),
        triage=hostile(random),
    )


@pytest.fixture(params=[1, 2])
def random(request: pytest.FixtureRequest) -> Random:
    return Random(request.param)


async def test_a_hostile_card_is_harmless_on_every_screen_of_a_session(
    random: Random, history: History, tmp_path: Path
) -> None:
    odd = card(random)
    session = Session(load(tmp_path), [odd.snippet], id="odd", seed=1, history=None)
    session.flag(Lines(7, 7), "missing-retry")
    app = TrainerApp(load(tmp_path), history, session=session)
    async with app.run_test(size=SIZE) as pilot:
        for keys in (
            "h",
            "f escape",
            "enter",
            "2",
            "3",
            "4",
            "j",
            "1",
            "j",
            "y",
            "enter",
            "escape",
        ):
            await press(pilot, keys)
            assert_harmless(app)


async def test_a_hostile_deck_on_disk_is_harmless(
    random: Random, history: History, tmp_path: Path
) -> None:
    """What YAML itself refuses is told in a sentence, which is shown as well."""
    folder = tmp_path / "python" / "odd"
    folder.mkdir(parents=True)
    (folder / "snippet.py").write_text(hostile(random) + "\n" + hostile(random) + "\n", "utf-8")
    (folder / "card.yaml").write_text(
        yaml.safe_dump({"id": "odd", "title": hostile(random), "scenario": hostile(random), "language": "python"}),
        "utf-8",
    )  # fmt: skip
    app = TrainerApp(load(tmp_path), history)
    async with app.run_test(size=SIZE) as pilot:
        for keys in ("enter", "n", "enter", "enter", "enter"):
            await press(pilot, keys)
            assert_harmless(app)


async def test_a_hostile_history_is_harmless(
    random: Random, history: History, tmp_path: Path
) -> None:
    name = hostile(random, 1)
    history.append("odd", "started", plan=[[name, "snippet"]] * 2, mode="daily", seed=1, deck=name)
    history.append(
        "odd",
        "submitted",
        card=name,
        surface=name,
        item=1500,
        was_hinted=False,
        found=[[name, 1.0, "sure", False]],
        is_clean=False,
        score=0.5,
        false_alarms=1,
        points=0.0,
        trials=[[name, True, True], [name, False, True]],
        said=[["sure", True]],
        confused=[[name, name]],
    )
    app = TrainerApp(load(tmp_path), history)
    async with app.run_test(size=SIZE) as pilot:
        for keys in ("down", "g", "s", "escape", "r", "r"):
            await press(pilot, keys)
            assert_harmless(app)


async def test_a_hostile_draft_is_harmless_in_review(random: Random) -> None:
    odd = card(random)
    items = tuple(Item(answer=answer, reason=hostile(random)) for answer in odd.answers)
    app = ReviewApp(Draft(card=odd, items=items, taken=frozenset({"odd"})))
    async with app.run_test(size=SIZE) as pilot:
        for keys in ("j", "x", "escape", "w", "escape", "plus", "escape", "r", "s", "t"):
            await press(pilot, keys)
            assert_harmless(app)


async def test_messages_and_questions_are_harmless(random: Random, home: TrainerApp) -> None:
    async with home.run_test(size=SIZE) as pilot:
        say(home.screen, hostile(random))
        await press(pilot, "down")
        assert_harmless(home)
        home.push_screen(AskScreen(hostile(random), yes=hostile(random, 1)))
        await press(pilot, "down")
        assert_harmless(home)


async def test_markup_in_foreign_text_is_shown_as_it_is(home: TrainerApp) -> None:
    async with home.run_test(size=SIZE) as pilot:
        home.push_screen(AskScreen("what does [bold]x[/bold] do?"))
        await press(pilot, "down")
        shown = "".join(strip.text for strip in home.screen._compositor.render_strips())
        assert "what does [bold]x[/bold] do?" in shown
