"""Whether somebody sits there when a request fails, and can say it again."""

from __future__ import annotations

from pathlib import PurePosixPath

from detectors.facts import Fact, Request
from detectors.vocabulary.names import listed, words_of

_UNATTENDED = listed(
    "ansible bootstrap build builder ci cloud cron cronjob deploy docker download downloader entrypoint fetch"
    " get image images infra infrastructure init install installer packages packaging packer pipeline prepare provision"
    " provisioning pull rootfs setup update vagrant worker"
)
"""In the name of a script, or of a folder around it: another program starts it, and nobody sits there."""
_SCRIPTS = frozenset({".sh", ".bash", ".zsh", ".ksh", ".mk"})
_COMMANDS = frozenset({"Makefile", "GNUmakefile", "makefile", "justfile"})
"""Names of files whose parts are called by their names."""


def only_shows(fact: Fact) -> bool:
    """An example, or what somebody measures with."""
    folders = {part.lower() for part in PurePosixPath(fact.file.name).parts[:-1]}
    return fact.file.is_an_example or bool(folders & {"benchmark", "benchmarks", "bench"})


def is_started_by_a_person(request: Request) -> bool:
    """A script by whose name nobody else starts it: somebody sits there, and says it again."""
    path = PurePosixPath(request.file.name)
    if request.file.scenario or not (path.suffix in _SCRIPTS or path.name in _COMMANDS):
        return False
    named = {word for part in path.with_suffix("").parts for word in words_of(part)}
    return not _UNATTENDED & named
