"""Lists the risks, family by family.

example:
  critique risks
  critique risks --json
"""

from __future__ import annotations

import argparse
import json


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="as a list of objects")


def run(args: argparse.Namespace) -> int:
    from detectors.catalogue import risks

    if args.json:
        rows = [
            {
                "id": risk.id,
                "family": risk.family,
                "title": risk.page.title,
                "severity": risk.page.severity,
                "surfaces": dict(risk.page.surfaces),
                "summary": risk.page.front["summary"],
            }
            for risk in risks().values()
        ]
        print(json.dumps(rows, indent=1, ensure_ascii=False))
        return 0
    family = ""
    for risk in risks().values():
        if risk.family != family:
            family = risk.family
            print(family)
        seen = "" if risk.page.detection else " (in cards alone: lint cannot tell)"
        print(f"  {risk.id:<28} {risk.page.severity:<9} {risk.page.title}{seen}")
    print("\nMore on one of them: critique explain RISK")
    return 0
