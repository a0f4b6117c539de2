"""What `critique lint` of this checkout says, with the further places at which it would be right."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from benchmarks.detectors.matching import Finding
from critique.lint import suppressions
from critique.lint.files import Source, read
from detectors.engine import inspect


def findings(folder: Path, paths: Iterable[str]) -> list[Finding]:
    found: list[Finding] = []
    for path in paths:
        source = read(str(folder / path), named=True)
        if isinstance(source, Source):
            found += _of(path, source)
    return found


def _of(path: str, source: Source) -> list[Finding]:
    inspection = inspect(source.text, source.language, name=path, clearances=False)
    comments = suppressions.suppressions(source.text, source.language)
    return [
        Finding(
            path,
            frozenset({one.risk}),
            (one.lines.first, one.lines.last),
            tuple((at.first, at.last) for at in one.anchors),
            one.group,
        )
        for one in suppressions.apply(inspection.findings, comments)
    ]
