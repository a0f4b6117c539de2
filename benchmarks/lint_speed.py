"""CPU seconds of `critique lint` and of its peers on the same files, in turn, as ratios of one run."""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import sysconfig
import time
from dataclasses import dataclass, field
from pathlib import Path

PEERS = {
    "ruff S,ASYNC,B,BLE": ["ruff", "check", "--isolated", "--no-cache", "--exit-zero", "-q", "--select", "S,ASYNC,B,BLE"],
    "bandit": ["bandit", "-q", "-r", "-f", "json", "-o", os.devnull],
}  # fmt: skip
OURS = [sys.executable, "-m", "critique", "lint", "--exit-zero", "--statistics", "--jobs", "1"]


@dataclass
class Runs:
    """What one command took, run by run."""

    cpu: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)


def measure(command: list[str], folder: Path) -> tuple[float, float]:
    """(CPU, wall) seconds of the whole process tree; output is thrown away."""
    before, start = os.times(), time.perf_counter()
    subprocess.run(
        [*command, str(folder)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False
    )
    after = os.times()
    cpu = (after.children_user - before.children_user) + (
        after.children_system - before.children_system
    )
    return cpu, time.perf_counter() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=Path(sysconfig.get_path("stdlib")))
    parser.add_argument("--runs", type=int, default=3)
    args = parser.parse_args()
    near = Path(sys.executable).parent
    commands = {"critique": OURS}
    for name, command in PEERS.items():
        found = shutil.which(command[0], path=f"{near}{os.pathsep}{os.environ.get('PATH', '')}")
        if found:
            commands[name] = [found, *command[1:]]
    files = [path for path in args.folder.rglob("*.py") if path.is_file()]
    size = sum(path.stat().st_size for path in files)
    print(f"{len(files):,} Python files, {size / 1e6:.1f} MB, {args.runs} runs, medians\n")
    runs = {name: Runs() for name in commands}
    for _ in range(args.runs):
        for name, command in commands.items():
            cpu, wall = measure(command, args.folder)
            runs[name].cpu.append(cpu)
            runs[name].wall.append(wall)
    ours = statistics.median(runs["critique"].cpu)
    print(f"{'':<22} {'CPU s':>8} {'wall s':>8} {'CPU / critique':>15}")
    for name, one in runs.items():
        cpu, wall = statistics.median(one.cpu), statistics.median(one.wall)
        print(f"{name:<22} {cpu:>8.2f} {wall:>8.2f} {cpu / ours:>15.2f}")


if __name__ == "__main__":
    main()
