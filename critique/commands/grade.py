"""Scores a reviewer who is not at the screen (a tool, a script, a model) by the rules of a session.

FLAGS.json holds {"flags": [{"card", "variant", "lines": [first, last], "risk", "confidence"}]};
critique export-deck gives the reviewer the snippets without answers.

example:
  critique export-deck --seed 7 > snippets.json
  critique grade flags.json --json
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from critique.cli import Refusal


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "flags", metavar="FLAGS.json", help="what the reviewer said; - is standard input"
    )
    parser.add_argument("--deck", metavar="DIR", help="of this deck instead of the shipped one")
    parser.add_argument("--json", action="store_true", help="the whole report, card by card")


def run(args: argparse.Namespace) -> int:
    from critique import training
    from trainer.deck import DeckError
    from trainer.grading import FlagsError, grade, read_flags
    from trainer.numbers import counted, percent, signed

    deck = training.deck(args.deck)
    try:
        text = sys.stdin.read() if args.flags == "-" else Path(args.flags).read_text("utf-8")
        report = grade(read_flags(json.loads(text), deck)).as_json()
    except OSError as error:
        raise Refusal(f"{args.flags}: cannot be read: {(error.strerror or '').lower()}") from None
    except (ValueError, RecursionError) as error:
        where = f" (line {error.lineno})" if isinstance(error, json.JSONDecodeError) else ""
        raise Refusal(f"{args.flags}: is not JSON{where}; see 'critique grade --help'") from None
    except (FlagsError, DeckError) as error:
        raise Refusal(f"{args.flags}: {error}") from None
    if args.json:
        print(json.dumps(report, indent=1, ensure_ascii=False))
        return 0
    print(f"score      {percent(report['score'])}")
    print(f"recall     {percent(report['recall'])}")
    print(f"precision  {percent(report['precision'])}")
    print(f"points     {signed(report['points'])} of {report['possible']}")
    snippets = counted(len(report["cards"]), "snippet")
    print(f"{counted(report['false_alarms'], 'false alarm')} on {snippets}")
    print(f"d'         {_number(report['d_prime'])}   bias {_number(report['bias'])}")
    return 0


def _number(number: float | None) -> str:
    return "-" if number is None else f"{number:+.2f}"
