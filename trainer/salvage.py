"""What can still be read of a history that is damaged, or that a later program wrote; the file stays as it is."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from trainer.carving import Row, carved
from trainer.exchange import HEAD, ExchangeError, event_of
from trainer.history import HistoryError

_COLUMNS = "id, session, at, kind, data"
DAMAGE = (sqlite3.Error, UnicodeDecodeError)
"""A name in a damaged schema may be no text."""
MOST = 1_000_000
"""Events that are looked for one by one where a part of the file cannot be gone through."""


@dataclass(frozen=True)
class Salvaged:
    """Lines as `critique import` takes them."""

    lines: tuple[str, ...]
    lost: int
    """Events of which it is known that they were there."""

    @property
    def events(self) -> int:
        return len(self.lines) - 1


def salvage(path: Path) -> Salvaged:
    """Reads a copy. Raises HistoryError where nothing can be read."""
    with TemporaryDirectory() as folder:
        copy = Path(folder) / "history.db"
        try:
            for suffix in ("", "-wal"):
                if (file := path.with_name(path.name + suffix)).exists():
                    shutil.copyfile(file, copy.with_name(copy.name + suffix))
            rows = sorted(_all_rows(copy))
        except OSError as error:
            raise HistoryError(f"nothing of {path} can be read ({error})") from error
    kept = [line for row in rows if (line := _line(row))]
    if not kept:
        raise HistoryError(f"no event of {path} can be read")
    return Salvaged((json.dumps(HEAD), *kept), max(0, rows[-1][0] - len(kept)))


def _all_rows(path: Path) -> set[Row]:
    """What SQLite gives, and what the pages hold beside that."""
    raw = path.read_bytes()  # before SQLite moves its log into the file
    rows: dict[int, Row] = {}
    with suppress(*DAMAGE):
        for row in _rows(path):
            rows[row[0]] = row
    return {*({row[0]: row for row in carved(raw)} | rows).values()}


def _rows(path: Path) -> Iterator[Row]:
    """From both ends as far as it goes, then one by one what lies between."""
    database = sqlite3.connect(path)
    database.text_factory = lambda raw: raw.decode("utf-8", "replace")
    try:
        database.execute("SELECT count(*) FROM sqlite_master").fetchone()
        seen: set[int] = set()
        reached = {"ASC": 0, "DESC": 0}
        for order in reached:
            rows = database.execute(f"SELECT {_COLUMNS} FROM events ORDER BY id {order}")
            try:
                for row in rows:
                    if row[0] in seen:
                        break
                    seen.add(row[0])
                    reached[order] = row[0]
                    yield row
                else:
                    if order == "ASC":
                        return
            except DAMAGE:
                continue
        last = reached["DESC"] or _count(database) + 1
        for number in range(reached["ASC"] + 1, min(last, reached["ASC"] + MOST)):
            yield from _one(database, number)
    finally:
        database.close()


def _count(database: sqlite3.Connection) -> int:
    """How many events were ever written, if that can be read."""
    try:
        return int(database.execute("SELECT seq FROM sqlite_sequence").fetchone()[0])
    except (sqlite3.Error, TypeError, ValueError):
        return 0


def _one(database: sqlite3.Connection, number: int) -> Iterator[Row]:
    try:
        yield from database.execute(f"SELECT {_COLUMNS} FROM events WHERE id = ?", (number,))
    except DAMAGE:
        return


def _line(row: Row) -> str:
    """As it is exported; empty for what this program would not take in again."""
    id, session, at, kind, data = row
    try:
        read: dict[str, Any] = {
            "session": session,
            "at": at,
            "kind": kind,
            "id": id,
            "data": json.loads(data),
        }
        event_of(read, id)
    except (ExchangeError, ValueError, TypeError, RecursionError):
        return ""
    return json.dumps(read, ensure_ascii=False)
