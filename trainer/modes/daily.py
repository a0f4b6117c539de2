"""What is due today, on fresh snippets that are neither too easy nor too hard.

The first snippets of a day's first session all have something wrong: after days in which little was,
a reviewer's eye lets things through, and a few finds with feedback set it right again
(Wolfe et al. 2007, doi:10.1037/0096-3445.136.4.623). From then on every fourth has nothing wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from heapq import heapify, heappop, heappush
from math import exp
from random import Random

from trainer.card import Snippet, Variant
from trainer.choice import CLEAN, chosen
from trainer.deck import Deck
from trainer.memory import Memory, Skill, remember, reviews
from trainer.modes import Mode, Wish
from trainer.outline import Outline, outlines
from trainer.rating import Rating, of_level, rated, rested

WARM_UP = 3
"""Snippets at a day's beginning that all have something wrong."""
NEW = 4
"""Skills a day that come up for the first time and count; more of them count little."""
FRESH = timedelta(days=30)
"""A text is not shown again before."""
BAND = (0.6, 0.8)
"""The score to expect on a snippet that teaches most."""
CLEARING = 2
"""Weight of clearing what only looks bad, between a light and a serious risk."""
NEW_WORTH, MORE_WORTH, ANY_WORTH = 0.1, 0.02, 0.001
"""What a new skill is worth against a due one that is surely forgotten: while there is room for it today,
when there is no more, and what any skill is worth that is not due."""


def plan(wish: Wish) -> Sequence[Snippet]:
    if wish.history is None or wish.is_first:
        return chosen(wish, gentle=wish.is_first)
    now, events = wish.history.clock(), wish.history.graded("started", "submitted")
    learner = Learner(
        known=remember(reviews(events)),
        rating=rested(rated(events).overall, now),
        seen=wish.seen,
        now=now,
    )
    cards = [
        card
        for card in outlines(wish.deck)
        if (wish.surface is None or card.surface == wish.surface)
        and (not wish.risks or any(r in card.asked or r in card.fine for r in wish.risks))
    ]
    picked = pick(cards, wish.count, wish.seed, learner)
    return [snippet for snippet in (_read(wish.deck, *one) for one in picked) if snippet]


@dataclass(frozen=True, kw_only=True)
class Learner:
    """What a plan depends on."""

    known: Mapping[Skill, Memory]
    rating: Rating
    seen: Mapping[str, datetime]
    """Card id -> when it was last shown."""
    now: datetime


def pick(
    cards: Sequence[Outline], count: int, seed: int, learner: Learner
) -> list[tuple[str, Variant]]:
    """Up to `count` (card, version), no card twice; the same arguments give the same plan."""
    random = Random(seed)
    wanted = min(count, len(cards))
    warm_up = 0 if _trained_today(learner) else min(WARM_UP, wanted)
    share = wanted * CLEAN
    clean_wanted = min(wanted - warm_up, int(share) + (random.random() < share - int(share)))
    worth = _Worth(learner)
    jitter = {card.id: random.random() for card in cards}
    # A text that was seen lately is looked at only for want of others, and mostly there are others.
    lately = worth.seen_lately()
    fresh = [card for card in cards if card.id not in lately]
    tiers = [fresh, [card for card in cards if card.id in lately]]

    taken: set[str] = set()

    def best(
        fits: Callable[[Outline], bool], most: int, value: _Value, variant: Variant
    ) -> list[tuple[str, Variant]]:
        pools = ([card for card in tier if fits(card) and card.id not in taken] for tier in tiers)
        chosen = _best(pools, most, value, jitter)
        taken.update(card.id for card in chosen)
        return [(card.id, variant) for card in chosen]

    risky = best(_is_risky, wanted - clean_wanted, worth.spotting, "snippet")
    # There are twice as many sound versions as clean cards, and a learner should meet both as often.
    from_cards = sum(random.random() < 0.5 for _ in range(clean_wanted))
    clean = best(_is_clean, from_cards, worth.clearing, "snippet")
    clean += best(_is_twin, clean_wanted - len(clean), worth.clearing_sound, "sound")
    clean += best(_is_clean, clean_wanted - len(clean), worth.clearing, "snippet")
    risky += best(_is_risky, wanted - len(risky) - len(clean), worth.spotting, "snippet")
    return _placed(risky, clean, warm_up, random)


