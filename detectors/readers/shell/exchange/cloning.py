"""Repositories that a script gets, and builds or runs as they are."""

from __future__ import annotations

import re
from collections.abc import Sequence

from detectors.facts import HOLE
from detectors.readers.shell.exchange.output_checks import spelled
from detectors.readers.shell.runs import Run
from detectors.vocabulary.names import listed

_VALUED = listed(
    "-b --branch -o --origin -u --upload-pack --reference --reference-if-able --separate-git-dir --depth"
    " --shallow-since --shallow-exclude -c --config -j --jobs --filter --template --bundle-uri --revision"
    " -r --rev --updaterev -e --ssh --remotecmd --server-option"
)
"""Options of `git clone` and `hg clone` whose value stands behind them."""
_SAYS_WHICH = re.compile(
    r"-b.*|--branch.*|--revision.*|-[ru]|--rev.*|--updaterev.*|--mirror|--bare"
)
_BRANCHES = listed("main master develop trunk")
_MOVES = listed("checkout switch reset update up")
"""Commands that take another revision than the one that a clone has taken."""
_ENTERS = frozenset({"cd", "pushd"})
_BUILDS = re.compile(
    r"make|gmake|cmake|meson|ninja|scons|bazel|mvn|gradle|gradlew|ant|configure|bootstrap|autogen|autoreconf"
    r"|setup|npm|pnpm|yarn|bun|pip3?|pipx|uv|poetry|cargo|go|docker|podman|docker-compose|bundle|composer|dotnet|stack"
    r"|python[\d.]*|node|ruby|perl|php|(?:ba|da|z|k)?sh|source|\."
)
"""Programs that build or run what lies there, as soon as they are started in it."""
_LOOKS = listed("-V --version -h --help help version list ps logs config")


class Cloned:
    """The commands of a script that get a repository, and which of them are built or run."""

    def __init__(self, runs: Sequence[Run], source: str, *, is_a_recipe: bool) -> None:
        self.runs = runs
        self.source = source
        self.is_a_recipe = is_a_recipe
        """Of an image, in which whatever is got stays."""

    def is_run(self, run: Run) -> bool:
        """`git clone URL` of a default branch, behind which the script builds or runs what lies there."""
        made = run.invocation
        words = [word.text for word in made.arguments]
        if made.name not in {"git", "hg"} or not words:
            return False
        if words[0] == "pull":
            return self.is_a_recipe and not self._is_moved(run)
        if words[0] != "clone" or any(map(_SAYS_WHICH.fullmatch, _but_branches(words))):
            return False
        given = [
            at
            for at, (before, word) in enumerate(zip(["", *words], words, strict=False))
            if at and not word.startswith("-") and before not in _VALUED
        ]
        if not given or not re.match(r"(?:https?|git|ssh)://|git@", words[given[0]]):
            return False
        address = words[given[0]]
        named = made.arguments[given[1]] if len(given) > 1 else None
        folder = self._spelled(named) if named else _last(address)
        if not folder or HOLE in address:
            return False
        return self._is_used(run, folder) or (self.is_a_recipe and not self._is_moved(run))

    def _is_moved(self, clone: Run) -> bool:
        """Later on another revision is taken."""
        return any(
            run.invocation.name in {"git", "hg"}
            and run.command.start > clone.command.start
            and not _MOVES.isdisjoint(word.text for word in run.invocation.arguments)
            for run in self.runs
        )

    def _is_used(self, clone: Run, folder: str) -> bool:
        is_inside = is_built = False
        for run in self.runs:
            if run.command.start <= clone.command.start:
                continue
            made = run.invocation
            words = [self._spelled(word) for word in made.arguments]
            is_about = any(_is_in(word, folder) for word in words)
            if made.name in _ENTERS:
                is_inside = is_about or (is_inside and not _leaves(words))
            elif made.name in {"git", "hg"}:
                if (is_inside or is_about) and not _MOVES.isdisjoint(words):
                    return False
            elif not _LOOKS.isdisjoint(words):
                continue
            elif _BUILDS.fullmatch(made.name.partition(".")[0] or made.name):
                is_built |= is_inside or is_about
            elif made.program:
                program = self._spelled(made.program)
                is_built |= _is_in(program, folder) or (is_inside and program.startswith("./"))
        return is_built

    def _spelled(self, word: object) -> str:
        start, end = getattr(word, "start", 0), getattr(word, "end", 0)
        return spelled(self.source[start:end])


def _but_branches(words: Sequence[str]) -> list[str]:
    """Without the options by which no more is said than the name of a branch that moves: `-b main`."""
    kept: list[str] = []
    for word in words:
        if kept and kept[-1] in {"-b", "--branch"} and word in _BRANCHES:
            kept.pop()
        elif word.partition("=")[0] != "--branch" or word.partition("=")[2] not in _BRANCHES:
            kept.append(word)
    return kept


def _last(address: str) -> str:
    return re.split(r"[/:]", address.rstrip("/").removesuffix(".git"))[-1]


def _is_in(word: str, folder: str) -> bool:
    """It is the folder, or a path into it."""
    name = folder.rstrip("/").rpartition("/")[2]
    parts = word.rstrip("/").split("/")
    return bool(name) and name not in {".", "..", "~"} and name in parts


def _leaves(words: Sequence[str]) -> bool:
    """`cd ..`, `cd -`, `cd`, `cd /elsewhere`: not a folder further down."""
    to = words[0] if words else "~"
    return to.startswith(("..", "-", "/", "~", "$"))
