"""Starts a session: flag the risks, get recall, precision and a debrief.

With --plain it needs no full screen: it prints numbered lines and reads one command a line
(flag 11-15 missing-timeout sure; nothing; submit; next; help), from a pipe too.

example:
  critique practice --risk missing-timeout --count 5
  printf 'flag 3 missing-timeout sure\\nsubmit\\n' | critique practice --plain --count 1 --seed 7
"""

from __future__ import annotations

import argparse
import sys

from critique.cli import Refusal

SURFACES = ("python", "shell", "config")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--mode", choices=["practice"], default="practice", help="how the session runs (practice)")
    add("--risk", metavar="R", help="only cards on which this risk is at stake")
    add("--surface", choices=SURFACES, help="only cards of this surface")
    add("--deck", metavar="DIR", help="train on this deck instead of the shipped one")
    add("--count", type=int, default=8, metavar="N", help="how many snippets (8)")
    add(
        "--seed",
        type=int,
        metavar="N",
        help="the same number, deck and history give the same session",
    )
    add(
        "--plain",
        action="store_true",
        help="line by line: for pipes, screen readers and plain terminals",
    )


def run(args: argparse.Namespace) -> int:
    from critique import plain, training
    from trainer.deck import DeckError
    from trainer.session import Session, SessionError

    if args.count < 1:
        raise Refusal("--count is a number of snippets from 1 up")
    cards = training.deck(args.deck)
    past = training.history()
    try:
        session = Session.start(
            cards,
            history=past,
            count=args.count,
            seed=args.seed,
            risk=training.known_risk(args.risk),
            surface=args.surface,
            mode=args.mode,
        )
    except (SessionError, DeckError) as error:
        raise Refusal(str(error)) from None
    if args.plain:
        return plain.run(session, sys.stdin, sys.stdout)
    return training.open_screens(cards, session, past)
