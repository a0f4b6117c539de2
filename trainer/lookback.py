"""What was played before: every attempt with its debrief by the answers of today, and an interview that was left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from trainer.card import Snippet
from trainer.debrief import Debrief, debrief
from trainer.deck import DeckError, reopen
from trainer.history import Event, History
from trainer.modes import named
from trainer.table import Table, flags_of


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """A snippet that was submitted."""

    event: int
    """Its number in the history."""
    session: str
    at: datetime
    mode: str
    deck: str
    """A folder; empty for the shipped deck."""
    card: str
    surface: str
    score: float
    was: float | None
    """The score before it was graded again by newer answers; None where it was not."""
    data: dict[str, Any]
    hints: tuple[int, ...] = ()
    """The answers that hints gave away."""


def attempts(history: History) -> list[Attempt]:
    """The latest first; none of a session that stands open and says nothing before its end."""
    begun = {event.session: event.data for event in history.events("started")}
    left = history.unfinished()
    if left is not None and (mode := named(begun[left]["mode"])) and not mode.has_feedback:
        del begun[left]
    hinted = hinted_answers(history)
    first = {event.id: event.data["score"] for event in history.events("submitted")}
    return [
        _attempt(
            event,
            begun[event.session],
            first[event.id],
            hinted.get((event.session, event.data["card"], event.data.get("variant", "")), ()),
        )
        for event in reversed(history.graded("submitted"))
        if event.session in begun
    ]


def _attempt(event: Event, begun: Any, first: float, hints: Sequence[int]) -> Attempt:
    return Attempt(
        event=event.id,
        session=event.session,
        at=event.at,
        mode=begun["mode"],
        deck=begun["deck"],
        card=event.data["card"],
        surface=event.data["surface"],
        score=event.data["score"],
        was=first if first != event.data["score"] else None,
        data=dict(event.data),
        hints=tuple(hints),
    )


def hinted_answers(history: History) -> dict[tuple[str, str, str], list[int]]:
    """(session, card, version) -> the answers that hints gave away there."""
    on_table: dict[str, tuple[str, str]] = {}
    found: dict[tuple[str, str, str], list[int]] = {}
    for event in history.events("shown", "hinted"):
        if event.kind == "shown":
            on_table[event.session] = (event.data["card"], event.data["variant"])
        elif event.data["answer"] is not None and event.session in on_table:
            key = (event.session, *on_table[event.session])
            found.setdefault(key, []).append(event.data["answer"])
    return found


def debrief_of(attempt: Attempt) -> Debrief | None:
    """What there is to say of an attempt; None where the card is gone or its code has changed."""
    try:
        deck = reopen(attempt.deck)
        snippet = Snippet(deck.card(attempt.card), attempt.data["variant"])
    except (DeckError, KeyError):
        return None
    if snippet.hash != attempt.data["hash"]:
        return None
    flags = flags_of(attempt.data["flags"])
    table = Table(snippet, flags).with_hints(
        attempt.hints, was_hinted=attempt.data.get("was_hinted", False)
    )
    return debrief(snippet, flags, table.result())


def interview_left(history: History) -> str:
    """Where an interview that was begun and left goes on: `question 2 of 4`; empty where there is none."""
    id = history.unfinished("interview-started")
    if id is None or not history.events("interview-drafted", "interview-answered", session=id):
        return ""
    (begun,) = history.events("interview-started", session=id)
    shown = history.events("interview-shown", session=id)
    return f"question {shown[-1].data['number']} of {len(begun.data['plan'])}"
