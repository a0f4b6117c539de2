"""Says what an SDK or a command does by default: timeout, retries, errors, keys, with the source of each fact.

example:
  critique clients requests
"""

from __future__ import annotations

import argparse
from pathlib import Path

from critique.cli import Refusal


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "name", nargs="?", metavar="NAME", help="its module or command; all of them without one"
    )


def run(args: argparse.Namespace) -> int:
    import detectors.clients

    folder = Path(detectors.clients.__file__).parent
    files = {path.stem: path for path in sorted(folder.glob("*/*.yaml"))}
    if args.name is None:
        for kind in ("python", "shell"):
            names = [name for name, path in files.items() if path.parent.name == kind]
            print(f"{kind}\n  " + "\n  ".join(names))
        print("\nWhat one of them does: critique clients NAME")
        return 0
    if args.name not in files:
        import difflib

        close = difflib.get_close_matches(args.name, files, n=1)
        hint = (
            f"did you mean 'critique clients {close[0]}'?"
            if close
            else "'critique clients' lists them"
        )
        raise Refusal(f"nothing is known of '{args.name}'; {hint}")
    print(files[args.name].read_text("utf-8").rstrip())
    return 0
