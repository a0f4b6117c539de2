"""Writes your history to a file, or to standard output: what you flagged and when, a JSON object a line.

critique import reads it back, here or on another machine.

example:
  critique export history.jsonl
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", nargs="?", default="-", help="where to (standard output)")


def run(args: argparse.Namespace) -> int:
    from critique import training
    from critique.cli import Refusal
    from trainer.exchange import exported
    from trainer.history import HistoryError

    try:
        lines = list(exported(training.history()))
    except HistoryError as error:
        raise Refusal(str(error)) from None
    text = "".join(f"{line}\n" for line in lines)
    if args.file == "-":
        sys.stdout.write(text)
        return 0
    try:
        Path(args.file).write_text(text, "utf-8")
    except OSError as error:
        raise Refusal(f"{args.file} cannot be written: {error.strerror}") from None
    print(
        f"{len(lines) - 1} events are in {args.file}; critique import {args.file} reads them back."
    )
    return 0
