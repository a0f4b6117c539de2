"""Whether somebody sits there when a request fails, and can say it again."""

from __future__ import annotations

from pathlib import PurePosixPath

from detectors.facts import Fact, Request
from detectors.vocabulary.names import listed, words_of

_UNATTENDED = listed(
    "ansible bootstrap build builder ci cloud cron cronjob deploy docker download downloader entrypoint fetch"
    " get image images infra infrastructure init installer packages packaging packer pipeline prepare provision"
    " provisioning pull rootfs update vagrant worker"
)
"""In the name of a script, or of a folder around it: another program starts it, and nobody sits there."""
_JOBS = listed(
    "backfill backup crawl dump etl export exporter harvest import importer ingest ingester ingestion ingestor"
    " migrate migration mirror scrape sync syncer"
)
"""In the names of functions and files: a run over all there is, which goes on alone."""
_WRITES = frozenset({"write", "send", "charge", "create", "publish", "delete"})
_SCRIPTS = frozenset({".sh", ".bash", ".zsh", ".ksh", ".mk"})
_COMMANDS = frozenset({"Makefile", "GNUmakefile", "makefile", "justfile"})
"""Names of files whose parts are called by their names."""


def goes_on_alone(request: Request) -> bool:
    """What only reads, or may only read, is asked again by whoever called the function, unless a name says that it is a run of its own."""
    writes = request.method in {"POST", "PUT", "PATCH", "DELETE"} or request.effect in _WRITES
    if request.file.scenario or (writes and not request.context.loop("pages")):
        return True
    function = request.context.function
    named = {*words_of(PurePosixPath(request.file.name).stem)}
    return bool(_JOBS & (named | ({*words_of(function.name)} if function else set())))


def only_shows(fact: Fact) -> bool:
    """An example, or what somebody measures with."""
    folders = {part.lower() for part in PurePosixPath(fact.file.name).parts[:-1]}
    return fact.file.is_an_example or bool(folders & {"benchmark", "benchmarks", "bench"})


def is_started_by_a_person(request: Request) -> bool:
    """A script by whose name nobody else starts it: somebody sits there, and says it again."""
    path = PurePosixPath(request.file.name)
    if request.file.scenario or not (path.suffix in _SCRIPTS or path.name in _COMMANDS):
        return False
    named = words_of(path.stem)
    if len(named) > 1 and {"install", "setup"} & {*named}:  # `install-kind.sh`, a step of a build
        return False
    around = {word for part in path.parts[:-1] for word in words_of(part)}
    return not _UNATTENDED & {*named, *around}
