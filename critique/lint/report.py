"""One file's findings as they are reported, and the run over all files."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from importlib import import_module
from typing import Any, Literal

from critique.cli import of_its_own
from critique.lint import files, neighbours, suppressions, versions
from critique.lint.cache import Cache, key
from critique.lint.config import Config
from critique.lint.files import Source, Unread
from critique.lint.neighbours import Around
from critique.progress import shown
from detectors.catalogue import risks
from detectors.engine import fix, inspect
from detectors.model import Clearance, Finding
from detectors.surfaces import surface_of

WORTH_A_POOL = 1_500_000
"""Bytes of sources below which one process is faster than starting several."""


@dataclass(frozen=True)
class Entry:
    """One thing said of a file: a finding, a clearance, or that something could not be read."""

    path: str
    surface: str
    language: str
    risk: str
    family: str
    severity: str
    message: str
    line: int
    column: int
    end_line: int
    end_column: int
    fixable: bool = False
    url: str = ""
    verdict: Literal["risky", "sound", "problem"] = "risky"

    def as_json(self, with_verdict: bool) -> dict[str, Any]:
        """The object of the json and jsonl formats; a problem always says that it is one."""
        entry = asdict(self)
        if not with_verdict and self.verdict == "risky":
            del entry["verdict"]
        return entry


@dataclass(frozen=True)
class FileReport:
    """Everything said of one file, and its text for those who quote it."""

    path: str
    entries: tuple[Entry, ...]
    source: str = ""
    fixed: str | None = None
    """The text with what is fixable mended; None where nothing is, or fixing was not asked for."""
    original: str = ""
    """The text before, where something is mended."""
    encoding: str = "utf-8"
    failed: bool = False
    """Critique itself broke down over it."""
    key: str = ""
    """Tells this state of the file and of what is looked for from others; empty where no cache asks for it."""


def check(
    paths: Iterable[tuple[str, bool]], config: Config, *, jobs: int = 1, show_sound: bool = False,
    fixing: bool = False, cache: Cache | None = None,
) -> Iterator[FileReport]:  # fmt: skip
    """The reports in the order of the files; what `cache` knows already is not looked at again."""
    listed = list(paths)
    known = {} if cache is None else dict(_known(listed, config, cache))
    keyed = cache is not None
    work = partial(_check_file, config=config, show_sound=show_sound, fixing=fixing, keyed=keyed)
    fresh = _checked([item for item in listed if item[0] not in known], work, jobs)
    found = (known[path] if path in known else next(fresh) for path, _ in listed)
    try:
        for report in filter(None, shown(found, len(listed), "files")):
            if cache is not None and report.key and report.path not in known:
                cache.keep(report.path, report.key, map(asdict, report.entries))
            yield report
    finally:
        if cache is not None:
            cache.save()


def _known(
    listed: Iterable[tuple[str, bool]], config: Config, cache: Cache
) -> Iterator[tuple[str, FileReport | None]]:
    """(path, its report) of the files that the cache has seen as they are; None where no reader is for one."""
    for path, named in listed:
        read = files.read(path, named)
        if read is None:
            yield path, None
        elif isinstance(read, Source):
            key = _key(read, config.risks_for(path))
            said = cache.find(path, key)
            if said is not None:
                entries = tuple(Entry(**entry) for entry in said)
                yield path, FileReport(path, entries, read.text if entries else "", key=key)


def _checked(
    listed: Sequence[tuple[str, bool]],
    work: Callable[[tuple[str, bool]], FileReport | None],
    jobs: int,
) -> Iterator[FileReport | None]:
    """The reports in the order of the files; several processes where the work is worth them."""
    if jobs > 1 and sum(_size(path) for path, _ in listed) > WORTH_A_POOL:
        # Both take longer to import than a file to lint.
        from concurrent.futures import ProcessPoolExecutor
        from multiprocessing import get_start_method

        if get_start_method() == "fork":
            _load()
        with ProcessPoolExecutor(jobs, initializer=_look_for_garbage_rarely) as pool:
            chunk = max(1, min(50, len(listed) // (jobs * 8)))
            yield from pool.map(work, listed, chunksize=chunk)
    else:
        _look_for_garbage_rarely()
        yield from map(work, listed)


def _load() -> None:
    """What every process needs is read once, before they part."""
    risks()
    import_module("detectors.readers.python")


def _look_for_garbage_rarely() -> None:
    """Syntax trees are many objects in few cycles: to look for cycles as often as Python does takes a tenth of the time."""
    gc.freeze()
    gc.set_threshold(500_000, 50, 1_000)


def _size(path: str) -> int:
    try:
        return os.stat(path).st_size
    except OSError:
        return 0


def _check_file(
    item: tuple[str, bool], config: Config, show_sound: bool, fixing: bool, keyed: bool
) -> FileReport | None:
    path, named = item
    read = files.read(path, named)
    if read is None:
        return None
    report = check_source(read, config, show_sound=show_sound, fixing=fixing)
    if keyed and isinstance(read, Source) and not report.failed:
        return replace(report, key=_key(read, config.risks_for(path)))
    return report


def check_source(
    read: Source | Unread, config: Config, *, show_sound: bool = False, fixing: bool = False
) -> FileReport:
    """What is said of one source; a mistake of ours over it does not keep the others from being checked."""
    try:
        return _looked_at(read, config, show_sound=show_sound, fixing=fixing)
    except Exception as error:
        if os.environ.get("CRITIQUE_TRACEBACK"):
            raise
        problem = _problem(read.path, "", "failed", of_its_own(error), 1, 1)
        return FileReport(read.path, (problem,), failed=True)


def _looked_at(
    read: Source | Unread, config: Config, *, show_sound: bool, fixing: bool
) -> FileReport:
    """What is said of one source that was read, or that it was not."""
    if isinstance(read, Unread):
        return FileReport(read.path, (_problem(read.path, "", "unreadable", read.reason, 1, 1),))
    select = config.risks_for(read.path)
    fixed = _fixed(read, select) if fixing else None
    text = read.text if fixed is None else fixed
    around = neighbours.around(read.path, text) if read.language == "python" else Around()
    inspection = inspect(
        text,
        read.language,
        name=read.path,
        pins=_pins(read),
        asked=_asked(read),
        neighbours=around.neighbours,
        excerpts=around.excerpts,
        select=select,
        clearances=show_sound,
    )
    comments = suppressions.suppressions(text, read.language)
    findings = suppressions.apply(inspection.findings, comments)
    entries = [_finding(read, finding, config) for finding in findings]
    if show_sound:
        entries += [_clearance(read, clearance) for clearance in inspection.clearances]
    entries += [
        _problem(read.path, read.language, "unparsed", problem.message, *problem.lines)
        for problem in inspection.problems
    ]
    entries += [
        _problem(read.path, read.language, "suppression", f"the comment {complaint}", comment.line, comment.line)
        for comment in comments
        for complaint in comment.complaints(select)
    ]  # fmt: skip
    entries.sort(key=lambda entry: (entry.line, entry.column, entry.risk))
    original = "" if fixed is None else read.text
    return FileReport(
        read.path,
        tuple(entries),
        text,
        fixed,
        original=original,
        encoding=read.encoding,
    )


def _pins(read: Source) -> Mapping[str, str]:
    return versions.around(read.path) if read.language == "python" else {}


def _asked(read: Source) -> Mapping[str, str]:
    return versions.asked(read.path) if read.language == "python" else {}


def _key(read: Source, select: frozenset[str]) -> str:
    is_python = read.language == "python"
    around = neighbours.state(read.path, read.text) if is_python else {}
    return key(read.text, select, (_pins(read), _asked(read)), around)


def _fixed(read: Source, select: frozenset[str]) -> str | None:
    """The mended text; None if nothing changes, or if it could no longer be read as well as before."""
    comments = suppressions.suppressions(read.text, read.language)
    fixed = fix(
        read.text,
        read.language,
        name=read.path,
        pins=_pins(read),
        select=select,
        spare=lambda finding: any(comment.silences(finding) for comment in comments),
    )
    if fixed == read.text:
        return None
    before = inspect(read.text, read.language, name=read.path, gated=False).problems
    after = inspect(fixed, read.language, name=read.path, gated=False).problems
    return fixed if len(after) <= len(before) else None


def url_of(risk: str) -> str:
    """The best page to read on about a risk: the first source that its page links."""
    return risks()[risk].page.url if risk in risks() else ""


def _finding(read: Source, finding: Finding, config: Config) -> Entry:
    return Entry(
        path=read.path,
        surface=surface_of(read.language),
        language=read.language,
        risk=finding.risk,
        family=finding.family,
        severity=config.severity.get(finding.risk, finding.severity),
        message=finding.message,
        line=finding.lines.first,
        column=finding.column,
        end_line=finding.lines.last,
        end_column=finding.end_column,
        fixable=finding.fixable,
        url=url_of(finding.risk),
    )


def _clearance(read: Source, clearance: Clearance) -> Entry:
    return Entry(
        path=read.path,
        surface=surface_of(read.language),
        language=read.language,
        risk=clearance.risk,
        family=clearance.family,
        severity="info",
        message=clearance.reason,
        line=clearance.lines.first,
        column=clearance.column,
        end_line=clearance.lines.last,
        end_column=clearance.end_column,
        url=url_of(clearance.risk),
        verdict="sound",
    )


def _problem(path: str, language: str, kind: str, message: str, line: int, end_line: int) -> Entry:
    return Entry(
        path=path,
        surface=surface_of(language) if language else "",
        language=language,
        risk=kind,
        family="critique",
        severity="info",
        message=message,
        line=line,
        column=1,
        end_line=end_line,
        end_column=1,
        verdict="problem",
    )


def hide_known(
    reports: Iterable[FileReport], known: Sequence[dict[str, Any]]
) -> Iterator[FileReport]:
    """The reports without the findings of an earlier one; lines may have moved, so they do not count."""
    left: dict[tuple[str, str, str], int] = {}
    for old in known:
        key = (str(old.get("path")), str(old.get("risk")), str(old.get("message")))
        left[key] = left.get(key, 0) + 1
    for report in reports:
        kept = []
        for entry in report.entries:
            key = (entry.path, entry.risk, entry.message)
            if entry.verdict == "risky" and left.get(key, 0) > 0:
                left[key] -= 1
            else:
                kept.append(entry)
        yield replace(report, entries=tuple(kept))
