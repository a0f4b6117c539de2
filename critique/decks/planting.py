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
PATIENCE = 40
"""Attempts at each variant; from the half on with any number of risks, since a small deck may be used up for some."""


def is_ground(card: Card) -> bool:
    """Whether its production-ready version is sound by the word of the detectors alone."""
    overruled = any(one.by == "author" for one in card.sound_cleared) or card.sound_neutral
    return card.sound is not None and not overruled


def variants(
    cards: Sequence[Card], count: int, *, seed: int, risk: str | None = None
) -> Iterator[Card]:
    """So many, no two alike, or all that could be found; a `risk` is in all of them that are not clean."""
    random = Random(seed)
    made: set[str] = set()
    for _ in range(count if cards else 0):
        number = random.choice(PLANTED)
        for attempt in range(PATIENCE):
            wanted = number if attempt < PATIENCE // 2 else random.choice(PLANTED)
            variant = _variant(random.choice(cards), wanted, risk, random)
            if variant is not None and variant.id not in made:
                made.add(variant.id)
                yield variant
                break
        else:
            return


def _variant(card: Card, number: int, risk: str | None, random: Random) -> Card | None:
    """With so many risks; None where they find no place, or the detectors see anything but them."""
    sound = code = card.sound or ""
    plantable = [one.id for one in risks().values() if one.injections and one.id != risk]
    random.shuffle(plantable)
    if risk is not None:
        plantable.insert(0, risk)
    wanted: list[str] = []
    for one in plantable if number else ():
        if planted := [*inject(code, card.language, one, name=card.name, scenario=card.facts)]:
            code = random.choice(planted)
            wanted.append(one)
        elif one == risk:
            return None
        if len(wanted) == number:
            break
    if len(wanted) < number:
        return None
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
