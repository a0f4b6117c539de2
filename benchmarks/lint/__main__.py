"""`python -m benchmarks.lint`: fetches the corpus and the peers, times all of them in turn, prints the ratios.

Ours is timed with an empty cache, and once more where nothing has changed since; the peers have none.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import platformdirs

from benchmarks.environments import installed
from benchmarks.lint import corpus

RULES = Path(__file__).with_name("semgrep.yaml")
CHECKOUT = Path(__file__).parents[2]
OURS = ("critique", "lint", "--exit-zero", "--statistics", "--jobs", "1")


@dataclass(frozen=True)
class Peer:
    """Another linter: what to install, how to call it, and whether the whole corpus would take it minutes."""

    requirement: str
    command: tuple[str, ...]
    is_slow: bool = False


PEERS = {
    "bandit": Peer("bandit==1.9.4", ("bandit", "-q", "-r", "-f", "json", "-o", os.devnull)),
    "semgrep": Peer(
        "semgrep==1.182.0",
        ("semgrep", "scan", "--config", str(RULES), "--metrics=off", "--disable-version-check", "--no-git-ignore", "--quiet"),
        is_slow=True,
    ),
    "fixit": Peer("fixit==2.2.1", ("fixit", "lint"), is_slow=True),
    "ruff": Peer(
        "ruff==0.17.6",
        ("ruff", "check", "--isolated", "--no-cache", "--exit-zero", "-q", "--select", "S,ASYNC,B,BLE"),
    ),
}  # fmt: skip


@dataclass
class Runs:
    """What one command took on one folder, run by run, in seconds."""

    cpu: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)

    def add(self, command: list[str], folder: Path, **environment: str) -> None:
        before, start = os.times(), time.perf_counter()
        ran = subprocess.run(
            [*command, str(folder)], capture_output=True, text=True, cwd=folder, check=False,
            env={**os.environ, **environment},
        )  # fmt: skip
        after = os.times()
        if ran.returncode > 1 or (Path(command[0]).name == OURS[0] and not ran.stdout):
            sys.exit(f"{command[0]} found nothing to judge: {ran.stderr[-500:]}")
        children = after.children_user - before.children_user
        self.cpu.append(children + after.children_system - before.children_system)
        self.wall.append(time.perf_counter() - start)


def installed_checkout(work: Path) -> list[str]:
    """Ours as it stands in this checkout, installed like the others."""
    command = installed(str(CHECKOUT), OURS, work)
    pip = Path(command[0]).with_name("pip")
    again = ["install", "--quiet", "--force-reinstall", "--no-deps", str(CHECKOUT)]
    subprocess.run([pip, *again], check=True)
    return command


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--peers", default=",".join(PEERS), help="which peers, with commas")
    parser.add_argument(
        "--work",
        type=Path,
        default=platformdirs.user_cache_path("critique-benchmarks"),
        help="where the corpus is kept: not below what a .gitignore hides",
    )
    args = parser.parse_args()
    work = args.work.resolve()
    whole, tenth = corpus.build(work)
    our_command = installed_checkout(work)
    print(
        f"{'peer':<10} {'files':>6} {'ours, CPU s':>12} {'peer, CPU s':>12} {'peer / ours':>12} {'wall':>8}"
        f" {'ours again':>12} {'peer / ours':>12}"
    )
    for name in args.peers.split(","):
        peer = PEERS[name]
        command = installed(peer.requirement, peer.command, work)
        folder, files = (tenth, corpus.TENTH) if peer.is_slow else (whole, corpus.FILES)
        ours, again, theirs = Runs(), Runs(), Runs()
        for _ in range(args.runs):
            with TemporaryDirectory() as cache:
                ours.add(our_command, folder, CRITIQUE_CACHE=cache)
                again.add(our_command, folder, CRITIQUE_CACHE=cache)
            theirs.add(command, folder)
        print(
            f"{name:<10} {files:>6} {statistics.median(ours.cpu):>12.2f}"
            f" {statistics.median(theirs.cpu):>12.2f} {_ratio(theirs.cpu, ours.cpu):>12.2f}"
            f" {_ratio(theirs.wall, ours.wall):>8.2f}"
            f" {statistics.median(again.cpu):>12.2f} {_ratio(theirs.cpu, again.cpu):>12.2f}",
            flush=True,
        )


def _ratio(theirs: list[float], ours: list[float]) -> float:
    return statistics.median(t / o for t, o in zip(theirs, ours, strict=True))


if __name__ == "__main__":
    main()
