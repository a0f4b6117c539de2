"""Programs to compare with, each in a virtual environment of its own below a cache folder."""

from __future__ import annotations

import subprocess
import venv
from pathlib import Path


def installed(
    requirement: str, command: tuple[str, ...], work: Path, *, lock: Path | None = None
) -> list[str]:
    """The command of a package, compiled to bytecode as pip does it.

    `lock` names the releases of everything that comes with it, as `pip freeze` writes them.
    """
    home = work / "peers" / command[0]
    program = home / "bin" / command[0]
    if not program.exists():
        venv.create(home, with_pip=True)
        pinned = ["--constraint", str(lock)] if lock and lock.exists() else []
        pip = [str(home / "bin" / "pip"), "install", "--quiet"]
        subprocess.run([*pip, *pinned, *requirement.split()], check=True)
    return [str(program), *command[1:]]
