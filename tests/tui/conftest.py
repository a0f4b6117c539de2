"""Screens are driven by keys and compared as text, over a deck and a catalogue of their own."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from driving import LARGE, SMALL, Check, settled
from textual.pilot import Pilot

import tui.catalogue
from detectors import catalogue
from trainer.deck import Deck, load
from trainer.history import History
from trainer.interview import rubric
from trainer.session import Session
from tui.app import TrainerApp
from tui.screens.practice import PracticeScreen

HERE = Path(__file__).parent
SNAPSHOTS = HERE / "snapshots"
SEED = 3
"""One-time codes, then the proxy (clean), then the upload."""
FOREIGN = (
    "NO_COLOR", "COLORFGBG", "TMUX", "TEXTUAL_THEME",
    "DISPLAY", "WAYLAND_DISPLAY", "WSL_DISTRO_NAME", "SSH_CONNECTION", "SSH_TTY", "SSH_CLIENT",
)  # fmt: skip
"""What a developer's terminal may say, and a test must not hear."""
MOMENT = datetime(2026, 3, 14, 9, 12, tzinfo=UTC)


@pytest.fixture
def check() -> Check:
    """Compares with `snapshots/<name>-<size>.txt`; CRITIQUE_SNAPSHOTS=update writes it instead."""

    async def compare(pilot: Pilot[object], name: str) -> None:
        for columns, rows in (SMALL, LARGE):
            await pilot.resize_terminal(columns, rows)
            path = SNAPSHOTS / f"{name}-{columns}x{rows}.txt"
            if os.environ.get("CRITIQUE_SNAPSHOTS") == "update":
                path.parent.mkdir(exist_ok=True)
                await asyncio.sleep(1)  # a busy machine may show nothing for a while
                path.write_text(await settled(pilot.app), "utf-8")
            assert path.exists(), f"CRITIQUE_SNAPSHOTS=update writes {path.name}"
            expected = path.read_text("utf-8")
            assert await settled(pilot.app, expected) == expected

    return compare


@pytest.fixture(autouse=True)
def frozen(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The same second, time zone, catalogue and terminal for every test."""
    for name in FOREIGN:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    monkeypatch.setattr(PracticeScreen, "clock", staticmethod(lambda: 0.0))
    monkeypatch.setattr(PracticeScreen, "read_ahead", lambda screen: None)  # outlives its test
    monkeypatch.setattr("textual.app.wait_for_idle", let_go)  # 40 ms and more a key
    monkeypatch.setattr(catalogue, "FOLDER", HERE / "risks")
    monkeypatch.setattr("trainer.choice.FEW", 3)  # the one-time codes have three answers
    forget()
    yield
    forget()


async def let_go(seconds: float) -> None:
    await asyncio.sleep(0)


def forget() -> None:
    catalogue.families.cache_clear()
    catalogue.page.cache_clear()
    tui.catalogue.entry.cache_clear()
    rubric.concepts_of.cache_clear()
    rubric.known_words.cache_clear()


@pytest.fixture
def deck() -> Deck:
    return load(HERE / "snippets")


@pytest.fixture
def history(tmp_path: Path) -> Iterator[History]:
    with History(tmp_path / "history.db", clock=lambda: MOMENT) as history:
        yield history


@pytest.fixture
def session(deck: Deck, history: History) -> Session:
    return Session.start(deck, history=history, seed=SEED)


@pytest.fixture
def app(deck: Deck, history: History, session: Session) -> TrainerApp:
    """In practice on the first snippet."""
    return TrainerApp(deck, history, session=session)


@pytest.fixture
def home(deck: Deck, history: History) -> TrainerApp:
    return TrainerApp(deck, history)


@pytest.fixture
def learned(history: History) -> History:
    """Twelve risky and twelve fine places of two risks, one cried at and one let through; too few of a third."""
    history.append(
        "past", "started", plan=[["otp-sender", "snippet"]] * 12, mode="daily", seed=1, deck=""
    )
    for number in range(12):
        history.append(
            "past",
            "submitted",
            card="otp-sender",
            surface="python",
            item=1500,
            was_hinted=False,
            found=[["call-in-loop", float(number > 8), "fair", False]],
            is_clean=number % 4 == 0,
            score=0.5,
            false_alarms=number % 2,
            points=1.0,
            trials=[
                ["missing-timeout", True, number > 0],
                ["missing-timeout", False, number > 4],
                ["call-in-loop", True, number > 8],
                ["call-in-loop", False, False],
                ["hardcoded-secret", number > 8, number == 11],
            ],
            said=[["sure", number > 2], ["sure", number > 2], ["fair", number % 2 == 0]],
            confused=[["missing-retry", "retry-without-backoff"]] if number % 3 == 0 else [],
        )
    history.append("past", "finished")
    return history
