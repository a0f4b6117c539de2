"""Says what you see and what you miss, risk by risk, from all your sessions.

d' tells risky places from fine ones: 0 is chance, 2 is good; it is shown from ten places of both kinds.

example:
  critique stats --since 30d --surface config
  critique stats --html stats.html
"""

from __future__ import annotations

import argparse
import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from critique.cli import Refusal

if TYPE_CHECKING:
    from trainer.history import History
    from trainer.report import Filter, Report


def add_arguments(parser: argparse.ArgumentParser) -> None:
    from detectors.surfaces import SURFACES

    add = parser.add_argument
    add("--json", action="store_true", help="as one object")
    add("--html", metavar="FILE", help="as a page with plots that needs nothing else")
    add("--since", metavar="WHEN", help="only from this day on: 2026-11-01, or 30d for 30 days")
    add("--surface", choices=SURFACES, help="only snippets of this surface")
    add(
        "--deck",
        metavar="DIR",
        help="only snippets of this deck; shipped is the one that came along",
    )
    add("--regrade", action="store_true", help="first grade again what has other answers by now")


def run(args: argparse.Namespace) -> int:
    from critique import training
    from trainer.history import HistoryError
    from trainer.report import Filter, as_data, report

    past = training.history()
    wanted = Filter(since=_day(args.since), surface=args.surface, deck=args.deck)
    try:
        if args.regrade:
            _regrade(past, quiet=args.json)
        seen = report(past, wanted)
        if args.html:
            return _write(args.html, seen)
        if args.json:
            print(json.dumps({**as_data(seen), "sessions": _sessions(past)}, indent=1))
            return 0
        _print(seen, past, wanted)
    except HistoryError as error:
        raise Refusal(str(error)) from None
    return 0


def _day(word: str | None) -> datetime | None:
    """`2026-11-01`, or `30d`: so many days ago."""
    if word is None:
        return None
    if match := re.fullmatch(r"(\d{1,5})d", word):
        return datetime.now(UTC) - timedelta(days=int(match[1]))
    try:
        return datetime.strptime(word, "%Y-%m-%d").astimezone()
    except ValueError:
        raise Refusal(f"--since is a day like 2026-11-01 or 30d, not '{word}'") from None


def _regrade(past: History, *, quiet: bool) -> None:
    from trainer.neutralise import one_line
    from trainer.numbers import counted, percent
    from trainer.regrading import regrade

    changed = regrade(past)
    if quiet:
        return
    print(f"{counted(len(changed), 'score').capitalize()} changed by newer answers.")
    for one in changed:
        card = one_line(one.event.data["card"])
        print(f"  {card}: {percent(one.before)} before, {percent(one.after)} now")


def _write(name: str, seen: Report) -> int:
    from trainer.page import page

    try:
        Path(name).write_text(page(seen), "utf-8")
    except OSError as error:
        raise Refusal(f"{name} cannot be written: {error.strerror}") from None
    print(f"The page is in {name}.")
    return 0


def _sessions(past: History) -> list[dict[str, object]]:
    from trainer.progress import progress

    return [
        {
            "began": one.began.isoformat(),
            "mode": one.mode,
            "played": one.played,
            "score": one.score,
        }
        for one in progress(past).sessions
    ]


def _print(seen: Report, past: History, wanted: Filter) -> None:
    from critique import training
    from trainer.calibration import calibration
    from trainer.numbers import counted
    from trainer.progress import progress
    from trainer.sensitivity import sensitivity
    from trainer.weakness import weakest

    if not seen.snippets:
        which = f" ({wanted})" if str(wanted) else ""
        print(f"Nothing yet{which}: start with 'critique practice'.")
        return
    sessions = progress(past).sessions
    played = sum(1 for one in sessions if one.played)
    which = f" ({wanted})" if str(wanted) else ""
    print(f"{counted(seen.snippets, 'snippet')} in {counted(played, 'session')}{which}")
    print(f"{seen.reviewer} Rating {seen.ratings.overall}, {seen.forecast[0]} due today.\n")
    print(f"{'risk':<26} {'hits':>8} {'alarms':>8}  d' (95%)")
    for risk, one in (*seen.by_risk.items(), ("all risks", sensitivity(seen.trials))):
        told = f"  {', '.join(one.words)}" if one.words else ""
        print(f"{risk:<26} {one.hits:>3}/{one.risky:<4} {one.alarms:>3}/{one.fine:<4}  {one}{told}")
    print()
    for line in calibration(seen):
        print(line)
    alarms = sum(one.false_alarms for one in sessions)
    print(f"\n{training.next_step(weakest(seen.trials), alarms)}")
