"""Other linters: how each is installed and called, and what its report says in our names."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import yaml

from benchmarks.detectors.matching import Finding
from benchmarks.environments import installed

PEERS = Path(__file__).with_name("peers.yaml")
LOCKS = Path(__file__).with_name("locks")
LONGEST = 900
"""Seconds after which a peer is given up."""

Said = tuple[str, str, int, int]
"""(path, rule, first line, last line), as a report has them."""


@dataclass(frozen=True)
class Peer:
    """One linter, or a word on why it is not here."""

    name: str
    requirement: str = ""
    command: tuple[str, ...] = ()
    """`{files}` stands for the files in its languages, `{here}` for the folder of this benchmark."""
    report: str = ""
    """A key of `REPORTS`."""
    languages: frozenset[str] = frozenset()
    rules: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The risks that each of its rules is about, those on our ground alone."""
    absent: str = ""

    def findings(self, folder: Path, languages: Mapping[str, str], work: Path) -> list[Finding]:
        """What it says of the files (path below `folder` -> language). Raises RuntimeError where it fails."""
        files = [path for path, language in languages.items() if language in self.languages]
        if not files:
            return []
        lock = LOCKS / f"{self.name}.txt"
        program, *options = installed(self.requirement, self.command, work, lock=lock)
        command = [program]
        for option in options:
            here = option.replace("{here}", str(PEERS.parent))
            command += files if option == "{files}" else [here]
        try:
            ran = subprocess.run(
                command, cwd=folder, capture_output=True, text=True, timeout=LONGEST, check=False
            )
            said = list(REPORTS[self.report](ran.stdout))
        except (OSError, ValueError, KeyError, subprocess.TimeoutExpired) as problem:
            raise RuntimeError(
                f"{self.name} gave no report that can be read: {problem}"
            ) from problem
        return [
            Finding(path, frozenset(self.rules[rule]), (first, max(first, last)))
            for path, rule, first, last in _below(folder, said)
            if rule in self.rules
        ]


@cache
def peers() -> dict[str, Peer]:
    """All of `peers.yaml`, in its order."""
    return {
        name: Peer(
            name,
            entry.get("requirement", ""),
            tuple(entry.get("command", "").split()),
            entry.get("report", ""),
            frozenset(entry.get("languages", "").split()),
            {str(rule): tuple(risks.split()) for rule, risks in entry.get("rules", {}).items()},
            entry.get("absent", ""),
        )
        for name, entry in yaml.safe_load(PEERS.read_text("utf-8")).items()
    }


def _below(folder: Path, said: Iterable[Said]) -> Iterator[Said]:
    home = f"{folder.resolve()}/"
    for path, rule, first, last in said:
        yield path.removeprefix("file://").removeprefix(home).removeprefix("./"), rule, first, last


def _sarif(text: str) -> Iterator[Said]:
    for run in json.loads(text)["runs"]:
        for result in run.get("results", ()):
            for at in result.get("locations", ())[:1]:
                place = at["physicalLocation"]
                region = place.get("region", {})
                first = int(region.get("startLine", 1))
                uri = unquote(place["artifactLocation"]["uri"])
                rule = re.split(r"[./]", result["ruleId"])[-1]
                yield uri, rule, first, int(region.get("endLine", first))


def _ruff(text: str) -> Iterator[Said]:
    for one in json.loads(text):
        first, last = one["location"]["row"], one["end_location"]["row"]
        yield one["filename"], one["code"] or "", int(first), int(last)


_LINE = re.compile(r"^(?P<path>[^:\n]+):(?P<line>\d+):(?:\d+:)? ?(?P<rule>[A-Z]+\d+)", re.MULTILINE)


def _lines(text: str) -> Iterator[Said]:
    """`path:line:column: RULE ...`, as flake8 and pylint write it."""
    for at in _LINE.finditer(text):
        yield at["path"], at["rule"], int(at["line"]), int(at["line"])


def _gixy(text: str) -> Iterator[Said]:
    for issue in json.loads(text or "[]"):
        line = int(issue.get("line") or 1)
        yield issue.get("file") or issue["path"], issue["plugin"], line, line


def _detect_secrets(text: str) -> Iterator[Said]:
    for path, secrets in json.loads(text)["results"].items():
        for one in secrets:
            yield path, one["type"], int(one["line_number"]), int(one["line_number"])


def _shellcheck(text: str) -> Iterator[Said]:
    for one in json.loads(text):
        yield one["file"], f"SC{one['code']}", int(one["line"]), int(one["endLine"])


def _checkov(text: str) -> Iterator[Said]:
    reports: Any = json.loads(text)
    for report in reports if isinstance(reports, list) else [reports]:
        for one in report.get("results", {}).get("failed_checks", ()):
            first, last = one["file_line_range"]
            yield one["file_path"].lstrip("/"), one["check_id"], int(first), int(last)


REPORTS: dict[str, Callable[[str], Iterator[Said]]] = {
    "sarif": _sarif,
    "ruff": _ruff,
    "lines": _lines,
    "gixy": _gixy,
    "detect-secrets": _detect_secrets,
    "shellcheck": _shellcheck,
    "checkov": _checkov,
}


def warn(problem: RuntimeError) -> None:
    print(problem, file=sys.stderr)
