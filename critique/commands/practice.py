"""Starts a session: flag the risks, get recall, precision and a debrief.

With --plain it needs no full screen: it prints numbered lines and reads one command a line
(flag 11-15 missing-timeout sure; nothing; submit; next; help), from a pipe too.

A session that was left in the middle is kept: at a terminal you are asked whether to go on with it;
from a pipe, critique practice --plain without other options goes on.

example:
  critique practice --risk missing-timeout --count 5
  printf 'flag 3 missing-timeout sure\\nsubmit\\n' | critique practice --plain --count 1 --seed 7
"""

from __future__ import annotations

import argparse
import sys

from critique.cli import Refusal


def add_arguments(parser: argparse.ArgumentParser) -> None:
    from detectors.surfaces import SURFACES
    from trainer.modes import names

    add = parser.add_argument
    modes = [*names(), "interview"]
    add("--mode", choices=modes, help="how the session runs (daily; drill with --risk or the like)")
    add("--risk", metavar="R", help="only cards on which this risk is at stake")
    add("--family", metavar="F", help="only cards on which a risk of this family is at stake")
    add("--surface", choices=SURFACES, help="only cards of this surface")
    add("--deck", metavar="DIR", help="train on this deck instead of the shipped one")
    add("--count", type=int, metavar="N", help="how many snippets (8; an exam has 20)")
    add(
        "--seed",
        type=int,
        metavar="N",
        help="the same number, deck and history give the same session",
    )
    add("--new", action="store_true", help="do not go on with a session that was left open")
    add(
        "--plain",
        action="store_true",
        help="line by line: for pipes, screen readers and plain terminals",
    )


def run(args: argparse.Namespace) -> int:
    from critique import opening, plain, plain_pairs, training
    from critique.commands import interview
    from trainer.pairs import PairSession

    if args.count is not None and args.count < 1:
        raise Refusal("--count is a number of snippets from 1 up")
    if args.mode == "interview":
        if args.family or args.surface:
            raise Refusal("an interview is about one risk or all: leave --family and --surface out")
        return interview.run(args)
    cards = training.deck(args.deck)
    if not args.plain:
        training.need_screens()
    past = training.history()
    opened = opening.opening(args, cards, past, sys.stdin, sys.stdout)
    if opened is None:
        return 0
    session = opened.session
    if not args.plain:
        return training.open_screens(cards, session, past)
    if isinstance(session, PairSession):
        return plain_pairs.run(session, sys.stdin, sys.stdout, said=opened.said)
    return plain.run(session, sys.stdin, sys.stdout, said=opened.said)
