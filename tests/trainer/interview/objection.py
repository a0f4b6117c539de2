"""Whether an answer finds fault with the code, by all that the grammar hears of it."""

from __future__ import annotations

from trainer.interview.polarity import fails
from trainer.interview.stance import rejects
from trainer.interview.wishes import demands


def objects(answer: str) -> bool:
    """It says no, asks for something, or says that something fails."""
    return rejects(answer) or demands(answer) or fails(answer)
