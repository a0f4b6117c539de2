"""What to train next: the risk with which most went wrong."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from trainer.numbers import counted
from trainer.sensitivity import Sensitivity, Trial, by_risk


@dataclass(frozen=True)
class Weakness:
    """A risk that was missed, or seen where it was not."""

    risk: str
    seen: Sensitivity

    def __str__(self) -> str:
        """`missing-timeout (1 of 3 found, 2 false alarms)`."""
        said = []
        if self.seen.risky:
            said.append(f"{self.seen.hits} of {self.seen.risky} found")
        if self.seen.alarms:
            said.append(counted(self.seen.alarms, "false alarm"))
        return f"{self.risk} ({', '.join(said)})"


def in_words(weakness: Weakness | None, false_alarms: int) -> str:
    """What went wrong, as a sentence; a false alarm need not stand where its risk could have been."""
    if weakness is not None:
        return f"Weakest: {weakness}."
    if false_alarms:
        return f"Nothing was missed; {counted(false_alarms, 'false alarm')} where nothing of the kind is at stake."
    return "Nothing went wrong."


def weakest(trials: Iterable[Trial]) -> Weakness | None:
    """Where the largest share went wrong, risky and fine places alike; None where nothing did."""
    wrong = [
        Weakness(risk, seen)
        for risk, seen in by_risk(trials).items()
        if seen.hits < seen.risky or seen.alarms
    ]
    return max(wrong, key=_share, default=None)


def _share(weakness: Weakness) -> float:
    """One of one says less than six of seven, so each share is as if one place more had been right."""
    seen = weakness.seen
    return (seen.risky - seen.hits) / (seen.risky + 1) + seen.alarms / (seen.fine + 1)
