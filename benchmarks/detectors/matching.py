"""Which places somebody's findings meet, and which findings meet none."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from benchmarks.detectors.labels import LabelledFile, Lines, Place


@dataclass(frozen=True)
class Finding:
    """What a tool says of a file, in our names of risks: a rule of a peer may stand for several."""

    file: str
    """As it was checked: a path below the common folder."""
    risks: frozenset[str]
    lines: Lines
    elsewhere: tuple[Lines, ...] = ()
    """Further places at which the same finding is right."""
    group: str = ""
    """Findings of a file with one group are cured together, so one that meets a place speaks for all."""

    @property
    def ranges(self) -> tuple[Lines, ...]:
        return (self.lines, *self.elsewhere)


@dataclass
class Score:
    """What was found of what is there, and what was said besides."""

    found: list[tuple[LabelledFile, Place]] = field(default_factory=list)
    missed: list[tuple[LabelledFile, Place]] = field(default_factory=list)
    right: list[tuple[LabelledFile, Finding]] = field(default_factory=list)
    wrong: list[tuple[LabelledFile, Finding]] = field(default_factory=list)
    tempted: list[tuple[LabelledFile, Place]] = field(default_factory=list)
    resisted: list[tuple[LabelledFile, Place]] = field(default_factory=list)

    @property
    def recall(self) -> float | None:
        return _share(len(self.found), len(self.missed))

    @property
    def precision(self) -> float | None:
        return _share(len(self.right), len(self.wrong))

    @property
    def temptation(self) -> float | None:
        """The share of places that look risky and are fine, and were reported all the same."""
        return _share(len(self.tempted), len(self.resisted))


def _share(hits: int, others: int) -> float | None:
    return hits / (hits + others) if hits + others else None


def score(files: Iterable[LabelledFile], findings: Iterable[Finding]) -> Score:
    by_file: Mapping[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        by_file[finding.file].append(finding)
    total = Score()
    for file in files:
        _add(total, file, by_file[file.checked_as])
    return total


def _add(total: Score, file: LabelledFile, findings: Sequence[Finding]) -> None:
    for place in file.risky:
        met = any(place.is_met(one.risks, one.ranges, file.tolerance) for one in findings)
        (total.found if met else total.missed).append((file, place))
    groups = {
        _cure(one) for one in findings if one.group and _meets(one, file.risky, file.tolerance)
    }
    said = {_key(one): one for one in findings if file.scope is None or one.risks & file.scope}
    wrong = []
    for finding in said.values():
        if _meets(finding, file.risky, file.tolerance) or _cure(finding) in groups:
            total.right.append((file, finding))
        elif not _meets(finding, file.debatable, 0):
            wrong.append(finding)
    total.wrong += [(file, finding) for finding in wrong]
    for place in file.tempting:
        met = any(place.is_met(one.risks, [one.lines], 0) for one in wrong)
        (total.tempted if met else total.resisted).append((file, place))


def _meets(finding: Finding, places: Iterable[Place], tolerance: int) -> bool:
    return any(place.is_met(finding.risks, finding.ranges, tolerance) for place in places)


def _cure(finding: Finding) -> tuple[frozenset[str], str]:
    return finding.risks, finding.group


def _key(finding: Finding) -> tuple[frozenset[str], int]:
    """Two rules of one peer that say the same of a line say it once."""
    return finding.risks, finding.lines[0]
