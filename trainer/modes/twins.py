"""Two versions of one snippet side by side: which of them is safe, and what is wrong with the other?"""

from __future__ import annotations

from trainer.choice import pairs
from trainer.modes import Mode

MODE = Mode(
    id="twins",
    place=6,
    key="t",
    title="Twins",
    about="which of the two is safe, and why",
    count=8,
    plan=pairs,  # of each pair, the version that stands first
    play="pairs",
    has_hints=False,
)
