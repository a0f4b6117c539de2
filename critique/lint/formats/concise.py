"""One line a finding, as editors and grep like it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from critique.lint.report import Entry, FileReport
from trainer.neutralise import neutralise, shown_path


def render(reports: Iterable[FileReport], with_sound: bool) -> Iterator[str]:
    for report in reports:
        for entry in report.entries:
            if entry.verdict != "problem":
                yield line(entry) + "\n"


def line(entry: Entry) -> str:
    level = "sound" if entry.verdict == "sound" else entry.severity
    place = f"{shown_path(entry.path)}:{entry.line}:{entry.column}"
    return f"{place}: {level} {entry.risk}: {neutralise(entry.message)}"
