"""Workflow commands: GitHub shows each finding at its line of the pull request."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from critique.lint.report import Entry, FileReport

LEVELS = {"critical": "error", "high": "error", "medium": "warning"}


def render(reports: Iterable[FileReport], with_sound: bool) -> Iterator[str]:
    for report in reports:
        for entry in report.entries:
            if entry.verdict != "sound":
                yield _command(entry)


def _command(entry: Entry) -> str:
    level = "warning" if entry.verdict == "problem" else LEVELS.get(entry.severity, "notice")
    place = {"file": entry.path, "line": entry.line, "endLine": entry.end_line}
    if entry.line == entry.end_line and entry.end_column > entry.column:
        place |= {"col": entry.column, "endColumn": entry.end_column}
    place["title"] = f"critique: {entry.risk}"
    properties = ",".join(f"{key}={_property(str(value))}" for key, value in place.items())
    return f"::{level} {properties}::{_data(f'{entry.risk}: {entry.message}')}\n"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