class _Worth:
    """What a snippet teaches now, less with each that was chosen before it."""

    def __init__(self, learner: Learner) -> None:
        self._learner = learner
        self._fresh_from = learner.now - FRESH
        self._fits = {
            difficulty: _fit(learner.rating.expected(of_level(difficulty)))
            for difficulty in range(1, 6)
        }
        self._new_left = NEW - sum(
            memory.reviews == 1 and memory.last.date() == learner.now.date()
            for memory in learner.known.values()
        )
        # By risk: a plan asks for each of them for each card, so they are worked out once.
        self._spot: dict[str, float] = {}
        self._clear: dict[str, float] = {}
        self.spotting = _Value(self.spot, self.spotted)
        self.clearing = _Value(
            lambda cards: self.clear(cards, "snippet"), lambda card: self.cleared(card, "snippet")
        )
        self.clearing_sound = _Value(
            lambda cards: self.clear(cards, "sound"), lambda card: self.cleared(card, "sound")
        )
        for skill, memory in learner.known.items():
            worth = ANY_WORTH
            if memory.is_due(learner.now):
                worth = 1 - memory.recall(learner.now)
            (self._spot if skill.kind == "spot" else self._clear)[skill.risk] = worth

    def seen_lately(self) -> set[str]:
        """The cards of which the text is not fresh."""
        return {id for id, at in self._learner.seen.items() if at > self._fresh_from}

    def fits(self, cards: Iterable[Outline]) -> Iterator[float]:
        """How near each card's difficulty is to what teaches most; less where it was seen at all."""
        by_level, seen = self._fits, self._learner.seen
        for card in cards:
            fit = by_level[min(5, max(1, card.difficulty))]
            yield 0.7 * fit if card.id in seen else fit

    def spot(self, cards: Sequence[Outline]) -> list[float]:
        """What each card's answers and decoys are worth; many at once, since a plan asks for thousands."""
        new, spot, clear = self._new, self._spot, self._clear
        values = []
        for card, fit in zip(cards, self.fits(cards), strict=True):
            worth = cleared = 0.0
            for risk, weight in card.asked.items():
                worth += weight * spot.get(risk, new)
            for risk in card.fine:
                cleared += clear.get(risk, new)
            values.append((worth + CLEARING * cleared) * fit)
        return values

    def clear(self, cards: Sequence[Outline], variant: Variant) -> list[float]:
        """What each card's decoys are worth in a version with nothing wrong."""
        new, clear = self._new, self._clear
        values = []
        for card, fit in zip(cards, self.fits(cards), strict=True):
            worth = 0.0
            for risk in card.decoys(variant):
                worth += clear.get(risk, new)
            values.append(CLEARING * worth * fit)
        return values

    def spotted(self, card: Outline) -> None:
        self._take(self._spot, card.asked)
        self.cleared(card, "snippet")

    def cleared(self, card: Outline, variant: Variant) -> None:
        self._take(self._clear, card.decoys(variant))

    @property
    def _new(self) -> float:
        return NEW_WORTH if self._new_left > 0 else MORE_WORTH

    def _take(self, worth: dict[str, float], risks: Iterable[str]) -> None:
        for risk in risks:
            self._new_left -= risk not in worth
            worth[risk] = 0.0


@dataclass(frozen=True)
class _Value:
    """What cards are worth for one purpose, and what is left when one of them was chosen for it."""

    of: Callable[[Sequence[Outline]], list[float]]
    take: Callable[[Outline], None]


def _best(
    tiers: Iterable[Sequence[Outline]], most: int, value: _Value, jitter: Mapping[str, float]
) -> list[Outline]:
    """The `most` that are worth most, each after those before it; of a tier only for want of the one before.

    What a snippet is worth only falls as others are chosen, so one that still leads after it was valued
    anew is the best, and the others need not be looked at.
    """
    chosen: list[Outline] = []
    for tier in tiers if most else ():
        heap = [
            (-worth, jitter[card.id], card.id, card)
            for card, worth in zip(tier, value.of(tier), strict=True)
        ]
        heapify(heap)
        while heap and len(chosen) < most:
            before, tie, id, card = heappop(heap)
            (worth,) = value.of((card,))
            if -worth > before:
                heappush(heap, (-worth, tie, id, card))
                continue
            chosen.append(card)
            value.take(card)
        if len(chosen) == most:
            break
    return chosen


def _placed(
    risky: list[tuple[str, Variant]],
    clean: list[tuple[str, Variant]],
    warm_up: int,
    random: Random,
) -> list[tuple[str, Variant]]:
    """The warm-up first; the clean ones at random places of what follows."""
    random.shuffle(risky)
    rest = [*risky[warm_up:], *clean]
    random.shuffle(rest)
    return [*risky[:warm_up], *rest]


def _trained_today(learner: Learner) -> bool:
    return any(at.date() == learner.now.date() for at in learner.seen.values())


def _fit(expected: float) -> float:
    """1 inside the band, less outside, never nothing: a deck may have no better."""
    low, high = BAND
    return exp(-4 * max(low - expected, expected - high, 0.0))


def _is_risky(card: Outline) -> bool:
    return not card.is_clean


def _is_clean(card: Outline) -> bool:
    return card.is_clean


def _is_twin(card: Outline) -> bool:
    return not card.is_clean and card.has_sound


def _read(deck: Deck, id: str, variant: Variant) -> Snippet | None:
    """The snippet; None where the outline promised what the card does not have. Raises DeckError."""
    card = deck.card(id)
    return card.snippet if variant == "snippet" else card.sound_snippet


MODE = Mode(
    id="daily",
    place=1,
    key="n",
    title="Today",
    about="what is due, on fresh snippets",
    count=8,
    plan=plan,
    is_rated=True,
    is_scheduled=True,
)
