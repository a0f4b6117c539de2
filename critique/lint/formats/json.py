"""A JSON list with one object for each entry."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from critique.lint.report import FileReport


def render(reports: Iterable[FileReport], with_sound: bool) -> Iterator[str]:
    separator = "[\n"
    for report in reports:
        for entry in report.entries:
            yield separator + "  " + json.dumps(entry.as_json(with_sound), ensure_ascii=False)
            separator = ",\n"
    yield "[]\n" if separator == "[\n" else "\n]\n"
