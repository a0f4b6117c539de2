"""How well a learner tells risky from fine: sensitivity d', bias c, their certainty, and calibration; pure.

The formulas and the reasons for them are in docs/scoring.md.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

from trainer.scoring import CONFIDENCE, Confidence, Flag, Site, place

ENOUGH = 10
"""Trials of each kind from which d' says something; below it is '–'."""
ENOUGH_SAID = 20
"""Flags of one confidence from which the share that was right says something."""
BIASED = 0.5
"""|c| from which a learner leans to one side."""
BLIND = 0.5
"""d' under which a learner cannot tell risky from fine."""
_NORMAL = NormalDist()


@dataclass(frozen=True, order=True)
class Trial:
    """One inspected place that a learner looked at."""

    risk: str
    is_risky: bool
    is_flagged: bool


@dataclass(frozen=True)
class Sensitivity:
    """Counts of trials and what follows from them."""

    risky: int
    """Places that were risky (signal trials)."""
    hits: int
    """Of these, flagged."""
    fine: int
    """Places that were fine (noise trials)."""
    alarms: int
    """Of these, flagged."""

    @property
    def is_enough(self) -> bool:
        """There are enough trials of both kinds to show numbers."""
        return self.risky >= ENOUGH and self.fine >= ENOUGH

    @property
    def hit_rate(self) -> float | None:
        """Corrected share of risky places flagged, within (0, 1); None without trials."""
        a = self._share
        return (self.hits + a) / (self.risky + 2 * a) if self.risky else None

    @property
    def alarm_rate(self) -> float | None:
        """Corrected share of fine places flagged, within (0, 1); None without trials."""
        b = 1 - self._share
        return (self.alarms + b) / (self.fine + 2 * b) if self.fine else None

    @property
    def d_prime(self) -> float | None:
        """z(H) - z(F): 0 tells nothing apart, 2 is good; None without trials of both kinds."""
        zs = self._zs
        return zs[0] - zs[1] if zs else None

    @property
    def bias(self) -> float | None:
        """c = -(z(H) + z(F))/2: below 0 flags too readily, above 0 too rarely."""
        zs = self._zs
        return -(zs[0] + zs[1]) / 2 if zs else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Where the true d' lies with 95 %."""
        hit, alarm, d_prime = self.hit_rate, self.alarm_rate, self.d_prime
        if hit is None or alarm is None or d_prime is None:
            return None
        variance = sum(
            rate * (1 - rate) / ((n + 1) * _NORMAL.pdf(_NORMAL.inv_cdf(rate)) ** 2)
            for rate, n in ((hit, self.risky), (alarm, self.fine))
        )
        reach = _NORMAL.inv_cdf(0.975) * sqrt(variance)
        return d_prime - reach, d_prime + reach

    @property
    def words(self) -> tuple[str, ...]:
        """What the numbers mean; nothing below enough trials."""
        if not self.is_enough or self.bias is None or self.d_prime is None:
            return ()
        said = []
        if self.bias < -BIASED:
            said.append("cries wolf")
        if self.bias > BIASED:
            said.append("lets things through")
        if self.d_prime < BLIND:
            said.append("confuses it")
        return tuple(said)

    def __str__(self) -> str:
        """`1.5 (0.3 to 2.7)`, or `-` below enough trials."""
        if not self.is_enough or self.interval is None:
            return "-"
        low, high = self.interval
        return f"{self.d_prime:.1f} ({low:.1f} to {high:.1f})"

    @property
    def _share(self) -> float:
        # With the usual ½ for both, flagging nothing on unequal numbers would look like skill.
        return self.risky / (self.risky + self.fine) if self.risky + self.fine else 0.5

    @property
    def _zs(self) -> tuple[float, float] | None:
        hit, alarm = self.hit_rate, self.alarm_rate
        if hit is None or alarm is None:
            return None
        return _NORMAL.inv_cdf(hit), _NORMAL.inv_cdf(alarm)


