"""Shell scripts, and shell inside other files, read to facts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from detectors.facts import File, Use
from detectors.readers import Reading
from detectors.readers.shell.embedded import Host, moved
from detectors.readers.shell.lowering import Lowering
from detectors.readers.shell.syntax.parse import parse
from detectors.readers.shell.written import written
from detectors.text import Text


def read(source: str, file: File, clients: frozenset[str]) -> Reading:
    """The facts of a shell script."""
    reading = _read(Text(source), file, errexit=False, pipefail=False, use="file")
    if inner := written(source, file, clients).facts:
        reading.facts = sorted([*reading.facts, *inner], key=lambda fact: fact.lines.first)
    return reading


def read_embedded(
    source: str,
    file: File,
    clients: frozenset[str],
    *,
    first_line: int,
    column: int = 1,
    lines: Sequence[int] | None = None,
    columns: Sequence[int] | None = None,
    offset: Callable[[int], int | None] | None = None,
    errexit: bool = False,
    pipefail: bool = False,
    use: Use | None = None,
    given: Mapping[str, str] | None = None,
) -> Reading:
    """The facts of a shell text inside another file, with the places of that file.

    `source` is the text as the shell gets it; `file` is the file around it.
    `first_line` and `column` say where its first character stands in the host.
    Without `lines` each of its lines is the next one of the host; `lines[i]` gives the host's line of line i + 1.
    Without `columns` every line starts at `column`, as in an indented block; `columns[i]` gives the host's
    column at which line i + 1 starts.
    `offset` maps an offset of `source` to the host's, and is None for one that the host spells differently
    (an escape, a folded line); facts can be written only where it is given. An end offset is mapped too, so
    it must be defined at the end of the text.
    `errexit` and `pipefail` hold from the start: `bash -e` of a workflow's `run:` is errexit without pipefail,
    `shell: bash` there is both; a Dockerfile's RUN is neither, yet it stops where its last command fails.
    `given` are the variables that the host sets for it: `ENV` of a Dockerfile.
    `use` is what the host makes of it, if nobody reads what it says when a command of it fails.
    """
    text = Text(source)
    count = max(1, len(text.starts))
    host = Host(
        lines if lines is not None else range(first_line, first_line + count),
        columns if columns is not None else [column] * count,
        offset,
    )
    return moved(
        _read(text, file, errexit=errexit, pipefail=pipefail, use=use, given=given), text, host
    )


def _read(
    text: Text,
    file: File,
    *,
    errexit: bool,
    pipefail: bool,
    use: Use | None,
    given: Mapping[str, str] | None = None,
) -> Reading:
    script, problems = parse(text)
    lowering = Lowering(script, text, file, errexit=errexit, pipefail=pipefail, given=given)
    facts = lowering.all()
    return Reading([*lowering.chains(use), *facts], problems)


__all__ = ["read", "read_embedded"]
