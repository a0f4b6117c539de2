"""Opens the trainer; the same as critique without a command.

example:
  critique home --deck our-deck
"""

from __future__ import annotations

import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--deck", metavar="DIR", help="train on this deck instead of the shipped one"
    )


def run(args: argparse.Namespace) -> int:
    from critique import training

    return training.open_screens(training.deck(args.deck))
