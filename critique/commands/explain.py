"""Explains a risk: why it matters, weak against strong answer, examples, and what is not detected.

example:
  critique explain missing-timeout
"""

from __future__ import annotations

import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "risk", metavar="RISK", help="its id, such as missing-timeout; critique risks lists them"
    )


def run(args: argparse.Namespace) -> int:
    from critique.naming import risk_named
    from detectors.catalogue import risks

    risk = risks()[risk_named(args.risk, "critique explain ")]
    print(f"{risk.id} · {risk.family} · {risk.page.severity} · {risk.page.told_surfaces}\n")
    print(risk.page.text.strip())
    return 0
