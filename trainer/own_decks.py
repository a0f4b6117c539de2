"""The decks that somebody can train on: the shipped one, the one that lies here, those of earlier sessions."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from trainer.deck import Deck, DeckError, load, shipped
from trainer.history import History, HistoryError


def known_decks(history: History | None, *also: Path) -> list[Deck]:
    """The shipped one first, then `also`, then the latest played; no empty one, and none that is gone."""
    found = {"": shipped()}
    for path in (*also, *_played(history)):
        try:
            deck = load(path)
        except (DeckError, OSError):
            continue
        if len(deck):
            found.setdefault(deck.kept, deck)
    return list(found.values())


def _played(history: History | None) -> Iterable[Path]:
    try:
        begun = history.events("started") if history else []
    except HistoryError:  # home says what is wrong with it
        return []
    return [Path(kept) for kept in dict.fromkeys(e.data["deck"] for e in reversed(begun)) if kept]
