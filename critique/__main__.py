"""`critique` and `python -m critique`: finds the command and runs it, importing only what it needs."""

from __future__ import annotations

import os
import sys
from pathlib import Path

HOME = Path(__file__).resolve().parent.parent


def _look_up_ours_first() -> None:
    """A project that is being linted may have a `detectors/` or a `yaml.py`, and `PYTHONPATH=.` is common.

    What is installed is looked up before it, so that no code of the inspected project ever runs.
    """
    foreign = {"", *os.environ.get("PYTHONPATH", "").split(os.pathsep)}
    if _is_somewhere():
        foreign |= {os.path.abspath(path) for path in foreign}
    ours = [path for path in sys.path if path not in foreign]
    sys.path[:] = [str(HOME), *ours, *(path for path in sys.path if path in foreign)]


def _is_somewhere() -> bool:
    """False in a folder that has been deleted, where no relative path leads anywhere."""
    try:
        os.getcwd()
    except FileNotFoundError:
        return False
    return True


_look_up_ours_first()


def main(argv: list[str] | None = None) -> int:
    """Runs one command and returns its exit code; usage errors exit with 2."""
    from critique import cli, streams

    streams.prepare()
    if not _is_somewhere():
        print("critique: the current folder has been deleted; cd to another one", file=sys.stderr)
        return 2
    if foreign := _overwritten():
        print(f"critique: {foreign}", file=sys.stderr)
        return 2
    return cli.run(sys.argv[1:] if argv is None else argv)


def _overwritten() -> str | None:
    """Says so when another distribution has put its packages over ours."""
    import detectors
    import trainer

    for package in (detectors, trainer):
        where = Path(package.__file__ or "/").resolve().parent
        if where.parent != HOME:
            return (
                f"the package '{package.__name__}' comes from {where}, not from critique; "
                "install critique into an environment of its own: pipx install critique-trainer"
            )
    return None


if __name__ == "__main__":
    sys.exit(main())
