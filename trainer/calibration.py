"""How well a learner knows what they know, in sentences."""

from __future__ import annotations

from collections.abc import Iterator

from trainer.numbers import percent, times
from trainer.progress import Progress
from trainer.scoring import brier
from trainer.sensitivity import ENOUGH_SAID, reliability


def calibration(progress: Progress) -> Iterator[str]:
    """A line for each word that a learner can say, then the whole."""
    for bin in reliability(progress.said):
        if bin.share is None:
            yield f"{bin.confidence:<6} said {times(bin.said)}; judged from {ENOUGH_SAID} times on"
        else:
            yield f"{bin.confidence:<6} said {times(bin.said)}, right {percent(bin.share)}: {bin.word}"
    if progress.clean:
        yield f"nothing wrong: you let {sum(progress.clean)} of {len(progress.clean)} pass"
    if (all_in_all := brier(progress.said)) is not None:
        yield f"Brier {all_in_all:.2f} (0 is best, 0.25 is no better than not knowing)"
