"""Makes exercises of a deck's production-ready versions: risks are planted in them, so that the answers are known.

Each has one to three risks, one in eight has none; the same seed gives the same.

example:
  critique generate --count 20 --seed 7 --deck more
  critique practice --deck more
"""

from __future__ import annotations

import argparse
from pathlib import Path

from critique.cli import Refusal
from critique.decks import DECK

USUAL = 20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    from detectors.surfaces import SURFACES

    add = parser.add_argument
    add("--risk", metavar="R", help="plant this one in all that have any")
    add("--surface", choices=SURFACES, help="only cards of this surface")
    add("--of", metavar="DECK", help="the deck that they are made of (the shipped one)")
    add("--deck", metavar="D", default=DECK, help=f"the deck they go to, made if need be ({DECK})")
    add("--count", type=int, default=USUAL, metavar="N", help=f"how many ({USUAL})")
    add("--seed", type=int, metavar="N", help="the same number and deck give the same")


def run(args: argparse.Namespace) -> int:
    from random import SystemRandom

    from critique import training
    from critique.decks import planting
    from critique.progress import shown
    from detectors.catalogue import risks
    from trainer.cardwriter import write_card
    from trainer.neutralise import neutralise
    from trainer.numbers import counted

    risk = training.known_risk(args.risk)
    if risk is not None and not risks()[risk].injections:
        able = ", ".join(one.id for one in risks().values() if one.injections)
        raise Refusal(f"'{risk}' cannot be planted; one of: {able}")
    if args.count < 1:
        raise Refusal("--count is a number of cards from 1 up")
    folder = Path(args.deck)
    ground = [
        card
        for card in training.deck(args.of)
        if args.surface in (None, card.surface) and planting.is_ground(card)
    ]
    if not ground and args.surface is None:
        raise Refusal(
            "no card there has a production-ready version (sound.*) that is sound by itself; "
            "F in the review of critique add writes one"
        )
    seed = SystemRandom().randrange(1_000_000) if args.seed is None else args.seed
    made = planting.variants(ground, args.count, seed=seed, risk=risk)
    clean = count = 0
    try:
        for card in shown(made, args.count, "cards"):
            written = write_card(card, folder)
            count, clean = count + 1, clean + card.is_clean
            told = ", ".join(dict.fromkeys(answer.risk for answer in card.answers))
            print(neutralise(f"{written}: {told or 'nothing wrong'}"))
    except OSError as error:
        raise Refusal(f"{folder}: cannot be written: {(error.strerror or '').lower()}") from None
    if not count:
        raise Refusal("no card there has a place for it; try without --surface, or another deck")
    print(f"{counted(count, 'card')}, {clean} with nothing wrong; seed {seed}.")
    if count < args.count:
        print(f"Not {args.count}: {counted(len(ground), 'card')} there had no place for another.")
    print(neutralise(f"Train on them: critique practice --deck {folder}"))
    return 0
