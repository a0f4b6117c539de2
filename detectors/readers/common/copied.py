"""Which files the recipe of an image has copied for its next command; nothing of it where that cannot be told."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fnmatch import fnmatch
from pathlib import PurePosixPath

LOCKS = [
    "package-lock.json",
    "npm-shrinkwrap.json",
    "yarn.lock",
    "pnpm-lock.yaml",
    "bun.lock",
    "bun.lockb",
    "uv.lock",
    "poetry.lock",
    "pdm.lock",
    "Cargo.lock",
    "Pipfile.lock",
    "Gemfile.lock",
    "composer.lock",
]
"""Files that say of every package which version was tried."""
_BRINGS = re.compile(
    r"\b(?:git|hg|svn|curl|wget|tar|unzip|rsync|cp|mv|ln|lock|import|init|create|export)\b|--package-lock-only|<<"
)
"""In a command: it may put files there that no COPY names."""
_INSTALLS = re.compile(
    r"\b(?:npm|yarn|pnpm|bun|uv|poetry|pdm|pipenv|bundle|composer|cargo|maturin)\b"
)
_MOUNTED = re.compile(r"--mount=\S*?\b(?:source|src|from)=[^,\s]*")
_OF_A_CACHE = re.compile(r"--mount=type=(?:cache|secret|ssh|tmpfs)\b\S*")
_IS_A_FILE = re.compile(r"\w\.[A-Za-z]\w*$|^(?:Gemfile|Pipfile|Makefile|LICENSE|VERSION|Procfile)$")


class Copied:
    """The files of one stage."""

    def __init__(self, before: Copied | None = None) -> None:
        self.files: frozenset[str] | None = before.files if before else frozenset()

    def takes(self, words: Sequence[str]) -> None:
        """`COPY package.json ./`: its sources, and where they go."""
        *sources, to = words or [""]
        for source in sources:
            self._take(source, to)

    def _take(self, source: str, to: str) -> None:
        name = PurePosixPath(source.rstrip("/")).name
        is_a_pattern = re.search(r"[*?\[]", name) is not None
        if (
            self.files is None
            or "$" in source
            or "\ufffc" in source
            or (is_a_pattern and any(fnmatch(lock, name) for lock in LOCKS))
        ):
            self.files = None
        elif _IS_A_FILE.search(name) and not name.endswith((".gz", ".tgz", ".tar", ".xz", ".zip")):
            self.files |= {name}
        elif not name or PurePosixPath(to.rstrip("/")).name != name:
            self.files = None  # a folder whose files come to lie there

    def runs(self, options: str, command: str) -> frozenset[str] | None:
        """What lies there for this command, which may bring more itself."""
        files = None if _BRINGS.search(command) else self.files
        if files is None or _INSTALLS.search(command):
            self.files = None  # the first installation writes a list
        return None if _MOUNTED.search(_OF_A_CACHE.sub("", options)) else files
