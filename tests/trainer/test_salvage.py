"""What can still be read of a history that cannot be used."""

from __future__ import annotations

import json
import os
import sqlite3
from contextlib import suppress
from pathlib import Path
from random import Random

import pytest

from tests.trainer.conftest import Clock
from trainer.carving import carved
from trainer.exchange import take_in
from trainer.history import Event, History, HistoryError, now
from trainer.salvage import salvage


@pytest.fixture
def long(tmp_path: Path) -> Path:
    """Of 600 events in 60 sessions, closed."""
    path = tmp_path / "long" / "history.db"
    begun = {"plan": [], "mode": "daily", "seed": 1, "deck": ""}
    with History(path) as history:
        history.take(
            Event(0, str(session), now(), kind, data)
            for session in range(60)
            for kind, data in [
                ("started", begun),
                *[("flagged", {"text": "x" * 100, "number": number}) for number in range(8)],
                ("finished", {}),
            ]
        )
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


@pytest.mark.parametrize("page", [0, 1, 2, 3])
def test_where_the_tree_leads_nowhere_the_pages_are_read(long: Path, page: int) -> None:
    """The first pages say where the others are; the third is the root of the events."""
    raw = bytearray(long.read_bytes())
    raw[page * 4096 : (page + 1) * 4096] = os.urandom(4096)
    long.write_bytes(raw)
    assert salvage(long).events >= 550


def test_an_event_that_fills_several_pages_is_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "history.db"
    text = "x" * 30_000
    with History(path) as history:
        history.append("one", "interview-answered", text=text)
        history.append("two", "interview-answered", text="short")
    assert [json.loads(row[4])["text"] for row in carved(path.read_bytes())] == [text, "short"]


@pytest.mark.parametrize("seed", range(20))
def test_no_damage_ends_in_a_traceback(long: Path, seed: int) -> None:
    random = Random(seed)
    raw = bytearray(long.read_bytes())
    for _ in range(random.choice((1, 20, 2000))):
        at = random.randrange(len(raw))
        raw[at : at + 50] = random.randbytes(min(50, len(raw) - at))
    long.write_bytes(raw)
    with suppress(HistoryError):
        assert salvage(long).events
    with suppress(HistoryError), History(long) as history:
        history.events()


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
