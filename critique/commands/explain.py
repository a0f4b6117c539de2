"""Explains a risk: why it matters, weak against strong answer, examples, and what is not detected.

example:
  critique explain missing-timeout
"""

from __future__ import annotations

import argparse

from critique.cli import Refusal


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("risk", help="its id, such as missing-timeout")


def run(args: argparse.Namespace) -> int:
    from detectors.catalogue import nearest, risks

    risk = risks().get(args.risk)
    if risk is None:
        close = nearest(args.risk)
        hint = (
            f"did you mean 'critique explain {close}'?" if close else "'critique risks' lists them"
        )
        raise Refusal(f"there is no risk '{args.risk}'; {hint}")
    print(f"{risk.id} · {risk.family} · {risk.page.severity} · {risk.page.told_surfaces}\n")
    print(risk.page.text.strip())
    return 0
