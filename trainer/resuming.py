"""Starts or resumes a session of whatever kind its mode is."""

from __future__ import annotations

from collections.abc import Collection

from trainer.deck import Deck
from trainer.history import History
from trainer.modes import modes, named
from trainer.pairs import PairSession
from trainer.session import Session

AnySession = Session | PairSession


def start(
    deck: Deck,
    *,
    history: History | None = None,
    mode: str | None = None,
    count: int | None = None,
    seed: int | None = None,
    risks: Collection[str] = (),
    surface: str | None = None,
) -> AnySession:
    """A new session; arguments and errors are those of `Session.start`."""
    kind = PairSession if mode and modes()[mode].play == "pairs" else Session
    return kind.start(
        deck, history=history, mode=mode, count=count, seed=seed, risks=risks, surface=surface
    )


def resume(history: History) -> AnySession | None:
    """The last session that was not finished, as it stood; None if there is none or its cards are gone."""
    id = history.unfinished()
    if id is None:
        return None
    mode = named(history.events("started", session=id)[0].data["mode"])
    if mode is None:
        return None
    return (PairSession if mode.play == "pairs" else Session).resume(history)
