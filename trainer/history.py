"""What the learner did, as append-only events in SQLite; every grade and number is derived from them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path


class HistoryError(Exception):
    """The history cannot be used; the text says why and what to do. Nothing was lost or changed."""


Clock = Callable[[], datetime]


def now() -> datetime:
    return datetime.now(UTC)


class History:
    """The events of one learner.

    `History(path)` opens or makes the database; a context manager closes it.
    """

    def __init__(self, path: Path | None = None, *, clock: Clock = now) -> None:
        """`path` None: `history.db` in the state directory ($CRITIQUE_STATE, else XDG_STATE_HOME/critique)."""
        raise NotImplementedError
