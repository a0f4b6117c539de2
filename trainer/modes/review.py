"""A change shown as a diff: approve it or block it, and name what it would do in production."""

from __future__ import annotations

from trainer.choice import pairs
from trainer.modes import Mode

MODE = Mode(
    id="review",
    place=7,
    key="d",
    title="Review",
    about="approve or block a change, shown as a diff",
    count=8,
    plan=pairs,  # of each pair, the version that the change leads to
    play="pairs",
    has_hints=False,
)
