"""Five hundred deaths at any moment lose at most the key that was being pressed; two sessions at once lose nothing."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from pathlib import Path
from random import Random
from time import sleep

import pytest

from detectors.places import Lines
from tests.trainer.conftest import DECK
from trainer.deck import Deck, load
from trainer.history import History
from trainer.session import Session

DEATHS = 500
CHANGES = ("flagged", "removed", "undone", "hinted", "submitted")
pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork")


def act(session: Session, random: Random) -> bool:
    """One random key; whether it changed anything."""
    if session.stage == "debrief":
        session.next()
        return False
    what = random.choice(("flag", "flag", "flag", "remove", "undo", "hint", "submit"))
    if what == "flag":
        risk = random.choice(("missing-timeout", "missing-retry", "call-in-loop"))
        line = random.randint(1, len(session.snippet.lines))
        session.flag(Lines(line, line), risk)
    elif what == "remove" and session.flags:
        session.remove(len(session.flags))
    elif what == "undo":
        return session.undo()
    elif what == "hint":
        # Where nothing is left to point at, nothing happens and nothing is kept.
        return session.hint() is not None or session.snippet.is_clean
    elif what == "submit" and random.random() < 0.2:
        session.submit()
    else:
        return False
    return True


def play_until_killed(deck: Deck, path: Path, seed: int, told: int) -> None:
    """Presses keys, and says after each how many changes are kept."""
    random, done = Random(seed), 0
    with History(path) as history:
        session = Session.start(deck, history=history, seed=seed, mode="drill")
        while True:
            if session.is_finished:
                session = Session.start(deck, history=history, seed=seed + done, mode="drill")
            if act(session, random):
                done += 1
                os.write(told, b".")


def changes(path: Path) -> int:
    with History(path) as history:
        return len(history.events(*CHANGES))


def test_what_was_pressed_survives_any_death(tmp_path: Path) -> None:
    deck, path = load(DECK), tmp_path / "history.db"
    for id in deck.folders:
        deck.card(id)
    random, kept = Random(11), 0
    for death in range(DEATHS):
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            try:
                os.close(reading)
                play_until_killed(deck, path, death, writing)
            finally:
                os._exit(1)
        os.close(writing)
        # From the first key on: a busy machine would else kill them before they press any.
        told = len(os.read(reading, 1)) if death % 10 else 0
        sleep(random.uniform(0.0, 0.02))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        while said := os.read(reading, 65536):
            told += len(said)
        os.close(reading)
        now = changes(path)
        assert told <= now - kept, f"death {death}: {told} keys were told, {now - kept} are kept"
        kept = now
    assert kept >= 0.9 * DEATHS
    with History(path) as history:
        left = Session.resume(history)
        assert left is not None
        assert history.unfinished() == left.id


def _plays(path: str, seed: int) -> None:
    random = Random(seed)
    with History(Path(path)) as history:
        session = Session.start(load(DECK), history=history, seed=seed, mode="drill")
        for _ in range(60):
            if session.is_finished:
                return
            act(session, random)


def test_sessions_at_once_do_not_harm_each_other(tmp_path: Path) -> None:
    path = tmp_path / "history.db"
    context = multiprocessing.get_context("spawn")
    players = [context.Process(target=_plays, args=(str(path), seed)) for seed in range(4)]
    for player in players:
        player.start()
    for player in players:
        player.join(120)
        assert player.exitcode == 0, sys.exc_info()
    with History(path) as history:
        assert len(history.events("started")) == 4
        assert history._database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        for event in history.events("started"):
            own = history.events(session=event.session)
            assert [one.id for one in own] == sorted(one.id for one in own)
            assert own[0].kind == "started"
