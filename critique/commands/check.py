"""Checks a deck: schema, answers that agree with the detectors, sound versions without a finding, no stray file.

Exit code 0: all is well; 1: something is wrong, each with file and line; 2: there is no such deck.
What learners dispute (w in a debrief) is listed and changes no exit code, until an author settles it.

example:
  critique check our-deck
  critique check our-deck --settle otp-sender-1f2e3d4c "the SDK has a timeout since 9.0"
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from critique.cli import Refusal

if TYPE_CHECKING:
    from trainer.deck import Deck


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("deck", nargs="?", metavar="DECK", help="its folder (the shipped deck)")
    parser.add_argument(
        "--fix", action="store_true", help="write the detectors' answers of today into the cards"
    )
    parser.add_argument(
        "--settle",
        nargs=2,
        metavar=("DISPUTE", "VERDICT"),
        help="put a dispute aside with what you decided",
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
    if args.settle:
        return _settle(path, *args.settle)
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
    for line in _disputed(deck):
        print(neutralise(line))
    if found:
        print(f"{len(found)} problem{'s' if len(found) > 1 else ''} in {neutralise(str(path))}")
        return 1
    print(f"{check.summary(deck)}: all is well")
    return 0


def _settle(deck: Path, id: str, verdict: str) -> int:
    from trainer.disputes import DisputeError, settle

    try:
        print(f"It lies in {settle(deck, id, verdict)} now.")
    except DisputeError as error:
        raise Refusal(str(error)) from None
    return 0


def _disputed(deck: Deck) -> Iterator[str]:
    """What learners hold against the key, one a line."""
    from trainer.disputes import is_outdated, unsettled

    for one in unsettled(deck.path):
        if one.card in deck and not is_outdated(one, deck):
            yield (
                f"disputed {one.id}: {one.card}:{one.lines} {one.risk} ({one.outcome}): {one.reason}"
            )
        else:
            yield f"disputed {one.id}: the code has changed since; --settle puts it aside"
