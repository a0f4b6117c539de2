"""`python -m benchmarks.labels FOLDER`: what of the findings that people read is still found, right or wrong.

FOLDER holds the packages that the labels name, unpacked, each in a folder of its own name
(`requests`, `requests-2.34.2`). Labels of packages that are not there are counted and left out.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from critique.lint.config import Config
from critique.lint.files import read
from critique.lint.report import check_source

LABELS = sorted(Path(__file__).parent.glob("*.jsonl"))


@dataclass(frozen=True)
class Label:
    """What a person said of one finding (or `sound` verdict) after reading the code around it."""

    package: str
    version: str
    path: str
    line: int
    risk: str
    right: bool
    why: str = ""
    verdict: str = "risky"
    round: int = 1
    """Which sample of code that was new to everybody; things were mended between two."""


@dataclass
class Count:
    """Findings that were read, by what became of them."""

    right_found: int = 0
    right_lost: int = 0
    wrong_found: int = 0
    wrong_gone: int = 0

    def add(self, right: bool, *, is_found: bool) -> None:
        self.right_found += right and is_found
        self.right_lost += right and not is_found
        self.wrong_found += not right and is_found
        self.wrong_gone += not right and not is_found

    @property
    def precision(self) -> str:
        found = self.right_found + self.wrong_found
        return f"{self.right_found / found:.1%}" if found else "-"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    homes = {
        home.name.lower().replace("-", "_"): home for home in folder.iterdir() if home.is_dir()
    }
    print(
        f"{'':<34}{'right: found':>13}{'lost':>6}{'wrong: found':>14}{'gone':>6}{'precision':>11}"
    )
    for source in LABELS:
        labels = [Label(**json.loads(line)) for line in source.read_text("utf-8").splitlines()]
        counts, missing = compare([one for one in labels if one.verdict == "risky"], homes)
        for risk in sorted(counts):
            print(_row(f"{source.stem} {risk}", counts[risk]))
        print(f"{source.stem}: {missing} labels of packages or versions that are not in {folder}\n")


def compare(labels: list[Label], homes: dict[str, Path]) -> tuple[dict[str, Count], int]:
    """(risk -> counts, "all" among them; how many labels had no file)."""
    counts: dict[str, Count] = defaultdict(Count)
    missing = 0
    by_file: dict[Path, list[Label]] = defaultdict(list)
    for label in labels:
        path = _found(label, homes)
        if path is None:
            missing += 1
        else:
            by_file[path].append(label)
    for path, of_file in by_file.items():
        source = read(str(path), named=True)
        entries = check_source(source, Config()).entries if source else ()
        said = {(entry.risk, entry.line) for entry in entries}
        for label in of_file:
            for name in (label.risk, "all"):
                counts[name].add(label.right, is_found=(label.risk, label.line) in said)
    return counts, missing


def _found(label: Label, homes: dict[str, Path]) -> Path | None:
    for name in (label.package, f"{label.package}-{label.version}"):
        home = homes.get(name.lower().replace("-", "_"))
        if home and (home / label.path).is_file():
            return home / label.path
    return None


def _row(name: str, count: Count) -> str:
    return (
        f"{name:<34}{count.right_found:>13}{count.right_lost:>6}"
        f"{count.wrong_found:>14}{count.wrong_gone:>6}{count.precision:>11}"
    )


if __name__ == "__main__":
    main()
