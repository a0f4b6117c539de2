"""Makes a deck of your own code: functions and short files in which the detectors see something, risky or fine.

Only excerpts of at most 60 lines become cards, and only those of which the detectors say alone what they say
of the whole file. Secrets are replaced by worthless ones before anything is kept.

example:
  critique mine src deploy --deck our-deck --count 40
  critique practice --deck our-deck
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from critique.cli import Refusal
from critique.decks import DECK

if TYPE_CHECKING:
    from collections.abc import Iterator

    from critique.decks.mining import Candidate

USUAL = 40


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("paths", nargs="+", metavar="PATH", help="files and folders; .gitignore is honoured")
    add("--risk", metavar="R", help="only excerpts on which this risk is at stake")
    add("--deck", metavar="D", default=DECK, help=f"the deck they go to, made if need be ({DECK})")
    add("--count", type=int, default=USUAL, metavar="N", help=f"at most so many cards ({USUAL})")


def run(args: argparse.Namespace) -> int:
    from critique import training
    from critique.commands.add import taken_in
    from critique.decks import mining
    from trainer.cardwriter import write_card
    from trainer.neutralise import neutralise
    from trainer.numbers import counted

    risk = training.known_risk(args.risk)
    if args.count < 1:
        raise Refusal("--count is a number of cards from 1 up")
    folder = Path(args.deck)
    taken = taken_in(folder)
    found = (one for one in _candidates(args.paths, folder) if risk is None or risk in one.asked)
    clean = risky = 0
    for one in mining.chosen(found, args.count):
        draft = mining.draft(one, taken=taken)
        if not draft.is_ready:
            continue
        card = draft.finished()
        try:
            written = write_card(card, folder)
        except OSError as error:
            raise Refusal(
                f"{folder}: cannot be written: {(error.strerror or '').lower()}"
            ) from None
        taken |= {card.id}
        risky, clean = risky + bool(card.answers), clean + (not card.answers)
        told = ", ".join(dict.fromkeys(answer.risk for answer in card.answers))
        print(neutralise(f"{written}: {told or 'nothing wrong'}"))
    if not risky + clean:
        print(
            "Nothing there makes a card: 'critique lint --show-sound' says what the detectors see."
        )
        return 0
    print(f"{counted(risky + clean, 'card')}, {clean} with nothing wrong.")
    print(neutralise(f"Train on them: critique practice --deck {folder}"))
    print(neutralise(f"What they still need: critique check {folder}"))
    return 0


def _candidates(paths: list[str], deck: Path) -> Iterator[Candidate]:
    from critique.decks import mining
    from critique.lint import files
    from critique.progress import shown

    try:
        listed = [
            (path, named)
            for path, named in files.find(paths)
            if deck.resolve() not in Path(path).resolve().parents
        ]
    except FileNotFoundError as missing:
        raise Refusal(f"{missing}: there is no such file or folder") from None
    for path, named in shown(listed, len(listed), "files"):
        read = files.read(path, named)
        if isinstance(read, files.Source):
            yield from mining.candidates(read)
