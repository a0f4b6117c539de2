"""Checks a deck: schema, answers that agree with the detectors, sound versions without a finding, no stray file.

Exit code 0: all is well; 1: something is wrong, each with file and line; 2: there is no such deck.

example:
  critique check our-deck
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from critique.cli import Refusal


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("deck", nargs="?", metavar="DECK", help="its folder (the shipped deck)")
    parser.add_argument(
        "--fix", action="store_true", help="write the detectors' answers of today into the cards"
    )


def run(args: argparse.Namespace) -> int:
    from critique.decks import check
    from trainer import deck as decks
    from trainer.neutralise import neutralise

    path = Path(args.deck) if args.deck else decks.shipped().path
    if not path.is_dir():
        raise Refusal(
            f"{path}: there is no such deck; make one with: critique add FILE --deck {path}"
        )
    deck = decks.Deck(path)
    if args.fix:
        try:
            for folder in check.rekey(deck):
                print(f"wrote {neutralise(str(folder / 'card.yaml'))}")
        except decks.DeckError as error:
            for problem in error.problems:
                print(neutralise(str(problem)), file=sys.stderr)
            return 1
        deck = decks.Deck(path)
    found = list(check.problems(deck))
    for problem in found:
        print(neutralise(str(problem)))
    if found:
        print(f"{len(found)} problem{'s' if len(found) > 1 else ''} in {neutralise(str(path))}")
        return 1
    print(f"{check.summary(deck)}: all is well")
    return 0
