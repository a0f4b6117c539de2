"""One number for skill: Glicko-2 (Glickman 2012), each snippet a game against its difficulty.

The formulas are those of http://www.glicko.net/glicko/glicko2.pdf, with a game a period; the settings
and the reasons for them are in docs/scoring.md. Ratings are on the usual scale: 1500 is where all begin.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from math import exp, log, pi, sqrt

from trainer.card import Snippet
from trainer.history import Event, History
from trainer.modes import named

START, START_RD, START_VOLATILITY = 1500.0, 350.0, 0.06
SMALLEST_RD = 45.0
TAU = 0.75
LONGEST_STEP = 700.0
"""Points that one snippet may move a rating by."""
ITEM_RD = 100.0
"""How uncertain a snippet's own rating is: it is guessed from what can be counted in it."""
PROVISIONAL = 110.0
"""RD from which on a rating is shown with a question mark."""
FORGOTTEN = (PROVISIONAL**2 - 60.0**2) / 365
"""What a day without a snippet adds to the square of RD: from 60 to provisional in a year."""
_SCALE = 173.7178


@dataclass(frozen=True)
class Rating:
    """A learner's skill, and how sure that is."""

    value: float = START
    rd: float = START_RD
    """Standard deviation."""
    volatility: float = START_VOLATILITY
    games: int = 0
    at: datetime | None = None
    """When it was last moved."""

    @property
    def is_provisional(self) -> bool:
        return self.rd >= PROVISIONAL

    def __str__(self) -> str:
        """`1612 ±66`, with a question mark while it is provisional, `-` before the first snippet."""
        if not self.games:
            return "-"
        return f"{self.value:.0f} ±{self.rd:.0f}{'?' if self.is_provisional else ''}"

    def expected(self, item: float) -> float:
        """The score to expect on a snippet of this rating, 0 to 1."""
        g = _g(sqrt(self.rd**2 + ITEM_RD**2) / _SCALE)
        return 1 / (1 + exp(-g * (self.value - item) / _SCALE))


@dataclass(frozen=True)
class Ratings:
    """One rating over everything, and one a surface."""

    overall: Rating
    surfaces: dict[str, Rating]
    course: tuple[tuple[datetime, float], ...] = ()
    """The overall rating after each snippet that moved it."""


def ratings(history: History) -> Ratings:
    """From every snippet seen for the first time in a rated mode and without a hint."""
    return rated(history.graded("started", "submitted"))


def rated(events: Iterable[Event]) -> Ratings:
    """The same from events that started sessions and submitted snippets."""
    overall, surfaces = Rating(), dict[str, Rating]()
    course: list[tuple[datetime, float]] = []
    modes: dict[str, str] = {}
    seen: set[str] = set()
    for event in sorted(
        events, key=lambda event: event.at
    ):  # a history that was taken in may be older
        if event.kind == "started":
            modes[event.session] = event.data["mode"]
            continue
        data = event.data
        mode = named(modes.get(event.session, ""))
        is_first = data["card"] not in seen
        seen.add(data["card"])
        if mode is None or not mode.is_rated or not is_first or data["was_hinted"]:
            continue
        weight = mode.weight(data["score"])
        overall = played(overall, data["item"], data["score"], at=event.at, weight=weight)
        one = surfaces.get(data["surface"], Rating())
        surfaces[data["surface"]] = played(
            one, data["item"], data["score"], at=event.at, weight=weight
        )
        course.append((event.at, overall.value))
    return Ratings(overall, surfaces, tuple(course))


def of_level(difficulty: int) -> float:
    """What a card of this difficulty (1 to 5) is rated before one looks closer."""
    return START + 110 * (difficulty - 2.5)


def item(snippet: Snippet) -> float:
    """A snippet's own rating, guessed from its difficulty, what is to be found and what tempts in it."""
    expected = sum(answer.weight > 0 for answer in snippet.answers)
    guessed = (
        of_level(snippet.card.difficulty)
        + 40 * max(0, expected - 2)
        + 20 * (len(snippet.cleared) - 3)
        + 3 * (len(snippet.lines) - 25)
    )
    return float(min(2200, max(900, round(guessed))))


def rested(rating: Rating, at: datetime) -> Rating:
    """The rating at this time: less sure, the longer nothing was played."""
    if rating.at is None or at <= rating.at:
        return rating
    days = (at - rating.at).total_seconds() / 86_400
    rd = min(START_RD, sqrt(rating.rd**2 + FORGOTTEN * days))
    return Rating(rating.value, rd, rating.volatility, rating.games, rating.at)


def played(
    rating: Rating, opponent: float, score: float, *, at: datetime, weight: float = 1.0
) -> Rating:
    """After one snippet rated `opponent`; `score` 0 to 1, `weight` the share of the move that counts."""
    before = rested(rating, at)
    after = updated(before, [(opponent, ITEM_RD, score)])
    step = max(-LONGEST_STEP, min(LONGEST_STEP, after.value - before.value))
    return Rating(
        value=before.value + weight * step,
        rd=max(SMALLEST_RD, before.rd + weight * (after.rd - before.rd)),
        volatility=min(0.1, before.volatility + weight * (after.volatility - before.volatility)),
        games=before.games + 1,
        at=at,
    )


def updated(rating: Rating, games: list[tuple[float, float, float]]) -> Rating:
    """A rating period of Glicko-2: (opponent's rating, its RD, score 0 to 1) of each game."""
    mu, phi, sigma = (rating.value - START) / _SCALE, rating.rd / _SCALE, rating.volatility
    against = [((value - START) / _SCALE, _g(rd / _SCALE), score) for value, rd, score in games]
    wins = [(g, 1 / (1 + exp(-g * (mu - mu_j))), score) for mu_j, g, score in against]
    v = 1 / sum(g**2 * chance * (1 - chance) for g, chance, _ in wins)
    gained = sum(g * (score - chance) for g, chance, score in wins)
    sigma = _volatility(phi, sigma, v, v * gained)
    spread = sqrt(phi**2 + sigma**2)
    phi = 1 / sqrt(1 / spread**2 + 1 / v)
    mu += phi**2 * gained
    return Rating(START + _SCALE * mu, _SCALE * phi, sigma, rating.games + len(games), rating.at)


def _g(phi: float) -> float:
    return 1 / sqrt(1 + 3 * phi**2 / pi**2)


def _volatility(phi: float, sigma: float, v: float, delta: float) -> float:
    """Step 5 of the paper: the root of f by the Illinois algorithm."""
    a = log(sigma**2)

    def f(x: float) -> float:
        grown = exp(x)
        below = phi**2 + v + grown
        return grown * (delta**2 - below) / (2 * below**2) - (x - a) / TAU**2

    low = a
    if delta**2 > phi**2 + v:
        high = log(delta**2 - phi**2 - v)
    else:
        k = 1
        while f(a - k * TAU) < 0:
            k += 1
        high = a - k * TAU
    f_low, f_high = f(low), f(high)
    while abs(high - low) > 1e-6:
        middle = low + (low - high) * f_low / (f_high - f_low)
        f_middle = f(middle)
        if f_middle * f_high <= 0:
            low, f_low = high, f_high
        else:
            f_low /= 2
        high, f_high = middle, f_middle
    return exp(low / 2)
