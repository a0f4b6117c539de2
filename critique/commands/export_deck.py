"""Writes a deck's snippets without their answers, as JSON, for a reviewer who is not at the screen.

Every risky snippet is there with its production-ready version, in an order that does not tell which is which.

example:
  critique export-deck --seed 7 > snippets.json
"""

from __future__ import annotations

import argparse
import json

from critique.cli import Refusal


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--deck", metavar="DIR", help="this deck instead of the shipped one")
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="for the order (0)")


def run(args: argparse.Namespace) -> int:
    from critique import training
    from trainer.deck import DeckError
    from trainer.grading import export

    try:
        snippets = export(training.deck(args.deck), seed=args.seed)
    except DeckError as error:
        raise Refusal(str(error)) from None
    print(json.dumps(snippets, indent=1, ensure_ascii=False))
    return 0
