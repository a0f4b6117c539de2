"""Opens the trainer.

example:
  critique
"""

from __future__ import annotations

import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--deck", metavar="DIR", help="train on this deck instead of the shipped one"
    )


def run(args: argparse.Namespace) -> int:
    from critique.training import open_screens

    return open_screens(deck=args.deck)
