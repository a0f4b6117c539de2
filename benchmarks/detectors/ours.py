"""What `critique lint` of this checkout says, with the further places at which it would be right."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from benchmarks.detectors.matching import Finding
from critique.lint import neighbours, suppressions
from critique.lint.files import Source, read
from critique.lint.neighbours import Around
from detectors import model
from detectors.engine import inspect


def findings(folder: Path, paths: Iterable[str]) -> list[Finding]:
    found: list[Finding] = []
    for path in paths:
        source = read(str(folder / path), named=True)
        if isinstance(source, Source):
            is_python = source.language == "python"
            around = neighbours.around(source.path, source.text) if is_python else Around()
            inspection = inspect(
                source.text,
                source.language,
                name=path,
                neighbours=around.neighbours,
                excerpts=around.excerpts,
                clearances=False,
            )
            found += unsuppressed(path, source, inspection.findings)
    return found


def unsuppressed(path: str, source: Source, said: tuple[model.Finding, ...]) -> list[Finding]:
    """Those of the findings that no comment of the source silences."""
    comments = suppressions.suppressions(source.text, source.language)
    return [
        Finding(
            path,
            frozenset({one.risk}),
            (one.lines.first, one.lines.last),
            tuple((at.first, at.last) for at in one.anchors),
            one.group,
        )
        for one in suppressions.apply(said, comments)
    ]
