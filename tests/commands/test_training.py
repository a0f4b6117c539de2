"""What is said in the shell once the screens are closed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from critique.training import ended, interrupted
from tests.trainer.conftest import DECK
from trainer.deck import load
from trainer.history import History
from trainer.session import Session


def test_who_leaves_a_session_is_told_how_to_go_on(tmp_path: Path) -> None:
    with History(tmp_path / "history.db") as history:
        session = Session.start(load(DECK), history=history, count=3)
        session.submit()
        assert interrupted(history) == (
            "Stopped at debrief 1 of 3; all is kept. Run critique and press r to go on."
        )
        session.next()
        assert interrupted(history) == (
            "Stopped at snippet 2 of 3; all is kept. Run critique and press r to go on."
        )


def test_nothing_is_said_where_nothing_is_open(tmp_path: Path) -> None:
    with History(tmp_path / "history.db") as history:
        assert interrupted(history) == ""
        Session.start(load(DECK), history=history, count=1).stop()
        assert interrupted(history) == ""


def test_who_ends_a_session_is_told_what_to_train(tmp_path: Path) -> None:
    deck, before = load(DECK), datetime.now(UTC)
    with History(tmp_path / "history.db") as history:
        session = Session.start(deck, history=history, count=3, seed=1)
        while session.submit() and session.next():
            pass
        risk = session.summary().weakest
        assert risk is not None
        assert ended(history, deck, before) == (
            f"Weakest: {risk}.\nTrain it: critique practice --deck {DECK} --risk {risk.risk}"
        )
        assert ended(history, deck, datetime.now(UTC) + timedelta(seconds=1)) == ""
