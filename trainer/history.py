"""What the learner did, as append-only events in SQLite; every grade and number is derived from them."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, get_args

Clock = Callable[[], datetime]
Kind = Literal[
    "started",
    "shown",
    "flagged",
    "edited",
    "removed",
    "undone",
    "hinted",
    "submitted",
    "judged",
    "regraded",
    "finished",
    "stopped",
    "interview-started",
    "interview-shown",
    "interview-drafted",
    "interview-answered",
    "interview-corrected",
    "interview-chose",
    "interview-finished",
    "interview-stopped",
]
"""Those of interviews have names of their own, so that what is told of practice leaves them out."""
Begun = Literal["started", "interview-started"]
ENDS: dict[Begun, tuple[Kind, ...]] = {
    "started": ("finished", "stopped"),
    "interview-started": ("interview-finished", "interview-stopped"),
}
"""What begins -> what ends it."""
VERSION = 1
"""Of the database's layout; a higher one belongs to a later program."""
APPLICATION = 0x63726974
"""Marks a SQLite file as ours ("crit")."""
SALVAGE = "critique export --salvage FILE saves what can be read"
PATIENCE = 10.0
"""Seconds to wait for another process that is writing."""

_LAYOUT = f"""
BEGIN IMMEDIATE;
CREATE TABLE IF NOT EXISTS events (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  session TEXT NOT NULL,
  at TEXT NOT NULL,
  kind TEXT NOT NULL,
  data TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS events_by_session ON events (session, id);
CREATE INDEX IF NOT EXISTS events_by_kind ON events (kind, id);
CREATE TRIGGER IF NOT EXISTS events_stay BEFORE UPDATE ON events
  BEGIN SELECT RAISE(ABORT, 'events are never changed'); END;
CREATE TRIGGER IF NOT EXISTS events_are_kept BEFORE DELETE ON events
  BEGIN SELECT RAISE(ABORT, 'events are never deleted'); END;
PRAGMA application_id = {APPLICATION};
PRAGMA user_version = {VERSION};
COMMIT;
"""


class HistoryError(Exception):
    """The history cannot be used; the text says why and what to do. Nothing in it was changed."""


@dataclass(frozen=True)
class Event:
    """Something that happened in a session; it never changes."""

    id: int
    session: str
    at: datetime
    """UTC."""
    kind: Kind
    data: Mapping[str, Any]


def now() -> datetime:
    return datetime.now(UTC)


def state_folder() -> Path:
    """Where the learner's data lives: $CRITIQUE_STATE, else the user's state directory."""
    if chosen := os.environ.get("CRITIQUE_STATE"):
        return Path(chosen).expanduser()
    from platformdirs import user_state_path

    return user_state_path("critique", appauthor=False)


