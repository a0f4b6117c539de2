"""Writes your history to a file, or to standard output: what you flagged and when, a JSON object a line.

critique import reads it back, here or on another machine.

Of a database that is damaged, or of a later version, --salvage saves what can be read; the database itself
stays as it is.

example:
  critique export history.jsonl
  critique export --salvage saved.jsonl
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", nargs="?", default="-", help="where to (standard output)")
    parser.add_argument(
        "--salvage", action="store_true", help="what can be read of a history that cannot be used"
    )


def run(args: argparse.Namespace) -> int:
    from critique import training
    from critique.cli import Refusal
    from trainer.exchange import exported
    from trainer.history import HistoryError
    from trainer.numbers import counted

    lost = 0
    try:
        if args.salvage:
            from trainer.history import state_folder
            from trainer.salvage import salvage

            saved = salvage(state_folder() / "history.db")
            lines, lost = list(saved.lines), saved.lost
        else:
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
    said = f"{counted(len(lines) - 1, 'event')} saved in {args.file}"
    if lost:
        said += f", {lost:,} could not be read"
    print(f"{said}; critique import {args.file} reads it back.")
    return 0
