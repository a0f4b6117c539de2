"""Dockerfiles that a script writes: `cat > Dockerfile <<'EOF'`. Their instructions are read on the lines where they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from detectors.facts import File
from detectors.readers import Reading

_BEGINS = re.compile(r"<<(?P<indented>-?)[ \t]*(?P<quote>['\"\\]?)(?P<end>\w+)(?P=quote)?")
_WRITES = re.compile(
    r"(?:>[ \t]*|\btee[ \t]+(?:-a[ \t]+)?)[\"']?[^\s\"'|;&<>]*\bDockerfile[\w.-]*[\"']?(?=\s|$|<|;|\))"
)


def dockerfiles(source: str, file: File, clients: frozenset[str]) -> Reading:
    """What the Dockerfiles of a script do; nothing of the script itself."""
    found = Reading()
    if "Dockerfile" not in source or "<<" not in source:
        return found
    from detectors.readers import dockerfile

    for start, end in _bodies(source):
        # Everything else is blank, so that each character keeps its place.
        before = re.sub(r"[^\n]", " ", source[:start])
        inner = dockerfile.read(
            before + source[start:end], replace(file, language="dockerfile"), clients
        )
        found.facts += inner.facts
    return found


def _bodies(source: str) -> Iterator[tuple[int, int]]:
    """Where the texts of such here-documents begin and end."""
    for begins in _BEGINS.finditer(source):
        line = source.rfind("\n", 0, begins.start()) + 1
        start = source.find("\n", begins.end()) + 1
        written = source[line : start - 1] if start else ""
        if not start or written.lstrip().startswith("#") or not _WRITES.search(written):
            continue
        indent = "\\t*" if begins["indented"] else ""
        ends = re.compile(rf"^{indent}{re.escape(begins['end'])}$", re.M).search(source, start)
        if ends:
            yield start, ends.start()
