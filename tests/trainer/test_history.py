"""What is written is on disk, is never lost, and says clearly when it cannot be used."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.trainer.conftest import DECK, Clock
from trainer.deck import load
from trainer.history import History, HistoryError, state_folder
from trainer.session import Session

ROOT = Path(__file__).parents[2]
DIES = """
import os, signal, sys
from pathlib import Path
from detectors.places import Lines
from trainer.deck import load
from trainer.history import History
from trainer.session import Session

session = Session.start(load(sys.argv[1]), history=History(Path(sys.argv[2])), seed=1, count=3)
session.flag(Lines(1, 2), "missing-timeout", "sure")
session.submit()
session.next()
session.flag(Lines(3, 3), "hardcoded-secret", "guess")
session.flag(Lines(2, 3), "missing-retry")
session.remove(2)
session.hint()
print(session.snippet.id, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_events_come_back_as_they_were_written(history: History, clock: Clock) -> None:
    first = history.append("one", "started", seed=7, deck="é\x1b")
    clock.pass_days(1)
    second = history.append("two", "started")
    assert history.events() == [first, second]
    assert history.events("started", session="one") == [first]
    assert history.events("finished") == []
    assert first.at == datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
    assert first.data == {"seed": 7, "deck": "é\x1b"}


def test_another_connection_sees_an_event_as_soon_as_it_is_written(history: History) -> None:
    with History(history.path) as other:
        history.append("one", "started")
        assert len(other.events()) == 1


def test_events_are_never_changed_and_never_deleted(history: History) -> None:
    history.append("one", "started")
    raw = sqlite3.connect(history.path)
    for statement in ("UPDATE events SET kind = 'x'", "DELETE FROM events"):
        with pytest.raises(sqlite3.IntegrityError, match="never"):
            raw.execute(statement)
    raw.close()


def test_the_latest_session_is_open_until_it_is_finished_or_stopped(history: History) -> None:
    assert history.unfinished() is None
    history.append("one", "started")
    history.append("two", "started")
    assert history.unfinished() == "two"
    history.append("two", "finished")
    assert history.unfinished() is None
    history.append("three", "started")
    history.append("three", "stopped")
    assert history.unfinished() is None


def test_cards_are_remembered_by_when_they_were_shown_last(history: History, clock: Clock) -> None:
    history.append("one", "shown", card="a")
    clock.pass_days(2)
    history.append("one", "shown", card="a")
    assert history.seen() == {"a": clock.time}


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_a_killed_session_goes_on_where_it_was(tmp_path: Path) -> None:
    path = tmp_path / "history.db"
    died = subprocess.run(
        [sys.executable, "-c", DIES, str(DECK), str(path)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        cwd=ROOT,
    )
    assert died.returncode == -signal.SIGKILL, died.stderr
    with History(path) as history:
        session = Session.resume(history)
        assert session is not None
        assert session.snippet.id == died.stdout.strip()
        assert (session.number, session.count, len(session.played)) == (2, 3, 1)
        assert [(f.risk, f.confidence) for f in session.flags] == [("hardcoded-secret", "guess")]
        assert session.undo()
        assert [f.risk for f in session.flags] == ["hardcoded-secret", "missing-retry"]
        assert session.submit().result.score <= 1


def write_many(path: Path, name: str) -> None:
    with History(path) as history:
        for number in range(100):
            history.append(name, "flagged", number=number)


def test_several_processes_write_at_once_and_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "new" / "history.db"
    spawn = multiprocessing.get_context("spawn")
    writers = [spawn.Process(target=write_many, args=(path, str(n))) for n in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(120)
    assert [writer.exitcode for writer in writers] == [0] * 4
    with History(path) as history:
        for n in range(4):
            numbers = [event.data["number"] for event in history.events(session=str(n))]
            assert numbers == list(range(100))


def complaint(path: Path) -> str:
    with pytest.raises(HistoryError) as caught, History(path) as history:
        history.events()
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_file_that_is_no_database_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "history.db"
    path.write_bytes(b"my shopping list, at length" * 100)
    assert "move it away to start afresh" in complaint(path)
    assert path.read_bytes() == b"my shopping list, at length" * 100


def test_a_damaged_database_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "history.db"
    with History(path) as history:
        for number in range(500):
            history.append("one", "flagged", text="x" * 100, number=number)
    raw = bytearray(path.read_bytes())
    raw[8192:40960] = os.urandom(40960 - 8192)
    path.write_bytes(raw)
    assert "is damaged" in complaint(path)
    assert path.read_bytes() == raw


def test_events_that_are_no_json_are_damage(history: History) -> None:
    history.append("one", "started")
    raw = sqlite3.connect(history.path)
    raw.execute("INSERT INTO events (session, at, kind, data) VALUES ('x', 'now', 'y', '{')")
    raw.commit()
    raw.close()
    assert "is damaged" in complaint(history.path)


def test_a_database_of_a_later_program_is_not_touched(history: History) -> None:
    history.close()
    raw = sqlite3.connect(history.path)
    raw.execute("PRAGMA user_version = 99")
    raw.close()
    before = history.path.read_bytes()
    assert "upgrade critique" in complaint(history.path)
    assert history.path.read_bytes() == before


def test_a_database_of_another_program_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "history.db"
    raw = sqlite3.connect(path)
    raw.execute("CREATE TABLE songs (name TEXT)")
    raw.close()
    before = path.read_bytes()
    assert "another program" in complaint(path)
    assert path.read_bytes() == before


def test_a_folder_that_cannot_be_made_is_explained(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert "set CRITIQUE_STATE" in complaint(tmp_path / "file" / "history.db")


def test_an_event_that_cannot_be_written_does_not_happen(tmp_path: Path) -> None:
    with History(tmp_path / "history.db") as history:
        session = Session.start(load(DECK), history=history, seed=1)
        other = sqlite3.connect(history.path, isolation_level=None)
        history._database.execute("PRAGMA busy_timeout = 50")
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(HistoryError, match="locked"):
            session.flag(session.snippet.sites[0].lines, "missing-timeout")
        assert session.flags == ()
        other.execute("ROLLBACK")
        other.close()
        session.flag(session.snippet.sites[0].lines, "missing-timeout")
        assert len(session.flags) == 1


def test_the_folder_is_chosen_by_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "xdg"))
    monkeypatch.delenv("CRITIQUE_STATE", raising=False)
    assert state_folder() == tmp_path / "xdg" / "critique"
    monkeypatch.setenv("CRITIQUE_STATE", str(tmp_path / "mine"))
    assert state_folder() == tmp_path / "mine"
    with History() as history:
        assert history.path == tmp_path / "mine" / "history.db"
