"""Twenty snippets, no word on any of them until the end, then a report."""

from __future__ import annotations

from collections.abc import Sequence

from trainer.card import Snippet
from trainer.choice import chosen
from trainer.modes import Mode, Wish

CLEAN = 0.5
"""Share with nothing wrong: nearer to what a reviewer meets than a lesson is, and nobody says which."""


def plan(wish: Wish) -> Sequence[Snippet]:
    return chosen(wish, clean=CLEAN)


MODE = Mode(
    id="exam",
    place=5,
    key="x",
    title="Exam",
    about="20 snippets, no feedback until the end, then a report",
    count=20,
    plan=plan,
    clean=CLEAN,
    has_feedback=False,
    has_hints=False,
    is_rated=True,
)
