"""Two versions of one snippet side by side: which of them is safe, and what is wrong with the other?"""

from __future__ import annotations

from collections.abc import Sequence

from trainer.card import Snippet
from trainer.choice import pairs
from trainer.modes import Mode, Wish


def plan(wish: Wish) -> Sequence[Snippet]:
    """Of each pair, the version that stands first."""
    return pairs(wish)


MODE = Mode(
    id="twins",
    place=6,
    key="t",
    title="Twins",
    about="which of the two is safe, and why",
    count=8,
    plan=plan,
    play="pairs",
    has_hints=False,
)
