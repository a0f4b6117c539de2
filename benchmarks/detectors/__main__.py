"""`python -m benchmarks.detectors`: recall and precision of `critique` and its peers on the same labelled files."""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path

import platformdirs

from benchmarks import archives
from benchmarks.detectors import ours
from benchmarks.detectors.labels import SURFACES, LabelledFile, load
from benchmarks.detectors.matching import Finding, Score, score
from benchmarks.detectors.peers import Peer, peers, warn
from detectors.languages import language_of

NAME = "critique"
UNION = "all peers"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--labels", help="one collection of labels; all without it")
    parser.add_argument("--peers", help="which peers, with commas; all without it, none if empty")
    parser.add_argument("--risks", action="store_true", help="print a line for each risk as well")
    parser.add_argument(
        "--differences", action="store_true", help="list what critique missed and got wrong"
    )
    parser.add_argument(
        "--work",
        type=Path,
        default=platformdirs.user_cache_path("critique-benchmarks"),
        help="where archives and peers are kept",
    )
    args = parser.parse_args()
    work = args.work.resolve()
    chosen = peers() if args.peers is None else {
        name: peers()[name] for name in args.peers.split(",") if name
    }  # fmt: skip
    for name, files in load(args.labels).items():
        here = laid_out(files, work / "labelled" / name, work)
        print(f"\n{name}: {_counted(here, files)}")
        report(here, chosen, work / "labelled" / name, work, args.risks, args.differences)


def laid_out(files: Iterable[LabelledFile], folder: Path, work: Path) -> list[LabelledFile]:
    """Those of the files whose archive can be had, written below the folder.

    What else of Python their archives hold lies around them, so that a linter may look at what they import.
    """
    by_pin: dict[archives.Pin, list[LabelledFile]] = defaultdict(list)
    for file in files:
        by_pin[file.pin].append(file)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / ".semgrepignore").touch()
    here = []
    for pin, of_pin in by_pin.items():
        try:
            archive = archives.fetched(pin, work)
        except archives.Unavailable as problem:
            print(problem, file=sys.stderr)
            continue
        has_python = any(file.surface == "python" for file in of_pin)
        members = archives.read(
            archive, {file.path for file in of_pin}, others=".py" if has_python else ""
        )
        for path in members.keys() - {file.path for file in of_pin}:
            _write(folder, f"{of_pin[0].home}/{path}", members[path])
        for file in of_pin:
            if file.path not in members:
                print(f"{pin.archive} has no {file.path}", file=sys.stderr)
                continue
            _write(folder, file.checked_as, members[file.path])
            here.append(file)
    return here


def _write(folder: Path, path: str, content: bytes) -> None:
    target = (folder / path).resolve()
    if not target.is_relative_to(folder.resolve()):
        sys.exit(f"{path} leaves the folder")
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)


def report(
    files: list[LabelledFile], chosen: dict[str, Peer], folder: Path, work: Path,
    by_risk: bool, differences: bool,
) -> None:  # fmt: skip
    paths = [file.checked_as for file in files]
    languages = {path: _language(folder / path) for path in paths}
    said: dict[str, list[Finding]] = {}
    print(_header())
    union: list[Finding] = []
    for name, peer in chosen.items():
        if peer.absent:
            print(f"{name:<20}not run: {peer.absent}")
            continue
        try:
            said[name] = peer.findings(folder, languages, work)
        except RuntimeError as problem:
            warn(problem)
            continue
        union += said[name]
        print(
            _row(name, files, said[name], reads=set(_surfaces(files, languages, peer))), flush=True
        )
    mine = ours.findings(folder, paths)
    if chosen:
        print(_row(UNION, files, union))
    print(_row(NAME, files, mine))
    unaided = [file.unaided for file in files]
    if unaided != files:
        print(_row(f"{NAME}, unaided", unaided, mine))
    if by_risk:
        _print_by_risk(files, {UNION: union, NAME: mine})
    if differences:
        _print_differences(score(files, mine))


def _language(path: Path) -> str:
    head = path.read_bytes()[:8192].decode("utf-8", "replace")
    return language_of(str(path), head) or ""


def _surfaces(files: list[LabelledFile], languages: dict[str, str], peer: Peer) -> Iterable[str]:
    return (one.surface for one in files if languages[one.checked_as] in peer.languages)


def _counted(here: list[LabelledFile], files: list[LabelledFile]) -> str:
    places = sum(len(file.risky) for file in here)
    tempting = sum(len(file.tempting) for file in here)
    return f"{len(here)} of {len(files)} files, {places} risky places, {tempting} that only look so"


def _header() -> str:
    groups = "".join(f"{surface:^24}" for surface in (*SURFACES, "all"))
    columns = "".join(f"{'recall':>9}{'precision':>11}    " for _ in (*SURFACES, "all"))
    return f"{'':<20}{groups}{'tempted':>9}\n{'':<20}{columns}"


def _row(
    name: str, files: list[LabelledFile], findings: list[Finding], reads: set[str] | None = None
) -> str:
    row = f"{name:<20}"
    for surface in (*SURFACES, None):
        of_surface = [one for one in files if surface in (None, one.surface)]
        total = score(of_surface, findings)
        is_read = reads is None or surface is None or surface in reads
        row += f"{_percent(total.recall if is_read else None):>9}"
        row += f"{_percent(total.precision if is_read else None):>11}    "
    return f"{row}{_percent(score(files, findings).temptation):>9}"


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{share:.1%}"


def _print_by_risk(files: list[LabelledFile], said: dict[str, list[Finding]]) -> None:
    scores = {name: score(files, findings) for name, findings in said.items()}
    risks = sorted({place.risk for file in files for place in file.risky if place.risk})
    print(f"\n{'':<32}{'places':>8}" + "".join(f"{f'{name}: found, wrong':>28}" for name in scores))
    for risk in risks:
        places = sum(place.risk == risk for file in files for place in file.risky)
        counts = (f"{_found(one)[risk]:>18}{_wrong(one)[risk]:>10}" for one in scores.values())
        print(f"{risk:<32}{places:>8}" + "".join(counts))


def _found(total: Score) -> Counter[str | None]:
    return Counter(place.risk for _, place in total.found)


def _wrong(total: Score) -> Counter[str | None]:
    return Counter(risk for _, finding in total.wrong for risk in finding.risks)


def _print_differences(total: Score) -> None:
    lines: Callable[[tuple[int, int]], str] = lambda at: f"{at[0]}-{at[1]}"  # noqa: E731
    for file, place in total.missed:
        print(f"missed {file.checked_as}:{lines(place.lines)} {place.risk}: {place.why}")
    for file, finding in total.wrong:
        print(f"wrong  {file.checked_as}:{lines(finding.lines)} {', '.join(finding.risks)}")


if __name__ == "__main__":
    main()
