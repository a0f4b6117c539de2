"""As many snippets as five minutes hold; the third false alarm ends it."""

from __future__ import annotations

from collections.abc import Sequence

from trainer.card import Snippet
from trainer.choice import chosen
from trainer.modes import Mode, Wish

SHORT = 2
"""Difficulty up to which a snippet comes first: a sprint begins on what is quickly read."""


def plan(wish: Wish) -> Sequence[Snippet]:
    return sorted(chosen(wish), key=lambda snippet: max(SHORT, snippet.card.difficulty))


MODE = Mode(
    id="sprint",
    place=4,
    key="s",
    title="Sprint",
    about="5 minutes, 3 false alarms and out",
    count=40,
    plan=plan,
    has_feedback=False,
    has_hints=False,
    seconds=300,
    lives=3,
)
