"""How well a learner knows what they know, in sentences."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Protocol

from trainer.numbers import percent, times
from trainer.scoring import Confidence, brier
from trainer.sensitivity import ENOUGH_SAID, reliability


class Said(Protocol):
    """What a learner was how sure of: a progress, or a report."""

    @property
    def said(self) -> Collection[tuple[Confidence, bool]]:
        """(confidence, was right) of every flag that counted."""

    @property
    def clean_passed(self) -> tuple[int, int]:
        """Snippets with nothing wrong, and how many of them were let pass."""


def calibration(seen: Said) -> Iterator[str]:
    """A line for each word that a learner can say, then the whole."""
    for bin in reliability(seen.said):
        if bin.share is None:
            yield f"{bin.confidence:<6} said {times(bin.said)}; judged from {ENOUGH_SAID} times on"
        else:
            yield f"{bin.confidence:<6} said {times(bin.said)}, right {percent(bin.share)}: {bin.word}"
    clean, passed = seen.clean_passed
    if clean:
        yield f"nothing wrong: you let {passed} of {clean} pass"
    if (all_in_all := brier(seen.said)) is not None:
        yield f"Brier {all_in_all:.2f} (0 is best, 0.25 is no better than not knowing)"
