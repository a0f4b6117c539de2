"""`python -m benchmarks.shapes`: what the test suites of other analysers mark, in sources of our own.

`shapes.jsonl` has one source a line: `suite`, `path` (what it is called when it is read), `text`, and the places
`bad` and `fine`, each `[risks, first line, last line]`. The suites' rules and tests were read, and sources of the same
shapes written; they hold no text of theirs. A place counts as found if a finding of one of its risks touches its lines.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from detectors import inspect
from detectors.languages import language_of
from detectors.model import Finding

SHAPES = Path(__file__).with_name("shapes.jsonl")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("suites", nargs="*", help="which suites; all if none")
    parser.add_argument("--differences", action="store_true", help="each place missed or hit")
    args = parser.parse_args()
    counted: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for line in SHAPES.read_text("utf-8").splitlines():
        shape = json.loads(line)
        if args.suites and shape["suite"] not in args.suites:
            continue
        for kind, place, is_met in judged(shape):
            counted[shape["suite"]].update({kind: 1, f"{kind} met": is_met})
            if args.differences and is_met is not (kind == "bad"):
                print(f"{shape['suite']}: {_told(shape, place)}")
    print(f"{'suite':<28} {'bad':>5} {'found':>6} {'':>7} {'fine':>5} {'hit':>4}")
    for suite, found in [*sorted(counted.items()), ("all", sum(counted.values(), Counter()))]:
        share = found["bad met"] / max(1, found["bad"])
        print(
            f"{suite:<28} {found['bad']:>5} {found['bad met']:>6} {share:>7.1%}"
            f" {found['fine']:>5} {found['fine met']:>4}"
        )


def judged(shape: dict[str, Any]) -> list[tuple[str, list[Any], bool]]:
    """(`bad` or `fine`, the place, whether a finding meets it) of one source."""
    language = language_of(shape["path"], shape["text"])
    findings = inspect(shape["text"], language, name=shape["path"]).findings if language else ()
    return [
        (kind, place, any(_meets(finding, place) for finding in findings))
        for kind in ("bad", "fine")
        for place in shape[kind]
    ]


def _meets(finding: Finding, place: list[Any]) -> bool:
    risks, first, last = place
    return finding.risk in risks and finding.lines.first <= last and finding.lines.last >= first


def _told(shape: dict[str, Any], place: list[Any]) -> str:
    risks, first, _ = place
    text = shape["text"].splitlines()[first - 1].strip()
    return f"{shape['path']}:{first} {' '.join(risks)}: {text}"


if __name__ == "__main__":
    main()
