"""Finds, reads and writes cards: a deck is a folder `<surface>/<card>/` of data, read when needed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from trainer.card import Card


class DeckError(Exception):
    """A deck or card cannot be read; the text says in which file and line, and what to do."""


class Deck:
    """The cards of one folder; each is read when it is first asked for."""

    path: Path
    name: str

    def __len__(self) -> int:
        raise NotImplementedError

    def ids(self, *, surface: str | None = None, risk: str | None = None) -> list[str]:
        """The ids of the cards of this surface that name this risk, sorted."""
        raise NotImplementedError

    def card(self, id: str) -> Card:
        """KeyError for an unknown id; DeckError for a card that is not right."""
        raise NotImplementedError

    def __iter__(self) -> Iterator[Card]:
        raise NotImplementedError


def load(path: str | Path) -> Deck:
    """The deck in this folder; only the names of the cards are read now."""
    raise NotImplementedError


def shipped() -> Deck:
    """The deck that came with the program."""
    raise NotImplementedError
