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
