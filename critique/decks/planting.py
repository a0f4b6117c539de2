"""Exercises without end: risks that are planted in sound code, so that the answers are known by how it was made."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from random import Random

from critique import __version__
from detectors.catalogue import risks
from detectors.engine import inject, inspect
from trainer import keys
from trainer.card import Card, hash_of
from trainer.draft import LONGEST, WIDEST

PLANTED = (0, 1, 1, 1, 1, 2, 2, 3)
"""How many risks a variant gets, each as likely as any other."""
PATIENCE = 150
"""Attempts at each variant: not every card has a place for every risk."""


def is_ground(card: Card) -> bool:
    """Whether its production-ready version is sound by the word of the detectors alone."""
    overruled = any(one.by == "author" for one in card.sound_cleared) or card.sound_neutral
    return card.sound is not None and not overruled


def variants(
    cards: Sequence[Card], count: int, *, seed: int, risk: str | None = None
) -> Iterator[Card]:
    """Up to so many, no two alike; with a risk, it is planted in all of them that are not clean."""
    random = Random(seed)
    plantable = [one.id for one in risks().values() if one.injections]
    made: set[str] = set()
    for _ in range(count if cards else 0):
        number = random.choice(PLANTED)
        for _ in range(PATIENCE):
            wanted = random.sample(plantable, number)
            if risk is not None and wanted:
                wanted = [risk, *(one for one in wanted[1:] if one != risk)]
            variant = _variant(random.choice(cards), wanted, random)
            if variant is not None and variant.id not in made:
                made.add(variant.id)
                yield variant
                break


def _variant(card: Card, wanted: Sequence[str], random: Random) -> Card | None:
    """None where a risk finds no place, or the detectors see anything but what was planted."""
    sound = code = card.sound or ""
    for risk in wanted:
        planted = [*inject(code, card.language, risk, name=card.name, scenario=card.facts)]
        if not planted:
            return None
        code = random.choice(planted)
    lines = code.splitlines()
    if len(lines) > LONGEST or any(len(line.expandtabs(4)) > WIDEST for line in lines):
        return None
    said = inspect(code, card.language, name=card.name, scenario=card.facts)
    if Counter(one.risk for one in said.findings) != Counter(wanted) or said.problems:
        return None
    before = inspect(sound, card.language, name=card.name, scenario=card.facts)
    bare = replace(
        card,
        id=f"{card.id}-{hash_of(code)[:6]}",
        code=code,
        sound=sound if wanted else None,
        answers=(), cleared=(), neutral=(), sound_cleared=(), sound_neutral=(),
        triage="", questions=(), incident=None, key=None, folder=None, files={},
        source=f"made of {card.id}",
    )  # fmt: skip
    return keys.rekeyed(bare, said, before if wanted else None, version=__version__)
