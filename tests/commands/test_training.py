"""What is said in the shell once the screens are closed."""

from __future__ import annotations

from pathlib import Path

from critique.training import interrupted
from tests.trainer.conftest import DECK
from trainer.deck import load
from trainer.history import History
from trainer.session import Session


def test_who_leaves_a_session_is_told_how_to_go_on(tmp_path: Path) -> None:
    with History(tmp_path / "history.db") as history:
        session = Session.start(load(DECK), history=history, count=3)
        session.submit()
        session.next()
        assert interrupted(history) == (
            "Stopped at snippet 2 of 3; all is kept. Run critique and press r to go on."
        )


def test_nothing_is_said_where_nothing_is_open(tmp_path: Path) -> None:
    with History(tmp_path / "history.db") as history:
        assert interrupted(history) == ""
        Session.start(load(DECK), history=history, count=1).stop()
        assert interrupted(history) == ""
