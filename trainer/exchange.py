"""A learner's history as a file of lines of JSON: to keep it, to move it to another machine, to read it.

The first line says what the file is; each further line is an event. Taking a file in twice does nothing
the second time: a session that is there already is left alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, get_args

from trainer.history import Event, History, Kind

HEAD = {"critique": "history", "version": 1}
LARGEST_LINE = 1_000_000
"""Characters; an event is a few hundred."""

ENDS = {"finished", "stopped", "interview-finished", "interview-stopped"}
"""Kinds of events after which a session is over."""


class ExchangeError(Exception):
    """A file that holds no history; the text says in which line why. Nothing was taken in."""


@dataclass(frozen=True)
class Taken:
    """What came of taking in a file."""

    sessions: int
    known: int
    """Sessions that were there already."""


def exported(history: History) -> Iterator[str]:
    """Lines without their ends."""
    yield json.dumps(HEAD)
    for event in history.events():
        yield json.dumps(
            {
                "session": event.session,
                "at": event.at.isoformat(),
                "kind": event.kind,
                "id": event.id,
                "data": event.data,
            },
            ensure_ascii=False,
        )


def take_in(history: History, lines: Iterable[str]) -> Taken:
    """Adds the sessions of a file that this history does not have; all of them, or none on an error.

    One that was left open elsewhere counts as stopped, so that it does not take the place of the one
    that is open here.
    """
    sessions: dict[str, list[Event]] = {}
    for event in _events(lines):
        sessions.setdefault(event.session, []).append(event)
    here = {event.session for event in history.events()}
    fresh = {id: told for id, told in sessions.items() if id not in here}
    for id, told in fresh.items():
        if not any(event.kind in ENDS for event in told):
            is_interview = told[0].kind.startswith("interview-")
            end: Kind = "interview-stopped" if is_interview else "stopped"
            told.append(Event(0, id, told[-1].at, end, {}))
    history.take([event for told in fresh.values() for event in told])
    return Taken(len(fresh), len(sessions) - len(fresh))


def _events(lines: Iterable[str]) -> Iterator[Event]:
    number = 0
    for number, line in enumerate(lines, 1):
        if len(line) > LARGEST_LINE:
            raise ExchangeError(f"line {number} is longer than any event")
        try:
            read = json.loads(line)
        except (ValueError, RecursionError):
            raise ExchangeError(f"line {number} is no JSON") from None
        if number == 1:
            if read != HEAD:
                raise ExchangeError("line 1 does not say that this is a history of critique")
        else:
            yield event_of(read, number)
    if number == 0:
        raise ExchangeError("it is empty")


NUMBER, LIST = (int, float), list
SHAPES: dict[str, dict[str, type | tuple[type, ...]]] = {
    "started": {"deck": str, "mode": str, "seed": int, "plan": LIST},
    "shown": {"number": int, "card": str, "variant": str, "hash": str},
    "submitted": {
        "card": str,
        "variant": str,
        "hash": str,
        "surface": str,
        "item": NUMBER,
        "was_hinted": bool,
        "flags": LIST,
        "is_clean": bool,
        "score": NUMBER,
        "points": NUMBER,
        "false_alarms": int,
        "found": LIST,
        "trials": LIST,
        "said": LIST,
        "confused": LIST,
    },
    "judged": {"says_safe": bool, "score": NUMBER},
    "regraded": {"event": int, "grades": dict},
}
"""What the numbers are derived from; the rest of an event is only ever shown."""
ROWS: dict[str, tuple[tuple[type, ...], ...]] = {
    "plan": ((str,), (str,)),
    "flags": ((int,), (int,), (str,), (str,)),
    "found": ((str,), (int, float), (str, type(None)), (bool,)),
    "trials": ((str,), (bool,), (bool,)),
    "said": ((str,), (bool,)),
    "confused": ((str,), (str,)),
}


def _wrong(kind: str, data: dict[str, Any]) -> str:
    """The first entry that is not of the kind that this event has; empty where all are."""
    for name, shape in SHAPES.get(kind, {}).items():
        if not isinstance(data.get(name), shape):
            return name
        rows = data[name] if name in ROWS else []
        if not all(_fits(row, ROWS[name]) for row in rows):
            return name
    return _wrong("submitted", data["grades"]) if kind == "regraded" else ""


def _fits(row: Any, shape: tuple[tuple[type, ...], ...]) -> bool:
    return (
        isinstance(row, list)
        and len(row) == len(shape)
        and all(isinstance(value, types) for value, types in zip(row, shape, strict=True))
    )


def event_of(read: Any, number: int) -> Event:
    """What a line says; raises ExchangeError where that would break the numbers."""
    try:
        at = datetime.fromisoformat(read["at"])
        session, kind, data = read["session"], read["kind"], read["data"]
        id = int(read.get("id", 0))
    except (TypeError, KeyError, ValueError):
        raise ExchangeError(f"line {number} is no event") from None
    if at.tzinfo is None or not isinstance(session, str) or not isinstance(data, dict):
        raise ExchangeError(f"line {number} is no event")
    if wrong := _wrong(kind, data):
        raise ExchangeError(f"line {number}: '{wrong}' is missing or is not what it should be")
    if kind not in get_args(Kind):
        raise ExchangeError(
            f"line {number} has an event that this critique does not know; upgrade critique"
        )
    return Event(id, session, at.astimezone(UTC), kind, data)
