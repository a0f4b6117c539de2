"""Says what you see and what you miss, risk by risk, from all your sessions.

d' tells risky places from fine ones: 0 is chance, 2 is good; it is shown from ten places of both kinds.

example:
  critique stats --json
"""

from __future__ import annotations

import argparse
import json


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="as one object")


def run(args: argparse.Namespace) -> int:
    from critique import training
    from trainer.calibration import calibration
    from trainer.numbers import counted
    from trainer.progress import progress
    from trainer.sensitivity import by_risk
    from trainer.weakness import weakest

    seen = progress(training.history())
    rows = sorted(by_risk(seen.trials).items())
    if args.json:
        print(
            json.dumps(
                {
                    "snippets": seen.snippets,
                    "sessions": [
                        {
                            "began": past.began.isoformat(),
                            "played": past.played,
                            "score": past.score,
                        }
                        for past in seen.sessions
                    ],
                    "risks": {
                        risk: {
                            "risky": one.risky,
                            "hits": one.hits,
                            "fine": one.fine,
                            "alarms": one.alarms,
                            "d_prime": one.d_prime if one.is_enough else None,
                            "bias": one.bias if one.is_enough else None,
                        }
                        for risk, one in rows
                    },
                },
                indent=1,
            )
        )
        return 0
    if not seen.snippets:
        print("Nothing yet: start with 'critique practice'.")
        return 0
    sessions = sum(1 for past in seen.sessions if past.played)
    print(f"{counted(seen.snippets, 'snippet')} in {counted(sessions, 'session')}\n")
    print(f"{'risk':<26} {'hits':>8} {'alarms':>8}  d' (95%)")
    for risk, one in rows:
        told = f"  {', '.join(one.words)}" if one.words else ""
        print(f"{risk:<26} {one.hits:>3}/{one.risky:<4} {one.alarms:>3}/{one.fine:<4}  {one}{told}")
    print()
    for line in calibration(seen):
        print(line)
    alarms = sum(past.false_alarms for past in seen.sessions)
    print(f"\n{training.next_step(weakest(seen.trials), alarms)}")
    return 0
