"""`python -m benchmarks.loosening RISK ...`: which condition of a rule costs places that readers marked.

Each condition is left out by itself. The labelled files are read whole once and judged again by the changed
rule, in a process of its own, and it is printed how many more places are found then, and how many findings
more meet none. A condition without which more is found and nothing more is wrong buys no precision there;
whether it does elsewhere is for whoever reads the rule to say.
"""

from __future__ import annotations

import argparse
import multiprocessing
import re
import sys
import types
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from benchmarks.detectors.__main__ import laid_out
from benchmarks.detectors.labels import LabelledFile, load
from benchmarks.detectors.matching import score
from benchmarks.detectors.ours import unsuppressed
from benchmarks.loosening.conditions import Loosened, loosened
from critique.lint.files import Source
from critique.lint.files import read as read_file
from detectors import clients
from detectors.catalogue import risks
from detectors.engine import said
from detectors.facts import File
from detectors.model import Risk
from detectors.readers import Reading, read

FEWEST = 3
"""Places found for each finding that meets none, below which a condition is worth its place."""


@dataclass(frozen=True)
class Read:
    """A labelled file, read whole."""

    labels: LabelledFile
    source: Source
    reading: Reading


@dataclass(frozen=True)
class Outcome:
    """What a rule finds in all files."""

    found: frozenset[tuple[str, int]]
    """File and first line of the places that it meets."""
    wrong: frozenset[tuple[str, int]]
    """Those of the findings that meet none."""


_RELIED_ON = (
    *(AssertionError, AttributeError, LookupError, NameError),
    *(RecursionError, TypeError, ValueError),
)
"""What a rule raises where a condition was what the rest of it stood on."""
corpus: list[Read] = []
"""Filled before the processes of the changed rules are forked, which share it."""


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("risks", nargs="*", help="which risks; all if none")
    parser.add_argument("--labels", default="python-.", help="collections, as a pattern of names")
    parser.add_argument("--jobs", type=int, default=multiprocessing.cpu_count())
    parser.add_argument(
        "--work", type=Path, default=platformdirs.user_cache_path("critique-benchmarks")
    )
    args = parser.parse_args()
    if unknown := {*args.risks} - {*risks()}:
        parser.error(f"no risk is called {', '.join(sorted(unknown))}")
    corpus.extend(_read(args.labels, args.work.resolve()))
    print(f"{len(corpus)} files", file=sys.stderr)
    for id in args.risks or risks():
        print("\n".join(told(id, args.jobs)), flush=True)


def _read(pattern: str, work: Path) -> list[Read]:
    there = []
    for name, files in load().items():
        if not re.fullmatch(pattern, name):
            continue
        folder = work / "labelled" / name
        for labels in laid_out(files, folder, work):
            source = read_file(str(folder / labels.checked_as), named=True)
            if isinstance(source, Source):
                file = File(labels.checked_as, source.language)
                occurring = clients.occurring(source.text, source.language)
                there.append(Read(labels, source, read(source.text, file, occurring)))
    return there


def told(id: str, jobs: int) -> list[str]:
    """A line for each condition of a rule without which more is found and little more is wrong."""
    source = Path(str(sys.modules[risks()[id].module].__file__)).read_text("utf-8")
    changes = list(loosened(source))
    fork = multiprocessing.get_context("fork")
    with fork.Pool(
        jobs, maxtasksperchild=1
    ) as pool:  # what one version leaves in memory is no other's
        versions = [source, *(one.source for one in changes)]
        before, *after = pool.starmap(outcome, [(id, one) for one in versions], chunksize=1)
    if before is None:
        return [f"{id} fails as it is"]
    lines = [
        f"{id}: {len(changes)} conditions, {len(before.found)} found, {len(before.wrong)} wrong"
    ]
    for change, now in zip(changes, after, strict=True):
        if now is None:
            continue
        found, wrong = len(now.found) - len(before.found), len(now.wrong) - len(before.wrong)
        if found > 0 and found >= FEWEST * wrong:
            lines += _shown(change, found, wrong, now.found - before.found)
    return lines


def _shown(
    change: Loosened, found: int, wrong: int, places: frozenset[tuple[str, int]]
) -> Sequence[str]:
    return [
        f"  line {change.line}: {found:+d} found, {wrong:+d} wrong without `{change.condition}`",
        *(f"      {file}:{line}" for file, line in sorted(places)),
    ]


def outcome(id: str, source: str) -> Outcome | None:
    """What this version of a rule finds in the corpus; None where it fails for what it no longer asks."""
    rule = _rule(id, source)
    found: set[tuple[str, int]] = set()
    wrong: set[tuple[str, int]] = set()
    for one in corpus:
        path = one.labels.checked_as
        try:
            findings, _ = said([rule], one.reading, clearances=False)
        except _RELIED_ON:
            return None
        result = score([one.labels], unsuppressed(path, one.source, findings))
        found |= {(path, place.lines[0]) for _, place in result.found}
        wrong |= {(path, finding.lines[0]) for _, finding in result.wrong}
    return Outcome(frozenset(found), frozenset(wrong))


def _rule(id: str, source: str) -> Risk:
    module = types.ModuleType(risks()[id].module)
    sys.modules[module.__name__] = module
    exec(compile(source, module.__name__, "exec"), module.__dict__)
    rule: Risk = module.risk
    return rule


if __name__ == "__main__":
    main()
