"""What `--fix` would change, as a patch that `patch -p0` and `git apply -p0` take."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator

from critique.lint.report import FileReport
from trainer.neutralise import neutralise, shown_path

NO_END = "\\ No newline at end of file\n"


def render(reports: Iterable[FileReport], *, for_a_terminal: bool) -> Iterator[str]:
    """At a terminal nothing in the lines is obeyed; elsewhere they are as they are, or no program could apply them."""
    for report in reports:
        if report.fixed is None:
            continue
        path = shown_path(report.path)
        mark = "\ufeff" if report.encoding == "utf-8-sig" else ""
        before, after = _lines(mark + report.original), _lines(mark + report.fixed)
        changes = difflib.unified_diff(before, after, path, path)
        for line in changes:
            whole = line if line.endswith("\n") else f"{line}\n{NO_END}"
            yield neutralise(whole) if for_a_terminal else whole


def _lines(text: str) -> list[str]:
    """With their ends; only "\\n" ends one, as other programs count."""
    lines = [f"{line}\n" for line in text.split("\n")]
    lines[-1] = lines[-1].removesuffix("\n")
    return lines if lines[-1] else lines[:-1]
