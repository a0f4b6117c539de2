"""Explains a risk: why it matters, weak against strong answer, examples, and what is not detected.

example:
  critique explain missing-timeout
"""

from __future__ import annotations

import argparse
import re

FENCE = re.compile(r"^(```+\w+) +(\S.*)$", re.M)
"""The head of an example."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "risk", metavar="RISK", help="its id, such as missing-timeout; critique risks lists them"
    )


def run(args: argparse.Namespace) -> int:
    from critique.naming import risk_named
    from detectors.catalogue import risks

    risk = risks()[risk_named(args.risk, "critique explain ")]
    print(f"{risk.id} · {risk.family} · {risk.page.severity} · {risk.page.told_surfaces}\n")
    print(FENCE.sub(_told, risk.page.text.strip()))
    return 0


def _told(fence: re.Match[str]) -> str:
    """What a fence says to the tests, in words: `python, risky on lines 4, 14-18, where items=8`."""
    words = fence[2].split()
    lines = [word.strip("{}").replace(",", ", ") for word in words if word.startswith("{")]
    given = [word for word in words if not word.startswith("{")]
    several = "s" * any(sign in one for one in lines for sign in ",-")
    told = [f"risky on line{several} {one}" for one in lines]
    return ", ".join([fence[1], *told, *(["where " + " ".join(given)] if given else [])])
