"""Commands that build something, and those for whose verdict a pipeline starts them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from detectors.facts import Process

_RUNS_A_TOOL = {
    **dict.fromkeys(("uv", "poetry", "pipenv", "hatch", "pdm", "coverage"), 1),
    **dict.fromkeys(("npx", "bunx", "uvx"), 0),
}
"""Program that runs another one -> how many of its words stand before that."""
_A_RUN = frozenset({"run", "exec"})
_PYTHON = re.compile(r"python[\d.]*")


class Made(NamedTuple):
    """What a command makes, and what it is."""

    kind: str
    """image, package, version or site"""
    by: str


_PACKAGES = {
    "build": re.compile(r".*"),
    "flit": re.compile(r"build"),
    **dict.fromkeys(("poetry", "hatch", "pdm", "uv"), re.compile(r"build")),
    **dict.fromkeys(("npm", "pnpm"), re.compile(r"pack")),
    "goreleaser": re.compile(r"build"),
    "maturin": re.compile(r"build"),
}
_VERSIONS = {
    **dict.fromkeys(("poetry", "hatch", "uv", "npm", "pnpm"), re.compile(r"version")),
    **dict.fromkeys(
        ("bump2version", "bumpversion", "bump-my-version"), re.compile(r"major|minor|patch|bump")
    ),
}
_SITES = {
    **dict.fromkeys(("npm", "pnpm", "yarn", "bun"), re.compile(r"build(?::prod\w*)?")),
    "hugo": re.compile(r"--.*"),
    **dict.fromkeys(
        ("mkdocs", "jekyll", "vite", "webpack", "next", "gatsby"), re.compile(r"build")
    ),
}
_IMAGES = {"docker": re.compile(r"build|buildx"), "podman": re.compile(r"build")}


def makes(process: Process) -> Made | None:
    """None for a command that makes nothing, or only asks for what is there."""
    name, words = _run(process)
    verbs = [w for w in words if w not in _A_RUN and not w.startswith("-")]
    first = verbs[0] if verbs else ""
    if process.name == "build" or (first == "version" and len(verbs) < 2):
        return None  # a function of the script; `hatch version` only says it
    if re.fullmatch(r"(?:.*/)?setup\.py", name) and {"sdist", "bdist_wheel"} & set(words):
        return Made("package", "setup.py")
    for kind, table in (
        ("version", _VERSIONS),
        ("package", _PACKAGES),
        ("site", _SITES),
        ("image", _IMAGES),
    ):
        if name in table and table[name].fullmatch(first):
            return Made(kind, _called(name, words, first))
    return None


def tool(process: Process) -> tuple[str, list[str]]:
    """The tool that is run, and its words: `uv run pytest -q`, `poetry run alembic upgrade head`, `python -m twine upload`."""
    name, words = process.name, [w for w in process.words if w]
    before = _RUNS_A_TOOL.get(name)
    if before == 0 or (before and words[:1] and words[0] in _A_RUN):
        words = [w for w in words if not w.startswith("-")][before:]
        name = words.pop(0) if words else ""
    if _PYTHON.fullmatch(name) and words[:1] == ["-m"] and words[1:]:
        name, words = words[1], words[2:]
    return name, words


def _run(process: Process) -> tuple[str, list[str]]:
    """The same, and a script in place of the Python that runs it: `python setup.py sdist`."""
    name, words = tool(process)
    return (words[0], words[1:]) if _PYTHON.fullmatch(name) and words[:1] else (name, words)


def _called(name: str, words: Sequence[str], verb: str) -> str:
    """`npm run build`, as it is written."""
    return " ".join([name, *(["run"] if "run" in words else []), *([verb] if verb else [])])


_CHECKS = re.compile(
    r"pytest|py\.test|tox|nox|ctest|jest|vitest|mocha|phpunit|rspec|bats|behave|mypy|pyright|ruff|flake8|pylint|eslint|tsc|gradlew?|mvnw?"
)
"""Programs that a pipeline starts for their verdict."""
_CHECKING = {
    **dict.fromkeys(
        ("npm", "pnpm", "yarn", "bun"), re.compile(r"t|test\S*|lint\S*|build\S*|typecheck")
    ),
    **dict.fromkeys(("cargo", "go"), re.compile(r"test|build|check|clippy|vet")),
    **dict.fromkeys(("make", "gmake", "just"), re.compile(r"test\S*|check|lint|build|all")),
    "dotnet": re.compile(r"test|build"),
    "docker": re.compile(r"build"),
    "molecule": re.compile(r"test"),
    **dict.fromkeys(("terraform", "tofu"), re.compile(r"plan|validate|apply")),
}
"""Program -> those of its commands with which it gives one."""
_A_SCRIPT = re.compile(r"[\w./-]+\.(?:sh|py|js|mjs|ts|pl|rb)")
_INTERPRETERS = re.compile(r"node|(?:ba|z|da)?sh|perl|ruby")
_ONLY_TELLS = re.compile(r"version|info|status|list|show|print|summar|report", re.IGNORECASE)
"""In the name of a script that only says something."""


def checks(process: Process) -> str:
    """What a command is by whose status a pipeline goes; empty for any other."""
    name, words = _run(process)
    if _INTERPRETERS.fullmatch(name) and words[:1]:
        name = words[0]
    if _A_SCRIPT.fullmatch(name):
        return "" if _ONLY_TELLS.search(name) else name.rpartition("/")[2]
    if _CHECKS.fullmatch(name):
        return name
    verbs = [w for w in words if not w.startswith("-") and w not in _A_RUN]
    is_one = name in _CHECKING and verbs and _CHECKING[name].fullmatch(verbs[0])
    return _called(name, words, verbs[0]) if is_one else ""
