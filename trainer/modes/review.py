"""A change shown as a diff: approve it or block it, and name what it would do in production."""

from __future__ import annotations

from collections.abc import Sequence

from trainer.card import Snippet
from trainer.choice import pairs
from trainer.modes import Mode, Wish


def plan(wish: Wish) -> Sequence[Snippet]:
    """Of each pair, the version that the change leads to."""
    return pairs(wish)


MODE = Mode(
    id="review",
    place=7,
    key="d",
    title="Review",
    about="approve or block a change, shown as a diff",
    count=8,
    plan=plan,
    play="pairs",
    has_hints=False,
)
