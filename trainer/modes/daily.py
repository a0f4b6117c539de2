"""What is due today, on fresh snippets that are neither too easy nor too hard.

The first snippets of a day's first session all have something wrong: after days in which little was,
a reviewer's eye lets things through, and a few finds with feedback set it right again
(Wolfe et al. 2007, doi:10.1037/0096-3445.136.4.623). From then on every fourth has nothing wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
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

    risky = _best(
        ((card, "snippet") for card in cards if not card.is_clean),
        wanted - clean_wanted,
        worth.of_spotting,
        worth.spotted,
        worth,
        jitter,
    )
    taken = {id for id, _ in risky}
    # There are twice as many sound versions as clean cards, and a learner should meet both as often.
    from_cards = sum(random.random() < 0.5 for _ in range(clean_wanted))
    clean: list[tuple[str, Variant]] = []
    for kind, most in (("snippet", from_cards), ("sound", wanted), ("snippet", wanted)):
        variant: Variant = "snippet" if kind == "snippet" else "sound"
        clean += _best(
            (
                (card, variant)
                for card in cards
                if card.id not in taken and (card.is_clean if kind == "snippet" else _is_twin(card))
            ),
            min(most, clean_wanted - len(clean)),
            worth.of_clearing,
            worth.cleared,
            worth,
            jitter,
        )
        taken |= {id for id, _ in clean}
    if missing := wanted - len(risky) - len(clean):
        risky += _best(
            ((card, "snippet") for card in cards if card.id not in taken and not card.is_clean),
            missing,
            worth.of_spotting,
            worth.spotted,
            worth,
            jitter,
        )
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
        for skill, memory in learner.known.items():
            worth = ANY_WORTH
            if memory.is_due(learner.now):
                worth = 1 - memory.recall(learner.now)
            (self._spot if skill.kind == "spot" else self._clear)[skill.risk] = worth

    def of_spotting(self, card: Outline, variant: Variant) -> float:
        new, spot, clear = self._new, self._spot, self._clear
        worth = cleared = 0.0  # loops: this is asked ten thousand times a plan
        for risk, weight in card.asked.items():
            worth += weight * spot.get(risk, new)
        for risk in card.fine:
            cleared += clear.get(risk, new)
        return (worth + CLEARING * cleared) * self._fit_of(card)

    def of_clearing(self, card: Outline, variant: Variant) -> float:
        new, clear = self._new, self._clear
        worth = 0.0
        for risk in card.decoys(variant):
            worth += clear.get(risk, new)
        return CLEARING * worth * self._fit_of(card)

    def spotted(self, card: Outline, variant: Variant) -> None:
        self._take(self._spot, card.asked)
        self.cleared(card, variant)

    def cleared(self, card: Outline, variant: Variant) -> None:
        self._take(self._clear, card.decoys(variant))

    def is_stale(self, card: Outline) -> bool:
        last = self._learner.seen.get(card.id)
        return last is not None and last > self._fresh_from

    @property
    def _new(self) -> float:
        return NEW_WORTH if self._new_left > 0 else MORE_WORTH

    def _fit_of(self, card: Outline) -> float:
        fit = self._fits[min(5, max(1, card.difficulty))]
        return 0.7 * fit if card.id in self._learner.seen else fit

    def _take(self, worth: dict[str, float], risks: Iterable[str]) -> None:
        for risk in risks:
            self._new_left -= risk not in worth
            worth[risk] = 0.0


def _best(
    candidates: Iterable[tuple[Outline, Variant]],
    most: int,
    value: Callable[[Outline, Variant], float],
    take: Callable[[Outline, Variant], None],
    worth: _Worth,
    jitter: Mapping[str, float],
) -> list[tuple[str, Variant]]:
    """The `most` that are worth most, each after those before it; texts seen lately only for want of others.

    What a snippet is worth only falls as others are chosen, so one that still leads after it was valued
    anew is the best, and the others need not be looked at.
    """
    heap = [
        (worth.is_stale(card), -value(card, variant), jitter[card.id], card.id, variant, card)
        for card, variant in candidates
    ]
    heapify(heap)
    chosen: list[tuple[str, Variant]] = []
    while heap and len(chosen) < most:
        is_stale, before, tie, id, variant, card = heappop(heap)
        now = -value(card, variant)
        if now > before:
            heappush(heap, (is_stale, now, tie, id, variant, card))
            continue
        chosen.append((id, variant))
        take(card, variant)
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