@dataclass(frozen=True)
class Bin:
    """How often flags of one confidence were right."""

    confidence: Confidence
    said: int
    right: int

    @property
    def share(self) -> float | None:
        """Of them that was right; None below enough flags."""
        return self.right / self.said if self.said >= ENOUGH_SAID else None

    @property
    def word(self) -> str:
        """Over-confident, under-confident or ok (within 0.1 of what was said); empty if not enough."""
        if self.share is None:
            return ""
        over = CONFIDENCE[self.confidence] - self.share
        return "over-confident" if over > 0.1 else "under-confident" if over < -0.1 else "ok"


def trials(sites: Iterable[Site], flags: Iterable[Flag]) -> tuple[Trial, ...]:
    """One trial a site: was there a flag of its risk that points at it (place of at least 0.5)?

    A flag counts where it points best: at a risky site before a fine one, on the lines before beside
    them; otherwise a right flag would be a false alarm at the fine line below it.
    """
    sites = list(sites)
    flagged: set[int] = set()
    for flag in flags:
        near = [
            (_rank(flag, site), index)
            for index, site in enumerate(sites)
            if (flag.risk == site.risk or flag.risk in site.also) and place(flag.lines, site) >= 0.5
        ]
        if near:
            best = max(near)[0]
            flagged |= {index for rank, index in near if rank == best}
    return tuple(
        Trial(site.risk, site.is_risky, index in flagged) for index, site in enumerate(sites)
    )


def _rank(flag: Flag, site: Site) -> tuple[bool, bool]:
    is_on = any(flag.lines.meets(spot) for spot in (site.lines, *site.anchors))
    return site.is_risky, is_on


def sensitivity(trials: Iterable[Trial]) -> Sensitivity:
    """All these trials as one."""
    counts: dict[tuple[bool, bool], int] = defaultdict(int)
    for trial in trials:
        counts[trial.is_risky, trial.is_flagged] += 1
    hits, alarms = counts[True, True], counts[False, True]
    return Sensitivity(hits + counts[True, False], hits, alarms + counts[False, False], alarms)


def by_risk(trials: Iterable[Trial]) -> dict[str, Sensitivity]:
    """Risk -> its own sensitivity, sorted by name."""
    return _by((trial.risk, trial) for trial in trials)


def by_family(trials: Iterable[Trial], families: Mapping[str, str]) -> dict[str, Sensitivity]:
    """Family -> the sensitivity of all its risks; `families`: risk -> family."""
    return _by((families[trial.risk], trial) for trial in trials if trial.risk in families)


def pooled(
    trials: Iterable[Trial], families: Mapping[str, str]
) -> dict[str, tuple[str, Sensitivity]]:
    """Risk -> (whose number it is, number): its own from enough trials, else its family's.

    Where the family has not enough either, it is the risk's own, which shows as '–'.
    """
    trials = list(trials)
    own, whole = by_risk(trials), by_family(trials, families)
    shown = {}
    for risk, sensitivity in own.items():
        family = families.get(risk, "")
        pool = whole.get(family)
        use_pool = not sensitivity.is_enough and pool is not None and pool.is_enough
        shown[risk] = (family, pool) if use_pool and pool else (risk, sensitivity)
    return shown


def reliability(said: Collection[tuple[Confidence, bool]]) -> tuple[Bin, ...]:
    """For each confidence, from sure to guess, how many flags were right."""
    return tuple(
        Bin(
            confidence,
            sum(word == confidence for word, _ in said),
            sum(right for word, right in said if word == confidence),
        )
        for confidence in sorted(CONFIDENCE, key=lambda c: -CONFIDENCE[c])
    )


def _by(named: Iterable[tuple[str, Trial]]) -> dict[str, Sensitivity]:
    grouped: dict[str, list[Trial]] = defaultdict(list)
    for name, trial in named:
        grouped[name].append(trial)
    return {name: sensitivity(grouped[name]) for name in sorted(grouped)}
