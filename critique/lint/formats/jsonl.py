"""One JSON object a line, written as soon as a file is done."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from critique.lint.report import FileReport


def render(reports: Iterable[FileReport], with_sound: bool) -> Iterator[str]:
    for report in reports:
        for entry in report.entries:
            yield json.dumps(entry.as_json(with_sound), ensure_ascii=False) + "\n"
