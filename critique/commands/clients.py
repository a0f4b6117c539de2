"""Says what an SDK or a command does by default: timeout, retries, errors, keys, with the source of each fact.

example:
  critique clients requests
  critique clients curl --json
"""

from __future__ import annotations

import argparse
import difflib
import json
from collections.abc import Iterable
from typing import TYPE_CHECKING

from critique.cli import Refusal

if TYPE_CHECKING:
    from detectors.clients.profile import Answer


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "name", nargs="?", metavar="NAME", help="its module or command; all of them without one"
    )
    parser.add_argument("--json", action="store_true", help="as a list of objects")


def run(args: argparse.Namespace) -> int:
    from detectors import clients
    from detectors.clients import commands, profile

    tools = sorted(set(commands.tools().values()))
    if args.name is None:
        if args.json:
            print(json.dumps({"python": clients.names(), "shell": tools}, indent=1))
            return 0
        for surface, names in (("python", clients.names()), ("shell", tools)):
            print(f"{surface}\n  " + "\n  ".join(names))
        print("\nWhat one of them does: critique clients NAME")
        return 0
    if args.name in clients.names():
        client = clients.load(args.name)
        title, versions = client.title, ", ".join(f"{k} {v}" for k, v in client.package.items())
        answers = [*profile.of_client(client)]
    elif args.name in tools:
        tool = commands.tool(args.name)
        title, versions, answers = tool.title, "", [*profile.of_tool(tool)]
    else:
        close = difflib.get_close_matches(args.name, [*clients.names(), *tools], n=1)
        hint = (
            f"did you mean 'critique clients {close[0]}'?"
            if close
            else "'critique clients' lists them"
        )
        raise Refusal(f"nothing is known of '{args.name}'; {hint}")
    if args.json:
        print(json.dumps([vars(answer) for answer in answers], indent=1, ensure_ascii=False))
        return 0
    print(f"{title} · {versions}" if versions else title)
    _show(answers)
    return 0


def _show(answers: Iterable[Answer]) -> None:
    question = ""
    for answer in answers:
        if answer.question != question:
            question = answer.question
            print(f"\n{question}")
        scope = f"{_some(answer.calls)}: " if answer.calls else ""
        print(f"  {scope}{answer.says}")
        for label, text in (
            ("set by", _some(answer.set_by)),
            ("note", answer.note),
            ("known from", answer.source),
            ("verified", " and ".join(answer.verified)),
        ):
            if text:
                print(f"      {label:<10} {text}")


def _some(names: tuple[str, ...], most: int = 3) -> str:
    """The first of them, and how many more there are."""
    shown = [name if len(name) <= 90 else f"{name[:87]}..." for name in names[:most]]
    more = [f"{len(names) - most} more"] if len(names) > most else []
    return ", ".join([*shown, *more])
