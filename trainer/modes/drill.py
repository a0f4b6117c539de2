"""One risk, one family or one surface, again and again."""

from __future__ import annotations

from collections.abc import Sequence

from trainer.card import Snippet
from trainer.choice import chosen
from trainer.modes import Mode, Wish


def plan(wish: Wish) -> Sequence[Snippet]:
    return chosen(wish, gentle=wish.is_first)


MODE = Mode(
    id="drill",
    place=2,
    key="p",
    title="Drill",
    about="one risk, one family or one surface",
    count=8,
    plan=plan,
    is_rated=True,
    is_scheduled=True,
    # Who knows which risk to look for finds it more easily; finding it not says the more.
    win_weight=0.2,
    loss_weight=0.7,
)
