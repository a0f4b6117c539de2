"""Files that a script writes by a here-document: Dockerfiles, stacks and manifests, read on the lines where they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from detectors.facts import File
from detectors.readers import Reading

_BEGINS = re.compile(r"<<(?P<indented>-?)[ \t]*(?P<quote>['\"\\]?)(?P<end>\w+)(?P=quote)?")
_TO = r"(?:>[ \t]*|\btee[ \t]+(?:-a[ \t]+)?)[\"']?[^\s\"'|;&<>]*"
_ENDS = r"[\"']?(?=\s|$|<|;|\))"
_DOCKERFILE = re.compile(rf"{_TO}\bDockerfile[\w.-]*{_ENDS}")
_DOCUMENT = re.compile(
    rf"{_TO}\.ya?ml{_ENDS}"
    rf"|[ \t][\"']?[^\s\"'|;&<>]*\bcompose[\w.-]*\.ya?ml{_ENDS}"
    r"|\b(?:kubectl|oc)\b[^|;&<>]*\b(?:apply|create|replace)\b[^|;&<>]*[ \t]-f[ \t]*-(?=\s|$|<)"
)
"""A file of YAML, a stack that a function of the script writes, or what a cluster is told."""
_SHAPES = frozenset({"compose", "kubernetes"})
"""What such a document is read for; others are plain settings of unknown programs."""


class _Body(NamedTuple):
    start: int
    end: int
    line: str
    """The command that takes it."""


def written(source: str, file: File, clients: frozenset[str]) -> Reading:
    """What the files do that a script writes; nothing of the script itself."""
    found = Reading()
    if "<<" not in source or not re.search(r"Dockerfile|\.ya?ml\b|-f[ \t]*-", source):
        return found
    for body in _bodies(source):
        # Everything else is blank, so that each character keeps its place.
        before = re.sub(r"[^\n]", " ", source[: body.start])
        text = before + source[body.start : body.end]
        if _DOCKERFILE.search(body.line):
            found.facts += _dockerfile(text, file, clients).facts
        elif _DOCUMENT.search(body.line):
            found.facts += _document(text, file, clients).facts
    return found


def _dockerfile(text: str, file: File, clients: frozenset[str]) -> Reading:
    from detectors.readers import dockerfile

    return dockerfile.read(text, replace(file, language="dockerfile"), clients)


def _document(text: str, file: File, clients: frozenset[str]) -> Reading:
    from detectors.readers import yaml

    reading = yaml.read(text, replace(file, language="yaml"), clients)
    return Reading([fact for fact in reading.facts if fact.file.format in _SHAPES])


def _bodies(source: str) -> Iterator[_Body]:
    """Where the texts of here-documents begin and end."""
    for begins in _BEGINS.finditer(source):
        line = source.rfind("\n", 0, begins.start()) + 1
        start = source.find("\n", begins.end()) + 1
        taken = source[line : start - 1] if start else ""
        if not start or taken.lstrip().startswith("#"):
            continue
        indent = "\\t*" if begins["indented"] else ""
        ends = re.compile(rf"^{indent}{re.escape(begins['end'])}$", re.M).search(source, start)
        if ends:
            yield _Body(start, ends.start(), taken)
