"""Grades again what was submitted, by the answers of today.

The flags and the snippet's hash are the record. Where a card's answers have changed since and its code
has not, the flags are scored anew; the old grades stay in the history, and the new ones come after them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from trainer.card import Snippet
from trainer.deck import Deck, DeckError, reopen
from trainer.history import Event, History
from trainer.lookback import hinted_answers
from trainer.progress import submitted
from trainer.scoring import Flag
from trainer.table import Table, flags_of


@dataclass(frozen=True, kw_only=True)
class Regraded:
    """A snippet whose grade has changed."""

    event: Event
    before: float
    after: float


def regrade(history: History) -> list[Regraded]:
    """Writes new grades where today's answers give others; what cannot be graded again stays as it is."""
    decks = {e.session: e.data["deck"] for e in history.events("started") if "deck" in e.data}
    hinted = hinted_answers(history)
    loaded: dict[str, Deck | None] = {}
    changed = []
    for event in history.graded("submitted"):
        path = decks.get(event.session)
        if path is None:
            continue
        if path not in loaded:
            loaded[path] = _deck(path)
        snippet = _snippet(loaded[path], event)
        if snippet is None:
            continue
        indices = hinted.get((event.session, event.data["card"], event.data["variant"]), [])
        grades = _grades(snippet, flags_of(event.data["flags"]), event, indices)
        if any(event.data.get(name) != value for name, value in grades.items()):
            history.append(event.session, "regraded", event=event.id, grades=grades)
            if grades["score"] != event.data["score"]:
                changed.append(
                    Regraded(event=event, before=event.data["score"], after=grades["score"])
                )
    return changed


def _grades(
    snippet: Snippet, flags: tuple[Flag, ...], event: Event, indices: list[int]
) -> dict[str, Any]:
    was_hinted = event.data["was_hinted"]
    result = Table(snippet, flags).with_hints(indices, was_hinted=was_hinted).result()
    made = submitted(snippet, flags, result, was_hinted=was_hinted)
    # As JSON gives them back, so that what has not changed is equal.
    return {name: _plain(value) for name, value in made.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value


def _deck(path: str) -> Deck | None:
    try:
        return reopen(path)
    except DeckError:
        return None


def _snippet(deck: Deck | None, event: Event) -> Snippet | None:
    """The snippet that was played, if its code is still the same."""
    if deck is None or event.data["card"] not in deck:
        return None
    try:
        snippet = Snippet(deck.card(event.data["card"]), event.data["variant"])
    except DeckError:
        return None
    return snippet if snippet.hash == event.data["hash"] else None
