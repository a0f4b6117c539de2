"""Takes the history of a file into yours: from critique export, of this or another machine.

Sessions that you have already are left alone, so that the same file may come twice.

example:
  critique import history.jsonl
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", help="a file of critique export; - for standard input")


def run(args: argparse.Namespace) -> int:
    from critique import training
    from critique.cli import Refusal
    from trainer.exchange import ExchangeError, take_in
    from trainer.history import HistoryError
    from trainer.neutralise import one_line
    from trainer.numbers import counted

    past = training.history()
    try:
        text = sys.stdin.read() if args.file == "-" else Path(args.file).read_text("utf-8")
        taken = take_in(past, text.splitlines())
    except OSError as error:
        raise Refusal(f"{one_line(args.file)} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise Refusal(f"{one_line(args.file)} is not UTF-8; make it with critique export") from None
    except ExchangeError as error:
        raise Refusal(
            f"{one_line(args.file)}: {error}; make it with: critique export FILE"
        ) from None
    except HistoryError as error:
        raise Refusal(str(error)) from None
    known = f"; {counted(taken.known, 'session')} you had already" if taken.known else ""
    print(f"{counted(taken.sessions, 'session').capitalize()} taken in{known}.")
    return 0