class History:
    """The events of one learner; several processes may write at once.

    `History(path)` opens the database or makes it; as a context manager it closes itself.
    Raises HistoryError where the file is damaged, foreign, from a later program, or cannot be written.
    """

    def __init__(self, path: Path | None = None, *, clock: Clock = now) -> None:
        """`path` None: `history.db` in `state_folder()`. `clock` gives aware datetimes."""
        self.path = path or state_folder() / "history.db"
        self.clock = clock
        with self._explained():
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._database = sqlite3.connect(self.path, timeout=PATIENCE, isolation_level=None)
        try:
            with self._explained():
                self._open()
        except HistoryError:
            self.close()
            raise

    def _open(self) -> None:
        # Tables first: where another process makes the file just now, they come with the mark of ours.
        tables, ours, version = (
            self._database.execute(question).fetchone()[0]
            for question in (
                "SELECT count(*) FROM sqlite_master",
                "PRAGMA application_id",
                "PRAGMA user_version",
            )
        )
        if tables and ours != APPLICATION:
            raise HistoryError(
                f"{self.path} is a database of another program; "
                "set CRITIQUE_STATE to a folder of your own"
            )
        if version > VERSION:
            raise HistoryError(
                f"{self.path} was written by a later critique (layout {version}, "
                f"this one knows {VERSION}); upgrade critique, or set CRITIQUE_STATE to another folder; "
                f"{SALVAGE}"
            )
        self._database.execute("PRAGMA journal_mode = WAL")
        self._database.execute("PRAGMA synchronous = FULL")
        if version < VERSION:
            self._database.executescript(_LAYOUT)

    def __enter__(self) -> History:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        self._database.close()

    def append(self, session: str, kind: Kind, **data: Any) -> Event:
        """Writes an event; it is on disk when this returns. `data` is what JSON can hold."""
        assert kind in get_args(Kind)
        at = self.clock().astimezone(UTC)
        with self._explained():
            cursor = self._database.execute(
                "INSERT INTO events (session, at, kind, data) VALUES (?, ?, ?, ?)",
                (session, at.isoformat(), kind, json.dumps(data, ensure_ascii=False)),
            )
        return Event(cursor.lastrowid or 0, session, at, kind, data)

    def take(self, events: Iterable[Event]) -> None:
        """Writes events of another history, all of them or none, with the times that they carry.

        Their numbers are those of that history; a grade names the event that it is of by its new one.
        """
        numbers: dict[int, int | None] = {}
        with self._explained():
            self._database.execute("BEGIN IMMEDIATE")
            try:
                for one in events:
                    data = one.data
                    if one.kind == "regraded":
                        if data["event"] not in numbers:
                            continue
                        data = {**data, "event": numbers[data["event"]]}
                    told = json.dumps(data, ensure_ascii=False)
                    cursor = self._database.execute(
                        "INSERT INTO events (session, at, kind, data) VALUES (?, ?, ?, ?)",
                        (one.session, one.at.isoformat(), one.kind, told),
                    )
                    numbers[one.id] = cursor.lastrowid
            except sqlite3.Error:
                self._database.execute("ROLLBACK")
                raise
            self._database.execute("COMMIT")

    def graded(self, *kinds: Kind) -> list[Event]:
        """Events of these kinds, each submitted snippet with what it is worth by the latest answer key."""
        newest = {event.data["event"]: event.data["grades"] for event in self.events("regraded")}
        return [
            replace(event, data={**event.data, **newest[event.id]}) if event.id in newest else event
            for event in self.events(*kinds)
        ]

    def events(self, *kinds: Kind, session: str | None = None) -> list[Event]:
        """In the order in which they happened; of these kinds and this session, or all."""
        marks = ", ".join("?" * len(kinds))
        clauses = [f"kind IN ({marks})"] * bool(kinds) + ["session = ?"] * (session is not None)
        where = f"WHERE {' AND '.join(clauses)}" if clauses else ""
        with self._explained():
            rows = self._database.execute(
                f"SELECT id, session, at, kind, data FROM events {where} ORDER BY id",
                (*kinds, *([session] if session is not None else ())),
            ).fetchall()
            return [
                Event(id, of, datetime.fromisoformat(at), kind, json.loads(data))
                for id, of, at, kind, data in rows
            ]

    def unfinished(self, begun: Begun = "started") -> str | None:
        """The session (or interview) to resume: the latest, if it was neither finished nor stopped."""
        started = self.events(begun)
        if not started:
            return None
        latest = started[-1].session
        return None if self.events(*ENDS[begun], session=latest) else latest

    def seen(self) -> dict[str, datetime]:
        """Card id -> when it was last shown."""
        with self._explained():
            rows = self._database.execute(
                "SELECT json_extract(data, '$.card'), max(at) FROM events "
                "WHERE kind = 'shown' GROUP BY 1"
            ).fetchall()
            return {card: datetime.fromisoformat(at) for card, at in rows}

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """Turns what SQLite and the file system say into one sentence with a way out."""
        try:
            yield
        except sqlite3.OperationalError as error:
            raise HistoryError(
                f"{self.path} cannot be used ({error}); "
                "see that the folder can be written, or set CRITIQUE_STATE to another one"
            ) from error
        except OSError as error:
            raise HistoryError(
                f"{self.path} cannot be made ({error.strerror}); "
                "see that the folder can be written, or set CRITIQUE_STATE to another one"
            ) from error
        except (sqlite3.DatabaseError, ValueError) as error:
            raise HistoryError(
                f"{self.path} is damaged or no history ({error}); it was left as it is: {SALVAGE}; "
                "then move it away to start afresh, or set CRITIQUE_STATE to another folder"
            ) from error
