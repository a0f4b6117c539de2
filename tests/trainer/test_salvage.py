"""What can still be read of a history that cannot be used."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pytest

from tests.trainer.conftest import Clock
from trainer.exchange import take_in
from trainer.history import History, HistoryError
from trainer.salvage import salvage


@pytest.fixture
def long(tmp_path: Path) -> Path:
    """Of 600 events in 60 sessions, closed."""
    path = tmp_path / "long" / "history.db"
    with History(path) as history:
        for session in range(60):
            history.append(str(session), "started", plan=[], mode="daily", seed=1, deck="")
            for number in range(8):
                history.append(str(session), "flagged", text="x" * 100, number=number)
            history.append(str(session), "finished")
    return path


def test_of_a_damaged_database_both_ends_are_saved(long: Path, tmp_path: Path) -> None:
    raw = bytearray(long.read_bytes())
    middle = len(raw) // 2 // 4096 * 4096
    raw[middle : middle + 8192] = os.urandom(8192)
    long.write_bytes(raw)
    saved = salvage(long)
    assert saved.events >= 400
    assert saved.events + saved.lost == 600
    assert long.read_bytes() == raw
    assert not list(long.parent.glob("history.db-*"))
    with History(tmp_path / "new.db") as new:
        assert take_in(new, saved.lines).sessions >= 40
        assert len(new.events("flagged")) >= 300


def test_a_database_of_a_later_program_is_saved_as_far_as_it_is_known(
    long: Path, tmp_path: Path
) -> None:
    raw = sqlite3.connect(long)
    raw.execute("PRAGMA user_version = 99")
    raw.execute(
        "INSERT INTO events (session, at, kind, data) VALUES ('0', '2030-01-01T00:00:00+00:00', 'dreamt', '{}')"
    )
    raw.commit()
    raw.close()
    saved = salvage(long)
    assert (saved.events, saved.lost) == (600, 1)
    with History(tmp_path / "new.db") as new:
        assert take_in(new, saved.lines).sessions == 60


def test_what_was_not_yet_moved_out_of_the_log_is_saved(tmp_path: Path) -> None:
    with History(tmp_path / "history.db") as history:
        history.append("one", "started", plan=[], mode="daily", seed=1, deck="")
        assert salvage(history.path).events == 1


@pytest.mark.parametrize("content", [b"", b"no database at all" * 50])
def test_where_there_is_nothing_it_says_so(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "history.db"
    path.write_bytes(content)
    with pytest.raises(HistoryError, match="can be read"):
        salvage(path)
    assert path.read_bytes() == content


def test_who_cannot_use_a_history_is_told_the_command_that_saves_it(long: Path) -> None:
    raw = sqlite3.connect(long)
    raw.execute("PRAGMA user_version = 99")
    raw.close()
    with pytest.raises(HistoryError, match="critique export --salvage FILE"):
        History(long)
    long.write_bytes(os.urandom(9000))
    with pytest.raises(HistoryError, match="critique export --salvage FILE"):
        History(long)


def test_an_interview_comes_in_once(history: History, tmp_path: Path, clock: Clock) -> None:
    history.append("talk", "interview-started", deck="", seed=1, plan=[])
    history.append("talk", "interview-finished")
    lines = salvage(history.path).lines
    with History(tmp_path / "new.db", clock=clock) as new:
        assert take_in(new, lines).sessions == 1
        assert take_in(new, lines).known == 1
        assert [event.kind for event in new.events()] == ["interview-started", "interview-finished"]
